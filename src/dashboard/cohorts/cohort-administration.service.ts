import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AssignmentPlanning } from '../../assignments/planning.service.js';
import { type Cohort } from '../../courses/cohorts/cohort.entity.js';
import { type CohortDates } from '../../courses/cohorts/cohort-dates.rules.js';
import { CohortEditing } from '../../courses/cohorts/cohort-editing.service.js';
import { CohortMoving, type JoinUrls } from '../../courses/cohorts/cohort-moving.service.js';
import { CohortPlanning } from '../../courses/cohorts/cohort-planning.service.js';
import { kindsFor, lastEvent } from '../../courses/enrolments/enrolment-sql.js';
import { Enrolments } from '../../courses/enrolments/enrolments.service.js';
import { type FieldError, invalid } from '../../platform/errors/domain-errors.js';
import { type DetailsTyped } from './cohort.forms.js';
import { type OpeningDates } from './cohort-opening.js';
import { CohortRegister, type CohortStored } from './cohort-register.service.js';

export interface CohortChosen extends DetailsTyped {
  prerequisiteIds: readonly string[];
  instructorIds: readonly string[];
}

/** Opens, changes and moves cohorts: one transaction each, across all that rooms keep about them. */
@Injectable()
export class CohortAdministration {
  constructor(
    private readonly db: DataSource,
    private readonly register: CohortRegister,
    private readonly planning: CohortPlanning,
    private readonly editing: CohortEditing,
    private readonly moving: CohortMoving,
    private readonly assignments: AssignmentPlanning,
    private readonly enrolments: Enrolments,
  ) {}

  /**
   * Opens a cohort with its sessions and its assignment.
   *
   * @throws DomainError invalid, naming fields: `courseVersionId`, `slug`, `startsOn`, `timeZone`, `instructors`
   */
  async open(
    { slug, courseVersionId, ...chosen }: CohortChosen & { slug: string; courseVersionId: string },
    { due, cutOff, startsOn, timeZone }: OpeningDates,
    actorId: string,
  ): Promise<Cohort> {
    return this.db.transaction(async (tx) => {
      const plan = { ...chosen, slug, courseVersionId, startsOn, timeZone };
      const cohort = await this.planning.open(tx, plan, actorId);
      await this.assignments.assign(tx, cohort, {
        dueLocal: due.local,
        dueAt: new Date(due.at),
        cutOffLocal: cutOff.local,
        cutOffAt: new Date(cutOff.at),
      });
      return cohort;
    });
  }

  /**
   * Changes a cohort. More seats go to those who wait.
   *
   * @param version the one that the form showed
   * @throws DomainError conflict when somebody has changed the cohort since; invalid, naming `seats` or `instructors`
   */
  async edit(id: string, version: number, chosen: CohortChosen, actorId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const cohort = await this.editing.lock(tx, id, version);
      const stored = await this.register.stored(id, tx);
      const errors = [
        ...seatErrors(stored, chosen.seats),
        ...(await this.instructorErrors(tx, stored, chosen.instructorIds)),
      ];
      const [first] = errors;
      if (first) throw invalid(first.message, errors);
      const joinUrl = chosen.joinUrl === stored.joinUrl ? undefined : chosen.joinUrl;
      await this.editing.edit(tx, cohort, { ...chosen, joinUrl }, actorId);
      if (chosen.seats > stored.seats) await this.enrolments.moveUp(tx, id);
    });
  }

  /**
   * Moves dates of a cohort, with everything that hangs on them.
   *
   * @throws DomainError conflict when somebody has changed the cohort since; invalid, naming each date
   */
  async move(
    id: string,
    version: number,
    { after, joinUrls }: { after: CohortDates; joinUrls: JoinUrls },
    actorId: string,
  ): Promise<void> {
    await this.db.transaction(async (tx) => {
      // People before the cohort, as an erasure takes them: grades may be computed anew with the dates.
      await tx.query(
        'SELECT id FROM users WHERE id IN (SELECT user_id FROM enrolments WHERE cohort_id = $1) ORDER BY id FOR SHARE',
        [id],
      );
      const cohort = await this.editing.lock(tx, id, version);
      const { dates } = await this.register.dates(id, tx);
      await this.moving.move(tx, cohort, { before: dates, after, joinUrls }, actorId);
    });
  }

  private async instructorErrors(
    tx: EntityManager,
    stored: CohortStored,
    instructorIds: readonly string[],
  ): Promise<FieldError[]> {
    const field = 'instructors';
    if (instructorIds.length === 0 && stored.instructors.length > 0 && stored.ungraded > 0) {
      const work = stored.ungraded === 1 ? '1 handbook waits' : `${stored.ungraded} handbooks wait`;
      return [{ field, message: `${work} to be graded here, so the cohort needs an instructor.` }];
    }
    const learning = await tx.query<{ name: string }[]>(
      `SELECT u.name FROM enrolments e JOIN users u ON u.id = e.user_id ${lastEvent}
        WHERE e.cohort_id = $1 AND e.user_id = ANY ($2) AND last.kind IN ${kindsFor('active', 'completed', 'waiting')}
          AND NOT EXISTS (SELECT FROM cohort_instructors i WHERE i.cohort_id = $1 AND i.user_id = e.user_id)`,
      [stored.id, instructorIds],
    );
    return learning.slice(0, 1).map(({ name }) => ({
      field,
      message: `${name} learns in this cohort, or waits for a seat in it, and so can’t teach it.`,
    }));
  }
}

function seatErrors({ taken }: CohortStored, seats: number): FieldError[] {
  if (seats >= taken) return [];
  const message = `${taken === 1 ? '1 seat is' : `${taken} seats are`} taken; enter ${taken} or more.`;
  return [{ field: 'seats', message }];
}
