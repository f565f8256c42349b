import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Statements } from '../../platform/database/statements.js';
import { conflict, type DomainError, invalid, notFound } from '../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { PersonErased } from '../../users/erasure/person-erased.js';
import { type MarkOrigin } from './assessment.entity.js';
import { type MarkedAssessment, refuseUnmarkable, replaced } from './grading-access.service.js';
import { saveMarks, type SaveMarksRow } from './save-marks.statement.js';

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
    private readonly statements: Statements,
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
   * Writes one mark. The same mark written again, as after an answer that was lost, is no conflict. One statement.
   *
   * @throws DomainError notFound for a criterion of another rubric, invalid for a level of another criterion,
   *   conflict for a stale version, with a `MarkConflict` as its details, and for work that is not marked any more
   */
  async write(viewer: Viewer, assessment: MarkedAssessment, mark: MarkWrite): Promise<StoredMark> {
    const { saved, conflicts } = await this.writeAll(viewer, assessment, [mark], { raises: true });
    const [clash] = conflicts;
    if (clash) throw stale(clash);
    const [stored] = saved;
    if (!stored) throw new Error('A mark is either stored or in conflict.');
    return stored;
  }

  /**
   * Writes several marks; what is stale is left as it is and returned as a conflict, all else is stored. One statement,
   * two when somebody was faster. The history of each mark is kept by the database (`keep_mark_history`).
   *
   * @param origin how these marks came to be
   * @param raises whether what is written over itself gets another version; a form says most things once more
   * @param tx to write within a transaction
   * @throws DomainError as `write`, but for stale versions
   */
  async writeAll(
    viewer: Viewer,
    assessment: MarkedAssessment,
    given: readonly MarkWrite[],
    {
      origin = 'marked',
      raises = false,
      tx,
    }: { origin?: MarkOrigin; raises?: boolean; tx?: EntityManager } = {},
  ): Promise<{ saved: StoredMark[]; conflicts: MarkConflict[] }> {
    refuseUnmarkable(assessment);
    const result: { saved: StoredMark[]; conflicts: MarkConflict[] } = { saved: [], conflicts: [] };
    if (given.length === 0) return result;
    const marks = given.map((mark) => ({ ...mark, remark: tidyRemark(mark.remark) }));
    const at = this.clock.now();
    const rows = await this.save(
      [
        ...[assessment.id, assessment.rubricVersionId, assessment.submission.authorId, viewer.id, at, origin],
        marks.map(({ rubricCriterionId }) => rubricCriterionId),
        marks.map(({ levelId }) => levelId),
        marks.map(({ remark }) => remark),
        marks.map(({ version }) => version),
        raises,
      ],
      tx,
    );
    refuseStrange(rows);
    const found = new Map(rows.map((row) => [row.rubricCriterionId, row]));
    const now = marks.map((mark) => ({
      mark,
      theirs: storedIn(found.get(mark.rubricCriterionId), mark, viewer.id, at),
    }));
    // Two first marks at once: the other one's came while this statement ran, and it did not see it.
    const late = now.some(({ theirs }) => theirs === null) ? await this.of(assessment.id, tx) : null;
    for (const { mark, theirs } of now) {
      const stored = theirs ?? late?.get(mark.rubricCriterionId);
      if (!stored) throw invalid('This page is incomplete, so nothing was changed. Reload it.');
      if (sameMark(mark, stored)) result.saved.push(stored);
      else result.conflicts.push(conflictOf(mark, stored));
    }
    return result;
  }

  /** @throws DomainError conflict when the rubric was replaced while this was on its way */
  private async save(values: readonly unknown[], tx?: EntityManager): Promise<SaveMarksRow[]> {
    try {
      return await this.statements.run<SaveMarksRow>(saveMarks, values, tx);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === '23001') throw replaced();
      throw error;
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
  if (rows.length === 0) throw authorErased();
}

const authorErased = () =>
  conflict('The author of this handbook has been erased, so its marks can no longer change.');

/** Browsers send a form's lines with \r\n, and scripts the same ones with \n. */
export const tidyRemark = (typed: string) => typed.replace(/\r\n?/g, '\n').trim();

/** @throws DomainError for what no page of ours sends, and for work whose author is erased */
function refuseStrange(rows: readonly SaveMarksRow[]): void {
  if (rows.some(({ known }) => !known))
    throw notFound('The rubric of this assessment has no such criterion.');
  const strange = rows.find(({ fits }) => !fits);
  if (strange) {
    throw invalid('This criterion has no such level. Nothing was changed.', [
      {
        field: `level-${strange.rubricCriterionId}`,
        message: 'Choose one of the levels of this criterion.',
      },
    ]);
  }
  if (rows.some(({ authorIsThere }) => !authorIsThere)) throw authorErased();
}

/** The mark as it is stored now, as far as the statement that saved it could see; null when it saw none. */
function storedIn(
  row: SaveMarksRow | undefined,
  mark: MarkWrite,
  viewerId: string,
  at: Date,
): StoredMark | null {
  if (!row) return null;
  const { rubricCriterionId, writtenVersion, storedVersion, storedAt, storedById } = row;
  if (writtenVersion !== null) {
    const written = { version: writtenVersion, updatedAt: at, updatedById: viewerId };
    return { ...mark, ...written, updatedByName: row.writerName };
  }
  if (storedVersion === null || storedAt === null || storedById === null) return null;
  return {
    rubricCriterionId,
    levelId: row.storedLevelId,
    remark: row.storedRemark ?? '',
    version: storedVersion,
    updatedAt: storedAt,
    updatedById: storedById,
    updatedByName: row.storedByName,
  };
}

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
