import {
  type Gradebook,
  type GradebookMark,
  type GradebookRow,
} from '../../src/grading/gradebook/gradebook.service.js';
import { type Rubric } from '../../src/grading/rubrics/rubrics.service.js';
import { aRubric, scaleOf } from './a-rubric.js';

/** The plan of tests as it is read from the database; ids are made of keys and points: `strategy`, `strategy-2`. */
export function aReadRubric(id = 'rubric-1'): Rubric {
  const plan = aRubric();
  const { criteria } = scaleOf(plan);
  return {
    ...scaleOf(plan),
    id,
    title: plan.title,
    criteria: criteria.map((criterion) => ({
      ...criterion,
      criterionId: `identity-${criterion.id}`,
      key: criterion.id,
      description: '',
      sections: [],
      levels: criterion.levels.map((level) => ({ ...level, description: '' })),
    })),
  };
}

/** An id as the database makes them. */
export const anId = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

export interface AStudent {
  name: string | null;
  withdrawn?: boolean;
  /** By criterion id; null where nothing was handed in. */
  marks?: Readonly<Record<string, Partial<GradebookMark>>> | null;
}

/** A gradebook of one attempt each, without a database. */
export function aGradebook(students: readonly AStudent[]): Gradebook {
  const rubric = aReadRubric();
  const rows = students.map(({ name, withdrawn = false, marks = {} }, at): GradebookRow => ({
    enrolmentId: anId(at + 1),
    userId: anId(at + 5000),
    studentName: name,
    withdrawn,
    state: marks === null ? 'nothing' : 'marking',
    lessons: at % 4,
    sessions: 1,
    attempt:
      marks === null
        ? null
        : {
            submissionId: anId(at + 9000),
            number: 1,
            latestNumber: 1,
            submittedAt: new Date('2026-11-27T20:00:00Z'),
            dueAt: new Date('2026-11-27T23:00:00Z'),
            assessmentId: anId(at + 7000),
            rubricVersionId: rubric.id,
            marks: new Map(
              Object.entries(marks).map(([id, mark]) => [
                id,
                { levelId: null, remark: '', version: 1, ...mark },
              ]),
            ),
            marked: 0,
            ofCriteria: rubric.criteria.length,
            grade: null,
          },
  }));
  return {
    ...{ rows, rubrics: new Map([[rubric.id, rubric]]), inForce: rubric, lessons: 4, sessions: 2 },
    own: new Set(),
  };
}
