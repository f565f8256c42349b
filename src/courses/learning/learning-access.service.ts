import { Injectable } from '@nestjs/common';
import { forbidden, notFound } from '../../platform/errors/domain-errors.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { CohortReads, type CohortSeen } from '../catalogue/cohort-reads.service.js';
import { type EnrolmentStatus, statusAfter, takesSeat } from '../enrolments/enrolment.rules.js';

/** A cohort as one of those sees it who have, had or wait for a seat in it. */
export type CohortAttended = CohortSeen & { enrolment: NonNullable<CohortSeen['enrolment']> };

/** Who may come into a course, and as what; for whoever has no part in it there is none. One statement. */
@Injectable()
export class LearningAccess {
  constructor(private readonly reads: CohortReads) {}

  /**
   * For everybody who may read the course: students with a seat, and those who run it.
   *
   * @returns `enrolmentId` null for those who run it
   */
  async reader(slug: string, viewer: Viewer): Promise<{ cohort: CohortSeen; enrolmentId: string | null }> {
    const cohort = await this.find(slug, viewer);
    const status = statusIn(cohort);
    if (takesSeat(status)) return { cohort, enrolmentId: cohort.enrolment?.id ?? null };
    if (runs(cohort, viewer)) return { cohort, enrolmentId: null };
    if (status === 'withdrawn') {
      throw forbidden('You have withdrawn from this cohort. Return to it to go on with the course.');
    }
    if (status === 'waiting') throw forbidden('You wait for a seat. The course opens for you with it.');
    throw notFound();
  }

  /** For students with a seat only. */
  async student(slug: string, viewer: Viewer): Promise<CohortAttended> {
    const { cohort } = await this.reader(slug, viewer);
    return attended(cohort);
  }

  /** For everybody who is enrolled in some way; what they find depends on their status. */
  async enrolled(slug: string, viewer: Viewer): Promise<CohortAttended> {
    const cohort = await this.find(slug, viewer);
    const status = statusIn(cohort);
    if (status !== null && status !== 'left') return attended(cohort);
    if (runs(cohort, viewer)) throw forbidden(students);
    throw notFound();
  }

  /** For those who run the cohort: its instructors, and administrators who are not its students. */
  async team(slug: string, viewer: Viewer): Promise<CohortSeen> {
    const cohort = await this.find(slug, viewer);
    if (takesSeat(statusIn(cohort))) throw forbidden('This page belongs to the instructors of the cohort.');
    if (!runs(cohort, viewer)) throw notFound();
    return cohort;
  }

  private async find(slug: string, viewer: Viewer): Promise<CohortSeen> {
    const cohort = await this.reads.bySlug(slug, viewer.id);
    if (!cohort) throw notFound();
    return cohort;
  }
}

const students = 'This page belongs to the students of the cohort.';

/** What somebody's enrolment has come to; null without one. */
export function statusIn({ enrolment }: Pick<CohortSeen, 'enrolment'>): EnrolmentStatus | null {
  return enrolment && statusAfter(enrolment.last);
}

const runs = (cohort: CohortSeen, viewer: Viewer) => cohort.teaches || viewer.administrator;

function attended({ enrolment, ...cohort }: CohortSeen): CohortAttended {
  if (!enrolment) throw forbidden(students);
  return { ...cohort, enrolment };
}
