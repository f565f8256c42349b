import { type EnrolmentEventKind } from './enrolment.rules.js';

/** Something happened to an enrolment, in this transaction. */
export class EnrolmentChanged {
  constructor(
    readonly enrolmentId: string,
    readonly cohortId: string,
    /** Whose enrolment it is. */
    readonly userId: string,
    readonly kind: EnrolmentEventKind,
    /** Whether a seat was given to somebody who waited for it: they get a mail of their own about that. */
    readonly movedUp = false,
  ) {}
}
