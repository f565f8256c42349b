import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { RemarkBank } from '../../../src/grading/remarks/bank.service.js';
import {
  fillPlaceholders,
  firstPlaceholder,
  searchRemarks,
  unknownPlaceholders,
  withPlaceholders,
} from '../../../src/grading/remarks/placeholders.rules.js';
import { Erasures } from '../../../src/users/erasure/erasures.js';
import { type Browser, type Name, startTestApp, type TestApp } from '../../support/app.js';
import { aCohort, enrolled, type GradedTestCohort, viewerOf } from '../a-cohort.js';

describe('placeholders', () => {
  it('give way to what they stand for, and wait where that is not known', () => {
    const meanings = { student: 'Zoë', level: 'Sound', next: null };
    expect(fillPlaceholders('{{Student}}: {{ level }}, then {{next}} for {{quote}}.', meanings)).toBe(
      'Zoë: Sound, then {{next}} for {{quote}}.',
    );
    expect(firstPlaceholder('Then {{next}}.')).toEqual({ start: 5, end: 13, name: 'next' });
    expect(firstPlaceholder('Then {{else}}.')).toBeNull();
    expect(unknownPlaceholders('{{student}} {{studnet}} {{studnet}}')).toEqual(['studnet']);
  });

  it('that are retired wait for words like any other, and are not known to a new remark', () => {
    const words = fillPlaceholders('{{student}}, what does {{ Company }} sell?', { student: 'Zoë' });
    expect(words).toBe('Zoë, what does {{ Company }} sell?');
    expect(firstPlaceholder(words)).toEqual({ start: 15, end: 28, name: 'company' });
    expect(unknownPlaceholders('{{student}} of {{company}}')).toEqual(['company']);
  });

  it('take the place of a student’s name when a remark is kept', () => {
    expect(withPlaceholders('Zoë Nguyễn, who decides?', { student: 'Zoë Nguyễn' })).toBe(
      '{{student}}, who decides?',
    );
    expect(withPlaceholders('Who decides?', { student: null })).toBe('Who decides?');
  });

  it('a search finds every word in any order, whatever its case and accents', () => {
    const remarks = [{ body: 'Nenne die Quelle, Zoë.' }, { body: 'Name the source.' }];
    expect(searchRemarks(remarks, 'ZOE quelle')).toEqual([remarks[0]]);
    expect(searchRemarks(remarks, ' ')).toEqual(remarks);
    expect(searchRemarks(remarks, 'source quelle')).toEqual([]);
  });
});

describe('the bank of remarks', () => {
  let app: TestApp;
  let cohort: GradedTestCohort;
  const at = {} as Record<Name, Browser>;
  let bank: string;

  beforeAll(async () => {
    app = await startTestApp();
    for (const name of ['alice', 'bob', 'charlie', 'ada'] as const) at[name] = await app.as(name);
  });
  beforeEach(async () => {
    cohort = await aCohort(app);
    await enrolled(app, cohort, app.ids.alice);
    bank = `/grading/cohorts/${cohort.slug}/bank`;
  });
  afterAll(() => app.close());

  const keep = (body: string, shared: boolean, who: Name = 'bob') =>
    app.get(RemarkBank).add(viewerOf(app.ids[who]), cohort.id, { body, shared });

  it('shows one’s own and the cohort’s, nobody else’s', async () => {
    const body = randomUUID();
    const own = await keep(`Own ${body}`, false);
    const shared = await keep(`Shared ${body}`, true);
    const page = (await at.bob.get(`${bank}?q=${body}`)).text;
    expect(page).toContain(`Own ${body}`);
    expect(page).toContain(`Shared ${body}`);
    const others = (await at.ada.get(`${bank}?q=${body}`)).text;
    expect(others).not.toContain(`Own ${body}`);
    expect(others).toContain(`Shared ${body}`);
    expect((await at.ada.get(`${bank}/entries/${own.id}`)).status).toBe(404);
    expect((await at.ada.post(`${bank}/entries/${own.id}`, { body: 'x', version: '1' })).status).toBe(404);
    expect((await at.ada.get(`${bank}/entries/${shared.id}`)).status).toBe(200);
    // Another cohort has its own.
    const other = await aCohort(app);
    const elsewhere = `/grading/cohorts/${other.slug}/bank`;
    expect((await at.bob.get(`${elsewhere}/entries/${shared.id}`)).status).toBe(404);
    expect((await at.bob.get(`${elsewhere}/entries/${own.id}`)).status).toBe(200);
  });

  it('is for markers alone', async () => {
    const { id } = await keep('Say who.', true);
    for (const path of [bank, `${bank}/entries`, `${bank}/entries/${id}`]) {
      expect((await at.alice.get(path)).status).toBe(403);
      expect((await at.charlie.get(path)).status).toBe(404);
      expect((await app.visitor().get(path)).status).toBe(303);
    }
    for (const path of [bank, `${bank}/entries/${id}`, `${bank}/entries/${id}/removals`]) {
      expect((await at.alice.post(path, { body: 'x', whose: 'mine', version: '1' })).status).toBe(403);
      expect((await at.charlie.post(path, { body: 'x', whose: 'mine', version: '1' })).status).toBe(404);
    }
    expect((await at.bob.get(`${bank}/entries/x`)).status).toBe(404);
  });

  it('keeps a remark once, and says what is wrong with one', async () => {
    const words = `Say when: ${randomUUID()}`;
    for (const sent of [words, `  ${words} `]) {
      expect((await at.bob.post(bank, { body: sent, whose: 'cohort' })).status).toBe(303);
    }
    const all = await at.bob.get(`${bank}/entries`, 'application/json');
    expect(
      (all.body as { entries: { body: string }[] }).entries.filter(({ body }) => body === words),
    ).toHaveLength(1);
    for (const [body, sentence] of [
      [' ', 'Write the remark that you want to use again.'],
      ['{{studnet}}, who?', 'stands for nothing'],
      ['x'.repeat(4001), 'Use at most 4,000 characters'],
    ]) {
      const { status, text } = await at.bob.post(bank, { body: body ?? '', whose: 'mine' });
      expect([status, text.includes(sentence ?? '')]).toEqual([422, true]);
    }
  });

  it('answers a stale change with both texts, and deletes only what was seen', async () => {
    const { id } = await keep('Say who.', true);
    const path = `${bank}/entries/${id}`;
    expect((await at.ada.post(path, { body: 'Say who, please.', version: '1' })).status).toBe(303);
    const stale = await at.bob.post(path, { body: 'Say who decides.', version: '1' });
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('Say who, please.');
    expect(stale.text).toContain('Say who decides.');
    expect(stale.text).toContain('name="version" value="2"');
    expect((await at.bob.post(`${path}/removals`, { version: '1' })).status).toBe(409);
    expect((await at.bob.post(path, { body: 'Say who decides.', version: '2' })).status).toBe(303);
    expect((await at.bob.post(`${path}/removals`, { version: '3' })).status).toBe(303);
    expect((await at.bob.get(path)).status).toBe(404);
  });

  it('lets go of an erased marker’s own remarks, and keeps the cohort’s', async () => {
    const own = await keep('My own words.', false);
    const shared = await keep('The cohort’s words.', true);
    await app.get(Erasures).erase(app.ids.bob, app.ids.ada);
    const left = await app.db.query<{ id: string }[]>('SELECT id FROM bank_remarks WHERE id = ANY($1)', [
      [own.id, shared.id],
    ]);
    expect(left).toEqual([{ id: shared.id }]);
    expect((await at.ada.get(`${bank}/entries/${shared.id}`)).text).not.toContain('Bob Tanaka');
  });
});
