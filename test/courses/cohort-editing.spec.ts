import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { harbourLane } from '../../src/dashboard/demo/harbour-lane.js';
import { type Browser, type Name, startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort, people } from './a-cohort.js';
import { beside } from './cohort-pages.js';
import { textOf } from './text-of.js';

describe('An open cohort, as administrators change it', () => {
  let app: TestApp;
  let courseVersionId: string;
  let browsers: Record<Name, Browser>;

  beforeAll(async () => {
    app = await startTestApp();
    courseVersionId = await app.get(Chronicle).publishStrategist(app.ids.ada);
    browsers = {
      alice: await app.as('alice'),
      bob: await app.as('bob'),
      charlie: await app.as('charlie'),
      ada: await app.as('ada'),
    };
  });
  beforeEach(() => {
    app.clock.set('2026-11-23T09:00:00Z');
  });
  afterAll(() => app.close());

  const row = async (slug: string) =>
    (
      await app.db.query<Record<string, unknown>[]>(
        `SELECT c.*, c.starts_on::text AS first, c.week_three_on::text AS third, a.due_local, a.due_at, a.cut_off_local,
                ARRAY(SELECT course_id FROM cohort_prerequisites WHERE cohort_id = c.id) AS prerequisites,
                ARRAY(SELECT user_id FROM cohort_instructors WHERE cohort_id = c.id) AS instructors,
                ARRAY(SELECT join_url FROM cohort_sessions WHERE cohort_id = c.id) AS links,
                ARRAY(SELECT starts_local FROM cohort_sessions WHERE cohort_id = c.id ORDER BY starts_at) AS sessions
           FROM cohorts c JOIN assignments a ON a.cohort_id = c.id WHERE c.slug = $1`,
        [slug],
      )
    )[0] ?? {};

  let cohort: Cohort;
  beforeEach(async () => {
    cohort = await aCohort(app, { courseVersionId, seats: 2 });
  });
  const address = () => `/cohorts/${cohort.slug}/administration`;
  const changed = (fields: Record<string, string> = {}, version = 1): Record<string, string> => ({
    version: String(version),
    name: cohort.name,
    seats: '2',
    admission: 'open',
    joinUrl: '',
    'signatory-name-1': 'Ines Duarte',
    'signatory-role-1': 'Director of studies',
    [`instructor-${app.ids.bob}`]: 'yes',
    ...fields,
  });
  const without = (fields: Record<string, string>, name: string) =>
    Object.fromEntries(Object.entries(fields).filter(([field]) => field !== name));

  it('shows what is stored and saves what was typed, with an entry of facts', async () => {
    const page = await browsers.ada.get(address());
    expect(page.status).toBe(200);
    expect(page.text).toContain(`name="instructor-${app.ids.bob}" value="yes" checked`);
    const answer = await browsers.ada.post(
      address(),
      changed({
        name: 'Renamed',
        admission: 'invitation',
        joinUrl: 'https://meet.example/new',
        [`instructor-${app.ids.charlie}`]: 'yes',
      }),
    );
    expect(answer.status).toBe(303);
    const now = await row(cohort.slug);
    expect(now).toMatchObject({ name: 'Renamed', admission: 'invitation', version: 2 });
    expect((now['instructors'] as string[]).sort()).toEqual([app.ids.bob, app.ids.charlie].sort());
    const links = now['links'] as (string | null)[];
    // Those that have taken place keep theirs.
    expect(links.filter((link) => link === null).length).toBeGreaterThan(0);
    expect(links).toContain('https://meet.example/new');
    const [entry] = await app.db.query<{ facts: object }[]>(
      `SELECT facts FROM audit_entries WHERE subject_id = $1 AND action = 'cohort.changed'`,
      [cohort.id],
    );
    expect(entry?.facts).toEqual({
      admissionBefore: 'open',
      admission: 'invitation',
      renamed: true,
      joinLink: true,
      instructorsAdded: 1,
      instructorsRemoved: 0,
      prerequisites: 0,
    });
  });

  it('never has fewer seats than are taken, and gives new ones to those who wait, in their order', async () => {
    const enrolments = app.get(Enrolments);
    app.clock.set('2026-11-17T09:00:00Z');
    const ids = await people(app, 5);
    for (const id of ids) await enrolments.enrol(cohort.id, id);
    const few = await browsers.ada.post(address(), changed({ seats: '1' }));
    expect(few.status).toBe(422);
    expect(textOf(beside(few.text, 'seats'))).toContain('2 seats are taken; enter 2 or more.');
    expect((await browsers.ada.post(address(), changed({ seats: '4' }))).status).toBe(303);
    const seated = await app.db.query<{ id: string }[]>(
      `SELECT e.user_id AS id FROM enrolments e JOIN enrolment_events v ON v.enrolment_id = e.id
          WHERE e.cohort_id = $1 AND v.kind = 'enrolled'`,
      [cohort.id],
    );
    expect(seated.map(({ id }) => id).sort()).toEqual(ids.slice(0, 4).sort());
  });

  it('keeps an instructor while work waits to be graded', async () => {
    const chronicle = app.get(Chronicle);
    const handbookId = await chronicle.enrol(cohort, app.ids.alice);
    await chronicle.write(handbookId, app.ids.alice, harbourLane);
    const submissionId = await chronicle.handIn(handbookId, app.ids.alice);
    const nobody = without(changed(), `instructor-${app.ids.bob}`);
    const refused = await browsers.ada.post(address(), nobody);
    expect(refused.status).toBe(422);
    expect(textOf(beside(refused.text, 'instructors'))).toContain(
      '1 handbook waits to be graded here, so the cohort needs an instructor.',
    );
    // Who was unticked can still be ticked again.
    expect(refused.text).toContain(`name="instructor-${app.ids.bob}" value="yes"`);
    await chronicle.grade(submissionId, app.ids.bob, [2]);
    expect((await browsers.ada.post(address(), nobody)).status).toBe(303);
  });

  it('does not let a student teach', async () => {
    await app.get(Enrolments).enrol(cohort.id, app.ids.alice);
    const answer = await browsers.ada.post(address(), changed({ [`instructor-${app.ids.alice}`]: 'yes' }));
    expect(answer.status).toBe(422);
    expect(textOf(beside(answer.text, 'instructors'))).toContain(
      'Alice Moreau learns in this cohort, or waits for a seat in it, and so can’t teach it.',
    );
  });

  it('tells who comes second what was stored in the meantime, and keeps what they typed', async () => {
    expect((await browsers.ada.post(address(), changed({ name: 'First', seats: '5' }))).status).toBe(303);
    const stale = await browsers.ada.post(
      address(),
      without(changed({ name: 'Second', seats: '7', admission: 'application' }), `instructor-${app.ids.bob}`),
    );
    expect(stale.status).toBe(409);
    expect(textOf(beside(stale.text, 'name'))).toContain(
      'Name: “First” is stored by now, you chose “Second”.',
    );
    expect(textOf(beside(stale.text, 'seats'))).toContain('Seats: “5” is stored by now, you chose “7”.');
    expect(textOf(beside(stale.text, 'admission'))).toContain(
      'Who can take a seat: “Open” is stored by now, you chose “By application”.',
    );
    expect(textOf(beside(stale.text, 'instructors'))).toContain(
      'Instructors: “Bob Tanaka” is stored by now, you chose nothing.',
    );
    expect(stale.text).toContain('value="Second"');
    expect(stale.text).toContain('name="version" value="2"');
    expect((await row(cohort.slug))['name']).toBe('First');
    expect((await browsers.ada.post(address(), changed({ name: 'Second' }, 2))).status).toBe(303);
    expect(await row(cohort.slug)).toMatchObject({ name: 'Second', version: 3 });
  });

  it('lets one of two who save at the same moment through', async () => {
    const answers = await Promise.all(
      ['One', 'Other'].map((name) => browsers.ada.post(address(), changed({ name }))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect((await row(cohort.slug))['version']).toBe(2);
  });

  it('raises seats and enrols at the same moment without a seat too many', async () => {
    app.clock.set('2026-11-17T09:00:00Z');
    const enrolments = app.get(Enrolments);
    const ids = await people(app, 8);
    await Promise.all([
      ...ids.map((id) => enrolments.enrol(cohort.id, id)),
      browsers.ada.post(address(), changed({ seats: '4' })),
    ]);
    const [count] = await app.db.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM enrolments e JOIN enrolment_events v ON v.enrolment_id = e.id
          WHERE e.cohort_id = $1 AND v.kind = 'enrolled'`,
      [cohort.id],
    );
    expect(count?.n).toBe(4);
  });

  it('is for administrators who do not take part in it', async () => {
    await app.get(Enrolments).enrol(cohort.id, app.ids.alice);
    expect((await browsers.charlie.get(address())).status).toBe(404);
    expect((await browsers.alice.get(address())).status).toBe(403);
    expect((await browsers.bob.get(address())).status).toBe(403);
    expect((await browsers.bob.post(address(), changed())).status).toBe(403);
    expect((await browsers.ada.get('/cohorts/no-such-cohort/administration')).status).toBe(404);
    await app.get(Enrolments).enrol(cohort.id, app.ids.ada);
    expect((await browsers.ada.get(address())).status).toBe(403);
  });

  it('takes a fixed number of statements', async () => {
    const few = await statementsDuring(app.db, () => browsers.ada.get(address()));
    for (const id of await people(app, 5)) await app.get(Enrolments).enrol(cohort.id, id);
    const many = await statementsDuring(app.db, () => browsers.ada.get(address()));
    expect(many).toHaveLength(few.length);
    expect(many.length).toBeLessThanOrEqual(8);
  });
});
