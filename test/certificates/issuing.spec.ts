import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CertificateFiles } from '../../src/certificates/printing/certificate-files.service.js';
import { Issuing } from '../../src/certificates/issuing/issuing.service.js';
import { PrintPool } from '../../src/certificates/printing/print-pool.js';
import { type CertificateSnapshot, digestOf } from '../../src/certificates/register/snapshot.rules.js';
import { Files } from '../../src/platform/files/files.js';
import { Users } from '../../src/users/users.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { aCohort, certificateOf, certificatesOf, certified, release } from './a-cohort.js';

describe('issuing', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ config: { mode: 'production' } });
  });
  afterAll(() => app.close());

  let people = 0;
  const someone = async (name: string) => {
    people += 1;
    const person = { email: `person${people}@capstone.example`, name, password: 'x', timeZone: 'UTC' };
    return (await app.db.transaction((tx) => app.get(Users).add(tx, person))).id;
  };
  const filesOf = (certificateId: string) =>
    app.db.query<{ key: string; digest: string; bytes: number }[]>(
      'SELECT file_key AS key, digest, bytes FROM certificate_files WHERE certificate_id = $1',
      [certificateId],
    );
  const mailsAbout = (certificateId: string) =>
    app.db.query<{ kind: string; state: string }[]>(
      `SELECT data ->> 'kind' AS kind, state::text FROM pgboss.job
        WHERE name = 'mail.send' AND data ->> 'certificateId' = $1`,
      [certificateId],
    );
  const refusals = (enrolmentId: string) =>
    app.db.query<{ facts: unknown }[]>(
      `SELECT facts FROM audit_entries WHERE action = 'certificate.refused' AND subject_id = $1`,
      [enrolmentId],
    );

  it('gives everyone who passed one certificate, one file and one mail, and nobody else anything', async () => {
    const [zoe, max] = [await someone('Zoe\u0308 Nguyễn'), await someone('Max Power')];
    const cohort = await aCohort(app, [zoe, max]);
    const releaseId = await release(app, cohort, [
      { student: zoe, passed: true },
      { student: max, passed: false },
    ]);
    await jobsDone(app.db);
    expect(await certificatesOf(app.db, max)).toEqual([]);

    const certificate = await certificateOf(app.db, zoe);
    expect(certificate.releaseId).toBe(releaseId);
    const [row] = await app.db.query<{ body: string; digest: string }[]>(
      `SELECT s.body, c.snapshot_digest AS digest FROM certificates c
         JOIN certificate_snapshots s ON s.certificate_id = c.id WHERE c.id = $1`,
      [certificate.id],
    );
    expect(digestOf(row?.body ?? '')).toBe(row?.digest);
    const snapshot = JSON.parse(row?.body ?? '') as CertificateSnapshot;
    expect(snapshot).toMatchObject({
      code: certificate.code,
      academy: { name: 'Harbour Academy' },
      holder: { name: 'Zoë Nguyễn' },
      course: { title: 'Strategist', versionNumber: 3, summary: 'Three weeks, one handbook.' },
      cohort: { startsOn: '2026-10-19', endsOn: '2026-11-08', timeZone: 'Europe/Paris' },
      result: { percent: 82.5, passPercent: 60 },
      issuedOn: '2026-11-23',
      validUntil: null,
    });
    expect(snapshot.address.startsWith(`${app.config.publicUrl}/verify/`)).toBe(true);
    expect(snapshot.scales?.map(({ levels }) => levels.length)).toEqual([3, 3, 3, 3, 3]);
    expect(snapshot.competencies.map(({ level, points, ofPoints }) => [level, points, ofPoints])).toEqual(
      Array(5).fill(['Strong', 8, 8]),
    );

    const [file] = await filesOf(certificate.id);
    const bytes = await app.get(Files).get(file?.key ?? '');
    expect(Buffer.from(bytes.subarray(0, 5)).toString()).toBe('%PDF-');
    expect([file?.bytes, file?.digest]).toEqual([bytes.byteLength, digestOf(bytes)]);
    expect(await mailsAbout(certificate.id)).toEqual([{ kind: 'certificate-ready', state: 'completed' }]);
    const [audit] = await app.db.query<unknown[]>(
      `SELECT actor_id, facts FROM audit_entries WHERE action = 'certificate.issued' AND subject_id = $1`,
      [certificate.id],
    );
    expect(audit).toEqual({ actor_id: null, facts: {} });
  });

  it('issues nothing twice when the job runs again, also at the same time, nor after a revocation', async () => {
    const ann = await someone('Ann Twice');
    const cohort = await aCohort(app, [ann]);
    const releaseId = await release(app, cohort, [{ student: ann, passed: true }]);
    const issuing = app.get(Issuing);
    // Of two at once the database lets one through; the other fails and is tried again, as its job would be.
    await Promise.allSettled([issuing.issueFor(releaseId), issuing.issueFor(releaseId)]);
    await issuing.issueFor(releaseId);
    await jobsDone(app.db);
    const { id } = await certificateOf(app.db, ann);

    const ada = await app.as('ada');
    await ada.post(`/certificates/${id}/revocations`, { publicReason: 'Copied work.', privateReason: '' });
    await issuing.issueFor(releaseId);
    await app.get(CertificateFiles).print(id);
    await jobsDone(app.db);
    expect((await certificateOf(app.db, ann)).id).toBe(id);
    expect(await filesOf(id)).toHaveLength(1);
    const ready = (await mailsAbout(id)).filter((mail) => mail.kind === 'certificate-ready');
    expect(ready).toHaveLength(1);
  });

  it('finishes what a killed process began, at whatever step it was', async () => {
    const ben = await someone('Ben Killed');
    await certified(app, [ben]);
    const { id } = await certificateOf(app.db, ben);
    const [file] = await filesOf(id);

    // Killed after the file was stored and before its row was written: it is made again, in the same place.
    await app.db.query(`SET session_replication_role = replica; DELETE FROM certificate_files; RESET ALL`);
    await app.get(Files).put(file?.key ?? '', new TextEncoder().encode('half'));
    await app.get(CertificateFiles).print(id);
    const [again, ...more] = await filesOf(id);
    expect([again?.key, more.length]).toEqual([file?.key, 0]);
    const bytes = await app.get(Files).get(again?.key ?? '');
    expect([digestOf(bytes), bytes.length]).toEqual([again?.digest, again?.bytes]);
    expect(await mailsAbout(id)).toHaveLength(1);
  });

  it('leaves the record when printing fails, and prints later', async () => {
    const pool = app.get(PrintPool);
    const print = pool.print.bind(pool);
    pool.print = () => Promise.reject(new Error('the thread died'));
    const cy = await someone('Cy Later');
    const cohort = await aCohort(app, [cy]);
    await release(app, cohort, [{ student: cy, passed: true }]);
    for (let tries = 0; tries < 100 && (await certificatesOf(app.db, cy)).length === 0; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { id } = await certificateOf(app.db, cy);
    expect(await filesOf(id)).toEqual([]);
    pool.print = print;
    await jobsDone(app.db, 25);
    expect(await filesOf(id)).toHaveLength(1);
  });

  it('lets a later release that passes issue to whoever had failed, and to nobody who holds one', async () => {
    const [dot, eve] = [await someone('Dot Risen'), await someone('Eve Holds')];
    const cohort = await aCohort(app, [dot, eve]);
    await release(app, cohort, [
      { student: dot, passed: false },
      { student: eve, passed: true },
    ]);
    await jobsDone(app.db);
    const held = await certificateOf(app.db, eve);
    const second = await release(app, cohort, [
      { student: dot, passed: true },
      { student: eve, passed: true },
    ]);
    await jobsDone(app.db);
    await app.get(Issuing).issueFor(second);
    expect((await certificateOf(app.db, dot)).releaseId).toBe(second);
    expect(await certificateOf(app.db, eve)).toEqual(held);
    expect(await refusals(held.enrolmentId)).toEqual([]);
    expect(
      await app.db.query(
        'SELECT kind, certificate_id AS id FROM issue_outcomes WHERE release_id = $1 AND enrolment_id = $2',
        [second, held.enrolmentId],
      ),
    ).toEqual([{ kind: 'kept', id: held.id }]);
  });

  it('refuses a name that no font can print, once, where administrators see it', async () => {
    const fay = await someone('Fay 🦊 Okafor');
    const cohort = await aCohort(app, [fay]);
    const releaseId = await release(app, cohort, [{ student: fay, passed: true }]);
    await jobsDone(app.db);
    await app.get(Issuing).issueFor(releaseId);
    expect(await certificatesOf(app.db, fay)).toEqual([]);
    expect(await refusals(cohort.enrolments.get(fay) ?? '')).toEqual([
      { facts: { releaseId, reason: 'name-not-printable' } },
    ]);
    const page = await (await app.as('ada')).get('/certificates/administration');
    expect(page.text).toContain('Fay 🦊 Okafor');
    expect(page.text).toContain('On a certificate this can’t be printed: “🦊”.');
    expect(page.text).toContain(`href="/certificates/releases/${releaseId}"`);
  });

  it('has the database refuse a certificate without a pass, and a second one that stands', async () => {
    const gus = await someone('Gus Raw');
    const cohort = await aCohort(app, [gus]);
    const failed = await release(app, cohort, [{ student: gus, passed: false }]);
    await jobsDone(app.db);
    const insert = (releaseId: string, code: string) =>
      app.db.query(
        `INSERT INTO certificates (code, enrolment_id, type, release_id, grade_event_id, snapshot_digest, issued_at)
         SELECT $2, enrolment_id, 'course', release_id, grade_event_id, 'x', now()
           FROM release_grades WHERE release_id = $1`,
        [releaseId, code],
      );
    await expect(insert(failed, '0'.repeat(25))).rejects.toThrow('needs a grade that passes');
    await release(app, cohort, [{ student: gus, passed: true }]);
    await jobsDone(app.db);
    await certificateOf(app.db, gus);
    const third = await release(app, cohort, [{ student: gus, passed: true }]);
    await expect(insert(third, '1'.repeat(25))).rejects.toThrow('pk_current_certificates');
    await jobsDone(app.db);
  });
});
