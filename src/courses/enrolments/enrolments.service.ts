import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type DomainError, forbidden, invalid, notFound } from '../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { PersonErased } from '../../users/erasure/person-erased.js';
import { Clock } from '../../platform/clock/clock.js';
import { currentWeek } from '../cohorts/schedule.rules.js';
import { WEEKS } from '../versions/weeks.rules.js';
import { EnrolmentReason } from './admission.entity.js';
import { Eligibility, type Obstacle } from './eligibility.service.js';
import { kindsFor } from './enrolment-sql.js';
import { EnrolmentLog, type KnownEnrolment, type LockedCohort } from './enrolment-log.service.js';
import { canFollow, type EnrolmentStatus, takesSeat } from './enrolment.rules.js';
import { WaitingList } from './waiting-list.service.js';

/** What came of enrolling: a seat, or a place in the line for one. */
export interface Enrolled {
  /** The enrolment's id. */
  id: string;
  status: 'active' | 'waiting';
}

/** Who takes part in a cohort. One row per person and cohort, for ever; all else is events. */
@Injectable()
export class Enrolments implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly events: DomainEvents,
    private readonly log: EnrolmentLog,
    private readonly eligibility: Eligibility,
    private readonly waitingList: WaitingList,
  ) {}

  onModuleInit(): void {
    this.events.within(PersonErased, (tx, { personId, actorId }) => this.forget(tx, personId, actorId));
  }

  /**
   * Gives somebody a seat, or a place at the end of the waiting list when all are taken. Whoever withdrew before gets
   * their enrolment back, with all that belongs to it.
   *
   * @param actorId who does it: the person, or an administrator for them
   * @throws DomainError notFound (no such cohort, or not open to anybody yet), forbidden (its instructor), invalid
   *   (enrolled or waiting already, cohort over, not admitted, a course is missing), each with a sentence
   */
  async enrol(cohortId: string, personId: string, actorId = personId): Promise<Enrolled> {
    return this.db.transaction((tx) => this.enrolWithin(tx, cohortId, personId, actorId));
  }

  /** The same as a part of `tx`. */
  async enrolWithin(
    tx: EntityManager,
    cohortId: string,
    personId: string,
    actorId: string,
  ): Promise<Enrolled> {
    const cohort = await this.log.lock(tx, cohortId, [personId, actorId]);
    const known = await this.log.find(tx, cohortId, personId);
    if (known?.status && takesSeat(known.status)) throw invalid('You are enrolled in this cohort already.');
    if (known?.status === 'waiting') throw invalid('You are on the waiting list of this cohort already.');
    const obstacle = await this.eligibility.obstacle(tx, cohort, personId);
    if (obstacle) throw refusal(obstacle);
    return this.seatOrLine(tx, cohort, known ?? (await this.log.begin(tx, cohortId, personId)), actorId);
  }

  /**
   * Ends an enrolment. The handbook stays as it is, for a return; the seat goes to who waits for it.
   *
   * @param reason why somebody else ends it, in their words
   * @throws DomainError notFound (never enrolled), invalid (withdrawn or completed already)
   */
  async withdraw(cohortId: string, personId: string, actorId = personId, reason = ''): Promise<void> {
    await this.db.transaction(async (tx) => {
      const cohort = await this.log.lock(tx, cohortId, [personId, actorId]);
      const known = await this.log.find(tx, cohortId, personId);
      if (!known?.status) throw notFound();
      if (!canFollow(known.status, 'withdrawn')) throw invalid(whyNotWithdrawn(known.status));
      const eventId = await this.log.append(tx, known, 'withdrawn', actorId);
      await this.explain(tx, eventId, personId, reason);
      await this.waitingList.moveUp(tx, cohort);
    });
  }

  /**
   * Takes somebody off the waiting list.
   *
   * @param reason why somebody else does so, in their words
   * @throws DomainError notFound (nothing to do with the cohort), invalid (they don't wait)
   */
  async leave(cohortId: string, personId: string, actorId = personId, reason = ''): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.log.lock(tx, cohortId, [personId, actorId]);
      const known = await this.log.find(tx, cohortId, personId);
      if (!known?.status) throw notFound();
      if (!canFollow(known.status, 'left')) {
        throw invalid(
          takesSeat(known.status)
            ? 'You have a seat in this cohort by now, so you are no longer on its waiting list.'
            : 'You are not on the waiting list of this cohort.',
        );
      }
      const eventId = await this.log.append(tx, known, 'left', actorId);
      await this.explain(tx, eventId, personId, reason);
    });
  }

  /**
   * Takes a withdrawal back: the same enrolment goes on, at once or after a time on the waiting list.
   *
   * @throws DomainError notFound (never enrolled), invalid (not withdrawn, cohort over)
   */
  async return(cohortId: string, personId: string, actorId = personId): Promise<Enrolled> {
    return this.db.transaction(async (tx) => {
      const cohort = await this.log.lock(tx, cohortId, [personId, actorId]);
      const known = await this.log.find(tx, cohortId, personId);
      if (!known?.status) throw notFound();
      if (known.status === 'waiting') throw invalid('You are on the waiting list of this cohort already.');
      if (known.status !== 'withdrawn') throw invalid('You are enrolled in this cohort already.');
      const obstacle = await this.eligibility.obstacle(tx, cohort, personId);
      // Whoever had a seat was admitted once.
      if (obstacle && obstacle.kind !== 'admission') throw refusal(obstacle);
      return this.seatOrLine(tx, cohort, known, actorId);
    });
  }

  /**
   * The people passed: their enrolments are completed, those that are active. The caller holds the cohort's lock.
   *
   * @param actorId who released the grades
   */
  async complete(tx: EntityManager, enrolmentIds: readonly string[], actorId: string): Promise<void> {
    const known = await this.log.known(tx, 'e.id = ANY ($1) ORDER BY e.id', [enrolmentIds]);
    const completing = known.filter(({ status }) => canFollow(status, 'completed'));
    await this.log.appendAll(tx, completing, 'completed', actorId);
  }

  /**
   * The people turned out not to have passed, as a result that was released falls: their enrolments go on, those that
   * were completed. The caller holds the cohort's lock.
   *
   * @param actorId who released the grades
   */
  async reopen(tx: EntityManager, enrolmentIds: readonly string[], actorId: string): Promise<void> {
    const known = await this.log.known(tx, 'e.id = ANY ($1) ORDER BY e.id', [enrolmentIds]);
    const falling = known.filter(({ status }) => canFollow(status, 'reopened'));
    await this.log.appendAll(tx, falling, 'reopened', actorId);
  }

  /** The cohort has seats that it had not before: whoever waits for them gets them, with a mail. */
  async moveUp(tx: EntityManager, cohortId: string): Promise<void> {
    await this.waitingList.moveUp(tx, await this.log.lockCohort(tx, cohortId));
  }

  /**
   * Gives a free seat to the first of the waiting list, after the weeks in which that happens by itself.
   *
   * @throws DomainError invalid: the cohort is over, no seat is free, or somebody else is first
   */
  async seatFirst(cohortId: string, enrolmentId: string, actorId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const cohort = await this.log.lock(tx, cohortId, [actorId]);
      await this.waitingList.moveUpFirst(tx, cohort, enrolmentId, actorId);
    });
  }

  private async seatOrLine(
    tx: EntityManager,
    cohort: LockedCohort,
    known: KnownEnrolment,
    actorId: string,
  ): Promise<Enrolled> {
    // Whoever waits comes before whoever comes now, also where a seat was freed that nobody has been given yet.
    await this.waitingList.moveUp(tx, cohort);
    const free =
      (await this.waitingList.seatsLeft(tx, cohort)) > 0 &&
      (await this.waitingList.first(tx, cohort.id)) === null;
    if (!free) {
      await this.log.append(tx, known, 'waiting', actorId);
      return { id: known.id, status: 'waiting' };
    }
    await this.log.append(tx, known, known.status === 'withdrawn' ? 'returned' : 'enrolled', actorId);
    return { id: known.id, status: 'active' };
  }

  private async explain(tx: EntityManager, eventId: string, personId: string, body: string): Promise<void> {
    if (body !== '') await tx.getRepository(EnrolmentReason).insert({ eventId, personId, body });
  }

  /** Whoever is forgotten waits no longer, and leaves their seat to others while the cohort runs. */
  private async forget(tx: EntityManager, personId: string, actorId: string): Promise<void> {
    const condition = `e.user_id = $1 AND last.kind IN ${kindsFor('active', 'waiting')} ORDER BY e.cohort_id`;
    for (const { cohortId } of await this.log.known(tx, condition, [personId])) {
      const cohort = await this.log.lockCohort(tx, cohortId);
      const known = await this.log.find(tx, cohortId, personId);
      const over = currentWeek(cohort, this.clock.now()) > WEEKS;
      if (known?.status === 'waiting') await this.log.append(tx, known, 'left', actorId);
      if (known?.status === 'active' && !over) {
        await this.log.append(tx, known, 'withdrawn', actorId);
        await this.waitingList.moveUp(tx, cohort);
      }
    }
  }
}

function refusal({ kind, sentence }: Obstacle): DomainError {
  return kind === 'teaches' ? forbidden(sentence) : invalid(sentence);
}

function whyNotWithdrawn(status: EnrolmentStatus): string {
  if (status === 'completed') return 'You have completed this cohort; there is nothing to withdraw from.';
  return status === 'withdrawn'
    ? 'You have withdrawn from this cohort already.'
    : 'You have no seat in this cohort, so there is nothing to withdraw from.';
}
