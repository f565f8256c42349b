import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { conflict, type DomainError, invalid, notFound } from '../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { PersonErased } from '../../users/erasure/person-erased.js';
import { ScoreDraft } from './assessment.entity.js';
import { type MarkedAssessment, refuseReplaced } from './grading-access.service.js';

export interface Mark {
  levelId: string | null;
  /** Up to `longestRemark` characters; stored without white space around it, lines end with \n. */
  remark: string;
}

/** A mark and the version that it was made from: 0 where there was none. */
export interface MarkWrite extends Mark {
  rubricCriterionId: string;
  version: number;
}

/** A mark as it is stored. */
export interface StoredMark extends MarkWrite {
  updatedAt: Date;
  updatedById: string;
  /** Null once erased. */
  updatedByName: string | null;
}

/** Two people wrote the same mark: nothing of either is lost. */
export interface MarkConflict {
  rubricCriterionId: string;
  yours: Mark;
  theirs: StoredMark;
}

export const longestRemark = 10_000;

/**
 * Marks in the making, one a criterion and slot. Each has its own version, so two markers of one slot who work on
 * different criteria never meet, and on the same one the second is asked.
 */
@Injectable()
export class ScoreDrafts implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly events: DomainEvents,
  ) {}

  onModuleInit(): void {
    this.events.within(PersonErased, (tx, event) => this.forget(tx, event.personId));
  }

  /** The marks of an assessment by the rubric version's criterion. */
  async of(assessmentId: string, em: EntityManager = this.db.manager): Promise<Map<string, StoredMark>> {
    const rows: StoredMark[] = await em.query(
      `SELECT d.rubric_criterion_id AS "rubricCriterionId", d.level_id AS "levelId", d.remark, d.version,
              d.updated_at AS "updatedAt", d.updated_by_id AS "updatedById", u.name AS "updatedByName"
         FROM score_drafts d JOIN users u ON u.id = d.updated_by_id WHERE d.assessment_id = $1`,
      [assessmentId],
    );
    return new Map(rows.map((row) => [row.rubricCriterionId, row]));
  }

  /**
   * Writes one mark. The same mark written again, as after an answer that was lost, is no conflict.
   *
   * @throws DomainError notFound for a criterion of another rubric, invalid for a level of another criterion,
   *   conflict for a stale version, with a `MarkConflict` as its details
   */
  async write(viewer: Viewer, assessment: MarkedAssessment, mark: MarkWrite): Promise<StoredMark> {
    const { saved, conflicts } = await this.writeAll(viewer, assessment, [mark]);
    const [clash] = conflicts;
    if (clash) throw stale(clash);
    const [stored] = saved;
    if (!stored) throw new Error('A mark is either stored or in conflict.');
    return stored;
  }

  /**
   * Writes several marks; what is stale is left as it is and returned as a conflict, all else is stored.
   *
   * @throws DomainError as `write`, but for stale versions
   */
  async writeAll(
    viewer: Viewer,
    assessment: MarkedAssessment,
    given: readonly MarkWrite[],
  ): Promise<{ saved: StoredMark[]; conflicts: MarkConflict[] }> {
    refuseReplaced(assessment);
    const marks = given.map((mark) => ({ ...mark, remark: tidyRemark(mark.remark) }));
    return this.db.transaction(async (tx) => {
      await refuseErasedAuthor(tx, assessment);
      await this.refuseStrange(tx, assessment, marks);
      const before = await this.of(assessment.id, tx);
      const stale: MarkWrite[] = [];
      for (const mark of marks) {
        const there = before.get(mark.rubricCriterionId);
        if (there && sameMark(there, mark)) continue;
        if (!(await this.put(tx, viewer, assessment.id, mark))) stale.push(mark);
      }
      const stored = await this.of(assessment.id, tx);
      const pairs = marks.map((mark) => ({ mark, theirs: stored.get(mark.rubricCriterionId) }));
      const result: { saved: StoredMark[]; conflicts: MarkConflict[] } = { saved: [], conflicts: [] };
      for (const { mark, theirs } of pairs) {
        if (!theirs) throw new Error('A mark that was just written is not there.');
        if (!stale.includes(mark) || sameMark(mark, theirs)) result.saved.push(theirs);
        else result.conflicts.push(conflictOf(mark, theirs));
      }
      return result;
    });
  }

  /** @returns false for a version that is not the stored one */
  private async put(
    tx: EntityManager,
    viewer: Viewer,
    assessmentId: string,
    mark: MarkWrite,
  ): Promise<boolean> {
    const { rubricCriterionId, levelId, remark, version } = mark;
    const values = {
      levelId,
      remark,
      version: version + 1,
      updatedById: viewer.id,
      updatedAt: this.clock.now(),
    };
    if (version > 0) {
      const { affected } = await tx
        .getRepository(ScoreDraft)
        .update({ assessmentId, rubricCriterionId, version }, values);
      return affected === 1;
    }
    // Two first marks at once: the primary key settles it.
    const inserted = await tx
      .createQueryBuilder()
      .insert()
      .into(ScoreDraft)
      .values({ assessmentId, rubricCriterionId, ...values })
      .orIgnore()
      .returning('version')
      .execute();
    return (inserted.raw as unknown[]).length === 1;
  }

  private async refuseStrange(
    tx: EntityManager,
    assessment: MarkedAssessment,
    marks: readonly MarkWrite[],
  ): Promise<void> {
    const rows: { id: string; levels: string[] }[] = await tx.query(
      `SELECT c.id, ARRAY(SELECT l.id FROM rubric_levels l WHERE l.rubric_criterion_id = c.id) AS levels
         FROM rubric_criteria c WHERE c.rubric_version_id = $1`,
      [assessment.rubricVersionId],
    );
    const levelsOf = new Map(rows.map((row) => [row.id, row.levels]));
    for (const { rubricCriterionId, levelId } of marks) {
      const levels = levelsOf.get(rubricCriterionId);
      if (!levels) throw notFound('The rubric of this assessment has no such criterion.');
      if (levelId !== null && !levels.includes(levelId)) {
        throw invalid('This criterion has no such level. Nothing was changed.', [
          { field: `level-${rubricCriterionId}`, message: 'Choose one of the levels of this criterion.' },
        ]);
      }
    }
  }

  /** Levels are facts about work; what was said about it goes with its author. */
  private async forget(tx: EntityManager, personId: string): Promise<void> {
    await tx.query(
      `UPDATE score_drafts d SET remark = '', version = d.version + 1
         FROM assessments m JOIN submissions s ON s.id = m.submission_id JOIN enrolments e ON e.id = s.enrolment_id
        WHERE m.id = d.assessment_id AND e.user_id = $1`,
      [personId],
    );
  }
}

/**
 * Holds the author's row until the end of `tx`: an erasure waits, and then finds what was written.
 *
 * @throws DomainError conflict once the author is erased
 */
export async function refuseErasedAuthor(tx: EntityManager, { submission }: MarkedAssessment): Promise<void> {
  const rows: unknown[] = await tx.query(
    'SELECT id FROM users WHERE id = $1 AND erased_at IS NULL FOR SHARE',
    [submission.authorId],
  );
  if (rows.length === 0) {
    throw conflict('The author of this handbook has been erased, so its marks can no longer change.');
  }
}

/** Browsers send a form's lines with \r\n, and scripts the same ones with \n. */
export const tidyRemark = (typed: string) => typed.replace(/\r\n?/g, '\n').trim();

const sameMark = (one: Mark, other: Mark) => one.levelId === other.levelId && one.remark === other.remark;

function conflictOf(mark: MarkWrite, theirs: StoredMark): MarkConflict {
  return {
    rubricCriterionId: mark.rubricCriterionId,
    yours: { levelId: mark.levelId, remark: mark.remark },
    theirs,
  };
}

function stale(clash: MarkConflict): DomainError {
  const who = clash.theirs.updatedByName ?? 'Somebody';
  return conflict(
    `${who} has changed this mark since you opened it. Both are kept: yours on this page, theirs on the server.`,
    { conflict: clash },
  );
}
