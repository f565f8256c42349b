import { randomUUID } from 'node:crypto';
import { type DataSource } from 'typeorm';
import { competencies, competencyKeys } from '../../src/grading/rubrics/competencies.rules.js';
import { GradesReleased } from '../../src/grading/releases/grades-released.js';
import { DomainEvents } from '../../src/platform/events/domain-events.js';
import { jobsDone } from '../support/jobs.js';
import { type TestApp } from '../support/app.js';

/** A cohort that has handed in and was marked, with nothing released yet. */
export interface MarkedCohort {
  id: string;
  /** The enrolment of each student. */
  enrolments: ReadonlyMap<string, string>;
}

interface Rubric {
  id: string;
  criteria: { id: string; criterionId: string; levels: [string, string, string] }[];
}

interface Submitted {
  submissionId: string;
  assessmentId: string;
  enrolmentId: string;
}

const rubricOf = new WeakMap<MarkedCohort, Rubric>();
const submitted = new WeakMap<MarkedCohort, Map<string, Submitted>>();

/** What a course version settles about its certificates, and where the cohort is. */
export interface CourseSettings {
  /** Null: valid for ever. */
  certificateMonths?: number | null;
  timeZone?: string;
}

/** Ids of people; Bob teaches them. */
export async function aCohort(
  app: TestApp,
  students: readonly string[],
  { certificateMonths = null, timeZone = 'Europe/Paris' }: CourseSettings = {},
): Promise<MarkedCohort> {
  const { db, ids } = app;
  const at = app.clock.now();
  const course = await add(db, 'courses', { slug: randomUUID(), title: 'Strategist', created_at: at });
  const version = await add(db, 'course_versions', {
    course_id: course,
    number: 3,
    title: 'Strategist',
    summary: 'Three weeks, one handbook.',
    certificate_months: certificateMonths,
    created_at: at,
  });
  const rubric = await aRubric(db, course, version, at);
  const template = await add(db, 'templates', {
    course_version_id: version,
    title: 'Handbook',
    published_at: at,
  });
  await db.query('UPDATE course_versions SET published_at = $1 WHERE id = $2', [at, version]);
  const id = await add(db, 'cohorts', {
    course_version_id: version,
    slug: randomUUID(),
    name: 'Autumn 2026',
    starts_on: '2026-10-19',
    week_two_on: '2026-10-26',
    week_three_on: '2026-11-02',
    time_zone: timeZone,
    seats: 200,
    signatories: JSON.stringify([
      { name: 'Bob Tanaka', role: 'Instructor' },
      { name: 'Ada Lindqvist', role: 'Director of the academy' },
    ]),
    created_at: at,
  });
  await db.query('INSERT INTO cohort_instructors VALUES ($1, $2, $3, $4)', [id, ids.bob, ids.ada, at]);
  const assignment = await add(db, 'assignments', {
    cohort_id: id,
    template_id: template,
    due_local: '2026-11-08T18:00',
    due_at: '2026-11-08T17:00:00Z',
    cut_off_local: '2026-11-09T18:00',
    cut_off_at: '2026-11-09T17:00:00Z',
  });
  const cohort: MarkedCohort = { id, enrolments: new Map() };
  const works = new Map<string, Submitted>();
  for (const userId of students) {
    const enrolmentId = await add(db, 'enrolments', { cohort_id: id, user_id: userId, created_at: at });
    const handbook = await add(db, 'handbooks', {
      assignment_id: assignment,
      enrolment_id: enrolmentId,
      created_at: at,
    });
    const submissionId = await add(db, 'submissions', {
      handbook_id: handbook,
      enrolment_id: enrolmentId,
      template_id: template,
      number: 1,
      submitted_by_id: userId,
      submitted_at: at,
      content_digest: 'a digest',
      sections_root: 'a root',
      statement: 'Public information only.',
    });
    const assessmentId = await add(db, 'assessments', {
      submission_id: submissionId,
      slot: 'first',
      rubric_version_id: rubric.id,
      created_by_id: ids.bob,
      created_at: at,
    });
    (cohort.enrolments as Map<string, string>).set(userId, enrolmentId);
    works.set(userId, { submissionId, assessmentId, enrolmentId });
  }
  rubricOf.set(cohort, rubric);
  submitted.set(cohort, works);
  return cohort;
}

/** 82.50 and the best levels for a pass, 41.00 and the lowest otherwise, unless something else is said. */
export interface Result {
  student: string;
  passed: boolean;
  /** Such as `72.50`. */
  percent?: string;
  /** From 0, the lowest, to 2. */
  level?: 0 | 1 | 2;
}

/** Grades the students and releases that, as the grading room does. @returns the release's id */
export async function release(
  app: TestApp,
  cohort: MarkedCohort,
  results: readonly Result[],
): Promise<string> {
  const { db, ids } = app;
  const at = app.clock.now();
  const rubric = rubricOf.get(cohort);
  if (!rubric) throw new Error('This cohort has no rubric.');
  const gradeEvents = new Map<string, string>();
  for (const result of results) {
    const { student, passed } = result;
    const { percent = passed ? '82.50' : '41.00', level = passed ? 2 : 0 } = result;
    const work = submitted.get(cohort)?.get(student);
    if (!work) throw new Error('This student is not in the cohort.');
    const [{ count }] = await db.query<[{ count: number }]>(
      'SELECT count(*)::int FROM grade_events WHERE submission_id = $1',
      [work.submissionId],
    );
    const event = await add(db, 'grade_events', {
      assessment_id: work.assessmentId,
      submission_id: work.submissionId,
      enrolment_id: work.enrolmentId,
      rubric_version_id: rubric.id,
      sequence: count + 1,
      kind: count === 0 ? 'finalised' : 'regraded',
      percent,
      earned_percent: percent,
      passed,
      late_seconds: 0,
      actor_id: ids.bob,
      at,
    });
    for (const { id, criterionId, levels } of rubric.criteria) {
      await add(db, 'criterion_scores', {
        grade_event_id: event,
        criterion_id: criterionId,
        rubric_criterion_id: id,
        level_id: levels[level],
        points: [2, 6, 8][level],
      });
    }
    gradeEvents.set(work.enrolmentId, event);
  }
  return db.transaction(async (tx) => {
    const [{ count }] = await tx.query<[{ count: number }]>(
      'SELECT count(*)::int FROM releases WHERE cohort_id = $1',
      [cohort.id],
    );
    const [row] = await tx.query<{ id: string }[]>(
      'INSERT INTO releases (cohort_id, sequence, actor_id, at) VALUES ($1, $2, $3, $4) RETURNING id',
      [cohort.id, count + 1, ids.bob, at],
    );
    const id = row?.id ?? '';
    for (const [enrolmentId, gradeEventId] of gradeEvents) {
      await tx.query('INSERT INTO release_grades VALUES ($1, $2, $3)', [id, enrolmentId, gradeEventId]);
    }
    await app.get(DomainEvents).publish(tx, new GradesReleased(id, cohort.id));
    return id;
  });
}

/** Releases a pass for each of them, and waits until the certificates are issued and printed. */
export async function certified(
  app: TestApp,
  students: readonly string[],
  settings?: CourseSettings,
): Promise<MarkedCohort> {
  const cohort = await aCohort(app, students, settings);
  await release(
    app,
    cohort,
    students.map((student) => ({ student, passed: true })),
  );
  await jobsDone(app.db);
  return cohort;
}

export interface IssuedRow {
  id: string;
  code: string;
  enrolmentId: string;
  releaseId: string;
}

export async function certificatesOf(db: DataSource, userId: string): Promise<IssuedRow[]> {
  return db.query<IssuedRow[]>(
    `SELECT c.id, c.code, c.enrolment_id AS "enrolmentId", c.release_id AS "releaseId"
       FROM certificates c JOIN enrolments e ON e.id = c.enrolment_id
      WHERE e.user_id = $1 ORDER BY c.issued_at, c.id`,
    [userId],
  );
}

/** The one that somebody holds. */
export async function certificateOf(db: DataSource, userId: string): Promise<IssuedRow> {
  const [row, ...more] = await certificatesOf(db, userId);
  if (!row || more.length > 0) throw new Error('This person does not hold exactly one certificate.');
  return row;
}

async function aRubric(db: DataSource, course: string, version: string, at: Date): Promise<Rubric> {
  const id = await add(db, 'rubric_versions', {
    course_version_id: version,
    number: 1,
    title: 'Rubric',
    pass_percent: 60,
  });
  const criteria: Rubric['criteria'] = [];
  for (const [place, competency] of competencyKeys.entries()) {
    const criterionId = await add(db, 'criteria', { course_id: course, key: competency });
    const criterion = await add(db, 'rubric_criteria', {
      rubric_version_id: id,
      criterion_id: criterionId,
      position: place + 1,
      competency,
      title: competencies[competency].title,
      description: competencies[competency].question,
      weight: 20,
    });
    const level = (title: string, position: number, points: number) =>
      add(db, 'rubric_levels', {
        rubric_criterion_id: criterion,
        position,
        title,
        description: `${title} work.`,
        points,
      });
    criteria.push({
      id: criterion,
      criterionId,
      levels: [await level('Weak', 1, 2), await level('Sound', 2, 6), await level('Strong', 3, 8)],
    });
  }
  await db.query('UPDATE rubric_versions SET published_at = $1 WHERE id = $2', [at, id]);
  return { id, criteria };
}

async function add(db: DataSource, table: string, row: Readonly<Record<string, unknown>>): Promise<string> {
  const columns = Object.keys(row);
  const places = columns.map((_, at) => `$${at + 1}`).join(', ');
  const [added] = await db.query<{ id: string }[]>(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places}) RETURNING id`,
    Object.values(row),
  );
  if (!added) throw new Error(`Nothing was added to ${table}.`);
  return added.id;
}
