import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Viewer } from '../../platform/web/viewer.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { Assessments } from '../marking/assessments.service.js';
import { type GradedCohort, type MarkedAssessment, refuseOwn } from '../marking/grading-access.service.js';
import { ScoreDrafts } from '../marking/score-drafts.service.js';
import { Gradebooks } from './gradebook.service.js';
import { type ImportPlan, planImport, type RowChange } from './import-plan.js';
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
    private readonly drafts: ScoreDrafts,
    private readonly audit: AuditLog,
  ) {}

  /** What a file would do, each change with its old and its new value. A fixed number of statements. */
  async preview(viewer: Viewer, cohort: GradedCohort, csv: string): Promise<Preview> {
    const read = readMarkFile(csv);
    return 'problem' in read ? read : { plan: planImport(read.file, await this.books.of(cohort, viewer.id)) };
  }

  /**
   * Writes what a preview has shown, all of it in one transaction, with one statement a handbook. Rows that were stale in
   * the preview stay as they are.
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
      if (!(error instanceof WrittenMeanwhile)) throw error;
      return { changed: planImport(read.file, await this.books.of(cohort, viewer.id)) };
    }
  }

  private async write(
    tx: EntityManager,
    viewer: Viewer,
    cohort: GradedCohort,
    changes: readonly RowChange[],
  ): Promise<number> {
    // In one order everywhere, so that two imports at once do not wait for each other in a ring.
    const inOrder = [...changes].sort((one, other) => (idOf(one) < idOf(other) ? -1 : 1));
    const assessments = await this.opened(tx, viewer, cohort, inOrder);
    let written = 0;
    for (const change of inOrder) {
      const assessment = assessments.get(idOf(change));
      if (!assessment) throw new WrittenMeanwhile();
      const { saved, conflicts } = await this.drafts.writeAll(
        viewer,
        assessment,
        change.marks.map(({ criterion, from, to }) => ({
          rubricCriterionId: criterion.id,
          version: from.version,
          ...to,
        })),
        { origin: 'imported', tx },
      );
      if (conflicts.length > 0) throw new WrittenMeanwhile();
      written += saved.length;
    }
    return written;
  }

  /** The assessment of each submission that changes, opened where nobody has begun to mark. */
  private async opened(
    tx: EntityManager,
    viewer: Viewer,
    cohort: GradedCohort,
    changes: readonly RowChange[],
  ): Promise<Map<string, MarkedAssessment>> {
    const ids = changes.map(idOf);
    let current = await this.assessments.current(tx, ids);
    const found = new Map<string, MarkedAssessment>();
    for (const change of changes) {
      const submission = submissionOf(change, cohort);
      refuseOwn(viewer, submission.authorId);
      if (!current.has(submission.id)) {
        // Opens the latest attempts of the whole cohort
        await this.assessments.openWithin(tx, viewer, submission);
        current = await this.assessments.current(tx, ids);
      }
      const assessment = current.get(submission.id);
      // The rubric has changed since the gradebook was read: its levels are others.
      if (assessment?.rubricVersionId !== change.attempt.rubricVersionId) throw new WrittenMeanwhile();
      found.set(submission.id, { ...assessment, slot: 'first', laterId: null, submission });
    }
    return found;
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

/** A mark was written between the reading of the gradebook and the writing of its change: all is taken back. */
class WrittenMeanwhile extends Error {}
