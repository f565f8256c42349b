import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Extensions, type NewExtensions } from '../../assignments/extensions/extensions.service.js';
import { LatePolicies } from '../../assignments/lateness/late-policies.service.js';
import { type LatePolicy } from '../../assignments/lateness/late-policy.rules.js';
import { canonicalJson, sha256 } from '../../platform/digests/digests.js';
import { conflict } from '../../platform/errors/domain-errors.js';
import { type LatenessChange, LatenessRegrades } from './lateness-regrades.service.js';

export interface PolicyChange {
  cohortId: string;
  policy: LatePolicy;
  /** The number of the policy that the person saw in force, 0 for none. */
  seen: number;
  actorId: string;
  /** The digest of the changes to others' grades, which the person has reviewed: `digestOf([])` for none. */
  reviewed: string;
}

/** What those who run a cohort decide about time, together with what follows for its grades. */
@Injectable()
export class LateWorkDecisions {
  constructor(
    private readonly db: DataSource,
    private readonly policies: LatePolicies,
    private readonly extensions: Extensions,
    private readonly regrades: LatenessRegrades,
  ) {}

  /**
   * Puts another policy into force for all work of a cohort, what is graded included: two students who were equally
   * late lose the same, whenever their work was graded.
   *
   * @returns how many grades were computed anew
   * @throws DomainError conflict when there is another policy by now, or other grades would change than were reviewed;
   *   the actor's own is not reviewed, and follows
   */
  async setPolicy({ reviewed, ...change }: PolicyChange): Promise<number> {
    return this.db.transaction(async (tx) => {
      await this.policies.set(tx, change);
      const changes = await this.regrades.carryOut(tx, { cohortId: change.cohortId }, change.actorId);
      if (digestOf(ofOthers(change.actorId, changes)) !== reviewed) {
        throw conflict('Grades have changed since you looked, so nothing was saved. Look again.');
      }
      return changes.length;
    });
  }

  /**
   * Gives time to one or several students, and computes their grades anew, all or nothing.
   *
   * @returns how many grades were computed anew
   * @throws DomainError as `Extensions.grant`
   */
  async grant(grant: NewExtensions): Promise<number> {
    return this.db.transaction(async (tx) => {
      await this.extensions.grant(tx, grant);
      const enrolmentIds = grant.students.map(({ enrolmentId }) => enrolmentId);
      return (await this.regrades.carryOut(tx, { cohortId: grant.cohortId, enrolmentIds }, grant.actorId))
        .length;
    });
  }
}

/**
 * Whoever learned here and runs the cohort now learns nothing of their own grade before a release: not from a list, and
 * not from its digest, since the few grades that there can be are soon tried.
 */
export const ofOthers = (readerId: string, changes: readonly LatenessChange[]): LatenessChange[] =>
  changes.filter(({ studentId }) => studentId !== readerId);

/** Stands for exactly these changes. */
export function digestOf(changes: readonly LatenessChange[]): string {
  return sha256(
    canonicalJson(changes.map(({ submissionId, before, after }) => ({ submissionId, before, after }))),
  );
}
