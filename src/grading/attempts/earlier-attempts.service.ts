import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Submissions } from '../../assignments/submissions/submissions.service.js';
import { type MarkedAssessment } from '../marking/grading-access.service.js';
import { type Rubric, type RubricCriterionRead, Rubrics } from '../rubrics/rubrics.service.js';
import { carrying, type Carrying } from './carrying.rules.js';
import { changedKeys, type SectionChange, sectionChanges } from './section-changes.rules.js';

/** The attempt that was graded before the one on the desk, with what became of it. */
export interface EarlierAttempt {
  number: number;
  assessmentId: string;
  percent: string;
  passed: boolean;
  gradedAt: Date;
  /** The number of its rubric version, where that is another than the desk's; null where both are the same. */
  rubricNumber: number | null;
  /** The sections of the attempt on the desk; null once the texts have been erased. */
  changes: SectionChange[] | null;
  /** By the criterion of the desk's rubric version; criteria that nobody marked then are not in it. */
  marks: ReadonlyMap<string, EarlierMark>;
}

export interface EarlierMark {
  level: string;
  points: number;
  ofPoints: number;
  /** Null where none was made; its text is null once erased, and so is its author's name. */
  remark: { text: string | null; authorName: string | null } | null;
  carrying: Carrying;
}

/** What a resubmission is held against. */
@Injectable()
export class EarlierAttempts {
  constructor(
    private readonly db: DataSource,
    private readonly rubrics: Rubrics,
    private readonly submissions: Submissions,
  ) {}

  /**
   * The latest attempt of the same enrolment that has a number below this one's and a grade, with its latest grade;
   * null for a first attempt, and while none has been graded. At most four statements, one for a first attempt.
   *
   * @param rubric of the assessment
   */
  async before({ submission }: MarkedAssessment, rubric: Rubric): Promise<EarlierAttempt | null> {
    const [row] = await this.db.query<Row[]>(gradedBefore, [submission.enrolmentId, submission.number]);
    if (!row) return null;
    const [formerRubric, former, present] = await Promise.all([
      row.rubricVersionId === rubric.id ? rubric : this.rubrics.read(row.rubricVersionId),
      this.submissions.frozenBook(row.submissionId),
      this.submissions.frozenBook(submission.id),
    ]);
    const changes = former && present && sectionChanges(former.book, present.book);
    const changed = former && changes && changedKeys(former.book, changes);
    const { number, assessmentId, percent, passed, gradedAt, rubricNumber } = row;
    return {
      ...{ number, assessmentId, percent, passed, gradedAt, changes },
      rubricNumber: row.rubricVersionId === rubric.id ? null : rubricNumber,
      marks: new Map(
        rubric.criteria.flatMap((criterion) => {
          const mark = markOf(row, formerRubric, criterion, changed);
          return mark ? [[criterion.id, mark] as const] : [];
        }),
      ),
    };
  }
}

interface Row {
  submissionId: string;
  number: number;
  assessmentId: string;
  rubricVersionId: string;
  rubricNumber: number;
  percent: string;
  passed: boolean;
  gradedAt: Date;
  scores: { rubricCriterionId: string; levelId: string; points: number }[];
  remarks: { criterionId: string; text: string | null; authorName: string | null }[];
}

const gradedBefore = `
  SELECT s.id AS "submissionId", s.number, g.assessment_id AS "assessmentId",
         g.rubric_version_id AS "rubricVersionId", v.number AS "rubricNumber", g.percent, g.passed,
         g.at AS "gradedAt",
         (SELECT jsonb_agg(jsonb_build_object('rubricCriterionId', c.rubric_criterion_id, 'levelId', c.level_id,
                                              'points', c.points))
            FROM criterion_scores c WHERE c.grade_event_id = g.id) AS scores,
         coalesce((SELECT jsonb_agg(jsonb_build_object('criterionId', m.criterion_id, 'text', t.body,
                                                       'authorName', u.name))
            FROM remarks m JOIN remark_texts t ON t.remark_id = m.id JOIN users u ON u.id = m.author_id
           WHERE m.grade_event_id = g.id), '[]') AS remarks
    FROM grade_events g JOIN submissions s ON s.id = g.submission_id
    JOIN rubric_versions v ON v.id = g.rubric_version_id
   WHERE s.enrolment_id = $1 AND s.number < $2 ORDER BY s.number DESC, g.sequence DESC LIMIT 1`;

function markOf(
  { scores, remarks }: Row,
  formerRubric: Rubric,
  criterion: RubricCriterionRead,
  changed: ReadonlySet<string> | null,
): EarlierMark | null {
  const former = formerRubric.criteria.find(({ criterionId }) => criterionId === criterion.criterionId);
  const score = scores.find(({ rubricCriterionId }) => rubricCriterionId === former?.id);
  const level = former?.levels.find(({ id }) => id === score?.levelId);
  if (!former || !level) return null;
  const remark = remarks.find(({ criterionId }) => criterionId === criterion.criterionId);
  return {
    level: level.title,
    points: level.points,
    ofPoints: Math.max(...former.levels.map(({ points }) => points)),
    remark: remark ? { text: remark.text, authorName: remark.authorName } : null,
    carrying: carrying(former, level.id, criterion, changed),
  };
}
