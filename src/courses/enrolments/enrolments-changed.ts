/**
 * The same happened to these enrolments at once, in this transaction: for whoever has one answer to all of it.
 * `EnrolmentChanged` tells it one by one before.
 */
export class EnrolmentsChanged {
  constructor(readonly enrolmentIds: readonly string[]) {}
}
