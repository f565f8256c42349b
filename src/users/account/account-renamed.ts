/** An account has got another name, in this transaction. */
export class AccountRenamed {
  constructor(readonly userId: string) {}
}
