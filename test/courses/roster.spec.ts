import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { type Browser, type Name, startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort, people } from './a-cohort.js';

describe('The roster of a cohort', () => {
  let app: TestApp;
  let enrolments: Enrolments;
  let courseVersionId: string;
  let cohort: Cohort;
  let browsers: Record<Name, Browser>;

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
    app.clock.set('2026-11-18T09:00:00Z');
    cohort = await aCohort(app, { courseVersionId, seats: 2 });
  });
  afterAll(() => app.close());

  const path = () => `/cohorts/${cohort.slug}/enrolments`;
  const text = async (browser: Browser) => textOf((await browser.get(path())).text);

  it('shows those who run it who is enrolled, who waits in which order, who left and who completed', async () => {
    expect(await text(browsers.bob)).toContain('Nobody is enrolled yet');
    const done = await enrolments.enrol(cohort.id, app.ids.ada);
    await enrolments.enrol(cohort.id, app.ids.alice);
    await enrolments.enrol(cohort.id, app.ids.charlie);
    const [next = ''] = await people(app, 1);
    await enrolments.enrol(cohort.id, next);
    await app.db.transaction((tx) => enrolments.complete(tx, [done.id], app.ids.bob));
    await enrolments.leave(cohort.id, app.ids.charlie);
    const page = await text(browsers.bob);
    expect(page).toContain('2 of 2 seats taken · 1 waiting');
    for (const words of [
      'Alice Moreau',
      'Somebody 1',
      'Left the waiting list',
      'Completed',
      'goes to the first by itself',
    ])
      expect(page).toContain(words);
    expect(page).not.toContain('Enrol somebody by their address');
  });

  it('is for those who run it: 404 for outsiders, 403 for students, sign-in for visitors', async () => {
    const { id } = await enrolments.enrol(cohort.id, app.ids.alice);
    for (const address of [path(), `${path()}.csv`]) {
      expect((await browsers.charlie.get(address)).status).toBe(404);
      expect((await browsers.alice.get(address)).status).toBe(403);
      expect((await app.visitor().get(address)).headers['location']).toContain('/sign-in?next=');
    }
    for (const what of ['endings', 'seats']) {
      const address = `/enrolments/${id}/${what}`;
      expect((await browsers.charlie.post(address)).status).toBe(404);
      expect((await browsers.alice.post(address)).status).toBe(403);
      expect((await browsers.bob.postFromElsewhere(address)).status).toBe(403);
      expect((await browsers.bob.post(`/enrolments/${cohort.id}/${what}`)).status).toBe(404);
      expect((await browsers.bob.post(`/enrolments/nobody/${what}`)).status).toBe(404);
    }
    expect((await browsers.bob.post(`/cohorts/${cohort.slug}/roster`, { email: 'x' })).status).toBe(403);
    expect((await browsers.ada.post('/cohorts/no-such-cohort/roster', { email: 'x' })).status).toBe(404);
  });

  it('lets an administrator enrol by address, and says beside the field why not', async () => {
    const roster = `/cohorts/${cohort.slug}/roster`;
    const enrol = (email: string) => browsers.ada.post(roster, { email });
    expect((await enrol(' Charlie@Capstone.example ')).status).toBe(303);
    expect(await text(browsers.ada)).toContain('Charlie Okafor');
    for (const [email, sentence] of [
      ['', 'Enter an e-mail address such as name@example.org.'],
      ['nobody@capstone.example', 'Nobody has an account with this address.'],
      ['charlie@capstone.example', 'They are enrolled in this cohort already.'],
      ['bob@capstone.example', 'They teach this cohort, so they can’t be its student.'],
    ] as const) {
      const refused = await enrol(email);
      expect({ email, status: refused.status }).toEqual({ email, status: 422 });
      expect(textOf(refused.text)).toContain(sentence);
      expect(refused.text).toContain(`value="${email}"`);
    }
    for (const id of await people(app, 1)) await enrolments.enrol(cohort.id, id);
    await enrol('alice@capstone.example');
    expect(await text(browsers.ada)).toContain('All seats are taken: they are on the waiting list.');
    const [entry] = await app.db.query<{ actor_id: string }[]>(
      `SELECT actor_id FROM audit_entries WHERE action = 'enrolment.waiting' AND facts ->> 'cohortId' = $1`,
      [cohort.id],
    );
    expect(entry?.actor_id).toBe(app.ids.ada);
    const closed = await aCohort(app, { courseVersionId, admission: 'invitation' });
    const admitted = await browsers.ada.post(`/cohorts/${closed.slug}/roster`, {
      email: 'charlie@capstone.example',
    });
    expect(admitted.status).toBe(303);
  });

  it('withdraws somebody with a reason, which the next in the line notices as a seat', async () => {
    const { id } = await enrolments.enrol(cohort.id, app.ids.alice);
    for (const other of await people(app, 1)) await enrolments.enrol(cohort.id, other);
    const waiting = await enrolments.enrol(cohort.id, app.ids.charlie);
    const field = `reason-${id}`;
    const empty = await browsers.bob.post(`/enrolments/${id}/endings`, { [field]: ' ' });
    expect(empty.status).toBe(422);
    expect(textOf(empty.text)).toContain('Write why, in a sentence.');
    const long = await browsers.bob.post(`/enrolments/${id}/endings`, { [field]: 'x'.repeat(501) });
    expect(long.status).toBe(422);
    expect(long.text).toContain('x'.repeat(501));
    expect(
      (await browsers.bob.post(`/enrolments/${id}/endings`, { [field]: 'Asked for it by phone' })).status,
    ).toBe(303);
    const page = await text(browsers.bob);
    expect(page).toContain('Asked for it by phone');
    expect(page).toContain('2 of 2 seats taken · 0 waiting');
    expect((await browsers.alice.get(`/my/${cohort.slug}`)).text).toContain('You have withdrawn');
    const again = await browsers.bob.post(`/enrolments/${id}/endings`, { [field]: 'Once more' });
    expect(again.status).toBe(409);
    expect(textOf(again.text)).toContain('Their enrolment has changed in the meantime.');
    const audited: { facts: unknown }[] = await app.db.query(
      `SELECT facts FROM audit_entries WHERE subject_id = $1 AND action = 'enrolment.withdrawn'`,
      [id],
    );
    expect(JSON.stringify(audited)).not.toContain('phone');
    expect(waiting.status).toBe('waiting');
  });

  it('gives a free seat by hand once the first week is over', async () => {
    const [one = '', other = ''] = await people(app, 2);
    for (const id of [one, other]) await enrolments.enrol(cohort.id, id);
    const first = await enrolments.enrol(cohort.id, app.ids.charlie);
    const second = await enrolments.enrol(cohort.id, app.ids.alice);
    const seat = (id: string) => browsers.bob.post(`/enrolments/${id}/seats`);
    expect((await seat(first.id)).status).toBe(409);
    app.clock.set('2026-11-25T09:00:00Z');
    await enrolments.withdraw(cohort.id, one);
    const page = (await browsers.bob.get(path())).text;
    expect(page.match(/Give a seat/g)).toHaveLength(1);
    expect(page).toContain(`/enrolments/${first.id}/seats`);
    const wrong = await seat(second.id);
    expect(wrong.status).toBe(409);
    expect(textOf(wrong.text)).toContain('Somebody else is first in the line by now.');
    expect((await seat(first.id)).status).toBe(303);
    expect((await browsers.charlie.get(`/my/${cohort.slug}`)).status).toBe(200);
    const field = `reason-${second.id}`;
    expect(
      (await browsers.bob.post(`/enrolments/${second.id}/endings`, { [field]: 'No answer' })).status,
    ).toBe(303);
    expect(await text(browsers.bob)).toContain('0 waiting');
  });

  it('downloads as CSV, in which no cell runs as a formula', async () => {
    const [evil = ''] = await people(app, 1);
    await app.db.query(`UPDATE users SET name = '=HYPERLINK("http://evil.example";"x")' WHERE id = $1`, [
      evil,
    ]);
    const { id } = await enrolments.enrol(cohort.id, evil);
    await enrolments.enrol(cohort.id, app.ids.alice);
    await enrolments.enrol(cohort.id, app.ids.charlie);
    await browsers.bob.post(`/enrolments/${id}/endings`, { [`reason-${id}`]: '+1 said "no", then\r\nleft' });
    const answer = await browsers.bob.get(`${path()}.csv`, 'text/csv');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="${cohort.slug}-enrolments.csv"`,
    );
    const rows: Record<string, string>[] = parse(answer.text, { bom: true, columns: true });
    expect(rows).toHaveLength(3);
    const row = rows.find(({ Status }) => Status === 'withdrawn');
    expect(row?.['Name']).toBe(`'=HYPERLINK("http://evil.example";"x")`);
    expect(row?.['Reason']).toBe(`'+1 said "no", then\r\nleft`);
    for (const cell of rows.flatMap((cells) => Object.values(cells)))
      expect(cell).not.toMatch(/^[=+\-@\t\r]/);
  });

  it('takes a fixed number of statements, however many take part', async () => {
    const wide = await aCohort(app, { courseVersionId, seats: 5 });
    const address = `/cohorts/${wide.slug}/enrolments`;
    await browsers.bob.get(address);
    const few = await statementsDuring(app.db, () => browsers.bob.get(address));
    for (const id of await people(app, 12)) await enrolments.enrol(wide.id, id);
    const many = await statementsDuring(app.db, () => browsers.bob.get(address));
    expect(many).toEqual(few);
    expect(few.length).toBeLessThanOrEqual(4);
  });
});

const textOf = (html: string) =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#x27;', '’')
    .replace(/\s+/g, ' ');
