import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createHash } from 'node:crypto';
import * as Y from 'yjs';
import { Handbooks } from '../../src/assignments/handbooks/handbooks.service.js';
import { HandbookUpdates } from '../../src/assignments/handbooks/handbook-store.js';
import { Submissions } from '../../src/assignments/submissions/submissions.service.js';
import { harbourLane } from '../../src/dashboard/demo/harbour-lane.js';
import { writeSections } from '../../src/dashboard/demo/handbook-text.js';
import { AuditLog } from '../../src/users/audit/audit-log.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { Users } from '../../src/users/users.service.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { setScene, type World } from '../support/world.js';

const confirmed = { publicInformation: 'yes', snapshot: '', secondLook: 'yes' };
const choice = 'We answer first, within four working hours.';

/** Each test has a world of its own, since nothing that was handed in can be taken back. */
describe('handing in', () => {
  let app: TestApp;
  let world: World;
  let alice: Browser;

  beforeEach(async () => {
    app = await startTestApp();
    world = await setScene(app);
    alice = await app.as('alice');
  });
  afterEach(() => app.close());

  const handIn = (fields: Record<string, string> = confirmed) =>
    alice.post(`/handbooks/${world.handbookId}/submissions`, fields);
  const write = (text = harbourLane) => world.chronicle.write(world.handbookId, app.ids.alice, text);
  const attempts = () =>
    app.db.query<{ id: string; number: number; contentDigest: string; sectionsRoot: string }[]>(
      `SELECT id, number, content_digest AS "contentDigest", sections_root AS "sectionsRoot"
         FROM submissions ORDER BY number`,
    );
  const entries = () =>
    app.db.query<{ subject: string; facts: object }[]>(
      `SELECT subject_id AS subject, facts FROM audit_entries WHERE action = 'submission.handed-in' ORDER BY ordinal`,
    );

  it('gives a receipt with the frozen text, its fingerprint and an entry in the audit log', async () => {
    await write();
    const answer = await handIn();
    const [attempt] = await attempts();
    expect([answer.status, answer.headers['location']]).toEqual([303, `/submissions/${attempt?.id ?? ''}`]);
    const receipt = await alice.get(answer.headers['location'] ?? '');
    expect(receipt.status).toBe(200);
    expect(receipt.text).toContain('Handed in as attempt 1.');
    expect(receipt.text).toContain(attempt?.contentDigest);
    expect(receipt.text).toContain('94 % of public questions stay unanswered');
    expect(await entries()).toEqual([
      { subject: attempt?.id, facts: { number: 1, contentDigest: attempt?.contentDigest } },
    ]);
  });

  it('keeps each attempt as it was, while the handbook goes on', async () => {
    await write({ goal: choice });
    const first = await handIn();
    await write({ strategy: 'And we leave out paid reach.' });
    const second = await handIn();
    expect((await attempts()).map(({ number }) => number)).toEqual([1, 2]);
    const [before, after] = [
      await alice.get(first.headers['location'] ?? ''),
      await alice.get(second.headers['location'] ?? ''),
    ];
    expect(before.text).toContain(choice);
    expect(before.text).not.toContain('paid reach');
    expect(after.text).toContain(choice);
    expect(after.text).toContain('paid reach');
    expect((await alice.get(`/handbooks/${world.handbookId}`)).text).toContain('Hand in again, as attempt 3');
  });

  it('the same text again is the same attempt, also by a double click', async () => {
    await write();
    await alice.get(`/handbooks/${world.handbookId}`);
    const both = await Promise.all([handIn(), handIn()]);
    const again = await handIn();
    const places = [...both, again].map(({ headers }) => headers['location']);
    expect(new Set(places).size).toBe(1);
    expect(await attempts()).toHaveLength(1);
    expect(await entries()).toHaveLength(1);
  });

  it('an older text never follows a newer one that was handed in while it was being read', async () => {
    await write({ goal: choice });
    const handbooks = app.get(Handbooks);
    const sections = handbooks.sections.bind(handbooks);
    jest.spyOn(handbooks, 'sections').mockImplementationOnce(async (templateId) => {
      await write({ strategy: 'And we leave out paid reach.' });
      await world.chronicle.handIn(world.handbookId, app.ids.alice);
      return sections(templateId);
    });
    const older = await handIn();
    expect(older.status).toBe(409);
    expect(older.text).toContain('Attempt 1 was handed in from another page');
    expect(await attempts()).toHaveLength(1);
  });

  it('an empty handbook is refused', async () => {
    const answer = await handIn();
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Your handbook is still empty.');
    await write({ goal: '   ' });
    expect((await handIn()).status).toBe(422);
    expect(await attempts()).toEqual([]);
  });

  it.each([
    {},
    { publicInformation: '' },
    { publicInformation: 'no' },
    { publicInformation: 'yes', snapshot: 'A'.repeat(8 * 1024 * 1024 + 1) },
  ])(
    'without the declaration, or with what no page sends, shows what is wrong and loses nothing (%#)',
    async (fields) => {
      await write();
      const answer = await handIn(fields);
      expect(answer.status).toBe(422);
      expect(answer.text).toContain('error-summary');
      expect(answer.text).toContain('<title>Error: ');
      expect(answer.text).toContain('data-controller="handbook"');
      if (fields.publicInformation !== 'yes') {
        expect(answer.text).toContain('href="#publicInformation"');
        expect(answer.text).toContain('Confirm that the handbook uses public information only.');
      }
      expect(await attempts()).toEqual([]);
      expect((await handIn()).status).toBe(303);
    },
  );

  it('waits for what the page shows and the server has not: nothing is handed in', async () => {
    const doc = new Y.Doc();
    writeSections(doc, { goal: choice });
    await app.get(HandbookUpdates).append(world.handbookId, Y.encodeStateAsUpdate(doc), app.ids.alice);
    const arrived = snapshotOf(doc);
    writeSections(doc, { strategy: 'Typed a moment ago.' });
    for (const snapshot of [snapshotOf(doc), Buffer.from('no snapshot').toString('base64')]) {
      const answer = await handIn({ ...confirmed, snapshot });
      expect(answer.status).toBe(409);
      expect(answer.text).toContain('Not everything that you wrote has arrived here yet.');
    }
    expect(await attempts()).toEqual([]);
    expect((await handIn({ ...confirmed, snapshot: arrived })).status).toBe(303);
  });

  it('is judged by a snapshot of as many deletions as a document may hold', async () => {
    await write();
    const deletions = Y.createDeleteSet();
    const ranges = Array.from({ length: 500_000 }, (_, at) => ({ clock: 2 * at, len: 1 }));
    deletions.clients.set(4_000_000_000, ranges);
    const snapshot = Buffer.from(Y.encodeSnapshot(Y.createSnapshot(deletions, new Map())));
    const answer = await handIn({ ...confirmed, snapshot: snapshot.toString('base64') });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('Not everything that you wrote has arrived here yet.');
  });

  it('is late after the deadline, and over at the cut-off', async () => {
    await write();
    app.clock.set('2026-12-07T00:00:00Z');
    const late = await handIn();
    expect(late.status).toBe(303);
    expect((await alice.get(late.headers['location'] ?? '')).text).toMatch(/\blate\b/i);
    await write({ goal: choice });
    app.clock.set('2026-12-08T16:59:59Z');
    const last = await app.as('alice');
    app.clock.set('2026-12-08T17:00:00Z');
    const answer = await last.post(`/handbooks/${world.handbookId}/submissions`, confirmed);
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('The last moment for handing in has passed');
    expect(await attempts()).toHaveLength(1);
  });

  it('is not for those who withdraw while it is under way', async () => {
    await write();
    const viewer = await app.get(Users).viewer(app.ids.alice);
    if (!viewer) throw new Error('Alice is not there.');
    const seenBefore = await app.get(Handbooks).forAuthor(viewer, world.handbookId);
    await alice.post(`/my/${world.cohort.slug}/withdrawals`);
    await expect(app.get(Submissions).handIn(viewer, seenBefore, { snapshot: null })).rejects.toThrow(
      'read-only',
    );
    expect(await attempts()).toEqual([]);
  });

  it('is not for those who have withdrawn, until they return', async () => {
    await write();
    const { slug } = world.cohort;
    await alice.post(`/my/${slug}/withdrawals`);
    const answer = await handIn();
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('read-only');
    expect(await attempts()).toEqual([]);
    await alice.post(`/my/${slug}/returns`);
    expect((await handIn()).status).toBe(303);
  });

  it('is read by administrators, but not while they learn in the cohort', async () => {
    await write();
    const receipt = (await handIn()).headers['location'] ?? '';
    const ada = await app.as('ada');
    expect((await ada.get(receipt)).status).toBe(200);
    await ada.post(`/cohorts/${world.cohort.slug}/enrolments`);
    expect((await ada.get(receipt)).status).toBe(404);
    await ada.post(`/my/${world.cohort.slug}/withdrawals`);
    expect((await ada.get(receipt)).status).toBe(200);
  });

  it('has digests that anybody can compute again from what is stored', async () => {
    await write();
    await handIn();
    const [attempt] = await attempts();
    const [content] = await app.db.query<{ body: string; salts: Record<string, string> }[]>(
      'SELECT body, salts FROM submission_contents',
    );
    const { body, salts } = content ?? { body: '', salts: {} };
    expect(sha256(body)).toBe(attempt?.contentDigest);
    // Canonical JSON (RFC 8785) of sections that hold objects only: members sorted, no blanks.
    const { sections } = JSON.parse(body) as { sections: { key: string }[] };
    expect(sections).toHaveLength(13);
    const digests = sections.map((section) => ({
      digest: sha256(
        Buffer.concat([Buffer.from(salts[section.key] ?? '', 'hex'), Buffer.from(sorted(section))]),
      ),
      key: section.key,
    }));
    const stored = await app.db.query<unknown[]>(
      'SELECT digest, key FROM submission_sections ORDER BY position',
    );
    expect(stored).toEqual(digests);
    expect(sha256(sorted(digests))).toBe(attempt?.sectionsRoot);
    expect(new Set(Object.values(salts)).size).toBe(13);
    for (const salt of Object.values(salts)) expect(salt).toMatch(/^[0-9a-f]{64}$/);
  });

  it('and its entry in the audit log are one: when something fails after both, neither is there', async () => {
    await write();
    const log = app.get(AuditLog);
    const record = log.record.bind(log);
    jest.spyOn(log, 'record').mockImplementationOnce(async (tx, entry) => {
      await record(tx, entry);
      throw new Error('The connection is lost.');
    });
    expect((await handIn()).status).toBe(500);
    expect(await attempts()).toEqual([]);
    expect(await entries()).toEqual([]);
    expect(await app.db.query('SELECT FROM submission_contents')).toEqual([]);
    expect((await handIn()).status).toBe(303);
    expect((await attempts()).map(({ number }) => number)).toEqual([1]);
  });

  it('of a person who was erased stays a fact without words', async () => {
    await write();
    const place = (await handIn()).headers['location'] ?? '';
    const [before] = await attempts();
    const bob = await app.as('bob');
    // Kept as it was read
    for (let time = 0; time < 2; time++) expect((await bob.get(place)).text).toContain('Harbour Lane');
    await app.get(Erasures).erase(app.ids.alice, app.ids.ada);
    await jobsDone(app.db);
    const page = await bob.get(place);
    expect(page.status).toBe(200);
    expect(page.text).toContain('The text has been erased');
    expect(page.text).not.toContain('Alice');
    expect(page.text).not.toContain('Harbour Lane');
    expect(await attempts()).toEqual([before]);
    expect(await app.db.query('SELECT body, salts FROM submission_contents')).toEqual([
      { body: null, salts: null },
    ]);
  });
});

const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');

const snapshotOf = (doc: Y.Doc) => Buffer.from(Y.encodeSnapshot(Y.snapshot(doc))).toString('base64');

/** RFC 8785 for what has no numbers but integers: written here anew, so that the house's own is not its only witness. */
function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${sorted(member)}`).join(',')}}`;
}
