import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import { Template } from '../../assignments/assignment.entity.js';
import { type Clash } from '../../courses/versions/drafts/clash.js';
import { Clock } from '../../platform/clock/clock.js';
import { conflict, notFound } from '../../platform/errors/domain-errors.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { sameRubric } from './rubric-comparison.rules.js';
import { lockCourseVersion, refuseIncomplete, refuseUnstorable, rewrite } from './rubric-rows.js';
import { RubricVersion } from './rubric.entity.js';
import { type RubricPlan } from './rubric.rules.js';
import { planOf, type Rubric, Rubrics } from './rubrics.service.js';

export type Saved = { ok: true; version: number } | { ok: false; between: Clash<RubricPlan> };

/**
 * How a rubric is written: the one of a course version that is a draft itself, and a change to the rubric of a published
 * one, which is the draft of its next version. Every act locks the course version first.
 */
@Injectable()
export class RubricEditing {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly rubrics: Rubrics,
  ) {}

  /**
   * The draft of a course version's rubric: the one that is there, or else a new one, which begins as a copy of the rubric
   * in force. Two who begin at once get the same.
   *
   * @returns the rubric version's id
   * @throws DomainError notFound; conflict when the course version is a draft that was discarded
   */
  async begin(courseVersionId: string, actorId: string): Promise<string> {
    return this.db.transaction(async (tx) => {
      await this.lock(tx, courseVersionId);
      const open = await this.rubrics.openDraft(tx, courseVersionId);
      if (open !== null) return open;
      const plan = (await this.rubrics.latestPlan(tx, courseVersionId)) ?? (await blank(tx, courseVersionId));
      const id = await this.rubrics.draft(tx, courseVersionId, plan);
      const { number } = await tx.getRepository(RubricVersion).findOneByOrFail({ id });
      await this.record(tx, actorId, 'rubric.drafted', id, { number });
      return id;
    });
  }

  /**
   * Stores a draft as a whole.
   *
   * @param version of the draft that whoever writes has seen
   * @param how whether it was typed or came as a file, for the audit log
   * @returns the draft's version once it is stored; otherwise what somebody else has stored since `version`, and nothing
   *   is changed
   * @throws DomainError notFound; conflict when it is no draft any more; invalid for what can't be stored
   */
  async save(
    id: string,
    { plan, version }: { plan: RubricPlan; version: number },
    actorId: string,
    how: 'edited' | 'imported' = 'edited',
  ): Promise<Saved> {
    return this.db.transaction(async (tx) => {
      const { courseId, draft } = await this.lockDraft(tx, id);
      const stored = planOf(await this.rubrics.read(id, tx));
      // Nothing is lost by a form that is sent twice, or says what is stored already.
      if (sameRubric(stored, plan)) return { ok: true, version: draft.version };
      if (draft.version !== version) {
        return { ok: false, between: { theirs: stored, version: draft.version } };
      }
      const { courseVersionId } = draft;
      await refuseUnstorable(tx, courseVersionId, plan);
      await rewrite(tx, { rubricVersionId: id, courseId, courseVersionId }, plan, version + 1);
      await this.record(tx, actorId, `rubric.${how}`, id, { version: version + 1 });
      return { ok: true, version: version + 1 };
    });
  }

  /**
   * Nobody goes on with a change to the rubric of a published course version.
   *
   * @throws DomainError notFound; conflict when it is no draft any more, or the rubric of a course version that is still
   *   being written, which can't do without
   */
  async discard(id: string, actorId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { draft, ofPublished } = await this.lockDraft(tx, id);
      if (!ofPublished) {
        throw conflict('A course version that is being written needs its rubric. Change it instead.');
      }
      await tx.getRepository(RubricVersion).update({ id }, { discardedAt: this.clock.now() });
      await this.record(tx, actorId, 'rubric.discarded', id, { number: draft.number });
    });
  }

  /**
   * Puts a change to the rubric of a published course version in force: from now on it is frozen. What that does to
   * grades is the business of the caller, in the same transaction.
   *
   * @param version of the draft whose effects somebody has seen
   * @throws DomainError notFound; conflict when it has changed since, is no draft any more, or belongs to a course
   *   version that is still being written; invalid, with a sentence for each thing that is missing
   */
  async publishChange(tx: EntityManager, id: string, version: number): Promise<Rubric> {
    const { draft, ofPublished } = await this.lockDraft(tx, id);
    if (!ofPublished) {
      throw conflict('This rubric is published together with its course version.');
    }
    if (draft.version !== version) {
      throw conflict('Somebody has changed this rubric in the meantime. Look again at what it would do.');
    }
    const rubric = await this.rubrics.read(id, tx);
    await refuseIncomplete(tx, draft.courseVersionId, planOf(rubric));
    await tx.getRepository(RubricVersion).update({ id }, { publishedAt: this.clock.now() });
    return rubric;
  }

  /** @throws DomainError notFound; conflict */
  private async lockDraft(
    tx: EntityManager,
    id: string,
  ): Promise<{ draft: RubricVersion; courseId: string; ofPublished: boolean }> {
    const found = await tx.getRepository(RubricVersion).findOneBy({ id });
    if (!found) throw notFound('There is no such rubric.');
    const { courseId, publishedAt } = await this.lock(tx, found.courseVersionId);
    // Read again: what was read before the lock may be over.
    const draft = await tx
      .getRepository(RubricVersion)
      .findOneBy({ id, publishedAt: IsNull(), discardedAt: IsNull() });
    if (!draft) {
      throw conflict(
        'This rubric has been published or discarded in the meantime and can’t be changed any more.',
      );
    }
    return { draft, courseId, ofPublished: publishedAt !== null };
  }

  private async lock(tx: EntityManager, courseVersionId: string) {
    const exists = await tx.query<unknown[]>('SELECT FROM course_versions WHERE id = $1', [courseVersionId]);
    if (exists.length === 0) throw notFound('There is no such version of a course.');
    const version = await lockCourseVersion(tx, courseVersionId);
    if (version.discardedAt !== null) {
      throw conflict('This draft of the course has been discarded and can’t be changed any more.');
    }
    return version;
  }

  private record(
    tx: EntityManager,
    actorId: string,
    action: string,
    subjectId: string,
    facts: Record<string, number>,
  ) {
    return this.audit.record(tx, { actorId, action, subjectType: 'rubric', subjectId, facts });
  }
}

/** For a course that came without one. */
async function blank(tx: EntityManager, courseVersionId: string): Promise<RubricPlan> {
  const template = await tx.getRepository(Template).findOneBy({ courseVersionId });
  return { title: template?.title ?? 'Rubric', passPercent: 60, criteria: [] };
}
