import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { conflict, invalid } from '../../platform/errors/domain-errors.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { type GradeEvent } from '../marking/assessment.entity.js';
import { quoteWords } from '../remarks/anchor.rules.js';
import { GivenRemarks } from '../remarks/given-remarks.service.js';
import { firstPlaceholder } from '../remarks/placeholders.rules.js';
import { RemarkDrafts } from '../remarks/remark-drafts.service.js';
import { type RemarksInTheMaking } from '../remarks/remarks-in-the-making.js';
import { GradeEvents, type NewGrade } from './grade-events.service.js';
import { type Choices, standing } from './grading.rules.js';
import { laterAssessment } from '../marking/assessment-sql.js';
import { type MarkedAssessment, refuseUnmarkable } from '../marking/grading-access.service.js';
import { type Rubric, Rubrics } from '../rubrics/rubrics.service.js';
import { refuseErasedAuthor, ScoreDrafts, type StoredMark } from '../marking/score-drafts.service.js';

/**
 * The version of each mark that the person who finalises has seen, by the rubric version's criterion; of each remark on
 * words by its id, and of the remark on the whole by `overall`.
 */
export type SeenVersions = Readonly<Record<string, number>>;

export interface FinalisedGrade {
  gradeEventId: string;
  /** Counts from 1 within the submission. */
  sequence: number;
  percent: string;
  passed: boolean;
  /** False when these very marks had been finalised before, so that nothing was written. */
  isNew: boolean;
}

/** Marks become a grade: from here on they are facts, and a change of mind is another one. */
@Injectable()
export class Grades {
  constructor(
    private readonly db: DataSource,
    private readonly rubrics: Rubrics,
    private readonly drafts: ScoreDrafts,
    private readonly remarks: RemarkDrafts,
    private readonly given: GivenRemarks,
    private readonly events: GradeEvents,
  ) {}

  /**
   * Writes an assessment's marks down for good. The first time they are the submission's grade; after that, changed
   * marks are a regrade, and unchanged ones are the grade that there already is (a button pressed twice).
   *
   * @param seen what the marker looked at; marks that have changed since are not finalised unseen
   * @throws DomainError invalid while a criterion has no level or a remark a placeholder; conflict when marks have
   *   changed since, or the author has withdrawn or is erased
   */
  async finalise(viewer: Viewer, assessment: MarkedAssessment, seen: SeenVersions): Promise<FinalisedGrade> {
    return this.db.transaction(async (tx) => {
      await refuseErasedAuthor(tx, assessment);
      const latest = await this.events.latest(tx, assessment.submission.id);
      // Under the lock: the rubric may have changed while it was waited for.
      const laterId = await laterAssessment(tx, assessment.id);
      refuseUnmarkable({ ...assessment, laterId });
      const rubric = await this.rubrics.read(assessment.rubricVersionId, tx);
      const marks = await this.drafts.of(assessment.id, tx);
      refuseUnseen(rubric, marks, seen);
      const remarks = await this.remarks.of(assessment, tx);
      refuseUnseenRemarks(remarks, rubric, seen);
      refuseMissing(rubric, marks);
      refusePlaceholders(rubric, marks, remarks);
      if (latest && (await this.holds(tx, latest, assessment, rubric, marks))) return graded(latest, false);
      const event = await this.events.append(tx, gradeOf(viewer, assessment, rubric, marks), latest);
      return graded(event, true);
    });
  }

  /** Whether a grade is made of exactly these marks. */
  private async holds(
    tx: EntityManager,
    event: GradeEvent,
    assessment: MarkedAssessment,
    rubric: Rubric,
    marks: ReadonlyMap<string, StoredMark>,
  ): Promise<boolean> {
    if (event.assessmentId !== assessment.id || event.rubricVersionId !== rubric.id) return false;
    const rows: { rubricCriterionId: string; levelId: string; remark: string }[] = await tx.query(
      `SELECT s.rubric_criterion_id AS "rubricCriterionId", s.level_id AS "levelId", coalesce(t.body, '') AS remark
         FROM criterion_scores s
         LEFT JOIN remarks r ON r.grade_event_id = s.grade_event_id AND r.criterion_id = s.criterion_id
         LEFT JOIN remark_texts t ON t.remark_id = r.id
        WHERE s.grade_event_id = $1`,
      [event.id],
    );
    const same = rows.every(({ rubricCriterionId, levelId, remark }) => {
      const mark = marks.get(rubricCriterionId);
      return mark?.levelId === levelId && mark.remark === remark;
    });
    return same && !(await this.given.differ(tx, event, assessment.slot));
  }
}

function gradeOf(
  viewer: Viewer,
  { id, submission }: MarkedAssessment,
  rubric: Rubric,
  marks: ReadonlyMap<string, StoredMark>,
): NewGrade {
  const { id: submissionId, enrolmentId, authorId } = submission;
  const work = { assessmentId: id, submissionId, enrolmentId, authorId };
  const remarks = rubric.criteria.flatMap(({ id: rubricCriterionId, criterionId }) => {
    const mark = marks.get(rubricCriterionId);
    return mark && mark.remark !== '' ? [{ criterionId, body: mark.remark, authorId: mark.updatedById }] : [];
  });
  const choices = choicesOf(marks);
  return { work, rubric, choices, remarks, actorId: viewer.id, cause: 'marks', regradeId: null };
}

export function choicesOf(marks: ReadonlyMap<string, { levelId: string | null }>): Choices {
  return Object.fromEntries([...marks].map(([id, mark]) => [id, mark.levelId]));
}

function refuseUnseen(rubric: Rubric, marks: ReadonlyMap<string, StoredMark>, seen: SeenVersions): void {
  const changed = rubric.criteria.filter(({ id }) => (marks.get(id)?.version ?? 0) !== (seen[id] ?? 0));
  if (changed.length === 0) return;
  throw conflict(
    'Marks of this handbook have changed since you opened it, so nothing was finalised. Look at them, then finalise again.',
    { criteria: changed.map(({ id }) => id) },
  );
}

function refuseUnseenRemarks(
  { anchored, overall }: RemarksInTheMaking,
  rubric: Rubric,
  seen: SeenVersions,
): void {
  const there = new Map([
    ...anchored.map(({ id, version }) => [id, version] as const),
    ...(overall ? [['overall', overall.version] as const] : []),
  ]);
  const marks = new Set(rubric.criteria.map(({ id }) => id));
  const gone = Object.keys(seen).some((id) => !marks.has(id) && !there.has(id) && seen[id] !== 0);
  if (!gone && [...there].every(([id, version]) => seen[id] === version)) return;
  throw conflict(
    'Remarks on this handbook have changed since you opened it, so nothing was finalised. Look at them, then finalise again.',
  );
}

function refuseMissing(rubric: Rubric, marks: ReadonlyMap<string, StoredMark>): void {
  const { missing } = standing(rubric, choicesOf(marks));
  if (missing.length === 0) return;
  throw invalid(
    'Every criterion needs a level before the grade can be finalised. Your marks are saved.',
    missing.map(({ id, title }) => ({ field: `level-${id}`, message: `Choose a level for “${title}”.` })),
  );
}

/** Words of the bank that nobody has filled in are not what a student should read. */
function refusePlaceholders(
  rubric: Rubric,
  marks: ReadonlyMap<string, StoredMark>,
  { anchored, overall }: RemarksInTheMaking,
): void {
  const errors = [
    ...rubric.criteria.map(({ id, title }) => ({
      field: `remark-${id}`,
      where: `The remark on “${title}”`,
      body: marks.get(id)?.remark ?? '',
    })),
    ...anchored.map(({ quote, body }) => ({
      field: '',
      where: `The remark on the words “${quoteWords(quote, 60)}”`,
      body,
    })),
    { field: 'overall', where: 'The remark on the whole', body: overall?.body ?? '' },
  ].flatMap(({ field, where, body }) => {
    const open = firstPlaceholder(body);
    if (!open) return [];
    const written = body.slice(open.start, open.end);
    return { field, message: `${where} still holds ${written}: write what belongs there, or take it out.` };
  });
  if (errors.length === 0) return;
  throw invalid('A remark still waits for words, so nothing was finalised. Your marks are saved.', errors);
}

function graded(event: GradeEvent, isNew: boolean): FinalisedGrade {
  const { id: gradeEventId, sequence, percent, passed } = event;
  return { gradeEventId, sequence, percent, passed, isNew };
}
