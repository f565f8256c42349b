import { randomUUID } from 'node:crypto';
import * as Y from 'yjs';
import { HandbookUpdates } from '../../src/assignments/handbooks/handbook-store.js';
import { Handbooks } from '../../src/assignments/handbooks/handbooks.service.js';
import { AssignmentPlanning } from '../../src/assignments/planning.service.js';
import { Submissions } from '../../src/assignments/submissions/submissions.service.js';
import { Cohort, CohortInstructor } from '../../src/courses/cohorts/cohort.entity.js';
import { calendarFrom } from '../../src/courses/cohorts/schedule.rules.js';
import { CoursePublishing } from '../../src/courses/versions/course-publishing.service.js';
import {
  Course,
  CourseVersion,
  Lesson,
  LiveSession,
  Week,
} from '../../src/courses/versions/course.entity.js';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { type RubricPlan } from '../../src/grading/rubrics/rubric.rules.js';
import { type Rubric, Rubrics } from '../../src/grading/rubrics/rubrics.service.js';
import { type Viewer } from '../../src/platform/web/viewer.js';
import { Users } from '../../src/users/users.service.js';
import { type TestApp } from '../support/app.js';
import { aRubric } from './a-rubric.js';

type App = Pick<TestApp, 'db' | 'get' | 'clock' | 'ids'>;

export interface GradedTestCohort {
  id: string;
  slug: string;
  courseVersionId: string;
  rubric: Rubric;
}

/** A course version that still lacks its publication; a test may refuse it. */
export async function aDraftVersion(app: App, plan: RubricPlan | null = aRubric()): Promise<string> {
  const at = app.clock.now();
  return app.db.transaction(async (tx) => {
    const unique = randomUUID().slice(0, 8);
    const course = await tx
      .getRepository(Course)
      .save({ slug: `strategist-${unique}`, title: 'Strategist', createdAt: at });
    const { id: courseVersionId } = await tx.getRepository(CourseVersion).save({
      courseId: course.id,
      number: 1,
      title: 'Strategist',
      summary: 'A strategy for one company.',
      about: 'A strategy for one company.',
      createdAt: at,
      publishedAt: null,
    });
    for (const number of [1, 2, 3]) {
      const { id: weekId } = await tx
        .getRepository(Week)
        .save({ courseVersionId, number, title: `Week ${number}`, aim: 'To learn.' });
      await tx.getRepository(Lesson).insert({
        weekId,
        position: 1,
        slug: 'goal',
        title: 'The goal',
        minutes: 5,
        body: 'Begin with the goal.',
      });
      await tx
        .getRepository(LiveSession)
        .insert({ weekId, position: 1, title: 'Questions', day: 2, startsAt: '18:00', minutes: 45 });
    }
    await app.get(AssignmentPlanning).writeTemplate(tx, courseVersionId, {
      title: 'Strategy handbook',
      sections: [
        { key: 'brief', kind: 'prose', title: 'Executive brief', purpose: 'To decide from.', words: null },
        { key: 'swot', kind: 'swot', title: 'SWOT analysis', purpose: 'Inside and outside.', words: null },
      ],
    });
    if (plan) await app.get(Rubrics).draft(tx, courseVersionId, plan);
    return courseVersionId;
  });
}

/** A published course version and a cohort of it: Bob teaches, work is due on Fri 27 Nov at 18:00 in Toronto. */
export async function aCohort(app: App, plan: RubricPlan = aRubric()): Promise<GradedTestCohort> {
  const courseVersionId = await aDraftVersion(app, plan);
  await app.get(CoursePublishing).publish(courseVersionId, app.ids.ada);
  const slug = `autumn-${randomUUID().slice(0, 8)}`;
  const cohort = await app.db.transaction(async (tx) => {
    const saved = await tx.getRepository(Cohort).save({
      courseVersionId,
      slug,
      name: 'Autumn 2026',
      ...calendarFrom('2026-11-16', 'America/Toronto'),
      seats: 1000,
      signatories: [{ name: 'Bob Tanaka', role: 'Instructor' }],
      createdAt: app.clock.now(),
    });
    await tx.getRepository(CohortInstructor).insert({
      cohortId: saved.id,
      userId: app.ids.bob,
      assignedById: app.ids.ada,
      assignedAt: app.clock.now(),
    });
    await app
      .get(AssignmentPlanning)
      .assign(tx, saved, { dueLocal: '2026-11-27T18:00', cutOffLocal: '2026-11-29T18:00' });
    return saved;
  });
  const rubrics = app.get(Rubrics);
  const rubricVersionId = await rubrics.inForce(app.db.manager, courseVersionId);
  return { id: cohort.id, slug, courseVersionId, rubric: await rubrics.read(rubricVersionId ?? '') };
}

/** Enrols somebody. @returns the enrolment's id */
export async function enrolled(app: App, cohort: GradedTestCohort, userId: string): Promise<string> {
  return (await app.get(Enrolments).enrol(cohort.id, userId)).id;
}

/** Writes the brief of an enrolled person's handbook and hands it in. @returns the submission's id */
export async function handedIn(
  app: App,
  cohort: GradedTestCohort,
  userId: string,
  text = 'We choose the small hotels.',
): Promise<string> {
  const viewer = viewerOf(userId);
  const handbooks = app.get(Handbooks);
  const id = await handbooks.ofStudent(viewer, cohort.slug);
  const doc = new Y.Doc();
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [new Y.XmlText(text)]);
  doc.getXmlFragment('brief').insert(0, [paragraph]);
  await app.get(HandbookUpdates).append(id, Y.encodeStateAsUpdate(doc), userId);
  const submission = await app
    .get(Submissions)
    .handIn(viewer, await handbooks.forAuthor(viewer, id), { snapshot: null });
  return submission.id;
}

/** Another student with an account. @returns the user's id */
export async function aPerson(app: App, name: string): Promise<string> {
  const email = `${randomUUID()}@capstone.example`;
  const password = 'correct-horse-battery';
  const user = await app.db.transaction((tx) =>
    app.get(Users).add(tx, { email, name, password, timeZone: 'Europe/Paris' }),
  );
  return user.id;
}

export function viewerOf(id: string): Viewer {
  return { id, name: 'Somebody', administrator: false, timeZone: 'America/Toronto' };
}
