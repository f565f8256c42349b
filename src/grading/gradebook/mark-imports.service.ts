import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { Assessments } from '../marking/assessments.service.js';
import { type GradedCohort, refuseOwn } from '../marking/grading-access.service.js';
import { Gradebooks } from './gradebook.service.js';
import { type ImportPlan, planImport, type RowChange } from './import-plan.js';
import { holdAuthors, writeImported } from './imported-marks.statement.js';
import { type FileProblem, readMarkFile } from './mark-file.rules.js';

/** What was read and compared; a file that could not be read has its one problem and no plan. */
export type Preview = { plan: ImportPlan } | { problem: FileProblem };

export type Imported =
  { handbooks: number; marks: number; refused: number } | { changed: ImportPlan } | { problem: FileProblem };

/** Marks from a spreadsheet. They become drafts on the desk, never grades; nothing is kept of a file. */
@Injectable()
export class MarkImports {
  constructor(
    private readonly db: DataSource,
    private readonly books: Gradebooks,
    private readonly assessments: Assessments,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** What a file would do, each change with its old and its new value. A fixed number of statements. */
  async preview(viewer: Viewer, cohort: GradedCohort, csv: string): Promise<Preview> {
    const read = readMarkFile(csv);
    return 'problem' in read ? read : { plan: planImport(read.file, await this.books.of(cohort, viewer.id)) };
  }

  /**
   * Writes what a preview has shown, all of it in one transaction and with a fixed number of statements. Rows that were
   * stale in the preview stay as they are.
   *
   * @param shown the digest of the plan that the preview has shown
   * @returns the plan as it is now where it is another one, also when marks were written at the same moment: then
   *   nothing is changed
   */
  async confirm(viewer: Viewer, cohort: GradedCohort, csv: string, shown: string): Promise<Imported> {
    const read = readMarkFile(csv);
    if ('problem' in read) return read;
    try {
      return await this.db.transaction(async (tx): Promise<Imported> => {
        const plan = planImport(read.file, await this.books.of(cohort, viewer.id, tx));
        if (plan.problems.length > 0 || plan.digest !== shown || plan.changes.length === 0)
          return { changed: plan };
        const marks = await this.write(tx, viewer, cohort, plan.changes);
        const facts = { handbooks: plan.changes.length, marks };
        await this.audit.record(tx, {
          actorId: viewer.id,
          action: 'marks.imported',
          subjectType: 'cohort',
          subjectId: cohort.id,
          facts,
        });
        return { ...facts, refused: plan.stale.length };
      });
    } catch (error) {
      if (!(error instanceof WrittenMeanwhile) && !isReplaced(error)) throw error;
      return { changed: planImport(read.file, await this.books.of(cohort, viewer.id)) };
    }
  }

  private async write(
    tx: EntityManager,
    viewer: Viewer,
    cohort: GradedCohort,
    changes: readonly RowChange[],
  ): Promise<number> {
    // People before their work, as everywhere: whoever erases one of them comes before or after.
    if (
      !(await holdAuthors(
        tx,
        changes.map(({ row }) => row.userId),
      ))
    )
      throw new WrittenMeanwhile();
    const assessments = await this.opened(tx, viewer, cohort, changes);
    const marks = changes.flatMap((change) => {
      const assessmentId = assessments.get(idOf(change));
      if (assessmentId === undefined) throw new WrittenMeanwhile();
      return change.marks.map(({ criterion, from, to }) => ({
        ...{ assessmentId, rubricCriterionId: criterion.id, version: from.version },
        ...to,
      }));
    });
    const written = await writeImported(tx, { id: viewer.id, at: this.clock.now() }, marks);
    if (written < marks.length) throw new WrittenMeanwhile();
    return written;
  }

  /** The assessment of each submission that changes, opened where nobody has begun to mark. */
  private async opened(
    tx: EntityManager,
    viewer: Viewer,
    cohort: GradedCohort,
    changes: readonly RowChange[],
  ): Promise<Map<string, string>> {
    const ids = changes.map(idOf);
    let current = await this.assessments.current(tx, ids);
    for (const change of changes) {
      refuseOwn(viewer, change.row.userId);
      if (!current.has(idOf(change))) {
        // Opens the latest attempts of the whole cohort
        await this.assessments.openWithin(tx, viewer, submissionOf(change, cohort));
        current = await this.assessments.current(tx, ids);
      }
      // The rubric has changed since the gradebook was read: its levels are others.
      if (current.get(idOf(change))?.rubricVersionId !== change.attempt.rubricVersionId)
        throw new WrittenMeanwhile();
    }
    return new Map([...current].map(([submissionId, { id }]) => [submissionId, id]));
  }
}

const idOf = ({ attempt }: RowChange) => attempt.submissionId;

function submissionOf({ row, attempt }: RowChange, { dueAt: _, ...cohort }: GradedCohort) {
  return {
    id: attempt.submissionId,
    number: attempt.number,
    submittedAt: attempt.submittedAt,
    dueAt: attempt.dueAt,
    enrolmentId: row.enrolmentId,
    authorId: row.userId,
    authorName: row.studentName,
    withdrawn: row.withdrawn,
    cohort,
    latestNumber: attempt.latestNumber,
  };
}

/** The database's refusal of marks by a rubric that was replaced. */
const isReplaced = (error: unknown) => error instanceof Error && 'code' in error && error.code === '23001';

/** A mark was written between the reading of the gradebook and the writing of its change: all is taken back. */
class WrittenMeanwhile extends Error {}
