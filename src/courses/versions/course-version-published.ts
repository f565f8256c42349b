/**
 * A course version is being published, in this transaction. Whoever keeps something that belongs to it publishes that
 * too, or throws an `invalid` that says why it can't be.
 */
export class CourseVersionPublished {
  constructor(readonly courseVersionId: string) {}
}
