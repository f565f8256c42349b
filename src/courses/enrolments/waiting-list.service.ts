import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { invalid } from '../../platform/errors/domain-errors.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { currentWeek } from '../cohorts/schedule.rules.js';
import { WEEKS } from '../versions/weeks.rules.js';
import { EnrolmentLog, type KnownEnrolment, type LockedCohort } from './enrolment-log.service.js';
import { movesUpByItself } from './enrolment.rules.js';
import { seatsTaken } from './enrolment-sql.js';
import { SEAT_IS_YOURS } from './enrolment-mails.service.js';

/** Who waits for a seat, in the order in which the database took them in. */
@Injectable()
export class WaitingList {
  constructor(
    private readonly clock: Clock,
    private readonly log: EnrolmentLog,
    private readonly mailer: Mailer,
  ) {}

  /**
   * Gives free seats to those who wait, the first first, as long as that happens by itself: until the end of the first
   * week (`movesUpByItself`). The caller holds the cohort's lock.
   */
  async moveUp(tx: EntityManager, cohort: LockedCohort): Promise<void> {
    if (!movesUpByItself(currentWeek(cohort, this.clock.now()))) return;
    for (let left = await this.seatsLeft(tx, cohort); left > 0; left -= 1) {
      const next = await this.first(tx, cohort.id);
      if (!next) return;
      await this.seat(tx, next, null);
    }
  }

  /**
   * Gives the first of the line a free seat, by hand. The caller holds the cohort's lock.
   *
   * @throws DomainError invalid: the cohort is over, no seat is free, or somebody else is first
   */
  async moveUpFirst(
    tx: EntityManager,
    cohort: LockedCohort,
    enrolmentId: string,
    actorId: string,
  ): Promise<void> {
    if (currentWeek(cohort, this.clock.now()) > WEEKS) throw invalid('This cohort is over.');
    const next = await this.first(tx, cohort.id);
    if (next?.id !== enrolmentId) {
      throw invalid('Somebody else is first in the line by now. Seats are given in the order of the line.');
    }
    if ((await this.seatsLeft(tx, cohort)) < 1) {
      throw invalid('No seat is free. A seat is free when somebody withdraws or the cohort gets more seats.');
    }
    await this.seat(tx, next, actorId);
  }

  async seatsLeft(tx: EntityManager, cohort: LockedCohort): Promise<number> {
    const rows: { taken: number }[] = await tx.query(`SELECT ${seatsTaken('$1')} AS taken`, [cohort.id]);
    return cohort.seats - (rows[0]?.taken ?? 0);
  }

  /** Who is next; whoever is being forgotten at this moment is not. */
  async first(tx: EntityManager, cohortId: string): Promise<KnownEnrolment | null> {
    const [next] = await this.log.known(
      tx,
      `e.cohort_id = $1 AND last.kind = 'waiting'
         AND EXISTS (SELECT FROM users u WHERE u.id = e.user_id AND u.erased_at IS NULL)
       ORDER BY last.ordinal LIMIT 1`,
      [cohortId],
    );
    return next ?? null;
  }

  private async seat(tx: EntityManager, next: KnownEnrolment, actorId: string | null): Promise<void> {
    const eventId = await this.log.append(tx, next, 'enrolled', actorId);
    await this.mailer.post(tx, SEAT_IS_YOURS, { eventId });
  }
}
