import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeyChanges } from '../../../src/certificates/keys/key-changes.service.js';
import { KeyRing } from '../../../src/certificates/keys/key-ring.service.js';
import { type Code, writtenCode } from '../../../src/certificates/register/code.rules.js';
import { type VerificationAnswer } from '../../../src/certificates/register/status.rules.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { jobsDone } from '../../support/jobs.js';
import { aCohort, certificateOf, release } from '../a-cohort.js';
import { until } from '../until.js';

const DAY = 24 * 60 * 60 * 1000;

/** Alice's is signed first, then the key falls into other hands, then Bob's is signed, and Charlie's with the next key. */
describe('certificates of a key that is replaced, and found compromised', () => {
  let app: TestApp;
  let other: TestApp;
  const codes: Record<string, string> = {};

  beforeAll(async () => {
    app = await startTestApp();
    other = await startTestApp({ beside: app });
    for (const name of ['alice', 'bob', 'charlie'] as const) {
      const student = app.ids[name];
      if (name === 'charlie') await app.get(KeyChanges).rotate('proof', app.ids.ada);
      await release(app, await aCohort(app, [student]), [{ student, passed: true }]);
      await jobsDone(app.db);
      codes[name] = writtenCode((await certificateOf(app.db, student)).code as Code);
      app.clock.advance(DAY);
    }
  });
  afterAll(async () => {
    await other.close();
    await app.close();
  });

  const told = async (at: TestApp, name: string) =>
    (await at.visitor().get(`/verify/${codes[name] ?? ''}.json`)).body as VerificationAnswer;
  const statuses = async (at: TestApp) => {
    const answers = await Promise.all(Object.keys(codes).map((name) => told(at, name)));
    return answers.map(({ status }) => status);
  };
  const oldest = async () => {
    const key = (await app.get(KeyRing).all()).find(({ purpose }) => purpose === 'proof');
    if (!key) throw new Error('There is no key.');
    return key;
  };

  it('are all valid after a rotation', async () => {
    for (const process of [app, other]) expect(await statuses(process)).toEqual(['valid', 'valid', 'valid']);
  });

  it('are not, as far as they were signed since, in every process, once an administrator has said so', async () => {
    const ada = await app.as('ada');
    const { id } = await oldest();
    const answer = await ada.post(`/academy/keys/${id}/compromises`, {
      since: '2026-11-24T00:00',
      reason: 'A laptop was stolen.',
      seen: '1',
    });
    expect(answer.status).toBe(303);
    for (const process of [app, other]) {
      await until(async () => (await told(process, 'bob')).status === 'key-compromised');
      expect(await statuses(process)).toEqual(['valid', 'key-compromised', 'valid']);
    }
    const bob = await told(other, 'bob');
    expect(bob).toMatchObject({ reason: 'A laptop was stolen.', facts: { holder: { name: 'Bob Tanaka' } } });
    expect(bob.since).toMatch(/^2026-11-2[34]T/);
    const page = await app.visitor().get(`/verify/${codes['bob'] ?? ''}`);
    expect(page.text).toContain('A laptop was stolen.');
    expect((await ada.get('/academy/keys')).text).toContain('Compromised');
  });

  it('are valid again where a later word moves the moment', async () => {
    const since = app.clock.now();
    await app.get(KeyChanges).compromise((await oldest()).id, { since, reason: 'It was later.' }, null);
    await until(async () => (await told(other, 'bob')).status === 'valid');
    expect(await statuses(other)).toEqual(['valid', 'valid', 'valid']);
  });

  it('are not either where the key of the JWT was in other hands', async () => {
    const { id } = await app.get(KeyRing).current('jwt');
    const since = new Date('2026-11-25T00:00:00Z');
    await app.get(KeyChanges).compromise(id, { since, reason: 'A backup was copied.' }, null);
    await until(async () => (await told(other, 'charlie')).status === 'key-compromised');
    expect(await statuses(other)).toEqual(['valid', 'valid', 'key-compromised']);
  });

  it('count for the key that has signed them', async () => {
    const page = (await (await app.as('ada')).get('/academy/keys')).text;
    const { name } = await oldest();
    const row = page.slice(page.indexOf(`<th scope="row">${name}</th>`));
    expect(/data-label="Certificates"><span>(\d+) /.exec(row)?.[1]).toBe('2');
  });
});
