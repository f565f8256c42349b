import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Credentials } from '../../../src/certificates/credential-store/credentials.service.js';
import { Issuing } from '../../../src/certificates/issuing/issuing.service.js';
import { KeyChanges } from '../../../src/certificates/keys/key-changes.service.js';
import { KeyRing } from '../../../src/certificates/keys/key-ring.service.js';
import { CertificateFiles } from '../../../src/certificates/printing/certificate-files.service.js';
import { Reissues } from '../../../src/certificates/reissues/reissues.service.js';
import {
  failuresNoted,
  firstRun,
  nextRun,
  oneMore,
  whyNot,
  writtenOutcome,
} from '../../../src/certificates/reissues/runs.rules.js';
import { conflict } from '../../../src/platform/errors/domain-errors.js';
import { Jobs } from '../../../src/platform/jobs/jobs.js';
import { Users } from '../../../src/users/users.service.js';
import { type Browser, startTestApp, type TestApp } from '../../support/app.js';
import { jobsDone } from '../../support/jobs.js';
import { aCohort, release } from '../a-cohort.js';

const MINUTE = 60_000;

describe('issuing anew, a few by each job', () => {
  let app: TestApp;
  let ada: Browser;
  let page: string;
  let enrolments: string[];
  /** In the order in which they were signed. */
  let ids: string[];
  const people: string[] = [];

  beforeAll(async () => {
    app = await startTestApp();
    ada = await app.as('ada');
    app.get(Reissues).perRun = 3;
    // No file is looked at here.
    app.get(CertificateFiles).print = () => Promise.resolve();
    for (let n = 0; n < 8; n += 1) {
      const person = {
        email: `${n}@graduates.example`,
        name: `Graduate ${n}`,
        password: 'x',
        timeZone: 'UTC',
      };
      people.push((await app.db.transaction((tx) => app.get(Users).add(tx, person))).id);
    }
    await app.db.query('CREATE SEQUENCE refusals');
    await app.db.query(
      `CREATE FUNCTION refuse_some() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         -- What is rolled back is counted all the same.
         IF nextval('refusals') > TG_ARGV[0]::int THEN RETURN NEW; END IF;
         RAISE EXCEPTION 'not this one';
       END $$`,
    );
  });
  afterAll(() => app.close());

  beforeEach(async () => {
    const cohort = await aCohort(app, people);
    const id = await release(
      app,
      cohort,
      people.map((student) => ({ student, passed: true })),
    );
    await app.get(Issuing).issueFor(id);
    const rows = await app.db.query<{ id: string; enrolmentId: string }[]>(
      'SELECT id, enrolment_id AS "enrolmentId" FROM certificates WHERE release_id = $1',
      [id],
    );
    ids = rows.map((row) => row.id);
    enrolments = rows.map((row) => row.enrolmentId);
    for (const certificateId of ids) {
      app.clock.advance(MINUTE);
      await app.get(Credentials).of(certificateId);
    }
    const key = await app.get(KeyRing).current('proof');
    await app.get(KeyChanges).compromise(key.id, { since: key.createdAt, reason: 'Stolen.' }, null);
    page = `/academy/keys/${key.id}`;
    await jobsDone(app.db);
  });

  /** Of the first `many` none is written while `act` runs, but for those beyond so many attempts. */
  async function refusing(many: number, attempts: number, act: () => Promise<unknown>): Promise<void> {
    const some = enrolments
      .slice(0, many)
      .map((id) => `'${id}'`)
      .join(', ');
    await app.db.query(`ALTER SEQUENCE refusals RESTART`);
    await app.db.query(
      `CREATE TRIGGER refused BEFORE INSERT ON certificates FOR EACH ROW
         WHEN (NEW.enrolment_id IN (${some})) EXECUTE FUNCTION refuse_some('${attempts}')`,
    );
    await act();
    await app.db.query('DROP TRIGGER refused ON certificates');
  }
  const press = async () => {
    expect((await ada.post(`${page}/reissues`)).status).toBe(303);
    await jobsDone(app.db);
  };
  const textOf = async () => (await ada.get(`${page}/certificates`)).text;
  /** How many successors each has. */
  const successors = async () =>
    (
      await app.db.query<{ count: number }[]>(
        `SELECT count(c.id)::int FROM unnest($1::uuid[]) WITH ORDINALITY AS old(id, at)
           LEFT JOIN certificates c ON c.supersedes_id = old.id GROUP BY old.id, old.at ORDER BY old.at`,
        [ids],
      )
    ).map(({ count }) => count);
  const all = Array.from({ length: 8 }, () => 1);

  it('goes on until none is left, however many there are', async () => {
    await press();
    expect(await successors()).toEqual(all);
    const text = await textOf();
    expect(text).toContain('None is left to be issued anew.');
    expect(text).not.toContain('could not be issued anew');
  });

  it('does all that can be done behind any number that fail for good, tells of them and ends', async () => {
    const before = (await app.get(Jobs).deadLetters()).length;
    await refusing(7, 1_000_000, press);
    expect(await successors()).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
    const text = await textOf();
    expect(text).toContain('7 could not be issued anew. Those that were are good; try again for the rest.');
    expect(text).toContain('7 of them: The database refused it (P0001).');
    expect(text).toContain('Issue these anew');
    expect(await app.get(Jobs).deadLetters()).toHaveLength(before);
    await press();
    expect(await successors()).toEqual(all);
    expect(await textOf()).not.toContain('could not be issued anew');
  });

  it('tries once more what has failed', async () => {
    await refusing(4, 4, press);
    expect(await successors()).toEqual(all);
    expect(await textOf()).not.toContain('could not be issued anew');
  });

  it('ends where all of them fail', async () => {
    await refusing(8, 1_000_000, press);
    expect(await successors()).toEqual(all.map(() => 0));
    expect(await textOf()).toContain('8 of them: The database refused it (P0001).');
  });
});

describe('the runs of a reissue', () => {
  const first = firstRun('r');
  const place = { at: '2026-11-23 09:00:00+00', id: 'a' };

  it('go on behind the last one that was tried, whether it failed or not', () => {
    expect(nextRun(first, { place, issued: false, failed: true })).toEqual({
      ...{ ...first, ...place, number: 1, issued: false, failed: true },
    });
  });

  it.each([
    ['nothing has failed', 0, { issued: true, failed: false }, false],
    ['all have failed for the first time', 0, { issued: false, failed: true }, true],
    ['some came through', 3, { issued: true, failed: true }, true],
    ['only failures are left', 1, { issued: false, failed: true }, false],
  ])('begin anew or end where %s', (_, pass, ended, begins) => {
    const next = nextRun({ ...first, number: 4, pass }, { place: null, ...ended });
    expect(next).toEqual(begins ? { ...first, number: 5, pass: pass + 1 } : null);
  });

  it('remember what came of those before them in the same pass', () => {
    const run = { ...first, pass: 2, issued: true, failed: true };
    expect(nextRun(run, { place: null, issued: false, failed: false })?.pass).toBe(3);
  });

  it('are told of by their last pass, the most frequent reason first', () => {
    const notes = [
      writtenOutcome(0, { a: 9 }),
      null,
      writtenOutcome(1, { a: 1, b: 1 }),
      writtenOutcome(1, { b: 2 }),
    ];
    expect(failuresNoted(notes)).toEqual([
      { why: 'b', count: 3 },
      { why: 'a', count: 1 },
    ]);
    expect(failuresNoted([])).toEqual([]);
  });

  it('keep so many reasons apart, and lose no failure', () => {
    let failures = {};
    for (let n = 0; n < 40; n += 1) failures = oneMore(failures, `reason ${n}`);
    const counts = Object.values<number>(failures);
    expect([counts.length, counts.reduce((sum, one) => sum + one, 0)]).toEqual([11, 40]);
  });

  it.each([
    [conflict('It was revoked.'), 'It was revoked.'],
    [
      Object.assign(new Error('Zoë'), { code: '23505', constraint: 'uq_codes' }),
      'The database refused it (23505, uq_codes).',
    ],
    [new TypeError('Zoë'), 'The log says why (TypeError).'],
  ])('say why, and name nobody: %s', (error, words) => {
    expect(whyNot(error)).toBe(words);
  });
});
