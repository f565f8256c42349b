/** A changed rubric is in force, and the marks were carried over to it. */
export class RubricChanged {
  constructor(
    readonly regradeId: string,
    readonly courseVersionId: string,
  ) {}
}
