import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeProtectedHeader } from 'jose';
import { FileChecks } from '../../../src/certificates/checking/files/file-checks.service.js';
import { CertificateFiles } from '../../../src/certificates/printing/certificate-files.service.js';
import { Credentials } from '../../../src/certificates/credential-store/credentials.service.js';
import { issuerDid } from '../../../src/certificates/keys/issuer.rules.js';
import { KeyChanges } from '../../../src/certificates/keys/key-changes.service.js';
import { KeyRing } from '../../../src/certificates/keys/key-ring.service.js';
import { Users } from '../../../src/users/users.service.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { certificateOf, certified } from '../a-cohort.js';

interface Document {
  id: string;
  issuer: { id: string; url: string };
  credentialStatus: { statusListCredential: string };
  proof: { verificationMethod: string }[];
}

/** An academy whose PUBLIC_URL was changed, on the same database; the old host name leads to it as well. */
describe('an academy that has moved', () => {
  let app: TestApp;
  let moved: TestApp;
  let old: Issued;
  let lists: string[];
  const listPaths = ['/status-lists/1/revocation', '/status-lists/1/suspension'];

  beforeAll(async () => {
    app = await startTestApp();
    expect(await app.db.query('SELECT FROM credential_issuer')).toEqual([]);
    old = await issued(app, 'old');
    lists = await Promise.all(listPaths.map((path) => read(app, path)));
    await app.stop();
    moved = await startTestApp({ beside: app });
    expect(moved.url).not.toBe(app.url);
  });
  afterAll(async () => {
    await moved.close();
    await app.close();
  });

  interface Issued {
    document: Document;
    texts: Record<'document' | 'jwt', string>;
    pdf: Uint8Array;
  }
  async function issued(at: TestApp, name: string): Promise<Issued> {
    const person = { email: `${name}@capstone.example`, name: 'Hana', password: 'x', timeZone: 'UTC' };
    const userId = (await at.db.transaction((tx) => at.get(Users).add(tx, person))).id;
    await certified(at, [userId]);
    const { id } = await certificateOf(at.db, userId);
    const texts = await at.get(Credentials).of(id);
    if (!texts) throw new Error('There is no credential.');
    const file = await at.get(CertificateFiles).pdf(id);
    return { texts, document: JSON.parse(texts.document) as Document, pdf: file };
  }
  const read = async (at: TestApp, path: string) => (await at.visitor().get(path, 'application/json')).text;
  const json = async (path: string) => JSON.parse(await read(moved, path)) as Record<string, unknown>;
  const outcomeOf = async (file: string | Uint8Array) => {
    const { answer } = await moved.get(FileChecks).check(Buffer.from(file), '192.0.2.1');
    return [answer.outcome, answer.valid, answer.facts.filter(({ comparison }) => comparison === 'differs')];
  };

  it('knows what it has signed before, in every form', async () => {
    for (const file of [old.texts.document, old.texts.jwt, old.pdf]) {
      expect(await outcomeOf(file)).toEqual(['genuine', true, []]);
    }
  });

  it('is known by either name to whoever scans QR codes', async () => {
    const hosts = [moved, app].map(({ url }) => new URL(url).host).join(' ');
    for (const path of ['/verify', '/verify/many']) {
      const { text } = await moved.visitor().get(path);
      expect(text).toContain(`data-scanner-hosts-value="${hosts}"`);
    }
  });

  it('is named as before where programs look up its keys', async () => {
    const did = issuerDid(app.url);
    const { name } = await moved.get(KeyRing).current('jwt');
    expect(await json('/.well-known/did.json')).toMatchObject({ id: did });
    expect(await read(moved, '/.well-known/did.json')).not.toContain(issuerDid(moved.url));
    expect(await json(`/keys/${name}`)).toMatchObject({ kid: `${app.url}/keys/${name}` });
    expect((await moved.visitor().get('/keys')).text).toContain(did);
  });

  it('goes on with the lists that it has published', async () => {
    expect(await Promise.all(listPaths.map((path) => read(moved, path)))).toEqual(lists);
    expect(lists[0]).toContain(`${app.url}/status-lists/1/revocation`);
  });

  it('signs under the same name, with new keys as well, and gives its new address', async () => {
    for (const purpose of ['proof', 'jwt', 'pdf'] as const) await moved.get(KeyChanges).rotate(purpose, null);
    const { document, texts, pdf } = await issued(moved, 'new');
    expect(document.id).toMatch(`${moved.url}/verify/`);
    expect(document.issuer).toMatchObject({ id: issuerDid(app.url), url: app.url });
    expect(document.proof[0]?.verificationMethod).toMatch(`${issuerDid(app.url)}#proof-`);
    expect(document.credentialStatus.statusListCredential).toBe(`${app.url}/status-lists/1/revocation`);
    expect(decodeProtectedHeader(texts.jwt).kid).toMatch(`${app.url}/keys/jwt-`);
    for (const file of [texts.document, texts.jwt, pdf]) {
      expect(await outcomeOf(file)).toEqual(['genuine', true, []]);
    }
    const list = await json('/status-lists/1/revocation');
    expect(list).toMatchObject({ id: `${app.url}/status-lists/1/revocation`, issuer: issuerDid(app.url) });
  });

  it('knows a credential of somebody else that names its new address', async () => {
    const stranger = { id: 'did:web:stranger.example', url: moved.url };
    const text = JSON.stringify({ ...old.document, id: `${moved.url}/verify/1`, issuer: stranger });
    const { answer } = await moved.get(FileChecks).check(Buffer.from(text), '192.0.2.1');
    expect(JSON.stringify(answer.signatures)).toContain('foreign-issuer-names-us');
  });
});
