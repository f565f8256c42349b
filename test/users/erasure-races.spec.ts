import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as Y from 'yjs';
import { HandbookUpdates } from '../../src/assignments/handbooks/handbook-store.js';
import { Handbooks } from '../../src/assignments/handbooks/handbooks.service.js';
import { Stretches } from '../../src/assignments/revisions/stretches.service.js';
import { harbourLane } from '../../src/dashboard/demo/harbour-lane.js';
import { Files } from '../../src/platform/files/files.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { reachCertificate, setScene } from '../support/world.js';

/** Somebody is forgotten while something of theirs is under way: nothing arrives behind the erasure's back. */
let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await app.close();
});

const erase = () => app.get(Erasures).erase(app.ids.alice, app.ids.ada);

/** Runs `during` while a second connection holds locks, lets go as soon as `waiting` others wait, and gives its result. */
async function whileHolding<T>(lock: string, waiting: number, during: () => Promise<T>): Promise<T> {
  const holder = app.db.createQueryRunner();
  await holder.connect();
  await holder.startTransaction();
  await holder.query(lock);
  const result = during();
  result.catch(() => undefined);
  for (let tries = 0; tries < 300; tries += 1) {
    const [row] = await app.db.query<{ n: number }[]>(
      'SELECT count(DISTINCT pid)::int AS n FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()',
    );
    if ((row?.n ?? 0) >= waiting) break;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await holder.rollbackTransaction();
  await holder.release();
  return result;
}

it('refuses what is handed in by somebody who is forgotten at that moment', async () => {
  const { handbookId, chronicle } = await setScene(app);
  await chronicle.write(handbookId, app.ids.alice, harbourLane);
  const handbooks = app.get(Handbooks);
  const sections = handbooks.sections.bind(handbooks);
  // The text has been read by then, and not yet been stored.
  jest.spyOn(handbooks, 'sections').mockImplementationOnce(async (templateId) => {
    await erase();
    return sections(templateId);
  });

  await expect(chronicle.handIn(handbookId, app.ids.alice)).rejects.toThrow('can no longer be handed in');
  const [left] = await app.db.query<{ n: number }[]>(
    'SELECT count(*)::int AS n FROM submission_contents WHERE body IS NOT NULL',
  );
  expect(left?.n).toBe(0);
});

it('leaves nothing of a handbook whose rows are being merged', async () => {
  const { handbookId } = await setScene(app);
  const store = app.get(HandbookUpdates);
  for (let n = 0; n < 200; n += 1) {
    const doc = new Y.Doc();
    doc.getText('a').insert(0, `word ${String(n)}`);
    await store.append(handbookId, Y.encodeStateAsUpdate(doc), app.ids.alice);
  }
  // The merge has locked its rows and can't go on; then the erasure comes.
  await whileHolding('LOCK TABLE handbook_updates IN SHARE MODE', 2, async () => {
    const merged = store.load(handbookId);
    while ((await waitingForTable()) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await Promise.all([merged, erase()]);
  });
  const rows = await app.db.query<unknown[]>('SELECT id FROM handbook_updates');
  expect(rows).toHaveLength(0);
});

it.each(['stretch', 'named'] as const)(
  'leaves nothing of a version (%s) that is being kept',
  async (kind) => {
    const { handbookId, chronicle } = await setScene(app);
    await chronicle.write(handbookId, app.ids.alice, { research: 'Words of hers.' });
    const alice = await app.as('alice');
    app.clock.set('2026-11-23T10:00:00Z');
    // It holds her account already and is about to store; then the erasure comes.
    await whileHolding('LOCK TABLE section_contents IN SHARE MODE', 2, async () => {
      const kept =
        kind === 'stretch'
          ? app.get(Stretches).run()
          : alice.post(`/handbooks/${handbookId}/revisions`, { name: 'Hers' });
      while ((await waitingForAnything()) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await Promise.all([kept, erase()]);
    });
    for (const table of ['handbook_revisions', 'revision_sections', 'section_contents', 'handbook_updates'])
      expect({ table, rows: await app.db.query<unknown[]>(`SELECT * FROM ${table}`) }).toEqual({
        table,
        rows: [],
      });
    // And nothing is kept of what is gone.
    await app.get(Stretches).run();
    expect(await app.db.query('SELECT * FROM handbook_revisions')).toEqual([]);
  },
);

async function waitingForTable(): Promise<number> {
  const [row] = await app.db.query<{ n: number }[]>(
    `SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted AND relation = 'handbook_updates'::regclass`,
  );
  return row?.n ?? 0;
}

it('revokes and forgets at the same time, one after the other', async () => {
  const { certificateId } = await reachCertificate(app);
  const ada = await app.as('ada');
  const answer = await whileHolding(
    `SELECT id FROM certificates WHERE id = '${certificateId}' FOR UPDATE`,
    2,
    async () => {
      const revoked = ada.post(`/certificates/${certificateId}/revocations`, {
        publicReason: 'Parts were copied.',
        privateReason: '',
      });
      while ((await waitingForAnything()) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await erase();
      return revoked;
    },
  );
  expect(answer.status).toBe(303);
  const events = await app.db.query<{ kind: string }[]>(
    'SELECT kind FROM certificate_events ORDER BY sequence',
  );
  expect(events.map(({ kind }) => kind)).toEqual(['issued', 'revoked', 'erased']);
  const texts = await app.db.query<unknown[]>(
    'SELECT 1 FROM certificate_event_texts WHERE public_reason IS NOT NULL',
  );
  expect(texts).toHaveLength(0);
});

async function waitingForAnything(): Promise<number> {
  const [row] = await app.db.query<{ n: number }[]>(
    'SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()',
  );
  return row?.n ?? 0;
}

it('deletes a file that was made and never written down', async () => {
  const { certificateId } = await reachCertificate(app);
  const key = `certificates/${certificateId}.pdf`;
  // As after a print that was cut off for good between the disk and the database.
  await app.db.query('ALTER TABLE certificate_files DISABLE TRIGGER USER');
  await app.db.query('DELETE FROM certificate_files');
  await app.db.query('ALTER TABLE certificate_files ENABLE TRIGGER USER');
  expect(await app.get(Files).exists(key)).toBe(true);

  await erase();
  await jobsDone(app.db);
  expect(existsSync(join(app.config.dataDir, 'files', key))).toBe(false);
});
