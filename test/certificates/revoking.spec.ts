import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Code, writtenCode } from '../../src/certificates/register/code.rules.js';
import { type VerificationAnswer } from '../../src/certificates/register/status.rules.js';
import { Files } from '../../src/platform/files/files.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { Users } from '../../src/users/users.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { certificateOf, certified } from './a-cohort.js';
import { until } from './until.js';

/** Two processes on one database, as behind a load balancer. */
describe('revoking, and being forgotten', () => {
  let app: TestApp;
  let other: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ config: { mode: 'production' } });
    other = await startTestApp({ config: { mode: 'production' }, beside: app });
  });
  afterAll(async () => {
    await other.close();
    await app.close();
  });

  let people = 0;
  const graduate = async (name: string) => {
    people += 1;
    const person = { email: `graduate${people}@capstone.example`, name, password: 'x', timeZone: 'UTC' };
    const userId = (await app.db.transaction((tx) => app.get(Users).add(tx, person))).id;
    await certified(app, [userId]);
    const { id, code } = await certificateOf(app.db, userId);
    return { userId, id, path: `/verify/${writtenCode(code as Code)}` };
  };
  const ask = async (at: TestApp, path: string) =>
    (await at.visitor().get(`${path}.json`)).body as VerificationAnswer;
  const reasons = { publicReason: 'Parts of the handbook were copied.', privateReason: 'Case 2026-31' };
  /** The bound is ten seconds; a notification takes milliseconds, and time stands still in this test. */
  const untilIt = (at: TestApp, path: string, status: string) =>
    until(async () => (await ask(at, path)).status === status);

  it('is told at once in every process, with the day and the public reason and without the private one', async () => {
    const { id, path } = await graduate('Ron Revoked');
    await app.visitor().get(path);
    await other.visitor().get(path);
    const ada = await app.as('ada');
    const done = await ada.post(`/certificates/${id}/revocations`, reasons);
    expect([done.status, done.headers['location']]).toEqual([303, `/certificates/${id}`]);
    await untilIt(app, path, 'revoked');
    await untilIt(other, path, 'revoked');

    expect(await ask(other, path)).toMatchObject({
      status: 'revoked',
      since: app.clock.now().toISOString(),
      reason: reasons.publicReason,
      facts: { holder: { name: 'Ron Revoked' } },
    });
    const page = await other.visitor().get(path);
    expect(page.status).toBe(200);
    expect(page.text).toContain('<h1 class="verdict-word">Revoked</h1>');
    expect(page.text).toContain('withdrew it on 23 November 2026');
    expect(page.text).toContain(reasons.publicReason);
    expect(page.text).not.toContain(reasons.privateReason);
    const history = await ada.get(`/certificates/${id}`);
    for (const told of ['Ada Lindqvist', reasons.publicReason, reasons.privateReason]) {
      expect(history.text).toContain(told);
    }
    await jobsDone(app.db);
    const told = await app.db.query<unknown[]>(
      `SELECT (SELECT count(*)::int FROM audit_entries WHERE action = 'certificate.revoked' AND subject_id = $1
                  AND actor_id = $2) AS audited,
              (SELECT count(*)::int FROM pgboss.job WHERE name = 'mail.send' AND state = 'completed'
                  AND data ->> 'kind' = 'certificate-revoked' AND data ->> 'certificateId' = $1::text) AS mailed`,
      [id, app.ids.ada],
    );
    expect(told).toEqual([{ audited: 1, mailed: 1 }]);
  });

  it('happens once, though two administrators press at the same time', async () => {
    const { id } = await graduate('Tom Twice');
    const [one, two] = [await app.as('ada'), await other.as('ada')];
    const answers = await Promise.all([
      one.post(`/certificates/${id}/revocations`, reasons),
      two.post(`/certificates/${id}/revocations`, { ...reasons, publicReason: 'Another reason.' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    const again = await one.post(`/certificates/${id}/revocations`, reasons);
    expect(again.status).toBe(409);
    expect(again.text).toContain('has been revoked already');
    const [events] = await app.db.query<{ count: number }[]>(
      'SELECT count(*)::int FROM certificate_events WHERE certificate_id = $1',
      [id],
    );
    expect(events?.count).toBe(2);
  });

  it('wants a public reason, and keeps what was typed', async () => {
    const { id, path } = await graduate('Una Unsaid');
    const ada = await app.as('ada');
    for (const publicReason of ['', '   ', 'x'.repeat(301)]) {
      const page = await ada.post(`/certificates/${id}/revocations`, {
        publicReason,
        privateReason: 'Case <b>7</b>',
      });
      expect(page.status).toBe(422);
      expect(page.text).toContain('Case &lt;b&gt;7&lt;/b&gt;');
      expect(page.text).toContain('id="publicReason-error"');
    }
    expect((await ask(app, path)).status).toBe('valid');
  });

  it('leaves an address that answers without the person, when its holder is forgotten', async () => {
    const { userId, id, path } = await graduate('Vera Forgotten');
    const ada = await app.as('ada');
    await ada.post(`/certificates/${id}/revocations`, reasons);
    await untilIt(other, path, 'revoked');
    const [file] = await app.db.query<{ key: string }[]>(
      'SELECT file_key AS key FROM certificate_files WHERE certificate_id = $1',
      [id],
    );
    const key = file?.key ?? '';
    expect(await app.get(Files).exists(key)).toBe(true);

    await app.get(Erasures).erase(userId, app.ids.ada);
    await untilIt(app, path, 'erased');
    await untilIt(other, path, 'erased');
    await jobsDone(app.db);
    expect(await app.get(Files).exists(key)).toBe(false);
    const answer = await ask(other, path);
    expect(answer.facts).toBeNull();
    const page = await other.visitor().get(path);
    expect(page.status).toBe(200);
    expect(page.text).toContain('<h1 class="verdict-word">Erased</h1>');
    expect(page.text).not.toContain('Vera');
    expect(page.text).not.toContain(reasons.publicReason);
    const register = await ada.get('/certificates/administration');
    expect(register.text).not.toContain('Vera Forgotten');
    expect(register.text).toContain('An erased person');
    expect((await ada.get(`/certificates/${id}/pdf`)).status).toBe(404);
    const refused = await ada.post(`/certificates/${id}/revocations`, reasons);
    expect(refused.status).toBe(409);
  });

  it('stays within its bound when the notification is lost', async () => {
    const { id, path } = await graduate('Wes Unheard');
    expect((await ask(other, path)).status).toBe('valid');
    await app.db.query(`
      BEGIN; SET LOCAL session_replication_role = replica;
      INSERT INTO certificate_events (certificate_id, sequence, kind, at) VALUES ('${id}', 2, 'suspended', now());
      COMMIT`);
    expect((await ask(other, path)).status).toBe('valid');
    app.clock.advance(10_000);
    expect((await ask(other, path)).status).toBe('suspended');
  });
});
