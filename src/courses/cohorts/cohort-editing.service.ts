import { Injectable } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { conflict, invalid, notFound } from '../../platform/errors/domain-errors.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { User } from '../../users/user.entity.js';
import {
  type Admission,
  Cohort,
  CohortInstructor,
  CohortPrerequisite,
  CohortSession,
} from './cohort.entity.js';

/** What of a cohort can be changed without moving any of its dates. */
export interface CohortDetails {
  name: string;
  seats: number;
  admission: Admission;
  prerequisiteIds: readonly string[];
  instructorIds: readonly string[];
  signatories: { name: string; role: string }[];
  /** For all live sessions that are ahead; undefined leaves each session its own. */
  joinUrl: string | null | undefined;
}

/** Changes open cohorts. */
@Injectable()
export class CohortEditing {
  constructor(
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /**
   * The cohort, for whoever wants to change it; everybody else who does waits, and so do those who enrol in it.
   *
   * @param version the one that the form showed
   * @throws DomainError notFound, or conflict when somebody has changed the cohort since
   */
  async lock(tx: EntityManager, cohortId: string, version: number): Promise<Cohort> {
    // NO KEY: rows that only refer to the cohort, such as handbooks, need not wait.
    const cohort = await tx
      .getRepository(Cohort)
      .findOne({ where: { id: cohortId }, lock: { mode: 'for_no_key_update' } });
    if (!cohort) throw notFound('There is no such cohort.');
    if (cohort.version !== version) throw conflict('Somebody else has changed this cohort in the meantime.');
    return cohort;
  }

  /**
   * Changes a cohort that the caller has locked.
   *
   * @throws DomainError invalid when one of the instructors has no account (any more)
   */
  async edit(tx: EntityManager, cohort: Cohort, details: CohortDetails, actorId: string): Promise<void> {
    const { name, seats, admission, signatories, joinUrl } = details;
    await tx
      .getRepository(Cohort)
      .update({ id: cohort.id }, { name, seats, admission, signatories, version: cohort.version + 1 });
    const instructors = await this.assign(tx, cohort.id, details.instructorIds, actorId);
    await this.require(tx, cohort.id, details.prerequisiteIds);
    if (joinUrl !== undefined) {
      await tx
        .createQueryBuilder()
        .update(CohortSession)
        .set({ joinUrl, version: () => 'version + 1' })
        .where('cohort_id = :id AND starts_at > :now', { id: cohort.id, now: this.clock.now() })
        .execute();
    }
    await this.audit.record(tx, {
      actorId,
      action: 'cohort.changed',
      subjectType: 'cohort',
      subjectId: cohort.id,
      facts: {
        ...(seats === cohort.seats ? {} : { seatsBefore: cohort.seats, seats }),
        ...(admission === cohort.admission ? {} : { admissionBefore: cohort.admission, admission }),
        ...(name === cohort.name ? {} : { renamed: true }),
        ...(JSON.stringify(signatories) === JSON.stringify(cohort.signatories) ? {} : { signatories: true }),
        ...(joinUrl === undefined ? {} : { joinLink: true }),
        ...instructors,
        prerequisites: details.prerequisiteIds.length,
      },
    });
  }

  private async assign(
    tx: EntityManager,
    cohortId: string,
    instructorIds: readonly string[],
    actorId: string,
  ): Promise<{ instructorsAdded: number; instructorsRemoved: number }> {
    const repository = tx.getRepository(CohortInstructor);
    const before = (await repository.findBy({ cohortId })).map(({ userId }) => userId);
    const added = instructorIds.filter((id) => !before.includes(id));
    const removed = before.filter((id) => !instructorIds.includes(id));
    await refuseStrangers(tx, added);
    const now = this.clock.now();
    await repository.insert(
      added.map((userId) => ({ cohortId, userId, assignedById: actorId, assignedAt: now })),
    );
    if (removed.length > 0) await repository.delete({ cohortId, userId: In(removed) });
    return { instructorsAdded: added.length, instructorsRemoved: removed.length };
  }

  private async require(
    tx: EntityManager,
    cohortId: string,
    prerequisiteIds: readonly string[],
  ): Promise<void> {
    const repository = tx.getRepository(CohortPrerequisite);
    const before = (await repository.findBy({ cohortId })).map(({ courseId }) => courseId);
    const removed = before.filter((id) => !prerequisiteIds.includes(id));
    const added = prerequisiteIds.filter((id) => !before.includes(id));
    await repository.insert(added.map((courseId) => ({ cohortId, courseId })));
    if (removed.length > 0) await repository.delete({ cohortId, courseId: In(removed) });
  }
}

/** @throws DomainError invalid (`instructors`) when somebody has no account, or has one no longer */
export async function refuseStrangers(tx: EntityManager, personIds: readonly string[]): Promise<void> {
  if (personIds.length === 0) return;
  // An erasure that is on its way comes first, or waits.
  const people = await tx.getRepository(User).find({
    select: { id: true, erasedAt: true },
    where: { id: In([...personIds]) },
    lock: { mode: 'pessimistic_read' },
  });
  if (people.filter(({ erasedAt }) => erasedAt === null).length === personIds.length) return;
  const message = 'One of these people has no account any more. Choose the instructors again.';
  throw invalid(message, [{ field: 'instructors', message }]);
}
