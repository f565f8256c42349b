/** Somebody has given their account another name, in this transaction. */
export class AccountRenamed {
  constructor(readonly userId: string) {}
}
