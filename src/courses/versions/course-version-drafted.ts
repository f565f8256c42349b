/**
 * A draft has been made from another version, in this transaction. Whoever keeps something that belongs to a version
 * copies that, too: the template of the handbook, the rubric.
 */
export class CourseVersionDrafted {
  constructor(
    readonly fromVersionId: string,
    readonly toVersionId: string,
  ) {}
}

/**
 * A course that comes with Capstone has been loaded as a draft, in this transaction. Whoever has something of their own
 * for the course of this slug adds it.
 */
export class BuiltInCourseLoaded {
  constructor(
    readonly courseVersionId: string,
    readonly slug: string,
  ) {}
}
