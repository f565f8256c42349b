/** Dates of a cohort have moved, in this transaction: the row of `cohort_moves` says from where to where. */
export class CohortDatesMoved {
  constructor(
    readonly cohortId: string,
    readonly moveId: string,
  ) {}
}
