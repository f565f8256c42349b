import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { builtInCourses } from '../../src/courses/versions/course-folder.js';
import { CourseContent } from '../../src/courses/versions/course-content.service.js';
import { CourseVersion } from '../../src/courses/versions/course.entity.js';
import { CoursePublishing } from '../../src/courses/versions/course-publishing.service.js';
import { CourseVersionPublished } from '../../src/courses/versions/course-version-published.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { Rubrics } from '../../src/grading/rubrics/rubrics.service.js';
import { invalid } from '../../src/platform/errors/domain-errors.js';
import { DomainEvents } from '../../src/platform/events/domain-events.js';
import { startTestApp, type TestApp } from '../support/app.js';

const slug = 'social-media-strategist';

describe('A course version', () => {
  let app: TestApp;
  let publishing: CoursePublishing;
  let refusal: string | null = null;

  beforeAll(async () => {
    app = await startTestApp();
    publishing = app.get(CoursePublishing);
    app
      .get(DomainEvents)
      .within(CourseVersionPublished, () =>
        refusal === null ? Promise.resolve() : Promise.reject(invalid(refusal)),
      );
  });
  afterAll(() => app.close());

  it('comes from its folder: three weeks, each with lessons in their order and two live sessions', async () => {
    const id = await load();
    const weeks: { number: number; lessons: string[]; sessions: string[] }[] = await app.db.query(
      `SELECT w.number,
              ARRAY(SELECT l.slug FROM lessons l WHERE l.week_id = w.id ORDER BY l.position) AS lessons,
              ARRAY(SELECT s.starts_at::text FROM live_sessions s WHERE s.week_id = w.id ORDER BY s.position) AS sessions
         FROM weeks w WHERE w.course_version_id = $1 ORDER BY w.number`,
      [id],
    );
    expect(weeks.map((week) => week.number)).toEqual([1, 2, 3]);
    for (const week of weeks) {
      expect(week.lessons.length).toBeGreaterThanOrEqual(2);
      expect(week.sessions).toHaveLength(2);
    }
    expect(weeks[0]?.lessons[0]).toBe('begin-with-the-business');
    const lessons: { title: string; minutes: number; words: number }[] = await app.db.query(
      `SELECT l.title, l.minutes, array_length(regexp_split_to_array(l.body, '\\s+'), 1) AS words
         FROM lessons l JOIN weeks w ON w.id = l.week_id WHERE w.course_version_id = $1`,
      [id],
    );
    for (const lesson of lessons) {
      expect(lesson.words).toBeGreaterThanOrEqual(350);
      expect(lesson.minutes).toBeGreaterThanOrEqual(2);
    }
  });

  it('of every course that comes with Capstone can be published as it is', async () => {
    for (const built of await builtInCourses()) {
      const id = await app.db.transaction((tx) => app.get(CourseContent).load(tx, built));
      await publishing.publish(id, app.ids.ada);
      expect(await publishedAt(id)).toEqual(app.clock.now());
    }
  });

  it('of the Manager is published with its own handbook and rubric', async () => {
    const id = await app.get(Chronicle).publishManager(app.ids.ada);
    const [titles] = await app.db.query<{ course: string; template: string; sections: number }[]>(
      `SELECT v.title AS course, t.title AS template, count(s.*)::int AS sections
         FROM course_versions v JOIN templates t ON t.course_version_id = v.id
         JOIN template_sections s ON s.template_id = t.id WHERE v.id = $1 GROUP BY v.id, t.id`,
      [id],
    );
    expect(titles).toEqual({ course: 'Social Media Manager', template: 'Execution handbook', sections: 12 });
    const rubric = await app.get(Rubrics).inForce(app.db.manager, id);
    expect((await app.get(Rubrics).read(rubric ?? '')).title).toBe('Execution handbook');
  });

  it('with a title that certificates can’t print is not published, whatever it came from', async () => {
    const id = await load();
    await app.db.query('UPDATE course_versions SET title = $2 WHERE id = $1', [id, 'Strategist 🎓']);
    const message = 'Certificates can’t print the title of the course (“🎓”).';
    expect(await publishing.missing(id)).toContainEqual({ field: 'title', message });
    await expect(publishing.publish(id, app.ids.ada)).rejects.toMatchObject({ kind: 'invalid' });
    expect(await publishedAt(id)).toBeNull();
  });

  it('counts on when the course is loaded again, also by two at once', async () => {
    const ids = await Promise.all([load(), load(), load()]);
    const versions = await Promise.all(
      ids.map((id) => app.db.getRepository(CourseVersion).findOneByOrFail({ id })),
    );
    expect(new Set(versions.map((version) => version.number)).size).toBe(3);
    expect(new Set(versions.map((version) => version.courseId)).size).toBe(1);
  });

  it('is published once, with its audit entry, and then frozen with all below it', async () => {
    const id = await ready();
    await publishing.publish(id, app.ids.ada);
    expect(await publishedAt(id)).toEqual(app.clock.now());
    expect(
      await app.db.query('SELECT action, actor_id FROM audit_entries WHERE subject_id = $1', [id]),
    ).toEqual([{ action: 'course-version.published', actor_id: app.ids.ada }]);
    await expect(publishing.publish(id, app.ids.ada)).rejects.toMatchObject({ kind: 'conflict' });
    for (const sql of [
      `UPDATE course_versions SET title = 'x' WHERE id = '${id}'`,
      `UPDATE course_versions SET published_at = NULL WHERE id = '${id}'`,
      `DELETE FROM course_versions WHERE id = '${id}'`,
      `UPDATE weeks SET title = 'x' WHERE course_version_id = '${id}'`,
      `INSERT INTO weeks (course_version_id, number, title, aim) VALUES ('${id}', 3, 'x', 'x')`,
      `UPDATE lessons SET body = 'x' WHERE week_id IN (SELECT id FROM weeks WHERE course_version_id = '${id}')`,
      `DELETE FROM live_sessions WHERE week_id IN (SELECT id FROM weeks WHERE course_version_id = '${id}')`,
    ]) {
      await expect(app.db.query(sql)).rejects.toThrow(/published/);
    }
  });

  it('is published by one of two administrators who press at the same time', async () => {
    const id = await ready();
    const outcomes = await Promise.allSettled([
      publishing.publish(id, app.ids.ada),
      publishing.publish(id, app.ids.ada),
    ]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('is refused while something is missing, with a sentence for each thing', async () => {
    const id = await load();
    await app.db.query(
      `DELETE FROM live_sessions WHERE week_id IN (SELECT id FROM weeks WHERE course_version_id = $1 AND number = 2)`,
      [id],
    );
    await app.db.query(
      `UPDATE lessons SET body = '  ' WHERE slug = 'who-owns-each-presence' AND week_id IN (SELECT id FROM weeks WHERE course_version_id = $1)`,
      [id],
    );
    await expect(publishing.publish(id, app.ids.ada)).rejects.toMatchObject({
      kind: 'invalid',
      message:
        'This version can’t be published yet. The lesson “Who owns each presence” of week 2 has no text. 1 more thing is missing.',
      details: {
        errors: [
          { field: 'week-2', message: 'The lesson “Who owns each presence” of week 2 has no text.' },
          { field: 'week-2', message: 'Week 2 has no live session.' },
        ],
      },
    });
    expect(await publishedAt(id)).toBeNull();
  });

  it('stays a draft when another module refuses', async () => {
    const id = await ready();
    refusal = 'A criterion judges no section.';
    await expect(publishing.publish(id, app.ids.ada)).rejects.toThrow(refusal);
    refusal = null;
    expect(await publishedAt(id)).toBeNull();
    await publishing.publish(id, app.ids.ada);
  });

  it('is not found under an id that names none', async () => {
    await expect(publishing.publish(app.ids.ada, app.ids.ada)).rejects.toMatchObject({ kind: 'notFound' });
  });

  async function load(): Promise<string> {
    return app.db.transaction((tx) => app.get(CourseContent).load(tx, slug));
  }

  /** A version with all that listeners ask for. */
  async function ready(): Promise<string> {
    return load();
  }

  async function publishedAt(id: string): Promise<Date | null> {
    return (await app.db.getRepository(CourseVersion).findOneByOrFail({ id })).publishedAt;
  }
});
