import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { doorOf, webLink } from '../../src/courses/learning/sessions.rules.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { type Browser, type Name, startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort } from './a-cohort.js';
import { moveSession } from './a-live-session.js';
import { at, planOf } from './a-plan.js';
import { textOf } from './text-of.js';

describe('the door of a session', () => {
  const session = { startsAt: new Date('2026-11-24T23:00:00Z'), minutes: 60, cancelled: false };

  it.each([
    ['2026-11-24T22:49:59.999Z', 'early'],
    ['2026-11-24T22:50:00.000Z', 'open'],
    ['2026-11-24T23:00:00.000Z', 'open'],
    ['2026-11-24T23:59:59.999Z', 'open'],
    ['2026-11-25T00:00:00.000Z', 'over'],
  ])('at %s is %s', (now, door) => {
    expect(doorOf(session, new Date(now))).toBe(door);
    expect(doorOf({ ...session, cancelled: true }, new Date(now))).toBe('cancelled');
  });

  it.each([
    ['https://meet.example/a b', 'https://meet.example/a%20b'],
    ['http://meet.example', 'http://meet.example/'],
    ['https://meet.example/\r\nset-cookie: x', 'https://meet.example/set-cookie:%20x'],
    ['javascript:alert(1)', null],
    ['data:text/html,x', null],
    ['//meet.example', null],
    ['/sign-out', null],
    ['', null],
    [null, null],
  ])('leads to %j as %j', (text, href) => {
    expect(webLink(text)).toBe(href);
  });
});

describe('a live session', () => {
  const starts = new Date('2026-11-24T23:00:00Z');
  const joins = 'https://meet.example/strategist?pwd=a%20b';
  let app: TestApp;
  let versionId: string;
  let cohort: Cohort;
  let id: string;
  let path: string;
  let run: string;
  let enrolmentId: string;
  let browsers: Record<Name, Browser>;

  beforeAll(async () => {
    app = await startTestApp();
    versionId = await app.get(Chronicle).publishStrategist(app.ids.ada);
    browsers = {
      alice: await app.as('alice'),
      bob: await app.as('bob'),
      charlie: await app.as('charlie'),
      ada: await app.as('ada'),
    };
  });
  beforeEach(async () => {
    app.clock.set('2026-11-24T22:55:00Z');
    cohort = await aCohort(app, { courseVersionId: versionId });
    enrolmentId = (await app.get(Enrolments).enrol(cohort.id, app.ids.alice)).id;
    const { plan } = await planOf(app, cohort);
    id = at(plan[1]?.sessions ?? [], 0).id;
    await moveSession(app, id, starts);
    path = `/my/${cohort.slug}/sessions/${id}`;
    run = `/cohorts/${cohort.slug}/sessions/${id}`;
  });
  afterAll(() => app.close());

  const page = async (name: Name = 'alice') => {
    const { text: html, status } = await browsers[name].get(path);
    return { html, status, text: textOf(html) };
  };
  const attendance = async () => {
    const rows: { present: boolean; by: string }[] = await app.db.query(
      'SELECT present, recorded_by_id AS by FROM session_attendances WHERE session_id = $1 AND enrolment_id = $2',
      [id, enrolmentId],
    );
    return rows;
  };

  it('tells its time in the reader’s zone with the cohort’s beside it', async () => {
    app.clock.set('2026-11-23T09:00:00Z');
    expect((await page()).text).toContain(
      'Wed 25 Nov, 00:00 your time · Tue 24 Nov, 18:00 in Toronto · in 38 hours',
    );
  });

  it('shows the button from ten minutes before until the end, and never the link', async () => {
    const said: [string, string, boolean][] = [
      ['2026-11-24T22:49:59.999Z', 'appears here ten minutes before the session begins', false],
      ['2026-11-24T22:50:00Z', 'Join the session', true],
      ['2026-11-24T23:59:59.999Z', 'Join the session', true],
      ['2026-11-25T00:00:00Z', 'This session is over.', false],
    ];
    for (const [now, words, open] of said) {
      app.clock.set(now);
      const { html, text } = await page();
      expect(text).toContain(words);
      expect(html.includes('/attendances"')).toBe(open);
      expect(html).not.toContain('meet.example');
    }
  });

  it('says for how long to wait, so that a script can ask again', async () => {
    app.clock.set('2026-11-24T22:45:00Z');
    expect((await page()).html).toContain('data-session-door-wait-value="300000"');
    app.clock.set('2026-11-24T22:50:00Z');
    expect((await page()).html).toContain('data-session-door-wait-value="4200000"');
  });

  it.each([
    ['2026-11-24T22:49:59.999Z', 'It is too early to join.'],
    ['2026-11-25T00:00:00Z', 'This session is over.'],
  ])('lets nobody in at %s', async (now, sentence) => {
    app.clock.set(now);
    for (const name of ['alice', 'bob'] as const) {
      const answer = await browsers[name].post(`${path}/attendances`);
      expect([answer.status, answer.headers['refresh']]).toEqual([422, undefined]);
      expect(textOf(answer.text)).toContain(sentence);
    }
    expect(await attendance()).toEqual([]);
  });

  it('lets students in, counts them once, and sends them to the link that is stored and nowhere else', async () => {
    for (let times = 0; times < 2; times += 1) {
      const answer = await browsers.alice.post(`${path}/attendances`, { url: 'https://evil.example/' });
      expect([answer.status, answer.headers['refresh']]).toEqual([200, `0; url=${joins}`]);
      expect(answer.text).toContain(`href="${joins.replace('=', '&#x3D;')}"`);
    }
    await Promise.all([1, 2, 3].map(() => browsers.alice.post(`${path}/attendances`)));
    expect(await attendance()).toEqual([{ present: true, by: app.ids.alice }]);
  });

  it('lets those in who run the cohort, uncounted', async () => {
    for (const name of ['bob', 'ada'] as const) {
      expect((await browsers[name].post(`${path}/attendances`)).headers['refresh']).toBe(`0; url=${joins}`);
    }
    expect(await app.db.query('SELECT 1 FROM session_attendances WHERE session_id = $1', [id])).toEqual([]);
  });

  it.each([[null], ['javascript:alert(1)'], ['ftp://meet.example/'], ['not a link']])(
    'with %j for a link says so, and counts nobody',
    async (link) => {
      await app.db.query('UPDATE cohort_sessions SET join_url = $2 WHERE id = $1', [id, link]);
      expect((await page()).text).toContain('its link is not here yet');
      const answer = await browsers.alice.post(`${path}/attendances`);
      expect([answer.status, answer.headers['refresh']]).toEqual([422, undefined]);
      expect(await attendance()).toEqual([]);
    },
  );

  it('that is cancelled says so on its page and lets nobody in', async () => {
    await app.db.query('UPDATE cohort_sessions SET cancelled_at = now() WHERE id = $1', [id]);
    expect((await page()).text).toContain('This session was cancelled.');
    expect((await browsers.alice.post(`${path}/attendances`)).status).toBe(422);
    expect(textOf((await browsers.bob.get(`/cohorts/${cohort.slug}/progress`)).text)).toContain('Cancelled');
    app.clock.set('2026-11-25T10:00:00Z');
    expect((await browsers.bob.post(`${run}/attendance-records`, { present: enrolmentId })).status).toBe(422);
  });

  it('is for those of the cohort: 404 for outsiders and other cohorts, 403 for who withdrew', async () => {
    expect((await page('bob')).status).toBe(200);
    expect((await page('charlie')).status).toBe(404);
    expect((await browsers.charlie.post(`${path}/attendances`)).status).toBe(404);
    expect((await browsers.alice.postFromElsewhere(`${path}/attendances`)).status).toBe(403);
    expect((await app.visitor().get(path)).headers['location']).toBe(
      `/sign-in?next=${encodeURIComponent(path)}`,
    );
    const other = await aCohort(app, { courseVersionId: versionId });
    await app.get(Enrolments).enrol(other.id, app.ids.alice);
    for (const strange of [
      `/my/${other.slug}/sessions/${id}`,
      `/my/${cohort.slug}/sessions/${randomUUID()}`,
      `/my/${cohort.slug}/sessions/x`,
    ]) {
      expect((await browsers.alice.get(strange)).status).toBe(404);
      expect((await browsers.alice.post(`${strange}/attendances`)).status).toBe(404);
    }
    await app.get(Enrolments).withdraw(cohort.id, app.ids.alice);
    expect((await page()).status).toBe(403);
  });

  it('takes a fixed number of statements', async () => {
    expect((await statementsDuring(app.db, () => browsers.alice.get(path))).length).toBeLessThanOrEqual(6);
  });

  describe('afterwards', () => {
    beforeEach(() => {
      app.clock.set('2026-11-25T10:00:00Z');
    });
    const followUp = (values: Record<string, string> = {}) => ({
      recordingUrl: 'https://film.example/1',
      notes: '## Said\n\nA lot. <script>alert(1)</script>',
      version: '1',
      ...values,
    });

    it('says whether one was there, and shows recording and notes, which are harmless', async () => {
      expect((await page()).text).toContain('You were not there');
      expect((await page()).text).toContain('Nothing has been left here yet');
      expect((await browsers.bob.post(`${run}/follow-ups`, followUp())).status).toBe(303);
      const { html } = await page();
      expect(html).toContain('href="https://film.example/1"');
      expect(html).toContain('Said</h2>');
      expect(html).not.toContain('<script>alert');
    });

    it('keeps what two people wrote: the second one sees both and decides', async () => {
      expect((await browsers.bob.post(`${run}/follow-ups`, followUp())).status).toBe(303);
      const late = await browsers.ada.post(`${run}/follow-ups`, followUp({ notes: 'Ada’s words' }));
      expect(late.status).toBe(409);
      expect(textOf(late.text)).toContain('Somebody else has changed this session');
      expect(late.text).toContain('Ada’s words');
      expect(late.text).toContain('## Said');
      const version = /name="version" value="(\d+)"/.exec(late.text)?.[1] ?? '';
      expect(
        (await browsers.ada.post(`${run}/follow-ups`, followUp({ notes: 'Ada’s words', version }))).status,
      ).toBe(303);
      expect((await page()).text).toContain('Ada’s words');
    });

    it.each([
      ['a link of no kind', { recordingUrl: 'film.example' }, 'Give a whole link, beginning with https://.'],
      ['a script for a link', { recordingUrl: 'javascript:alert(1)' }, 'Give a whole link'],
      ['notes without end', { notes: 'x'.repeat(20_001) }, 'Write at most 20,000 characters.'],
      ['no version', { version: 'x' }, 'This form is not complete.'],
    ])('refuses %s with a sentence, and loses nothing', async (_, wrong, sentence) => {
      const answer = await browsers.bob.post(`${run}/follow-ups`, followUp(wrong));
      expect(answer.status).toBe(422);
      expect(textOf(answer.text)).toContain(sentence);
      expect(answer.text).toContain('name="recordingUrl"');
      if (!('notes' in wrong)) expect(answer.text).toContain('A lot.');
    });

    it('lets instructors correct who was there', async () => {
      const edit = async () => textOf((await browsers.bob.get(`${run}/follow-up`)).text);
      expect(await edit()).toContain('0 of 1 were there');
      expect((await browsers.bob.post(`${run}/attendance-records`, { present: enrolmentId })).status).toBe(
        303,
      );
      expect(await attendance()).toEqual([{ present: true, by: app.ids.bob }]);
      expect((await page()).text).toContain('You were there');
      expect(await edit()).toContain('Added by hand');
      await browsers.bob.post(`${run}/attendance-records`, { present: randomUUID() });
      expect(await attendance()).toEqual([{ present: false, by: app.ids.bob }]);
      const entries: unknown[] = await app.db.query(
        `SELECT 1 FROM audit_entries WHERE action = 'session.attendance-corrected' AND subject_id = $1`,
        [id],
      );
      expect(entries).toHaveLength(2);
    });

    it('leaves what instructors do to them', async () => {
      for (const [name, status] of [
        ['alice', 403],
        ['charlie', 404],
      ] as const) {
        expect((await browsers[name].get(`${run}/follow-up`)).status).toBe(status);
        expect((await browsers[name].post(`${run}/follow-ups`, followUp())).status).toBe(status);
        expect(
          (await browsers[name].post(`${run}/attendance-records`, { present: enrolmentId })).status,
        ).toBe(status);
      }
      expect(await attendance()).toEqual([]);
    });
  });
});
