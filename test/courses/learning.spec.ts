import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { closeness, nextLesson } from '../../src/courses/learning/study.rules.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { type Browser, type Name, startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort, people } from './a-cohort.js';
import { at, planOf, type Step } from './a-plan.js';
import { textOf } from './text-of.js';

let app: TestApp;
let enrolments: Enrolments;
let courseVersionId: string;
let cohort: Cohort;
let steps: Step[];
let browsers: Record<Name, Browser>;
let my: string;

beforeAll(async () => {
  app = await startTestApp();
  enrolments = app.get(Enrolments);
  courseVersionId = await app.get(Chronicle).publishStrategist(app.ids.ada);
  browsers = {
    alice: await app.as('alice'),
    bob: await app.as('bob'),
    charlie: await app.as('charlie'),
    ada: await app.as('ada'),
  };
});
beforeEach(async () => {
  app.clock.set('2026-11-23T09:00:00Z');
  cohort = await aCohort(app, { courseVersionId });
  ({ steps } = await planOf(app, cohort));
  my = `/my/${cohort.slug}`;
  await enrolments.enrol(cohort.id, app.ids.alice);
});
afterAll(() => app.close());

const alice = async (path = my) => {
  const page = await browsers.alice.get(path);
  return { status: page.status, html: page.text, text: textOf(page.text) };
};
const done = (...paths: string[]) =>
  Promise.all(paths.map((path) => browsers.alice.post(`${my}/${path}/completions`)));
const completions = () =>
  app.db.query<unknown[]>(
    'SELECT 1 FROM lesson_completions c JOIN enrolments e ON e.id = c.enrolment_id WHERE e.cohort_id = $1',
    [cohort.id],
  );

describe('GET /my/:slug', () => {
  it('shows a student where they are, what is next, and their handbook', async () => {
    const { status, text, html } = await alice();
    expect(status).toBe(200);
    expect(text).toContain(`Week 2 of 3 · 0 of ${steps.length} lessons done`);
    expect(text).toContain('Next live session Strategies on trial: what does yours rule out?');
    expect(text).toContain('Wed 25 Nov, 00:00 your time · Tue 24 Nov, 18:00 in Toronto · in 38 hours');
    expect(html).toContain(`href="${my}/handbook"`);
    for (const { path } of steps) expect(html).toContain(`href="${my}/${path}"`);
  });

  it('has one button, which begins, then continues where the student stopped, and ends with the handbook', async () => {
    const main = async () =>
      /class="button button-primary" href="([^"]+)">([^<]+)</.exec((await alice()).html);
    expect((await main())?.slice(1)).toEqual([
      `${my}/${at(steps, 0).path}`,
      `Begin with ${at(steps, 0).title}`,
    ]);
    await done(at(steps, 0).path, at(steps, 2).path);
    expect((await main())?.[1]).toBe(`${my}/${at(steps, 1).path}`);
    expect((await main())?.[2]).toMatch(/^Continue with /);
    const upToNow = steps.filter(({ path }) => !path.startsWith('lessons/3'));
    await done(...upToNow.map(({ path }) => path));
    expect((await main())?.slice(1)).toEqual([`${my}/handbook`, 'Go on with your handbook']);
    expect((await alice()).text).toContain('You have done every lesson up to this week.');
    app.clock.set('2026-12-01T09:00:00Z');
    expect((await main())?.[1]).toMatch(/lessons\/3\//);
  });

  it('says that a live session can be joined, that it is on, and then which one is next', async () => {
    app.clock.set('2026-11-24T21:00:00Z');
    expect((await alice()).text).toContain('Next live session Strategies on trial');
    app.clock.set('2026-11-24T22:50:00Z');
    expect((await alice()).text).toContain(
      'You can join now Strategies on trial: what does yours rule out? Open to join',
    );
    app.clock.set('2026-11-24T23:00:00Z');
    expect((await alice()).text).toContain('On now Strategies on trial: what does yours rule out?');
    app.clock.set('2026-11-25T00:00:00Z');
    expect((await alice()).text).toContain('Next live session Programs beyond marketing');
  });

  it('says that a session is cancelled, and counts on the next one', async () => {
    const { sessions } = await planOf(app, cohort);
    const next = sessions.find(({ title }) => title.startsWith('Strategies on trial'));
    await app.db.query('UPDATE cohort_sessions SET cancelled_at = now() WHERE id = $1', [next?.id]);
    const { text } = await alice();
    expect(text).toContain('Next live session Programs beyond marketing');
    expect(text).toMatch(/Strategies on trial: what does yours rule out\? .{0,80} 60 min Cancelled/);
  });

  it('tells of the deadline in words that change as it comes closer, and no more once the work is handed in', async () => {
    // Sun 6 Dec, 23:59 in Toronto.
    const said: [string, string][] = [
      ['2026-11-23T09:00:00Z', 'Handbook due Your strategy handbook'],
      ['2026-12-01T09:00:00Z', 'Handbook due within a week Your strategy handbook'],
      ['2026-12-05T09:00:00Z', 'Hand your handbook in Due within 48 hours Due soon'],
      ['2026-12-07T09:00:00Z', 'Your handbook is overdue Its page says whether it is still taken Overdue'],
    ];
    for (const [now, words] of said) {
      app.clock.set(now);
      expect((await alice()).text).toContain(words);
    }
    const chronicle = app.get(Chronicle);
    const [row] = await app.db.query<{ id: string }[]>(
      'SELECT id FROM enrolments WHERE cohort_id = $1 AND user_id = $2',
      [cohort.id, app.ids.alice],
    );
    await browsers.alice.get(`${my}/handbook`);
    const [handbook] = await app.db.query<{ id: string }[]>(
      'SELECT id FROM handbooks WHERE enrolment_id = $1',
      [row?.id],
    );
    await chronicle.write(handbook?.id ?? '', app.ids.alice, { goal: 'To keep subscribers.' });
    await chronicle.handIn(handbook?.id ?? '', app.ids.alice);
    expect((await alice()).text).not.toContain('overdue');
  });

  it('says before the first day when it begins, and after the last that it is over', async () => {
    const later = await aCohort(app, { courseVersionId, startsOn: '2026-11-30' });
    await enrolments.enrol(later.id, app.ids.alice);
    expect((await alice(`/my/${later.slug}`)).text).toContain(
      'Begins on Mon 30 Nov; the lessons are open already',
    );
    app.clock.set('2027-01-04T09:00:00Z');
    const page = (await (await app.as('alice')).get(`/my/${later.slug}`)).text;
    expect(textOf(page)).toContain('The three weeks are over; lessons');
    expect(page).not.toContain('/withdrawals');
    // Three weeks stay three weeks.
    expect(page.match(/<details class="study-week" id="week-\d"/g)).toHaveLength(3);
  });

  it('is for students: 404 for outsiders, 403 for those who run the cohort, sign-in for visitors', async () => {
    expect((await browsers.charlie.get(my)).status).toBe(404);
    expect((await browsers.bob.get(my)).status).toBe(403);
    expect((await browsers.ada.get(my)).status).toBe(403);
    const visitor = await app.visitor().get(my);
    expect([visitor.status, visitor.headers['location']]).toEqual([
      303,
      `/sign-in?next=${encodeURIComponent(my)}`,
    ]);
    expect((await alice('/my/no-such-cohort')).status).toBe(404);
    expect((await alice('/my/%00')).status).toBe(404);
  });

  it('takes at most six statements, whatever the number of lessons and people', async () => {
    const few = await statementsDuring(app.db, () => browsers.alice.get(my));
    for (const id of await people(app, 20)) await enrolments.enrol(cohort.id, id);
    await done(...steps.map(({ path }) => path));
    const many = await statementsDuring(app.db, () => browsers.alice.get(my));
    expect(few.length).toBeLessThanOrEqual(6);
    expect(many).toEqual(few);
  });

  it('tells who waits where they stand in line, and how to leave it', async () => {
    const small = await aCohort(app, { courseVersionId, seats: 1 });
    const path = `/my/${small.slug}`;
    await enrolments.enrol(small.id, app.ids.ada);
    const [first] = await people(app, 1);
    await enrolments.enrol(small.id, first ?? '');
    await enrolments.enrol(small.id, app.ids.charlie);
    const page = await browsers.charlie.get(path);
    expect(page.status).toBe(200);
    expect(textOf(page.text)).toContain('You are number 2 in line.');
    expect((await browsers.charlie.get(`${path}/${at(steps, 0).path}`)).status).toBe(403);
    expect(page.text).toContain(`action="/cohorts/${small.slug}/departures"`);
    await enrolments.leave(small.id, app.ids.charlie);
    expect((await browsers.charlie.get(path)).status).toBe(404);
  });
});

describe('a lesson', () => {
  it('is read by students, and by those who run the cohort', async () => {
    for (const name of ['alice', 'bob', 'ada'] as const) {
      const page = await browsers[name].get(`${my}/${at(steps, 0).path}`);
      expect([name, page.status]).toEqual([name, 200]);
      expect(page.text).toContain('<h1>Begin with the business, not the network</h1>');
      expect(page.text.includes('/handbook"')).toBe(name === 'alice');
      expect(page.text.includes('/completions"')).toBe(name === 'alice');
      expect(textOf(page.text)).toContain(`ontinue with ${at(steps, 1).title}`);
    }
    const last = await browsers.bob.get(`${my}/${at(steps, -1).path}`);
    expect(last.text).not.toContain('button-primary');
  });

  it('is marked done by its main button, which goes on to the next, and after the last to the handbook', async () => {
    const [first, second, last] = [at(steps, 0), at(steps, 1), at(steps, -1)];
    expect((await alice(`${my}/${first.path}`)).text).toContain(`Done, continue with ${second.title}`);
    const [answer] = await done(first.path);
    expect([answer?.status, answer?.headers['location']]).toEqual([303, `${my}/${second.path}`]);
    const again = await alice(`${my}/${first.path}`);
    expect(again.html).toContain(`<a class="button button-primary" href="${my}/${second.path}">`);
    expect(again.text).toContain('Not done after all');
    expect((await alice(`${my}/${last.path}`)).text).toContain('Done, open your handbook');
    const [end] = await done(last.path);
    expect(end?.headers['location']).toBe(`${my}/handbook`);
  });

  it('says in the rail, on the course page and on itself that it is done, in a word', async () => {
    await done(at(steps, 0).path);
    const page = await alice(`${my}/${at(steps, 0).path}`);
    expect(page.text).toContain('Begin with the business, not the network Done');
    expect(page.text).toMatch(/Week 1 · 1 of \d+ done/);
    expect(page.text).toMatch(/Week 1 · lesson 1 of \d+ · \d+ min · Done/);
    expect((await alice()).text).toContain(`1 of ${steps.length} lessons done`);
  });

  it('is done once, however often and at once it is said, and not done when it is taken back', async () => {
    const { path } = at(steps, 0);
    const answers = await done(path, path, path, path);
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
    expect(await completions()).toHaveLength(1);
    for (let times = 0; times < 2; times += 1) {
      const back = await browsers.alice.post(`${my}/${path}/completions/removals`);
      expect([back.status, back.headers['location']]).toEqual([303, `${my}/${path}`]);
      expect(await completions()).toHaveLength(0);
    }
    expect((await alice(`${my}/${path}`)).text).toContain('The lesson counts as not done again.');
  });

  it.each(['completions', 'completions/removals'])('%s are the students’ own', async (what) => {
    const path = `${my}/${at(steps, 0).path}/${what}`;
    expect((await browsers.charlie.post(path)).status).toBe(404);
    expect((await browsers.bob.post(path)).status).toBe(403);
    expect((await browsers.ada.post(path)).status).toBe(403);
    expect((await browsers.alice.postFromElsewhere(path)).status).toBe(403);
    expect((await browsers.alice.post(`${my}/lessons/1/no-such-lesson/${what}`)).status).toBe(404);
    expect((await app.visitor().post(path)).headers['location']).toBe('/sign-in');
    expect(await completions()).toHaveLength(0);
  });

  it('is nothing to outsiders, and closed to who withdrew until they return, who then finds what was done', async () => {
    const path = `${my}/${at(steps, 0).path}`;
    await done(at(steps, 0).path);
    await enrolments.withdraw(cohort.id, app.ids.alice);
    expect((await alice(path)).status).toBe(403);
    expect((await browsers.alice.post(`${path}/completions`)).status).toBe(403);
    expect((await browsers.charlie.get(path)).status).toBe(404);
    expect((await app.visitor().get(path)).headers['location']).toBe(
      `/sign-in?next=${encodeURIComponent(path)}`,
    );
    await enrolments.return(cohort.id, app.ids.alice);
    expect((await alice(path)).text).toContain('Not done after all');
  });

  it.each([
    '4/begin-with-the-business',
    '0/x',
    '1/no-such-lesson',
    '2/begin-with-the-business',
    '1/%00',
    'x/y',
  ])('is not found as %p', async (path) => {
    expect((await alice(`${my}/lessons/${path}`)).status).toBe(404);
  });

  it('takes a fixed number of statements', async () => {
    const path = `${my}/${at(steps, 0).path}`;
    const few = await statementsDuring(app.db, () => browsers.alice.get(path));
    await done(...steps.map((step) => step.path));
    expect(await statementsDuring(app.db, () => browsers.alice.get(path))).toEqual(few);
    expect(few.length).toBeLessThanOrEqual(6);
  });
});

describe('POST /my/:slug/withdrawals and /returns', () => {
  it('lets a student go and come back to the same enrolment', async () => {
    const gone = await browsers.alice.post(`${my}/withdrawals`);
    expect([gone.status, gone.headers['location']]).toEqual([303, my]);
    expect((await alice()).text).toContain('You left this cohort on Mon 23 Nov, 10:00 your time');
    expect((await browsers.alice.post(`${my}/returns`)).status).toBe(303);
    expect((await alice()).text).toContain('Week 2 of 3');
  });

  it('shows the page again, with a sentence, to who did it already', async () => {
    const returned = await browsers.alice.post(`${my}/returns`);
    expect(returned.status).toBe(422);
    expect(textOf(returned.text)).toContain('You are enrolled in this cohort already.');
    await browsers.alice.post(`${my}/withdrawals`);
    const again = await browsers.alice.post(`${my}/withdrawals`);
    expect(again.status).toBe(422);
    expect(textOf(again.text)).toContain('You have withdrawn from this cohort already.');
  });

  it('puts who returns to a full cohort in line', async () => {
    const small = await aCohort(app, { courseVersionId, seats: 1 });
    await enrolments.enrol(small.id, app.ids.alice);
    await enrolments.withdraw(small.id, app.ids.alice);
    await enrolments.enrol(small.id, app.ids.charlie);
    const back = await browsers.alice.post(`/my/${small.slug}/returns`);
    expect(back.status).toBe(303);
    expect((await alice(`/my/${small.slug}`)).text).toContain('You are next in line.');
  });

  it.each(['withdrawals', 'returns'])('%s are the student’s own', async (what) => {
    const path = `${my}/${what}`;
    expect((await browsers.charlie.post(path)).status).toBe(404);
    expect((await browsers.bob.post(path)).status).toBe(403);
    expect((await browsers.ada.post(path)).status).toBe(403);
    expect((await browsers.alice.post(`/my/no-such-cohort/${what}`)).status).toBe(404);
    expect((await browsers.alice.postFromElsewhere(path)).status).toBe(403);
  });
});

describe('the rules', () => {
  const three = [1, 2, 3].map((week) => ({ id: String(week), week, slug: 'x', title: 'X' }));

  it('of what comes next: this week and those before, in the order of the course', () => {
    const next = (current: number, ...ids: string[]) => nextLesson(three, new Set(ids), current)?.id ?? null;
    expect([next(0), next(1), next(2), next(2, '1'), next(3, '1', '3')]).toEqual(['1', '1', '1', '2', '2']);
    expect([next(0, '1'), next(1, '1'), next(2, '1', '2'), next(4, '1', '2', '3')]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(next(4, '1', '2')).toBe('3');
  });

  it('of how close a deadline is', () => {
    const due = new Date('2026-12-06T12:00:00Z');
    const close = (now: string) => closeness(due, new Date(now));
    expect(close('2026-11-29T11:59:59.999Z')).toBe('far');
    expect(close('2026-11-29T12:00:00Z')).toBe('week');
    expect(close('2026-12-04T12:00:00Z')).toBe('days');
    expect(close('2026-12-06T12:00:00Z')).toBe('days');
    expect(close('2026-12-06T12:00:00.001Z')).toBe('past');
  });
});
