import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeProtectedHeader, importJWK, jwtVerify } from 'jose';
import {
  CertificateEvents,
  type NextEvent,
} from '../../../src/certificates/register/certificate-events.service.js';
import { type Code, writtenCode } from '../../../src/certificates/register/code.rules.js';
import { OLDEST_LIST_MS } from '../../../src/certificates/status-lists/published-lists.service.js';
import { type StatusEntry } from '../../../src/certificates/status-lists/status-list.rules.js';
import { StatusLists } from '../../../src/certificates/status-lists/status-lists.service.js';
import { KeyChanges } from '../../../src/certificates/keys/key-changes.service.js';
import { KeyRing } from '../../../src/certificates/keys/key-ring.service.js';
import { Erasures } from '../../../src/users/erasure/erasures.js';
import { Users } from '../../../src/users/users.service.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { certificateOf, certificatesOf, certified, type MarkedCohort, release } from '../a-cohort.js';
import { until } from '../until.js';
import { Outsider } from './an-outsider.js';

interface Held {
  readonly id: string;
  readonly code: string;
  readonly userId: string;
  readonly cohort: MarkedCohort;
  readonly entries: readonly StatusEntry[];
}

/** Two processes on one database, asked over HTTP by a program that knows the specifications alone. */
describe('status lists', () => {
  let app: TestApp;
  let other: TestApp;
  let outsider: Outsider;

  beforeAll(async () => {
    app = await startTestApp();
    // Behind one address, as a load balancer has it.
    other = await startTestApp({ beside: app, config: { publicUrl: app.url } });
    outsider = new Outsider(app);
  });
  afterAll(async () => {
    await other.close();
    await app.close();
  });

  let people = 0;
  const graduate = async (): Promise<Held> => {
    people += 1;
    const person = { email: `held${people}@capstone.example`, name: 'Hana', password: 'x', timeZone: 'UTC' };
    const userId = (await app.db.transaction((tx) => app.get(Users).add(tx, person))).id;
    const cohort = await certified(app, [userId]);
    const { id, code } = await certificateOf(app.db, userId);
    return { id, code, userId, cohort, entries: await app.get(StatusLists).entriesOf(id) };
  };
  const act = ({ id }: Held, kind: NextEvent['kind'], more: Partial<NextEvent> = {}) =>
    app.db.transaction((tx) =>
      app.get(CertificateEvents).append(tx, { certificateId: id, kind, actorId: app.ids.ada, ...more }),
    );
  const untilTold = (held: Held, purposes: readonly string[]) =>
    until(async () => (await outsider.told(held.entries)).join() === purposes.join());
  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${app.url}${path}`, { headers });
  const pathOf = ({ entries }: Held, purpose = 'revocation') =>
    new URL(entries.find(({ statusPurpose }) => statusPurpose === purpose)?.statusListCredential ?? '')
      .pathname;
  const proofOf = async (path: string, at: TestApp = app) => {
    const answer = await at.visitor().get(path, 'application/json');
    return (answer.body as { proof: { proofValue: string; verificationMethod: string }[] }).proof[0];
  };

  const kidOf = async (path: string) => decodeProtectedHeader(await (await get(`${path}.jwt`)).text()).kid;

  /** Verified with the key that its header leads to. */
  const readToken = (token: string) =>
    jwtVerify(
      token,
      async ({ kid = '' }) => importJWK((await (await fetch(kid)).json()) as JsonWebKey, 'RS256'),
      { currentDate: app.clock.now() },
    );

  it('say of one that holds that it does, and are signed by the issuer', async () => {
    const held = await graduate();
    expect(await outsider.told(held.entries)).toEqual([]);
    for (const purpose of ['revocation', 'suspension']) {
      const list = (await (await get(pathOf(held, purpose))).json()) as { issuer: string; id: string };
      expect(list).toMatchObject({
        id: `${app.url}${pathOf(held, purpose)}`,
        issuer: outsider.did,
        credentialSubject: { statusPurpose: purpose },
      });
      expect(await outsider.believes(list)).toBe(true);
      expect(await outsider.believes({ ...list, validUntil: '2036-01-01T00:00:00Z' })).toBe(false);
    }
  });

  it('say what holds of a certificate as it is served, in both forms, before and after it is revoked', async () => {
    const held = await graduate();
    const path = `/verify/${writtenCode(held.code as Code)}`;
    const served = async () => {
      const answer = await get(`${path}.jsonld`);
      expect(answer.status).toBe(200);
      return (await answer.json()) as { id: string; name: string; credentialStatus: StatusEntry };
    };
    const credential = await served();
    expect(credential).toMatchObject({ id: `${app.url}${path}`, credentialStatus: held.entries[0] });
    expect(await outsider.verdictOn(credential)).toEqual({ verified: true, told: [] });
    expect(await outsider.verdictOn({ ...credential, name: 'Surgeon' })).toMatchObject({ verified: false });

    const { payload, protectedHeader } = await readToken(await (await get(`${path}.jwt`)).text());
    expect(protectedHeader.kid).toMatch(new RegExp(`^${app.url}/keys/jwt-`));
    expect(payload).toMatchObject({ iss: outsider.did, jti: credential.id, name: credential.name });
    expect(payload['credentialStatus']).toEqual(credential.credentialStatus);

    await act(held, 'revoked', { publicReason: 'It was bought.' });
    await until(async () => (await outsider.verdictOn(credential)).told.join() === 'revocation');
    // What somebody keeps is what is served still: its signature holds, and the list says that it does not.
    expect(await served()).toEqual(credential);
    expect(await outsider.verdictOn(credential)).toEqual({ verified: true, told: ['revocation'] });
  });

  it('tell a suspension in both, until it is reinstated', async () => {
    const held = await graduate();
    await outsider.told(held.entries);
    await act(held, 'suspended');
    await untilTold(held, ['revocation', 'suspension']);
    await act(held, 'reinstated');
    await untilTold(held, []);
  });

  it('tell a revocation, also of one that was suspended, and leave it to everybody else', async () => {
    const [held, unharmed] = [await graduate(), await graduate()];
    await act(held, 'suspended');
    await untilTold(held, ['revocation', 'suspension']);
    await act(held, 'revoked');
    await untilTold(held, ['revocation']);
    expect(await outsider.told(unharmed.entries)).toEqual([]);
  });

  it('tell of one that another has replaced, and say of that one that it holds', async () => {
    const held = await graduate();
    await release(app, held.cohort, [{ student: held.userId, passed: true, percent: '97.00' }]);
    await untilTold(held, ['revocation']);
    const risen = (await certificatesOf(app.db, held.userId)).find(({ id }) => id !== held.id);
    expect(await outsider.told(await app.get(StatusLists).entriesOf(risen?.id ?? ''))).toEqual([]);
  });

  it('tell of one whose holder was erased', async () => {
    const held = await graduate();
    await app.get(Erasures).erase(held.userId, app.ids.ada);
    await untilTold(held, ['revocation']);
  });

  it('tell it in every process', async () => {
    const held = await graduate();
    const path = pathOf(held);
    const before = await proofOf(path, other);
    expect(await proofOf(path)).toEqual(before);
    await act(held, 'revoked');
    await until(async () => (await proofOf(path, other))?.proofValue !== before?.proofValue);
    await untilTold(held, ['revocation']);
    // Whoever was later took over what the first had signed.
    expect(await proofOf(path)).toEqual(await proofOf(path, other));
  });

  it('tell it within a minute, even when nobody is notified', async () => {
    const held = await graduate();
    expect(await outsider.told(held.entries)).toEqual([]);
    await app.db.transaction(async (tx) => {
      await tx.query('SET LOCAL session_replication_role = replica');
      await tx.query(`UPDATE certificate_listings SET state = 'revoked' WHERE certificate_id = $1`, [
        held.id,
      ]);
    });
    expect(await outsider.told(held.entries)).toEqual([]);
    app.clock.advance(OLDEST_LIST_MS);
    expect(await outsider.told(held.entries)).toEqual(['revocation']);
    const maxAge = /max-age=(\d+)/.exec((await get(pathOf(held))).headers.get('cache-control') ?? '');
    expect(OLDEST_LIST_MS + Number(maxAge?.[1]) * 1000).toBeLessThan(60_000);
  });

  it('are signed anew only when they say something else, and before they end', async () => {
    const held = await graduate();
    const [path, suspensions] = [pathOf(held), pathOf(held, 'suspension')];
    const [before, beside] = [await proofOf(path), await proofOf(suspensions)];
    await act(held, 'revoked');
    await until(async () => (await proofOf(path))?.proofValue !== before?.proofValue);
    expect(await proofOf(suspensions)).toEqual(beside);
    const after = await proofOf(path);
    app.clock.advance(11 * 3600 * 1000);
    expect(await proofOf(path)).toEqual(after);
    app.clock.advance(2 * 3600 * 1000);
    expect((await proofOf(path))?.proofValue).not.toBe(after?.proofValue);
    expect(await outsider.told(held.entries)).toEqual(['revocation']);
  });

  it('are believed by whoever has read the keys just before they are rotated', async () => {
    const [held, another, third] = [await graduate(), await graduate(), await graduate()];
    const path = pathOf(held);
    await outsider.told(held.entries);
    app.clock.advance(10 * 60_000);
    const [before, kid] = [await proofOf(path), await kidOf(path)];
    const forgetful = await outsider.keepingDid();
    await app.get(KeyChanges).rotate('proof', app.ids.ada);
    await app.get(KeyChanges).rotate('jwt', app.ids.ada);
    // Nothing is signed anew because another key signs now.
    expect([await proofOf(path), await proofOf(path, other)]).toEqual([before, before]);
    expect(await kidOf(path)).toBe(kid);

    await act(held, 'revoked');
    await untilTold(held, ['revocation']);
    expect((await proofOf(path))?.verificationMethod).toBe(before?.verificationMethod);
    expect(await kidOf(path)).toBe(kid);
    const list = (await (await get(path)).json()) as object;
    expect([await forgetful.believes(list), await outsider.believes(list)]).toEqual([true, true]);

    app.clock.advance(10 * 60_000);
    expect((await proofOf(path))?.verificationMethod).toBe(before?.verificationMethod);
    await act(another, 'revoked');
    await untilTold(another, ['revocation']);
    const proof = await app.get(KeyRing).current('proof');
    expect((await proofOf(path))?.verificationMethod).toBe(`${outsider.did}#${proof.name}`);
    expect(await kidOf(path)).not.toBe(kid);
    expect(await outsider.believes((await (await get(path)).json()) as object)).toBe(true);

    // In a plain rotation of a moment ago, the key before it is found compromised.
    await app.get(KeyChanges).rotate('proof', app.ids.ada);
    const copied = { since: new Date(proof.createdAt.getTime() - 1), reason: 'It was copied.' };
    await app.get(KeyChanges).compromise(proof.id, copied, app.ids.ada);
    await act(third, 'revoked');
    await untilTold(third, ['revocation']);
    const newest = await app.get(KeyRing).current('proof');
    expect((await proofOf(path))?.verificationMethod).toBe(`${outsider.did}#${newest.name}`);
  });

  it('are signed by the key that follows, in every process, and what a compromised one has signed is not believed', async () => {
    const held = await graduate();
    const path = pathOf(held);
    const before = (await (await get(path)).json()) as object;
    expect(await outsider.believes(before)).toBe(true);
    const [proofKey, kid] = [await app.get(KeyRing).current('proof'), await kidOf(path)];
    const since = app.clock.now();
    await app.get(KeyChanges).compromise(proofKey.id, { since, reason: 'It was copied.' }, app.ids.ada);
    const byAnother = async (at: TestApp) =>
      (await proofOf(path, at))?.verificationMethod !== `${outsider.did}#${proofKey.name}`;
    await until(async () => (await byAnother(app)) && (await byAnother(other)));
    expect(await outsider.believes((await (await get(path)).json()) as object)).toBe(true);
    expect(await outsider.believes(before)).toBe(false);
    // Nor is the certificate that it had signed at that moment, though another key has signed its JWT.
    expect(await outsider.told(held.entries)).toEqual(['revocation']);
    expect(await outsider.told((await graduate()).entries)).toEqual([]);
    // The other key signs on.
    expect(await kidOf(path)).toBe(kid);
  });

  it('are taken over by a process that starts, without another signature', async () => {
    const held = await graduate();
    const before = await proofOf(pathOf(held));
    const third = await startTestApp({ beside: app, config: { publicUrl: app.url } });
    expect(await proofOf(pathOf(held), third)).toEqual(before);
    await third.close();
  });

  it('come as a JWT, too', async () => {
    const held = await graduate();
    const byHeader = await get(pathOf(held), { accept: 'application/vc+jwt' });
    expect(byHeader.headers.get('content-type')).toBe('application/vc+jwt');
    const text = await byHeader.text();
    expect(await (await get(`${pathOf(held)}.jwt`)).text()).toBe(text);
    const { payload, protectedHeader } = await readToken(text);
    expect(protectedHeader.alg).toBe('RS256');
    expect(payload).toMatchObject({ iss: outsider.did, jti: `${app.url}${pathOf(held)}` });
    const list = (await (await get(`${pathOf(held)}.jsonld`)).json()) as { credentialSubject: object };
    expect(payload['credentialSubject']).toEqual(list.credentialSubject);
  });

  it.each([
    [undefined, 'application/ld+json'],
    ['*/*', 'application/ld+json'],
    ['application/ld+json, application/json', 'application/ld+json'],
    ['application/json', 'application/json'],
    ['application/vc', 'application/vc'],
    ['application/vc+ld+json;q=0.9, text/html;q=0.1', 'application/vc+ld+json'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'application/ld+json'],
    ['image/png', 'application/ld+json'],
    ['application/jwt', 'application/jwt'],
  ])('answer who accepts %s as %s', async (accept, type) => {
    const [held] = await app.db.query<{ list: number }[]>('SELECT min(number) AS list FROM status_lists');
    const answer = await get(
      `/status-lists/${held?.list ?? 0}/suspension`,
      accept === undefined ? {} : { accept },
    );
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('vary')?.toLowerCase()).toContain('accept');
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it('are not sent again to whoever has them', async () => {
    const path = '/status-lists/1/revocation';
    const etag = (await get(path)).headers.get('etag') ?? '';
    const again = await get(path, { 'if-none-match': etag });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await get(`${path}.jwt`, { 'if-none-match': etag })).status).toBe(200);
    const head = await fetch(`${app.url}${path}`, { method: 'HEAD' });
    expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([200, etag, '']);
  });

  it.each(['0', '2', '01', '999999999', '9999999999', 'x', '1e0', '-1', '1%20'])(
    'there is none of number %s',
    async (number) => {
      const answer = await get(`/status-lists/${number}/revocation`, { accept: 'application/json' });
      expect(answer.status).toBe(404);
      expect(await answer.json()).toEqual({
        error: { kind: 'notFound', message: 'There is no such status list.' },
      });
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    },
  );

  it.each(['refresh', 'Revocation', 'revocation.pdf', '.jwt', 'constructor'])(
    'there is none of purpose %s',
    async (purpose) => {
      const page = await get(`/status-lists/1/${purpose}`, { accept: 'text/html' });
      expect(page.status).toBe(404);
      expect(await page.text()).toContain('There is no such status list.');
    },
  );
});
