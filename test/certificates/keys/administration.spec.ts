import { afterAll, beforeEach, beforeAll, describe, expect, it } from '@jest/globals';
import { KeyRing } from '../../../src/certificates/keys/key-ring.service.js';
import { type SigningKey } from '../../../src/certificates/keys/signing-key.js';
import { type Browser, startTestApp, type TestApp } from '../../support/app.js';

describe('an administrator and the keys', () => {
  let app: TestApp;
  let ada: Browser;
  let key: SigningKey;

  beforeAll(async () => {
    app = await startTestApp();
    ada = await app.as('ada');
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    key = await app.get(KeyRing).current('proof');
  });

  const audited = () =>
    app.db.query<{ action: string; actor_id: string; facts: Record<string, string> }[]>(
      `SELECT action, actor_id, facts FROM audit_entries WHERE subject_id = $1 AND action <> 'signing-key.made'`,
      [key.id],
    );
  const now = async (id = key.id) => (await app.get(KeyRing).all()).find((one) => one.id === id);

  it('sees them by purpose, and how many certificates each has signed', async () => {
    const page = await ada.get('/academy/keys');
    expect(page.text).toContain('proof-2026-11-23');
    expect(page.text).toContain('There is none yet.');
    expect(page.text).toContain('Report as lost or copied…');
    expect(page.text).toContain('Signs now');
    expect((await ada.get('/')).text).toContain('href="/academy/keys"');
  });

  it('makes a new key; the one before is retired, and it is written down', async () => {
    const answer = await ada.post(`/academy/keys/${key.id}/successors`);
    expect([answer.status, answer.headers['location']]).toEqual([303, '/academy/keys']);
    expect((await app.get(KeyRing).current('proof')).name).toBe('proof-2026-11-23-2');
    expect(await now()).toMatchObject({ retiredAt: app.clock.now(), compromisedSince: null });
    expect(await audited()).toEqual([
      { action: 'signing-key.retired', actor_id: app.ids.ada, facts: { name: key.name } },
    ]);
    const page = await ada.get('/academy/keys');
    expect(page.text).toContain('proof-2026-11-23-2 signs from now on.');
    expect(page.text).toContain('Retired');
  });

  it('makes one of two keys only, when two press at once or one presses twice', async () => {
    const answers = await Promise.all([0, 1].map(() => ada.post(`/academy/keys/${key.id}/successors`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect(answers.find(({ status }) => status === 409)?.text).toContain(
      'Another key has taken its place already. Nothing was changed.',
    );
    const { count } = (
      await app.db.query<[{ count: number }]>(
        `SELECT count(*)::int AS count FROM signing_keys k WHERE purpose = 'proof'
            AND NOT EXISTS (SELECT FROM signing_key_events e WHERE e.key_id = k.id)`,
      )
    )[0];
    expect(count).toBe(1);
  });

  it('says since when a key is compromised: another one takes its place', async () => {
    const asked = await ada.get(`/academy/keys/${key.id}/compromises`);
    expect(asked.text).toContain(`<h1>Report ${key.name} as lost or copied</h1>`);
    expect(asked.text).toContain('Another key takes its place at once.');
    const answer = await ada.post(`/academy/keys/${key.id}/compromises`, {
      since: '2026-11-20T08:30',
      reason: 'A laptop was stolen.',
      seen: '0',
    });
    expect(answer.status).toBe(303);
    const since = (await now())?.compromisedSince;
    expect(since?.toISOString()).toMatch(/^2026-11-20T\d\d:30/);
    expect((await now())?.retiredAt).toEqual(app.clock.now());
    expect((await app.get(KeyRing).current('proof')).id).not.toBe(key.id);
    expect(await audited()).toEqual([
      { action: 'signing-key.retired', actor_id: app.ids.ada, facts: { name: key.name } },
      {
        action: 'signing-key.compromised',
        actor_id: app.ids.ada,
        facts: { name: key.name, since: since?.toISOString() },
      },
    ]);
    const page = await ada.get(`/academy/keys/${key.id}/compromises`);
    expect(page.text).toContain('A laptop was stolen.');
    expect(page.text).toContain('Ada Lindqvist');
  });

  it('can set the moment right; the later word counts', async () => {
    const compromise = async (since: string, seen: string) =>
      (await ada.post(`/academy/keys/${key.id}/compromises`, { since, reason: 'Stolen.', seen })).status;
    expect(await compromise('2026-11-20T08:30', '0')).toBe(303);
    expect(await compromise('2026-11-18T08:30', '2')).toBe(303);
    expect((await now())?.compromisedSince?.toISOString()).toMatch(/^2026-11-18/);
    expect(await compromise('2026-11-21T08:30', '3')).toBe(303);
    expect((await now())?.compromisedSince?.toISOString()).toMatch(/^2026-11-21/);
  });

  it('is told when somebody else has decided meanwhile, and loses no word', async () => {
    const path = `/academy/keys/${key.id}/compromises`;
    const typed = { since: '2026-11-20T08:30', reason: 'A laptop was stolen.', seen: '0' };
    const answers = await Promise.all([0, 1].map(() => ada.post(path, typed)));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    const late = answers.find(({ status }) => status === 409)?.text ?? '';
    expect(late).toContain('Something was decided about this key since you opened the form.');
    expect(late).toContain('A laptop was stolen.</textarea>');
    expect(late).toContain('value="2026-11-20T08:30"');
    expect(late).toContain('name="seen" value="2"');
    // A rotation counts, too: the form said something else of it.
    const next = await app.get(KeyRing).current('proof');
    await ada.post(`/academy/keys/${next.id}/successors`);
    expect((await ada.post(`/academy/keys/${next.id}/compromises`, typed)).status).toBe(409);
    expect((await now(next.id))?.compromisedSince).toBeNull();
  });

  it.each([
    [{ since: '' }, 'Enter a day and a time.'],
    [{ since: '2026-02-30T10:00' }, 'Enter a day and a time that the calendar has.'],
    [{ since: '2026-11-24T10:00' }, 'Enter a moment that has passed.'],
    [{ reason: ' ' }, 'Say why, in words that anyone may read.'],
    [{ reason: 'x'.repeat(301) }, 'Use at most 300 characters for the reason.'],
  ])('is told what is wrong with %j', async (change, message) => {
    const typed = { since: '2026-11-20T08:30', reason: 'A laptop was stolen.', seen: '0', ...change };
    const answer = await ada.post(`/academy/keys/${key.id}/compromises`, typed);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(message);
    expect(answer.text).toContain('<title>Error:');
    expect(await now()).toMatchObject({ retiredAt: null, compromisedSince: null });
  });

  it('finds nothing where there is no such key', async () => {
    const nowhere = '/academy/keys/0c7e8a4e-3a9e-4a53-9d1c-0f6f0a9f4c11';
    expect((await ada.get(`${nowhere}/compromises`)).status).toBe(404);
    expect((await ada.post(`${nowhere}/successors`)).status).toBe(404);
    const typed = { since: '2026-11-20T08:30', reason: 'Stolen.', seen: '0' };
    expect((await ada.post(`${nowhere}/compromises`, typed)).status).toBe(404);
    expect((await ada.get('/academy/keys/root/compromises')).status).toBe(404);
  });

  it('alone may do so', async () => {
    for (const name of ['alice', 'bob', 'charlie'] as const) {
      const someone = await app.as(name);
      expect((await someone.get('/academy/keys')).status).toBe(403);
      expect((await someone.post(`/academy/keys/${key.id}/successors`)).status).toBe(403);
    }
    expect((await app.visitor().get('/academy/keys')).status).toBe(303);
    expect((await now())?.retiredAt).toBeNull();
  });

  // The last: what is copied here has no certificates.
  it('reads no more of a key than is told of it, however much it has signed', async () => {
    await app.db.query(`BEGIN; SET LOCAL session_replication_role = replica;
      INSERT INTO certificate_credentials (certificate_id, person_id, document, jwt, proof_key_id, jwt_key_id, signed_at)
      SELECT gen_random_uuid(), gen_random_uuid(), '{}', '', '${key.id}', '${key.id}', now()
        FROM generate_series(1, 10001); COMMIT`);
    const shown = async () => {
      const { text } = await ada.get('/academy/keys');
      const row = text.slice(text.indexOf(`<th scope="row">${key.name}</th>`));
      return /data-label="Certificates"><span>([^<]*?) *(?:·|<)/.exec(row)?.[1];
    };
    expect(await shown()).toBe('more than 10,000');
    await app.db.query(`BEGIN; SET LOCAL session_replication_role = replica;
      DELETE FROM certificate_credentials WHERE certificate_id IN (SELECT certificate_id FROM certificate_credentials LIMIT 1); COMMIT`);
    expect(await shown()).toBe('10,000');
  });
});
