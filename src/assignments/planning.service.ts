import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { CourseVersionPublished } from '../courses/versions/course-version-published.js';
import { type Cohort } from '../courses/cohorts/cohort.entity.js';
import { type CohortDates } from '../courses/cohorts/cohort-dates.rules.js';
import { CohortDatesMoved } from '../courses/cohorts/cohort-dates-moved.js';
import { instantOf } from '../courses/times/times.rules.js';
import { Clock } from '../platform/clock/clock.js';
import { invalid } from '../platform/errors/domain-errors.js';
import { DomainEvents } from '../platform/events/domain-events.js';
import { Assignment, Template, TemplateSection } from './assignment.entity.js';
import { RIGHTS_CHANNEL } from './handbooks/handbooks.service.js';
import { isSectionKindName, type SectionKindName } from './sections/section-kinds.rules.js';

export interface TemplatePlan {
  title: string;
  sections: readonly {
    key: string;
    kind: SectionKindName;
    title: string;
    purpose: string;
    /** Guidance on length, words. */
    words: readonly [from: number, to: number] | null;
  }[];
}

/** Templates and the assignments that cohorts make of them. */
@Injectable()
export class AssignmentPlanning implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly events: DomainEvents,
  ) {}

  onModuleInit(): void {
    this.events.within(CourseVersionPublished, (tx, event) => this.freeze(tx, event.courseVersionId));
    this.events.within(CohortDatesMoved, (tx, event) => this.follow(tx, event));
  }

  /** Writes the template of a course version that is not yet published. */
  async writeTemplate(tx: EntityManager, courseVersionId: string, plan: TemplatePlan): Promise<Template> {
    const template = await tx.getRepository(Template).save({ courseVersionId, title: plan.title });
    await tx.getRepository(TemplateSection).insert(
      plan.sections.map(({ words, ...section }, at) => ({
        ...section,
        templateId: template.id,
        position: at + 1,
        wordsFrom: words?.[0] ?? null,
        wordsTo: words?.[1] ?? null,
      })),
    );
    return template;
  }

  /**
   * Gives a cohort its work.
   *
   * @param deadlines wall times in the cohort's zone, `YYYY-MM-DDTHH:MM`; the instants, where a wall time comes twice
   * @throws DomainError invalid when the cut-off lies before the deadline, or the course version has no template
   */
  async assign(
    tx: EntityManager,
    cohort: Cohort,
    deadlines: { dueLocal: string; cutOffLocal: string; dueAt?: Date; cutOffAt?: Date },
  ): Promise<Assignment> {
    const { dueLocal, cutOffLocal } = deadlines;
    const template = await tx.getRepository(Template).findOneBy({ courseVersionId: cohort.courseVersionId });
    if (!template?.publishedAt) throw invalid('Publish the course version and its template first.');
    const dueAt = deadlines.dueAt ?? instantOf(dueLocal, cohort.timeZone);
    const cutOffAt = deadlines.cutOffAt ?? instantOf(cutOffLocal, cohort.timeZone);
    if (cutOffAt < dueAt) throw invalid('The cut-off can’t lie before the deadline.');
    return tx
      .getRepository(Assignment)
      .save({ cohortId: cohort.id, templateId: template.id, dueLocal, cutOffLocal, dueAt, cutOffAt });
  }

  /** The deadline goes where the cohort's other dates go. Whoever has a handbook open learns of a new cut-off at once. */
  private async follow(tx: EntityManager, { cohortId, moveId }: CohortDatesMoved): Promise<void> {
    const [move] = await tx.query<{ after: CohortDates }[]>('SELECT after FROM cohort_moves WHERE id = $1', [
      moveId,
    ]);
    if (!move) throw new Error(`The move ${moveId} of a cohort is not there.`);
    const { due, cutOff } = move.after;
    const assignment = await tx
      .getRepository(Assignment)
      .findOneOrFail({ where: { cohortId }, lock: { mode: 'for_no_key_update' } });
    const cutOffMoves = assignment.cutOffAt.toISOString() !== cutOff.at;
    await tx.getRepository(Assignment).update(
      { id: assignment.id },
      {
        dueLocal: due.local,
        dueAt: new Date(due.at),
        cutOffLocal: cutOff.local,
        cutOffAt: new Date(cutOff.at),
      },
    );
    if (!cutOffMoves) return;
    await tx.query(
      `SELECT pg_notify('${RIGHTS_CHANNEL}', id::text) FROM handbooks WHERE assignment_id = $1`,
      [assignment.id],
    );
  }

  /** A template that is published is frozen with its course version; one that can't be is a reason not to publish. */
  private async freeze(tx: EntityManager, courseVersionId: string): Promise<void> {
    const template = await tx.getRepository(Template).findOneBy({ courseVersionId });
    if (!template) throw invalid('This course version has no handbook template yet.');
    const sections = await tx.getRepository(TemplateSection).findBy({ templateId: template.id });
    if (sections.length === 0) throw invalid('The handbook template has no sections yet.');
    const strange = sections.find((section) => !isSectionKindName(section.kind));
    if (strange)
      throw invalid(`The section “${strange.title}” is of a kind that is not known: ${strange.kind}.`);
    await tx.getRepository(Template).update({ id: template.id }, { publishedAt: this.clock.now() });
  }
}
