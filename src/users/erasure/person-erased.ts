/**
 * A person is being forgotten, in this transaction: drop what you hold of them outside the side tables. To be listened
 * to within the transaction only, as a job would keep the address.
 */
export class PersonErased {
  constructor(
    readonly personId: string,
    readonly erasureId: string,
    readonly actorId: string,
    /** What their address was, for what is kept by address; empty for whoever had none. */
    readonly email: string,
  ) {}
}
