import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, importJWK } from 'jose';
import { KeyChanges } from '../../../src/certificates/keys/key-changes.service.js';
import { KeyRing } from '../../../src/certificates/keys/key-ring.service.js';
import { issuerDid } from '../../../src/certificates/keys/issuer.rules.js';
import { type PublicKeyRecord } from '../../../src/certificates/keys/signing-key.js';
import { leafChain, rootCertificate } from '../../../src/certificates/keys/x509.js';
import { newKeyPair } from '../../../src/certificates/keys/key-pairs.js';
import { startTestApp, type TestApp } from '../../support/app.js';

interface DidDocument {
  id: string;
  verificationMethod: { id: string; type: string; revoked?: string; publicKeyMultibase?: string }[];
  assertionMethod: string[];
}

describe('the addresses of keys', () => {
  let app: TestApp;
  let keys: readonly PublicKeyRecord[];
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'capstone-keys-'));
    app = await startTestApp();
    await app.get(KeyRing).prepare();
    keys = await app.get(KeyRing).all();
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(app.url + path, { method, headers: { accept: '*/*', ...headers }, redirect: 'manual' });
  const didNow = async () => (await (await ask('/.well-known/did.json')).json()) as DidDocument;
  const nameOf = (purpose: string) => keys.find((key) => key.purpose === purpose)?.name ?? '';
  const idOf = (purpose: string) => keys.find((key) => key.purpose === purpose)?.id ?? '';

  it('are in the document of the academy’s did:web', async () => {
    const did = issuerDid(app.url);
    const document = await didNow();
    expect(document).toMatchObject({
      '@context': [
        'https://www.w3.org/ns/did/v1',
        'https://w3id.org/security/multikey/v1',
        'https://w3id.org/security/jwk/v1',
      ],
      id: did,
      assertionMethod: [`${did}#${nameOf('jwt')}`, `${did}#${nameOf('proof')}`],
    });
    expect(document.verificationMethod).toEqual([
      {
        id: `${did}#${nameOf('jwt')}`,
        type: 'JsonWebKey',
        controller: did,
        publicKeyJwk: { kty: 'RSA', n: expect.any(String), e: 'AQAB', use: 'sig', alg: 'RS256' },
      },
      {
        id: `${did}#${nameOf('proof')}`,
        type: 'Multikey',
        controller: did,
        publicKeyMultibase: keys.find(({ purpose }) => purpose === 'proof')?.publicKeyMultibase,
      },
    ]);
  });

  it.each([
    ['*/*', 'application/json'],
    ['text/html', 'application/json'],
    ['application/did+json', 'application/did+json'],
    ['application/json, application/did+ld+json;q=0.9', 'application/did+ld+json'],
    ['application/did', 'application/did'],
  ])('answer %s with %s', async (accept, type) => {
    const answer = await ask('/.well-known/did.json', { accept });
    expect(answer.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
  });

  it('may be read by any site, and kept for five minutes', async () => {
    for (const path of ['/.well-known/did.json', `/keys/${nameOf('jwt')}`, `/keys/${nameOf('pdf')}.pem`]) {
      const answer = await ask(path);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
        'cache-control': 'public, max-age=300',
        'x-content-type-options': 'nosniff',
        etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
      });
      expect(answer.headers.get('set-cookie')).toBeNull();
      const again = await ask(path, { 'if-none-match': answer.headers.get('etag') ?? '' });
      expect([again.status, await again.text()]).toEqual([304, '']);
      const head = await ask(path, {}, 'HEAD');
      expect([head.status, await head.text()]).toEqual([200, '']);
    }
  });

  it('answer with one JWK each, which others import', async () => {
    for (const { name, publicJwk, purpose } of keys) {
      const answer = await ask(`/keys/${name}`);
      expect(answer.headers.get('content-type')).toBe('application/jwk+json; charset=utf-8');
      const jwk = (await answer.json()) as Record<string, string>;
      expect(jwk['kid']).toBe(`${app.url}/keys/${name}`);
      expect(jwk).not.toHaveProperty('d');
      expect(jwk['alg']).toBe({ proof: 'Ed25519', jwt: 'RS256', pdf: 'ES256' }[purpose]);
      const imported = await importJWK(jwk);
      if (imported instanceof Uint8Array) throw new Error('It is no public key.');
      expect(await exportJWK(imported)).toEqual(publicJwk);
    }
  });

  it('give the chain of a key that signs PDFs, and its root', async () => {
    const answer = await ask(`/keys/${nameOf('pdf')}.pem`);
    expect(answer.headers.get('content-type')).toBe('application/pem-certificate-chain; charset=utf-8');
    const chain = await answer.text();
    const root = await (await ask('/keys/root.pem')).text();
    expect(chain.endsWith(root)).toBe(true);
    const [leaf, above] = [new X509Certificate(chain), new X509Certificate(root)];
    expect(leaf.verify(above.publicKey)).toBe(true);
    expect(above.verify(above.publicKey)).toBe(true);
    expect(above.ca).toBe(true);
    expect(leaf.ca).toBe(false);
    expect(leaf.checkIssued(above)).toBe(true);
    expect(leaf.subject).toContain('CN=Harbour Academy\nO=Harbour Academy');
    expect(leaf.subjectAltName).toBe(`URI:${app.url}`);
    expect(leaf.keyUsage).toContain('1.3.6.1.5.5.7.3.36');
    expect(leaf.publicKey.export({ format: 'jwk' })).toEqual(
      keys.find(({ purpose }) => purpose === 'pdf')?.publicJwk,
    );
    expect(new Date(leaf.validFrom)).toEqual(app.clock.now());
    expect(new Date(leaf.validTo) < new Date(above.validTo)).toBe(true);
  });

  it.each(['nothing', 'root', 'proof-2026-11-23.pem', 'nothing.pem', '.pem', 'PROOF-2026-11-23', 'a.b.pem'])(
    'know nothing of /keys/%s',
    async (name) => {
      const answer = await ask(`/keys/${name}`);
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([404, '*']);
    },
  );

  it('are listed on a page', async () => {
    const page = await app.visitor().get('/keys');
    expect(page.status).toBe(200);
    expect(page.headers['set-cookie']).toBeUndefined();
    for (const { name } of keys) expect(page.text).toContain(`href="/keys/${name}"`);
    expect(page.text).toContain(`href="/keys/${nameOf('pdf')}.pem"`);
    expect(page.text).toContain(issuerDid(app.url));
  });

  it('keep a retired key where it was, and tell the document’s readers of a change', async () => {
    const before = (await ask('/.well-known/did.json')).headers.get('etag') ?? '';
    await app.get(KeyChanges).rotate('proof', app.ids.ada);
    const document = await didNow();
    expect(document.assertionMethod).toEqual([
      `${issuerDid(app.url)}#${nameOf('jwt')}`,
      `${issuerDid(app.url)}#${nameOf('proof')}`,
      `${issuerDid(app.url)}#${nameOf('proof')}-2`,
    ]);
    expect(document.verificationMethod.every(({ revoked }) => revoked === undefined)).toBe(true);
    expect((await ask('/.well-known/did.json', { 'if-none-match': before })).status).toBe(200);
    expect((await ask(`/keys/${nameOf('proof')}`)).status).toBe(200);
  });

  it('say that a compromised key is revoked, and lend it no trust', async () => {
    const since = new Date('2026-11-20T08:30:00Z');
    for (const purpose of ['proof', 'jwt']) {
      await app.get(KeyChanges).compromise(idOf(purpose), { since, reason: 'Stolen.' }, app.ids.ada);
    }
    const document = await didNow();
    const did = issuerDid(app.url);
    expect(document.assertionMethod).toEqual([`${did}#${nameOf('jwt')}-2`, `${did}#${nameOf('proof')}-2`]);
    expect(document.verificationMethod.filter(({ revoked }) => revoked !== undefined)).toMatchObject([
      { id: `${did}#${nameOf('jwt')}`, revoked: '2026-11-20T08:30:00Z' },
      { id: `${did}#${nameOf('proof')}`, revoked: '2026-11-20T08:30:00Z' },
    ]);
    const jwk = await app.visitor().get(`/keys/${nameOf('jwt')}`, 'application/json');
    expect(jwk.headers['access-control-allow-origin']).toBe('*');
    expect([jwk.status, jwk.body]).toMatchObject([
      404,
      { error: { kind: 'notFound', message: expect.stringContaining('since 2026-11-20T08:30:00.000Z') } },
    ]);
    expect((await app.visitor().get('/keys')).text).toContain('Compromised');
  });
});

describe('a certificate of a key that signs PDFs', () => {
  const program = (() => {
    try {
      execFileSync('openssl', ['version']);
      return true;
    } catch {
      return false;
    }
  })();

  it.each([
    ['Harbour Academy', 'https://capstone.example'],
    ['Académie du Port, O=“Hafen” + Söhne; #1\\', 'http://localhost:3000'],
    ['港湾学院', 'https://capstone.example:8443'],
    ['أكاديمية المرفأ', 'https://capstone.example'],
    [`${'Very long '.repeat(20)}name`, 'https://capstone.example'],
  ])(
    program ? 'is sound to openssl: %s at %s' : 'skipped, wants openssl: is sound to it, %s at %s',
    async (name, publicUrl) => {
      if (!program) return;
      const from = new Date('2026-11-23T09:00:00.123Z');
      const [above, pair] = [await newKeyPair('root'), await newKeyPair('pdf')];
      const certificate = await rootCertificate(above, { name, publicUrl }, from);
      const chain = await leafChain(
        pair.publicJwk,
        { privateJwk: above.privateJwk, certificate },
        { name, publicUrl },
        from,
      );
      const folder = mkdtempSync(join(tmpdir(), 'capstone-chain-'));
      writeFileSync(join(folder, 'root.pem'), certificate);
      writeFileSync(join(folder, 'chain.pem'), chain);
      const args = ['verify', '-x509_strict', '-CAfile', 'root.pem', '-attime', '1798761600', 'chain.pem'];
      expect(execFileSync('openssl', args, { cwd: folder, encoding: 'utf8' })).toBe('chain.pem: OK\n');
      const text = execFileSync(
        'openssl',
        ['x509', '-in', 'chain.pem', '-noout', '-subject', '-nameopt', 'utf8,sep_multiline'],
        { cwd: folder, encoding: 'utf8' },
      );
      expect(text).toContain(`O=${Array.from(name).slice(0, 64).join('')}\n`);
      rmSync(folder, { recursive: true });
    },
  );
});
