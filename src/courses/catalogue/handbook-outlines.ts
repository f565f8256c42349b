import { Injectable } from '@nestjs/common';

/** The work of a course, as its public pages tell of it. */
export interface HandbookOutline {
  /** The handbook's parts in their order; `words` as guidance, "250 to 450 words", or null. */
  parts: readonly { title: string; purpose: string; words: string | null }[];
  /** When the cohort's handbooks are due; null without a cohort, or while it has no assignment. */
  dueAt: Date | null;
}

/** @param cohortId null for the course in general */
type Outline = (courseVersionId: string, cohortId: string | null) => Promise<HandbookOutline>;

/**
 * What is written in a course belongs to a module on the right, which hands it in here at its start, so that the
 * catalogue can tell of it without knowing that module.
 */
@Injectable()
export class HandbookOutlines {
  private outline: Outline = () => Promise.resolve({ parts: [], dueAt: null });

  provide(outline: Outline): void {
    this.outline = outline;
  }

  of(courseVersionId: string, cohortId: string | null): Promise<HandbookOutline> {
    return this.outline(courseVersionId, cohortId);
  }
}
