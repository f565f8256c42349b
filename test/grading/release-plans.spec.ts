import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { GradesReleased } from '../../src/grading/releases/grades-released.js';
import { EnrolmentAccess } from '../../src/grading/releases/enrolment-access.service.js';
import { ReleasedGrades } from '../../src/grading/releases/released-grades.service.js';
import { PLANNED_RELEASES, ReleasePlans } from '../../src/grading/releases/release-plans.service.js';
import { Releases } from '../../src/grading/releases/releases.service.js';
import { Withholdings } from '../../src/grading/releases/withholdings.service.js';
import { DomainEvents } from '../../src/platform/events/domain-events.js';
import { Jobs } from '../../src/platform/jobs/jobs.js';
import { cast } from '../../src/users/cast.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn, viewerOf } from './a-cohort.js';
import { graded, released } from './marks.js';

describe('a release at a time', () => {
  let app: TestApp;
  let cohort: GradedTestCohort;
  let people: Record<
    'ann' | 'ben' | 'cai' | 'dag' | 'eve',
    { userId: string; id: string; submission: string }
  >;
  let bob: Browser;

  beforeAll(async () => {
    app = await startTestApp();
    bob = await app.as('bob');
  });
  beforeEach(async () => {
    app.clock.set('2026-11-27T22:00:00Z');
    cohort = await aCohort(app);
    const graduate = async (name: string) => {
      const userId = await aPerson(app, name);
      const id = await enrolled(app, cohort, userId);
      const submission = await handedIn(app, cohort, userId);
      await graded(app, cohort, submission, 2);
      return { userId, id, submission };
    };
    people = {
      ann: await graduate('Ann'),
      ben: await graduate('Ben'),
      cai: await graduate('Cai'),
      dag: await graduate('Dag'),
      eve: await graduate('Eve'),
    };
  });
  afterAll(() => app.close());

  const releasesPath = () => `/grading/cohorts/${cohort.slug}/releases`;
  const page = async (who = bob) => (await who.get(releasesPath())).text;
  const reviewed = async () => /name="reviewed" value="([^"]+)"/.exec(await page())?.[1] ?? '';
  const plan = async (dueAt = '2026-11-30T09:00', fields: Record<string, string> = {}, who = bob) =>
    who.post(`/grading/cohorts/${cohort.slug}/release-plans`, {
      reviewed: await reviewed(),
      dueAt,
      ...fields,
    });
  const cancelPath = async () => /\/grading\/[^"]*\/cancellations/.exec(await page())?.[0] ?? '';
  const due = async () => {
    // 09:00 in Toronto
    app.clock.set('2026-11-30T14:00:00Z');
    await look();
  };
  const look = async () => {
    await app.get(Jobs).trigger(PLANNED_RELEASES);
    await jobsDone(app.db);
  };
  const seen = async (name: keyof typeof people) =>
    (await app.get(ReleasedGrades).ofEnrolment(people[name].id)).map((grade) => grade.percent);
  const mailsToBob = () =>
    app.mails.filter(({ to, text }) => to.includes(cast.bob.email) && text.includes(cohort.slug));

  it('says who planned it and for when, on both clocks, and tells students nothing before', async () => {
    const answer = await plan();
    expect([answer.status, answer.headers['location']]).toEqual([303, releasesPath()]);
    const text = await page(await app.as('ada'));
    expect(text).toContain('A release is planned');
    expect(text).toContain('Mon 30 Nov, 15:00 your time · 09:00 in Toronto');
    expect(text).toContain('Planned by Bob Tanaka');
    expect(text).toContain('It will release the 5 grades that were reviewed.');
    await look();
    expect(await seen('ann')).toEqual([]);
  });

  it('happens at its time, once, in the name of who planned it', async () => {
    await plan();
    app.clock.set('2026-11-30T13:59:00Z');
    await look();
    expect(await seen('ann')).toEqual([]);
    await due();
    await look();
    expect(await seen('ann')).toEqual(['66.67']);
    const releases = await app.db.query<{ actor: string; n: number }[]>(
      `SELECT r.actor_id AS actor, (SELECT count(*)::int FROM release_grades g WHERE g.release_id = r.id) AS n
         FROM releases r WHERE r.cohort_id = $1`,
      [cohort.id],
    );
    expect(releases).toEqual([{ actor: app.ids.bob, n: 5 }]);
    const [mail, ...more] = mailsToBob();
    expect(more).toEqual([]);
    expect(mail?.subject).toBe('Strategist, Autumn 2026: the planned release has happened');
    expect(mail?.text).toContain('5 grades have been released as you planned.');
    expect(await page()).toContain('Release 1: 5 grades');
  });

  it('shows exactly what was reviewed: what has changed since is left out, told by mail and named before', async () => {
    await plan();
    const { ann, ben, cai, dag } = people;
    await graded(app, cohort, ann.submission, 3);
    await handedIn(app, cohort, ben.userId, 'A second attempt.');
    const access = app.get(EnrolmentAccess);
    await app
      .get(Withholdings)
      .withhold(viewerOf(app.ids.bob), await access.enrolment(viewerOf(app.ids.bob), cai.id), {
        reason: 'Wait.',
        releases: 0,
      });
    await app.get(Enrolments).withdraw(cohort.id, dag.userId);
    const newcomer = await aPerson(app, 'Fay');
    const fay = await enrolled(app, cohort, newcomer);
    await graded(app, cohort, await handedIn(app, cohort, newcomer), 3);
    const text = await page();
    expect(text).toContain('5 grades were reviewed; as things stand it will release 1 of them.');
    for (const line of ['Ann</span>: regraded since', 'Ben</span>: handed in again since']) {
      expect(text).toContain(line);
    }
    for (const line of ['Cai</span>: withheld since', 'Dag</span>: withdrawn from the cohort since']) {
      expect(text).toContain(line);
    }
    await due();
    expect(await Promise.all((['ann', 'ben', 'cai', 'dag', 'eve'] as const).map(seen))).toEqual([
      ...[[], [], [], []],
      ['66.67'],
    ]);
    expect(await app.get(ReleasedGrades).ofEnrolment(fay)).toEqual([]);
    const mail = mailsToBob()[0];
    expect(mail?.text).toContain('1 grade has been released as you planned.');
    for (const why of ['regraded since', 'handed in again since', 'withheld since', 'withdrawn']) {
      expect(mail?.text).toContain(`1 grade left out: ${why}`);
    }
    expect(mail?.text).not.toMatch(/Ann|Ben|Cai|Dag/);
    // They wait for a review and a release of their own.
    expect(await page()).toContain('Release 2 grades, 1 withheld<');
  });

  it('with nothing left of it releases nothing, and says so by mail', async () => {
    await plan();
    for (const { submission } of Object.values(people)) await graded(app, cohort, submission, 3);
    await due();
    expect(await seen('ann')).toEqual([]);
    expect(mailsToBob()[0]?.subject).toContain('the planned release had nothing to release');
  });

  it('can be cancelled once, by anybody who grades, and its planner is told when it was somebody else', async () => {
    await plan();
    const path = await cancelPath();
    const ada = await app.as('ada');
    expect((await ada.post(path)).status).toBe(303);
    const again = await bob.post(path);
    expect([again.status, again.text.includes('has been cancelled already')]).toEqual([409, true]);
    await due();
    expect(await seen('ann')).toEqual([]);
    expect(mailsToBob().map(({ subject }) => subject)).toEqual([
      'Strategist, Autumn 2026: the planned release was cancelled',
    ]);
    expect((await plan('2026-12-01T09:00')).status).toBe(303);
    expect((await bob.post(await cancelPath())).status).toBe(303);
    expect(mailsToBob()).toHaveLength(1);
  });

  it('is over when somebody releases before', async () => {
    await plan();
    const { digest } = await app.get(Releases).releasable(cohort.id);
    await app.get(Releases).release(cohort.id, app.ids.ada, digest);
    await jobsDone(app.db);
    expect(await page()).not.toContain('A release is planned');
    await graded(app, cohort, people.ann.submission, 3);
    await due();
    expect(await seen('ann')).toEqual(['66.67']);
    expect(mailsToBob()[0]?.text).toContain('Ada Lindqvist has released 5 grades before the time');
  });

  it('can’t be planned twice, for what nobody reviewed, or for nothing', async () => {
    const both = await Promise.all([plan(), plan('2026-12-01T09:00')]);
    expect(both.map(({ status }) => status).sort()).toEqual([303, 409]);
    await bob.post(await cancelPath());
    const stale = await plan('2026-11-30T09:00', { reviewed: 'something else' });
    expect([stale.status, stale.text.includes('value="2026-11-30T09:00"')]).toEqual([409, true]);
    await released(app, cohort);
    const { digest } = await app.get(Releases).releasable(cohort.id);
    expect((await plan('2026-11-30T09:00', { reviewed: digest })).status).toBe(422);
  });

  it.each([
    ['', 'Enter a day and a time.'],
    ['2026-02-30T09:00', 'Enter a day and a time that the calendar has.'],
    ['2026-11-27T16:59', 'This time has passed. Choose one that is still to come.'],
    ['2028-11-27T16:59', 'Choose a time within a year from now.'],
    ['2027-03-14T02:30', 'On 14 March 2027 clocks in Toronto jump from 02:00 to 03:00; choose another time.'],
    [
      '2027-11-07T01:30',
      'On 7 November 2027 clocks in Toronto show 01:30 twice; choose which of the two is meant.',
    ],
  ])('refuses the time “%s” with a sentence beside the field, and keeps it', async (dueAt, sentence) => {
    const answer = await plan(dueAt);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(`Error:</span> ${sentence}`);
    expect(answer.text).toContain(`value="${dueAt}"`);
  });

  it('of an hour that comes twice is the one that was chosen', async () => {
    const answer = await plan('2027-11-07T01:30', { 'dueAt-at': '2027-11-07T06:30:00.000Z' });
    expect(answer.status).toBe(303);
    expect((await app.get(ReleasePlans).open(cohort.id))?.dueAt.toISOString()).toBe(
      '2027-11-07T06:30:00.000Z',
    );
  });

  it('that a listener refuses leaves no trace and is tried again', async () => {
    await plan();
    let refuse = true;
    app.get(DomainEvents).within(GradesReleased, (_, event) => {
      return refuse && event.cohortId === cohort.id
        ? Promise.reject(new Error('not today'))
        : Promise.resolve();
    });
    app.clock.set('2026-11-30T14:00:00Z');
    await expect(app.get(ReleasePlans)['carryOutDue']()).rejects.toThrow('not today');
    expect(await seen('ann')).toEqual([]);
    refuse = false;
    await look();
    expect(await seen('ann')).toEqual(['66.67']);
  });

  it('carried out by two processes happens once', async () => {
    await plan();
    app.clock.set('2026-11-30T14:00:00Z');
    const plans = app.get(ReleasePlans);
    await Promise.all([1, 2, 3, 4].map(() => plans['carryOutDue']()));
    const [count] = await app.db.query<{ n: number }[]>(
      'SELECT count(*)::int AS n FROM releases WHERE cohort_id = $1',
      [cohort.id],
    );
    expect(count?.n).toBe(1);
  });

  it('stands when its planner has been erased', async () => {
    const ivy = await aPerson(app, 'Ivy');
    const graded = await app.db.query<{ n: number }[]>(
      `INSERT INTO cohort_instructors (cohort_id, user_id, assigned_by_id, assigned_at)
       VALUES ($1, $2, $3, now()) RETURNING 1 AS n`,
      [cohort.id, ivy, app.ids.ada],
    );
    expect(graded).toHaveLength(1);
    const { digest } = await app.get(Releases).releasable(cohort.id);
    const time = { local: '2026-11-30T09:00', at: '2026-11-30T14:00:00.000Z' };
    const of = { ...cohort, timeZone: 'America/Toronto', name: '', courseTitle: '', dueAt: null };
    await app.get(ReleasePlans).plan(of, ivy, digest, time);
    await app.get(Erasures).erase(ivy, app.ids.ada);
    expect(await page()).toContain('Planned by Erased person');
    await due();
    expect(await seen('ann')).toEqual(['66.67']);
  });

  it('belongs to one cohort: its id is nothing in another', async () => {
    await plan();
    const path = await cancelPath();
    const other = await aCohort(app);
    expect((await bob.post(path.replace(cohort.slug, other.slug))).status).toBe(404);
    expect((await bob.post(path.replace(/release-plans\/[^/]+/, 'release-plans/x'))).status).toBe(404);
    expect((await (await app.as('charlie')).post(path)).status).toBe(404);
  });
});
