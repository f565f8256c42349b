/** A person is being forgotten, in this transaction: drop what you hold of them outside the side tables. */
export class PersonErased {
  constructor(
    readonly personId: string,
    readonly erasureId: string,
    readonly actorId: string,
  ) {}
}
