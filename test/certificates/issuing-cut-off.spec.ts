import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AsyncLocalStorage } from 'node:async_hooks';
import { type QueryRunner } from 'typeorm';
import { Credentials } from '../../src/certificates/credential-store/credentials.service.js';
import { KeyChanges } from '../../src/certificates/keys/key-changes.service.js';
import { KeyRing } from '../../src/certificates/keys/key-ring.service.js';
import { Reissues } from '../../src/certificates/reissues/reissues.service.js';
import { firstRun } from '../../src/certificates/reissues/runs.rules.js';
import { CertificateFiles } from '../../src/certificates/printing/certificate-files.service.js';
import { Issuing } from '../../src/certificates/issuing/issuing.service.js';
import { Users } from '../../src/users/users.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { aCohort, release, type Result } from './a-cohort.js';

/** Cuts an act off before its n-th statement: once what came before it is stored, and its answer perhaps lost. */
interface Cut {
  statement: number;
  seen: number;
  /** As by the end of the process: no statement comes after it either. */
  forGood: boolean;
}

describe('a job that is cut off', () => {
  let app: TestApp;
  const cuts = new AsyncLocalStorage<Cut>();
  /** What the jobs would do, which here is done by hand. */
  let issueFor: (releaseId: string) => Promise<void>;
  let print: (certificateId: string) => Promise<void>;
  let reissue: (reissueId: string) => Promise<unknown>;
  const people: Record<'risen' | 'refused' | 'broken', string> = { risen: '', refused: '', broken: '' };

  beforeAll(async () => {
    app = await startTestApp();
    const [issuing, files] = [app.get(Issuing), app.get(CertificateFiles)];
    issueFor = issuing.issueFor.bind(issuing);
    print = files.print.bind(files);
    reissue = (reissueId) => app.get(Reissues).carryOut(firstRun(reissueId));
    issuing.issueFor = () => Promise.resolve();
    files.print = () => Promise.resolve();
    const runner = app.db.createQueryRunner();
    const prototype = Object.getPrototypeOf(runner) as QueryRunner;
    await runner.release();
    const query = Object.getOwnPropertyDescriptor(prototype, 'query')?.value as (
      ...given: unknown[]
    ) => Promise<unknown>;
    prototype.query = function (this: QueryRunner, ...given: unknown[]) {
      const cut = cuts.getStore();
      // A connection that is lost rolls back by itself.
      if (cut && given[0] !== 'ROLLBACK') {
        cut.seen += 1;
        if (cut.forGood ? cut.seen >= cut.statement : cut.seen === cut.statement)
          return Promise.reject(new Error('cut off'));
      }
      return query.apply(this, given);
    } as QueryRunner['query'];
    for (const [key, name] of Object.entries({ risen: 'Rita', refused: 'Fay 🦊', broken: 'Bo' })) {
      const person = { email: `${key}@capstone.example`, name, password: 'x', timeZone: 'UTC' };
      people[key as keyof typeof people] = (
        await app.db.transaction((tx) => app.get(Users).add(tx, person))
      ).id;
    }
  });
  afterAll(() => app.close());

  /** @returns whether it was cut off; false when the act has fewer statements than that */
  async function cutOff(statement: number, act: () => Promise<unknown>, forGood = false): Promise<boolean> {
    const cut: Cut = { statement, seen: 0, forGood };
    await cuts.run(cut, act).catch((error: unknown) => {
      if (!(error instanceof Error) || error.message !== 'cut off') throw error;
    });
    return cut.seen >= statement;
  }

  /** A first release and a second one, nothing of the second done yet. @returns its id */
  async function twoReleases(
    first: Omit<Result, 'student'>,
    second: Omit<Result, 'student'>,
  ): Promise<string> {
    const { risen, refused } = people;
    const cohort = await aCohort(app, [risen, refused]);
    await issueFor(await release(app, cohort, [{ student: risen, ...first }]));
    return release(app, cohort, [
      { student: risen, ...second },
      { student: refused, passed: second.passed },
    ]);
  }

  const count = async (sql: string, id: string) =>
    (await app.db.query<{ count: number }[]>(`SELECT count(*)::int FROM ${sql}`, [id]))[0]?.count;

  it('at any statement, and tried again, has issued once to each, and told of a refusal once', async () => {
    let statement = 0;
    for (let more = true; more;) {
      statement += 1;
      const id = await twoReleases({ passed: true, percent: '70.00' }, { passed: true });
      more = await cutOff(statement, () => issueFor(id));
      await issueFor(id);
      await issueFor(id);
      const outcomes = await app.db.query<{ kind: string }[]>(
        'SELECT kind FROM issue_outcomes WHERE release_id = $1 ORDER BY kind',
        [id],
      );
      expect(outcomes.map(({ kind }) => kind)).toEqual(['raised', 'refused']);
      const certificate = 'certificates c WHERE c.release_id = $1';
      expect(await count(certificate, id)).toBe(1);
      const ofIt = 'JOIN certificates c ON c.id = certificate_id WHERE c.release_id = $1';
      expect(await count(`certificate_snapshots ${ofIt}`, id)).toBe(1);
      expect(await count(`certificate_events ${ofIt}`, id)).toBe(1);
      // What was superseded was so once, and by it.
      expect(
        await count(
          'certificate_events e JOIN certificates c ON c.id = e.successor_id WHERE c.release_id = $1',
          id,
        ),
      ).toBe(1);
      expect(
        await count(
          `pgboss.job j JOIN certificates c ON c.id::text = j.data ->> 'certificateId'
            WHERE j.name = 'certificates.print' AND c.release_id = $1`,
          id,
        ),
      ).toBe(1);
      expect(
        await count(`audit_entries WHERE action = 'certificate.refused' AND facts ->> 'releaseId' = $1`, id),
      ).toBe(1);
    }
    expect(statement).toBeGreaterThan(20);
  }, 300_000);

  it('while a file is made, and tried again, has made one file and posted one mail', async () => {
    const made = async (id: string) => [
      await count('certificate_files WHERE certificate_id = $1', id),
      await count(
        `pgboss.job WHERE name = 'mail.send' AND data ->> 'certificateId' = $1 AND data ->> 'kind' = 'certificate-ready'`,
        id,
      ),
    ];
    let statement = 0;
    for (let more = true; more;) {
      statement += 1;
      const releaseId = await release(app, await aCohort(app, [people.risen]), [
        { student: people.risen, passed: true },
      ]);
      await issueFor(releaseId);
      const [certificate] = await app.db.query<{ id: string }[]>(
        'SELECT id FROM certificates WHERE release_id = $1',
        [releaseId],
      );
      const id = certificate?.id ?? '';
      more = await cutOff(statement, () => print(id));
      await print(id);
      await print(id);
      expect(await made(id)).toEqual([1, 1]);
    }
    expect(statement).toBeGreaterThan(4);
  }, 300_000);

  it('asks once, and mails each administrator once, wherever it was', async () => {
    for (let statement = 1, more = true; more; statement += 1) {
      const id = await twoReleases({ passed: true }, { passed: false });
      more = await cutOff(statement, () => issueFor(id));
      await issueFor(id);
      expect(await count('certificate_questions WHERE release_id = $1', id)).toBe(1);
      const mails = `pgboss.job WHERE data ->> 'releaseId' = $1 AND data ->> 'kind' = 'certificate-questions'`;
      expect(await count(mails, id)).toBe(1);
    }
  }, 300_000);

  it('while certificates of a stolen key are issued anew, has replaced each of them once', async () => {
    let statement = 0;
    for (let more = true; more;) {
      statement += 1;
      const { risen } = people;
      const releaseId = await release(app, await aCohort(app, [risen]), [{ student: risen, passed: true }]);
      await issueFor(releaseId);
      const [certificate] = await app.db.query<{ id: string }[]>(
        'SELECT id FROM certificates WHERE release_id = $1',
        [releaseId],
      );
      await app.get(Credentials).of(certificate?.id ?? '');
      const key = await app.get(KeyRing).current('proof');
      await app.get(KeyChanges).compromise(key.id, { since: key.createdAt, reason: 'Stolen.' }, null);
      const reissueId = await askedFor(key.id);
      more = await cutOff(statement, () => reissue(reissueId));
      await reissue(reissueId);
      await reissue(reissueId);
      const ofIt = 'certificates c WHERE c.release_id = $1';
      expect(await count(ofIt, releaseId)).toBe(2);
      expect(
        await count(
          `reissued_certificates JOIN certificates c ON c.id = certificate_id WHERE c.release_id = $1`,
          releaseId,
        ),
      ).toBe(1);
      expect(
        await count(
          `certificate_events e JOIN certificates c ON c.id = e.certificate_id WHERE e.kind = 'superseded' AND c.release_id = $1`,
          releaseId,
        ),
      ).toBe(1);
      expect(
        await count(
          `pgboss.job j JOIN certificates c ON c.id::text = j.data ->> 'certificateId'
            WHERE j.name = 'certificates.print' AND c.release_id = $1`,
          releaseId,
        ),
      ).toBe(2);
    }
    expect(statement).toBeGreaterThan(15);
  }, 300_000);

  it('while a job issues some of them anew and hands the rest to the next one, has replaced each once', async () => {
    app.get(Reissues).perRun = 1;
    for (let statement = 1, more = true; more; statement += 1) {
      const { risen, broken } = people;
      const cohort = await aCohort(app, [risen, broken]);
      const results = [risen, broken].map((student) => ({ student, passed: true }));
      const releaseId = await release(app, cohort, results);
      await issueFor(releaseId);
      const old = await app.db.query<{ id: string }[]>('SELECT id FROM certificates WHERE release_id = $1', [
        releaseId,
      ]);
      for (const { id } of old) await app.get(Credentials).of(id);
      const key = await app.get(KeyRing).current('proof');
      await app.get(KeyChanges).compromise(key.id, { since: key.createdAt, reason: 'Stolen.' }, null);
      const reissueId = await askedFor(key.id);
      more = await cutOff(statement, () => reissue(reissueId), true);
      await reissue(reissueId);
      await jobsDone(app.db);
      expect(await count('certificates WHERE release_id = $1', releaseId)).toBe(4);
      expect(await count('reissued_certificates WHERE reissue_id = $1', reissueId)).toBe(2);
      const superseded = `certificate_events e JOIN certificates c ON c.id = e.certificate_id
                           WHERE e.kind = 'superseded' AND c.release_id = $1`;
      expect(await count(superseded, releaseId)).toBe(2);
    }
    app.get(Reissues).perRun = 2000;
  }, 300_000);

  const askedFor = async (keyId: string) => {
    const [row] = await app.db.query<{ id: string }[]>(
      'INSERT INTO certificate_reissues (key_id, actor_id, at) VALUES ($1, $2, now()) RETURNING id',
      [keyId, app.ids.ada],
    );
    return row?.id ?? '';
  };

  it('keeps nobody else waiting when one certificate fails', async () => {
    const { risen, broken } = people;
    const cohort = await aCohort(app, [risen, broken]);
    const results = [broken, risen].map((student) => ({ student, passed: true }));
    const id = await release(app, cohort, results);
    await app.db.query(
      `CREATE FUNCTION refuse_this() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'not this one'; END $$`,
    );
    await app.db.query(
      `CREATE TRIGGER refused BEFORE INSERT ON certificates FOR EACH ROW
         WHEN (NEW.enrolment_id = '${cohort.enrolments.get(broken) ?? ''}') EXECUTE FUNCTION refuse_this()`,
    );
    await expect(issueFor(id)).rejects.toThrow('not this one');
    expect(await count('certificates WHERE release_id = $1', id)).toBe(1);
    await app.db.query('DROP TRIGGER refused ON certificates');
    await issueFor(id);
    expect(await count('certificates WHERE release_id = $1', id)).toBe(2);
  });
});
