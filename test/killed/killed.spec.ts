import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cast } from '../../src/users/cast.js';
import { jobsDone } from '../support/jobs.js';
import { Claims } from './claims.js';
import { Fallen } from './fallen.js';
import { KilledWorld } from './killed-world.js';
import { Marker, write } from './people.js';

/** `KILLS=500 npm test -- test/killed` for a long run, `KILLS_SEED` to see the moments of another one again. */
const kills = Number(process.env['KILLS'] ?? 50);
const seed = Number(process.env['KILLS_SEED'] ?? Date.now() % 1_000_000);
const atOnce = 3;

/** What a kill is to fall into: the first moments of a server, work of a queue, or (null) anything. */
type Aim = 'starting' | 'certificates.issue' | 'certificates.print' | 'mail.send' | null;
const aims: readonly Aim[] = [
  ...([null, 'certificates.issue', 'starting', 'certificates.print'] as const),
  ...(['starting', null, 'mail.send'] as const),
];

let world: KilledWorld;
/** How many people are in the middle of something. */
let working = 0;

beforeAll(async () => {
  world = await KilledWorld.make(kills * 2 + 20);
}, 600_000);
afterAll(() => world.close());

describe(`a server that is killed ${kills} times (seed ${seed})`, () => {
  it(
    'has lost nothing that a page called saved, holds nothing twice, and has mailed nobody twice',
    async () => {
      const claims = new Claims();
      const random = randomFrom(seed);
      const began = performance.now();
      await world.start();
      const startTakes = performance.now() - began;
      await world.kill();
      const ending = new AbortController();
      const { signal } = ending;
      const people = everybody(claims, signal);
      // A person who fails ends the killing
      people.catch(() => {
        ending.abort();
      });
      const fell = new Fallen();
      for (let kill = 0; kill < kills && !signal.aborted; kill += 1) {
        const aim = aims[kill % aims.length] ?? null;
        const up = world.start();
        if (aim === 'starting') {
          await wait(random() * startTakes);
        } else {
          await up;
          await moment(aim, fell, random);
        }
        fell.note(await world.kill(), working);
        await claims.hold(world.db);
        await nothingTwice();
        noMailTwice();
        // Then the next server does the jobs of the dead again; else they wait, as they would for half a minute
        if (random() < 0.5) await world.aMinutePasses();
      }
      await world.aMinutePasses();
      await world.start();
      ending.abort();
      await people;
      await jobsDone({ query: <T>(sql: string) => rows(sql) as Promise<T> }, 120);
      await claims.hold(world.db);
      await nothingTwice();
      noMailTwice();
      await certificatesOfAll();
      await everybodyHeard();
      if (kills >= aims.length * 2) fell.everywhere();
    },
    300_000 + kills * 20_000,
  );
});

/** Waits for the work that a kill is to fall into, or for any moment at all where that does not come. */
async function moment(aim: Aim, fell: Fallen, random: () => number): Promise<void> {
  if (aim === null) {
    await wait(20 + random() * 1000);
    return;
  }
  // What no kill has fallen into yet is worth waiting for
  const end = performance.now() + (fell.jobs.has(aim) ? 1_500 : 60_000);
  while (performance.now() < end && !(await world.jobsBegun(aim)).has(aim)) await wait(2);
}

/** They come one after the other, three at a time, until it is over; Bob marks, and releases now and then. */
async function everybody(claims: Claims, signal: AbortSignal): Promise<void> {
  const bob = await Marker.at(world, claims, cast.bob.email);
  const coming = [...world.students.entries()];
  const walk = async (): Promise<void> => {
    for (let next = coming.shift(); next && !signal.aborted; next = coming.shift()) {
      const [at, student] = next;
      working += 1;
      await bob.mark(await write(world, student, claims), at % 5 === 4 ? 9 : at % 2);
      if (at % 3 === 2) await bob.release();
      working -= 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, walk));
  await bob.release();
}

async function rows<T>(sql: string): Promise<T[]> {
  return (await world.db.query(sql)).rows as T[];
}

async function nothingTwice(): Promise<void> {
  const twice = await rows(`
    SELECT 'attempt' AS what, handbook_id::text AS of FROM submissions GROUP BY handbook_id HAVING count(*) > 1
    UNION ALL
    SELECT 'assessment', submission_id::text FROM assessments GROUP BY submission_id HAVING count(*) > 1
    UNION ALL
    SELECT 'grade', submission_id::text FROM grade_events GROUP BY submission_id HAVING count(*) > 1
    UNION ALL
    SELECT 'release', enrolment_id::text FROM release_grades GROUP BY enrolment_id HAVING count(*) > 1
    UNION ALL
    SELECT 'certificate', enrolment_id::text FROM certificates GROUP BY enrolment_id HAVING count(*) > 1
    UNION ALL
    SELECT 'file', certificate_id::text FROM certificate_files GROUP BY certificate_id HAVING count(*) > 1
    UNION ALL
    SELECT 'audit entry ' || action, subject_id::text FROM audit_entries
     WHERE action IN ('submission.handed-in', 'grade.finalised', 'certificate.issued')
     GROUP BY action, subject_id HAVING count(*) > 1`);
  expect(twice).toEqual([]);
}

interface Holding {
  email: string;
  passed: boolean;
  certificates: number;
  fileKey: string | null;
  digest: string | null;
}

const holdings = () =>
  rows<Holding>(`
    SELECT u.email, g.passed, count(c.id)::int AS certificates, min(f.file_key) AS "fileKey", min(f.digest) AS digest
      FROM release_grades r
      JOIN grade_events g ON g.id = r.grade_event_id
      JOIN enrolments e ON e.id = r.enrolment_id
      JOIN users u ON u.id = e.user_id
      LEFT JOIN certificates c ON c.enrolment_id = e.id
      LEFT JOIN certificate_files f ON f.certificate_id = c.id
     GROUP BY u.email, g.passed`);

async function certificatesOfAll(): Promise<void> {
  const all = await holdings();
  expect(all.length).toBeGreaterThan(0);
  expect(all.filter(({ passed, certificates }) => certificates !== (passed ? 1 : 0))).toEqual([]);
  for (const { email, passed, fileKey, digest } of all) {
    if (!passed) continue;
    const bytes = readFileSync(join(world.app.config.dataDir, 'files', fileKey ?? 'no file'));
    expect([email, createHash('sha256').update(bytes).digest('hex')]).toEqual([email, digest]);
  }
}

/**
 * Nobody got two mails that say the same. A copy of one and the same mail, by its Message-ID, may arrive when the
 * server is killed between the mail server's acceptance and the note of it; mail systems drop it.
 */
function noMailTwice(): void {
  expect([...mailsByWhom()].filter(([, ids]) => ids.size > 1)).toEqual([]);
}

/** The Message-IDs of what was received, by `address: subject`. */
function mailsByWhom(): Map<string, Set<string>> {
  const mails = new Map<string, Set<string>>();
  for (const { to, subject, headers } of world.app.mails) {
    const ids = mails.get(`${to.join()}: ${subject}`) ?? new Set();
    mails.set(`${to.join()}: ${subject}`, ids.add(headers['message-id'] ?? ''));
  }
  return mails;
}

/** Whoever holds a certificate got the mail about it, and nobody else. */
async function everybodyHeard(): Promise<void> {
  const about = [...mailsByWhom().keys()].filter((mail) => mail.split(': ')[1]?.includes('certificate'));
  for (const { email, passed } of await holdings())
    expect([email, about.filter((mail) => mail.startsWith(`${email}: `)).length]).toEqual([
      email,
      passed ? 1 : 0,
    ]);
}

/** The same numbers from 0 to 1 for the same seed (mulberry32). */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
