/** A cohort may see its grades. Handled by jobs, after the commit; the release names the grades. */
export class GradesReleased {
  constructor(
    readonly releaseId: string,
    readonly cohortId: string,
  ) {}
}
