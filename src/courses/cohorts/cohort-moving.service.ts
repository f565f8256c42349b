import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { invalid } from '../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import {
  changesBetween,
  type CohortDates,
  type DateChange,
  isMoved,
  refusals,
} from './cohort-dates.rules.js';
import { CohortDatesMoved } from './cohort-dates-moved.js';
import { CohortMove } from './cohort-move.entity.js';
import { refuseUnknownZone } from './cohort-zones.js';
import { Cohort, CohortSession } from './cohort.entity.js';

/** Moves the dates of cohorts. */
@Injectable()
export class CohortMoving {
  constructor(
    private readonly clock: Clock,
    private readonly events: DomainEvents,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Moves dates of a cohort that the caller has locked, and says so: whoever keeps a date of it moves that, too.
   *
   * @param before its dates as they are, read under the lock
   * @param joinUrls by the id of the session
   * @throws DomainError invalid, one sentence for each date that can't be what it would be
   */
  async move(
    tx: EntityManager,
    cohort: Cohort,
    { before, after, joinUrls }: { before: CohortDates; after: CohortDates; joinUrls: JoinUrls },
    actorId: string,
  ): Promise<void> {
    const now = this.clock.now();
    const refused = refusals(before, after, now);
    const [first] = refused;
    if (first) throw invalid(first.message, refused);
    const changes = changesBetween(before, after);
    if (before.timeZone !== after.timeZone) await refuseUnknownZone(tx, after.timeZone);
    const { timeZone, startsOn, weekTwoOn, weekThreeOn } = after;
    await tx
      .getRepository(Cohort)
      .update({ id: cohort.id }, { timeZone, startsOn, weekTwoOn, weekThreeOn, version: cohort.version + 1 });
    await this.moveSessions(tx, cohort.id, before, after, joinUrls);
    if (changes.length === 0) return;
    const { id } = await tx
      .getRepository(CohortMove)
      .save({ cohortId: cohort.id, movedById: actorId, at: now, before, after });
    await this.audit.record(tx, {
      actorId,
      action: 'cohort.dates-moved',
      subjectType: 'cohort',
      subjectId: cohort.id,
      facts: { moveId: id, ...factsOf(changes) },
    });
    await this.events.publish(tx, new CohortDatesMoved(cohort.id, id));
  }

  private async moveSessions(
    tx: EntityManager,
    cohortId: string,
    before: CohortDates,
    after: CohortDates,
    joinUrls: JoinUrls,
  ): Promise<void> {
    const sessions = tx.getRepository(CohortSession);
    const now = this.clock.now();
    for (const session of after.sessions) {
      const was = before.sessions.find(({ id }) => id === session.id);
      if (!was) continue;
      const moved = isMoved(was, session);
      const joinUrl = joinUrls.get(session.id);
      if (!moved && joinUrl === undefined) continue;
      await sessions.update(
        { id: session.id, cohortId },
        {
          version: () => 'version + 1',
          ...(joinUrl === undefined ? {} : { joinUrl }),
          ...(moved
            ? {
                startsLocal: session.local,
                startsAt: new Date(session.at),
                minutes: session.minutes,
                sequence: () => 'sequence + 1',
              }
            : {}),
          ...(was.cancelled === session.cancelled ? {} : { cancelledAt: session.cancelled ? now : null }),
        },
      );
    }
  }
}

/** New links by the ids of sessions; only those that change. */
export type JoinUrls = ReadonlyMap<string, string | null>;

/** Dates are facts; who is meant by them stands elsewhere. */
function factsOf(changes: readonly DateChange[]): Record<string, string | number> {
  const facts: Record<string, string | number> = {};
  const sessions = changes.filter(({ what }) => what === 'session').length;
  if (sessions > 0) facts['sessions'] = sessions;
  for (const change of changes) {
    if (change.what === 'week') {
      facts[`week${change.week}Before`] = change.before;
      facts[`week${change.week}`] = change.after;
    } else if (change.what === 'zone') {
      facts['zoneBefore'] = change.before;
      facts['zone'] = change.after;
    } else if (change.what !== 'session') {
      facts[`${change.what}Before`] = change.before.at;
      facts[change.what] = change.after.at;
    }
  }
  return facts;
}
