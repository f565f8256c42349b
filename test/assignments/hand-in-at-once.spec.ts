import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import * as Y from 'yjs';
import { HandbookUpdates } from '../../src/assignments/handbooks/handbook-store.js';
import { harbourLane } from '../../src/dashboard/demo/harbour-lane.js';
import { writeSections } from '../../src/dashboard/demo/handbook-text.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { setScene, type World } from '../support/world.js';

const presses = 100;
/** Of the pool. */
const connections = 10;
const confirmed = { publicInformation: 'yes', secondLook: 'yes' };

interface Attempt {
  id: string;
  number: number;
  contentDigest: string;
  texts: number;
  sections: number;
}

describe('a hundred presses on the button at once', () => {
  let app: TestApp;
  let world: World;
  let alice: Browser;

  beforeEach(async () => {
    app = await startTestApp();
    world = await setScene(app);
    alice = await app.as('alice');
    // The token of the form is read once, as by one page
    await alice.get(`/handbooks/${world.handbookId}`);
    await alice.post('/nowhere');
  });
  afterEach(() => app.close());

  const handIn = (snapshot = '') =>
    alice.post(`/handbooks/${world.handbookId}/submissions`, { ...confirmed, snapshot });
  const attempts = () =>
    app.db.query<Attempt[]>(
      `SELECT s.id, s.number, s.content_digest AS "contentDigest",
              (SELECT count(*)::int FROM submission_contents c WHERE c.submission_id = s.id) AS texts,
              (SELECT count(*)::int FROM submission_sections p WHERE p.submission_id = s.id) AS sections
         FROM submissions s ORDER BY s.number`,
    );
  const audited = async () =>
    (
      await app.db.query<{ subject: string }[]>(
        `SELECT subject_id AS subject FROM audit_entries WHERE action = 'submission.handed-in' ORDER BY ordinal`,
      )
    ).map(({ subject }) => subject);

  it('make one attempt, one entry in the audit log, and all lead to it', async () => {
    await world.chronicle.write(world.handbookId, app.ids.alice, harbourLane);
    const answers = await Promise.all(Array.from({ length: presses }, () => handIn()));
    const [attempt, ...more] = await attempts();
    expect(more).toEqual([]);
    expect(attempt).toMatchObject({ number: 1, texts: 1 });
    expect(new Set(answers.map(({ status, headers }) => `${status} ${headers['location'] ?? ''}`))).toEqual(
      new Set([`303 /submissions/${attempt?.id ?? ''}`]),
    );
    expect(await audited()).toEqual([attempt?.id]);
  });

  it('wait for their turn when the first of them takes long', async () => {
    await world.chronicle.write(world.handbookId, app.ids.alice, { goal: 'A short handbook.' });
    const first = new Client({ connectionString: app.config.databaseUrl ?? '' });
    await first.connect();
    await first.query('BEGIN');
    await first.query('SELECT id FROM handbooks WHERE id = $1 FOR UPDATE', [world.handbookId]);
    const answers = Promise.all(Array.from({ length: 2 * connections }, () => handIn()));
    const watcher = new Client({ connectionString: app.config.databaseUrl ?? '' });
    await watcher.connect();
    const waiting = async () =>
      (
        await watcher.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        )
      ).rowCount;
    while ((await waiting()) !== connections) await sleep(50);
    await watcher.end();
    // Longer than a server may take to accept a connection: that wait is another one than this.
    await sleep(6_000);
    await first.query('ROLLBACK');
    await first.end();
    const statuses = (await answers).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([303]));
    expect(await attempts()).toHaveLength(1);
  });

  it('number what they make without a gap, though the text changes in between and pages differ in what they hold', async () => {
    await world.chronicle.write(world.handbookId, app.ids.alice, harbourLane);
    const updates = app.get(HandbookUpdates);
    const doc = new Y.Doc();
    for (const row of await updates.load(world.handbookId)) Y.applyUpdate(doc, row);
    const early = snapshotOf(doc);
    const ahead = new Y.Doc();
    writeSections(ahead, { goal: 'Never arrived.' });
    const answers = await Promise.all(
      Array.from({ length: presses }, async (_, press) => {
        if (press % 5 === 0) {
          await world.chronicle.write(world.handbookId, app.ids.alice, { strategy: `Thought ${press}.` });
        }
        return handIn(['', early, snapshotOf(ahead)][press % 3]);
      }),
    );
    const made = await attempts();
    expect(made.map(({ number }) => number)).toEqual(made.map((_, at) => at + 1));
    // The same text twice in a row would be the same attempt
    expect(made.every((attempt, at) => attempt.contentDigest !== made[at - 1]?.contentDigest)).toBe(true);
    expect(new Set(made.map(({ texts, sections }) => `${texts} ${sections}`)).size).toBe(1);
    expect(await audited()).toEqual(made.map(({ id }) => id));
    const places = made.map(({ id }) => `/submissions/${id}`);
    for (const [press, { status, headers, text }] of answers.entries()) {
      if (status === 303) expect(places).toContain(headers['location']);
      else expect([press, status, text]).toEqual([press, 409, expect.stringContaining('error-summary')]);
      if (press % 3 === 2) expect(status).toBe(409);
    }
    // What was refused is not lost: it is in the next attempt
    const last = await alice.get((await handIn()).headers['location'] ?? '');
    for (let press = 0; press < presses; press += 5) expect(last.text).toContain(`Thought ${press}.`);
    expect((await attempts()).length - made.length).toBeLessThan(2);
  });
});

function snapshotOf(doc: Y.Doc): string {
  return Buffer.from(Y.encodeSnapshot(Y.snapshot(doc))).toString('base64');
}
