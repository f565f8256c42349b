import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type LatePenalty } from '../../assignments/lateness/late-policy.rules.js';
import { LatePolicies } from '../../assignments/lateness/late-policies.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { canonicalJson, sha256 } from '../../platform/digests/digests.js';
import { conflict, invalid, notFound } from '../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { GradeEvents } from '../grades/grade-events.service.js';
import { latePenalty } from '../lateness/late-penalty.js';
import { Assessment, ScoreDraft } from '../marking/assessment.entity.js';
import { RubricEditing } from '../rubrics/rubric-editing.service.js';
import { incompleteness } from '../rubrics/rubric-rows.js';
import { planOf, type Rubric, Rubrics } from '../rubrics/rubrics.service.js';
import { holdMarkedWork, type MarkedGrade, markedWork, type MarkedWork } from './regrade-work.js';
import { Regrade } from './regrade.entity.js';
import { carry, type Outcome, outcomeOf } from './regrade.rules.js';
import { RubricChanged } from './rubric-changed.js';

/** The draft of a rubric for a course version that is in use. */
export interface RubricChange {
  rubricVersionId: string;
  /** Counts the edits of the draft. */
  version: number;
  courseVersionId: string;
  courseTitle: string;
  /** Number of the course version. */
  versionNumber: number;
  before: Rubric;
  after: Rubric;
}

/** One piece of marked work, and what the changed rubric would make of it. */
export interface RegradedWork {
  work: MarkedWork;
  /** By the latest grade; by the marks in the making where there is no grade yet. */
  outcome: Outcome;
}

export interface RegradePreview {
  change: RubricChange;
  /** What keeps the changed rubric from being put into force, a sentence each; then no work is looked at. */
  missing: readonly string[];
  works: readonly RegradedWork[];
  /** Stands for the rubric and every mark that were looked at, whoever looks having none of their own. */
  digest: string;
}

export interface RegradeWords {
  name: string;
  reason: string;
}

/** A rubric that changes while work is marked by it: first what that would do, then all of it at once, or nothing. */
@Injectable()
export class Regrades {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly rubrics: Rubrics,
    private readonly editing: RubricEditing,
    private readonly gradeEvents: GradeEvents,
    private readonly policies: LatePolicies,
    private readonly audit: AuditLog,
    private readonly events: DomainEvents,
  ) {}

  /** Whether the change has been made, as by an earlier press. */
  async isDone(rubricVersionId: string): Promise<boolean> {
    return this.db.getRepository(Regrade).existsBy({ rubricVersionId });
  }

  /**
   * What the drafted rubric would do to every mark. A fixed number of statements.
   *
   * @param readerId who looks, null for nobody in particular. Of their own work a page shows nothing, so the digest says
   *   nothing of it either: whoever knows the marks of all others could find theirs by trying.
   * @throws DomainError notFound for an unknown rubric; conflict for one that is in force, or whose course version is
   *   not published
   */
  async preview(
    rubricVersionId: string,
    readerId: string | null = null,
    em: EntityManager = this.db.manager,
  ): Promise<RegradePreview> {
    const change = await this.change(rubricVersionId, em);
    const missing = await incompleteness(em, change.courseVersionId, planOf(change.after));
    // Without levels there is no total to speak of.
    const marked = missing.length > 0 ? [] : await markedWork(em, change.courseVersionId);
    const ids = marked.flatMap(({ rubricVersionId: id, grade }) => [
      id,
      ...(grade ? [grade.rubricVersionId] : []),
    ]);
    const rubrics = await this.rubrics.readAll([...new Set(ids)], em);
    const late = await this.policies.lateWork(
      marked.map(({ submissionId }) => submissionId),
      em,
    );
    const works = marked.map((work) => {
      const lateWork = late.get(work.submissionId);
      if (!lateWork) throw new Error('Marked work has no deadline.');
      return { work, outcome: outcomeFor(work, rubrics, change.after, latePenalty(lateWork)) };
    });
    const looked = works.filter(({ work }) => work.authorId !== readerId);
    const seen = looked.map(({ work: { assessmentId, drafts, grade } }) => ({
      assessmentId,
      drafts,
      gradeId: grade?.id ?? null,
    }));
    const percents = looked.map(({ outcome }) => outcome.standing?.percent ?? null);
    return {
      change,
      missing,
      works,
      digest: sha256(canonicalJson({ rubric: change.after, seen, percents })),
    };
  }

  /**
   * Puts the drafted rubric into force and carries all marks over to it: a new assessment for each piece of marked
   * work, and a new grade wherever there was one and every criterion has a level. What was graded before stays as it
   * is, with its rubric. Nothing is released.
   *
   * @param reviewed the digest of the viewer's preview
   * @returns the regrade's id
   * @throws DomainError as `preview`; invalid while the rubric can't be published; conflict when rubric or marks have
   *   changed since they were looked at
   */
  async carryOut(
    viewer: Viewer,
    rubricVersionId: string,
    words: RegradeWords,
    reviewed: string,
  ): Promise<string> {
    return this.db.transaction(async (tx) => {
      const { courseVersionId } = await this.change(rubricVersionId, tx);
      await holdMarkedWork(tx, courseVersionId);
      const { change, missing, works, digest } = await this.preview(rubricVersionId, viewer.id, tx);
      if (missing.length > 0) {
        throw invalid(
          'The rubric can’t be put into force yet, so nothing was done.',
          missing.map((message) => ({ field: '', message })),
        );
      }
      if (digest !== reviewed) {
        throw conflict(
          'The rubric or some marks have changed since you looked, so nothing was done. This is how it stands now.',
        );
      }
      await this.editing.publishChange(tx, rubricVersionId, change.version);
      const { id } = await tx
        .getRepository(Regrade)
        .save({ rubricVersionId, ...words, actorId: viewer.id, at: this.clock.now() });
      let grades = 0;
      for (const one of works) grades += await this.carryOver(tx, viewer, id, change.after, one);
      await this.audit.record(tx, {
        actorId: viewer.id,
        action: 'rubric.changed',
        subjectType: 'regrade',
        subjectId: id,
        facts: { courseVersionId, rubricVersionId, marked: works.length, grades },
      });
      await this.events.publish(tx, new RubricChanged(id, courseVersionId));
      return id;
    });
  }

  /** @returns how many grades were written: 0 or 1 */
  private async carryOver(
    tx: EntityManager,
    viewer: Viewer,
    regradeId: string,
    after: Rubric,
    { work, outcome }: RegradedWork,
  ): Promise<number> {
    const assessment = await tx.getRepository(Assessment).save({
      submissionId: work.submissionId,
      slot: 'first' as const,
      rubricVersionId: after.id,
      createdById: viewer.id,
      createdAt: this.clock.now(),
    });
    await this.carryDrafts(tx, assessment.id, after, work);
    if (!work.grade || !outcome.standing) return 0;
    const before = await this.gradeEvents.latest(tx, work.submissionId);
    const still = new Set(after.criteria.map(({ criterionId }) => criterionId));
    await this.gradeEvents.append(
      tx,
      {
        work: { ...work, assessmentId: assessment.id },
        rubric: after,
        choices: outcome.carried.choices,
        remarks: work.grade.remarks.filter(({ criterionId }) => still.has(criterionId)),
        actorId: viewer.id,
        cause: 'rubric',
        regradeId,
      },
      before,
    );
    return 1;
  }

  /** The marks in the making, with what was said; a criterion that is gone keeps its own in the earlier assessment. */
  private async carryDrafts(
    tx: EntityManager,
    assessmentId: string,
    after: Rubric,
    work: MarkedWork,
  ): Promise<void> {
    const earlier = await this.rubrics.read(work.rubricVersionId, tx);
    const { choices } = carry(earlier, after, draftChoices(work));
    const newId = new Map(after.criteria.map(({ criterionId, id }) => [criterionId, id]));
    const identity = new Map(earlier.criteria.map(({ criterionId, id }) => [id, criterionId]));
    const rows = work.drafts.flatMap(({ rubricCriterionId, remark, updatedById }) => {
      const id = newId.get(identity.get(rubricCriterionId) ?? '');
      if (id === undefined) return [];
      const levelId = choices[id] ?? null;
      return {
        assessmentId,
        rubricCriterionId: id,
        levelId,
        remark,
        version: 1,
        origin: 'regraded' as const,
        updatedById,
        updatedAt: this.clock.now(),
      };
    });
    if (rows.length > 0) await tx.getRepository(ScoreDraft).insert(rows);
  }

  private async change(rubricVersionId: string, em: EntityManager): Promise<RubricChange> {
    interface Row {
      courseVersionId: string;
      courseTitle: string;
      versionNumber: number;
      version: number;
      publishedAt: Date | null;
      discardedAt: Date | null;
      versionPublishedAt: Date | null;
    }
    const rows: Row[] = await em.query(
      `SELECT r.course_version_id AS "courseVersionId", v.title AS "courseTitle", v.number AS "versionNumber",
              r.version, r.published_at AS "publishedAt", r.discarded_at AS "discardedAt", v.published_at AS "versionPublishedAt"
         FROM rubric_versions r JOIN course_versions v ON v.id = r.course_version_id WHERE r.id = $1`,
      [rubricVersionId],
    );
    const [row] = rows;
    if (!row) throw notFound();
    if (row.publishedAt) throw conflict('This rubric is in force already.');
    if (row.discardedAt) throw conflict('This change of the rubric has been discarded.');
    const inForce = await this.rubrics.inForce(em, row.courseVersionId);
    if (row.versionPublishedAt === null || inForce === null)
      throw conflict('This rubric is published together with its course. Nothing is marked by it yet.');
    const rubrics = await this.rubrics.readAll([inForce, rubricVersionId], em);
    const [before, after] = [rubrics.get(inForce), rubrics.get(rubricVersionId)];
    if (!before || !after) throw new Error('A rubric that was just found is not there.');
    const { courseVersionId, courseTitle, versionNumber, version } = row;
    return { rubricVersionId, version, courseVersionId, courseTitle, versionNumber, before, after };
  }
}

function outcomeFor(
  work: MarkedWork,
  rubrics: ReadonlyMap<string, Rubric>,
  after: Rubric,
  late: LatePenalty,
): Outcome {
  const id = work.grade?.rubricVersionId ?? work.rubricVersionId;
  const before = rubrics.get(id);
  if (!before) throw new Error('A mark refers to a rubric that is not there.');
  return outcomeOf(before, after, work.grade ? gradeChoices(work.grade) : draftChoices(work), late);
}

const gradeChoices = ({ scores }: MarkedGrade) =>
  Object.fromEntries(scores.map(({ rubricCriterionId, levelId }) => [rubricCriterionId, levelId]));

const draftChoices = ({ drafts }: MarkedWork) =>
  Object.fromEntries(drafts.map(({ rubricCriterionId, levelId }) => [rubricCriterionId, levelId]));
