import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromJwk } from '@digitalbazaar/ed25519-multikey';
import { KeyChanges } from '../../../src/certificates/keys/key-changes.service.js';
import { KeyRing } from '../../../src/certificates/keys/key-ring.service.js';
import { belongsTo, newKeyPair, multibaseOf } from '../../../src/certificates/keys/key-pairs.js';
import { issuerDid, jwkAddress, verificationMethod } from '../../../src/certificates/keys/issuer.rules.js';
import { keyName } from '../../../src/certificates/keys/key-names.rules.js';
import { openKey, sealKey } from '../../../src/certificates/keys/sealing.js';
import { keyPurposes, type SigningKey } from '../../../src/certificates/keys/signing-key.js';
import { StartError } from '../../../src/platform/start-error.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { newSigningKey } from '../keys.js';
import { until } from '../until.js';

const anotherKey = '7d1b9f3c5a8e20467d1b9f3c5a8e20467d1b9f3c5a8e20467d1b9f3c5a8e2046';
const sentence =
  'KEY_ENCRYPTION_KEY must be the one with which the signing keys in this database were encrypted, and it does not open them.';

describe('the ring of keys', () => {
  let app: TestApp;
  let other: TestApp;
  let first: Record<(typeof keyPurposes)[number], SigningKey>;

  beforeAll(async () => {
    app = await startTestApp();
    other = await startTestApp({ beside: app });
  });
  afterAll(async () => {
    await other.close();
    await app.close();
  });

  it('is empty until something is to be signed', async () => {
    expect(await app.get(KeyRing).all()).toEqual([]);
  });

  it('makes one key for each purpose, however many ask at once in two processes', async () => {
    const asked = await Promise.all(
      [app, other, app, other].flatMap((process) =>
        keyPurposes.map((purpose) => process.get(KeyRing).current(purpose)),
      ),
    );
    first = Object.fromEntries(asked.map((key) => [key.purpose, key])) as typeof first;
    expect(new Set(asked.map(({ id }) => id)).size).toBe(3);
    expect((await app.get(KeyRing).all()).map(({ name }) => name).sort()).toEqual([
      'jwt-2026-11-23',
      'pdf-2026-11-23',
      'proof-2026-11-23',
    ]);
    expect(first.proof.publicJwk).toMatchObject({ kty: 'OKP', crv: 'Ed25519' });
    expect(first.proof.publicKeyMultibase).toMatch(/^z6Mk/);
    expect(first.jwt.publicJwk).toMatchObject({ kty: 'RSA', e: 'AQAB' });
    expect(Buffer.from(String(first.jwt.publicJwk.n), 'base64url')).toHaveLength(384);
    expect(first.pdf.publicJwk).toMatchObject({ kty: 'EC', crv: 'P-256' });
    expect(first.pdf.certificateChain?.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  });

  it('tells nobody a private key who asks for all of them', async () => {
    const told = JSON.stringify(await app.get(KeyRing).all());
    for (const { privateJwk } of Object.values(first)) expect(told).not.toContain(privateJwk.d);
  });

  it('keeps no private key in the clear, in whatever table', async () => {
    const tables = await app.db.query<{ name: string }[]>(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
    );
    const texts = await Promise.all(
      tables.map(({ name }) =>
        app.db.query<{ text: string | null }[]>(`SELECT string_agg(t::text, '') AS text FROM "${name}" t`),
      ),
    );
    const everything = texts
      .flat()
      .map(({ text }) => text ?? '')
      .join('\n');
    expect(everything).toContain(String(first.proof.publicJwk.x));
    for (const { privateJwk } of Object.values(first)) {
      const secret = Buffer.from(String(privateJwk.d), 'base64url');
      for (const form of ['base64url', 'hex', 'base64'] as const) {
        expect(everything).not.toContain(secret.toString(form));
      }
      expect(everything).not.toContain(Buffer.from(String(privateJwk.d)).toString('hex'));
    }
  });

  it('tells a second process of a rotation', async () => {
    await other.get(KeyRing).all();
    await app.get(KeyChanges).rotate('proof', app.ids.ada);
    await until(async () => (await other.get(KeyRing).current('proof')).name === 'proof-2026-11-23-2');
    const [before] = (await other.get(KeyRing).all()).filter(({ purpose }) => purpose === 'proof');
    expect(before).toMatchObject({ name: 'proof-2026-11-23', retiredAt: app.clock.now() });
  });

  it('goes on with the same root for another key of PDFs', async () => {
    const rootOf = ({ certificateChain }: SigningKey) => certificateChain?.split('-----BEGIN')[2];
    await app.get(KeyChanges).rotate('pdf', null);
    const second = await app.get(KeyRing).current('pdf');
    expect(second.id).not.toBe(first.pdf.id);
    expect(rootOf(second)).toBe(rootOf(first.pdf));
  });

  it('makes another root when a key of PDFs is compromised, as that may have been copied with it', async () => {
    const rootsNow = async () =>
      (await app.visitor().get('/keys/root.pem', '*/*')).text.split(/(?=-----BEGIN)/);
    const compromise = (id: string) =>
      app.get(KeyChanges).compromise(id, { since: app.clock.now(), reason: 'Stolen.' }, app.ids.ada);
    const [before = ''] = await rootsNow();
    await compromise((await app.get(KeyRing).current('pdf')).id);
    const { certificateChain: chain } = await app.get(KeyRing).current('pdf');
    const root = chain?.split(/(?=-----BEGIN)/)[1];
    expect(root).not.toBe(before);
    // The other still vouches for the first key.
    expect(await rootsNow()).toEqual([root, before]);
    await compromise(first.pdf.id);
    expect(await rootsNow()).toEqual([root]);
  });

  it('is refused at the start with another key of the configuration, and no key is made then', async () => {
    const wrong = await startTestApp({ beside: app, config: { keyEncryptionKey: anotherKey } });
    const count = () => app.db.query<[{ count: string }]>('SELECT count(*) FROM signing_keys');
    const before = await count();
    const refusal = await wrong
      .get(KeyRing)
      .prepare()
      .catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(StartError);
    expect((refusal as StartError).message).toBe(sentence);
    await expect(wrong.get(KeyRing).current('jwt')).rejects.toThrow(sentence);
    expect(await count()).toEqual(before);
    await wrong.close();
  });

  it('opens no secret that was moved to another key', async () => {
    await app.db.query(
      `UPDATE signing_key_secrets SET (nonce, sealed) =
         (SELECT nonce, sealed FROM signing_key_secrets WHERE key_id = $2) WHERE key_id = $1`,
      [first.jwt.id, first.proof.id],
    );
    await expect(app.get(KeyRing).prepare()).rejects.toThrow(sentence);
  });
});

describe('an academy without a name', () => {
  it('starts without keys, as its certificate for PDFs would name nobody', async () => {
    const app = await startTestApp({ empty: true });
    await app.get(KeyRing).prepare();
    expect(await app.get(KeyRing).all()).toEqual([]);
    await expect(app.get(KeyRing).current('pdf')).rejects.toThrow('This academy is not set up yet.');
    await app.close();
  });
});

describe('what is told of a key', () => {
  it('belongs to its private half alone, and to its purpose', async () => {
    for (const purpose of keyPurposes) {
      const [{ privateJwk, ...told }, other] = [await newSigningKey(purpose), await newSigningKey(purpose)];
      const { publicJwk, publicKeyMultibase, certificateChain } = other;
      expect(belongsTo(privateJwk, told)).toBe(true);
      expect(belongsTo(other.privateJwk, told)).toBe(false);
      expect(belongsTo(privateJwk, { ...told, publicJwk })).toBe(false);
      expect(belongsTo(privateJwk, { ...told, publicJwk: {} })).toBe(false);
      for (const another of ['proof', 'jwt', 'root'] as const) {
        if (another !== purpose) expect(belongsTo(privateJwk, { ...told, purpose: another })).toBe(false);
      }
      if (publicKeyMultibase) expect(belongsTo(privateJwk, { ...told, publicKeyMultibase })).toBe(false);
      if (certificateChain === null) continue;
      const [leaf = ''] = (told.certificateChain ?? '').split(/(?=-----BEGIN)/);
      for (const chain of [
        certificateChain,
        `${leaf}${certificateChain.slice(certificateChain.lastIndexOf('-----BEGIN'))}`,
        null,
        'none',
      ]) {
        expect(belongsTo(privateJwk, { ...told, certificateChain: chain })).toBe(false);
      }
    }
  });
});

describe('a private key at rest', () => {
  const key = { id: '0c7e8a4e-3a9e-4a53-9d1c-0f6f0a9f4c11', purpose: 'proof' };

  it('opens with the same key, for the same row', () => {
    const sealed = sealKey({ kty: 'OKP', d: 'secret' }, key, anotherKey);
    expect(openKey(sealed, key, anotherKey)).toEqual({ kty: 'OKP', d: 'secret' });
    expect(sealed.nonce).toHaveLength(12);
  });

  it('looks different each time', () => {
    const [one, two] = [0, 1].map(() => sealKey({ kty: 'OKP' }, key, anotherKey));
    expect(one?.nonce.equals(two?.nonce ?? Buffer.alloc(0))).toBe(false);
    expect(one?.sealed.equals(two?.sealed ?? Buffer.alloc(0))).toBe(false);
  });

  it('opens for nothing that differs in a bit, a purpose, an id or a key, nor cut off', () => {
    const sealed = sealKey({ kty: 'OKP', d: 'secret' }, key, anotherKey);
    for (let at = 0; at < sealed.sealed.length; at += 1) {
      const altered = Buffer.from(sealed.sealed);
      altered.writeUInt8(altered.readUInt8(at) ^ 1, at);
      expect(() => openKey({ ...sealed, sealed: altered }, key, anotherKey)).toThrow(sentence);
      expect(() => openKey({ ...sealed, sealed: altered.subarray(0, at) }, key, anotherKey)).toThrow(
        sentence,
      );
    }
    expect(() => openKey(sealed, { ...key, purpose: 'jwt' }, anotherKey)).toThrow(sentence);
    expect(() => openKey(sealed, { ...key, id: key.id.replace('0', '1') }, anotherKey)).toThrow(sentence);
    expect(() => openKey(sealed, key, anotherKey.replace('7', '8'))).toThrow(sentence);
  });
});

describe('names of keys', () => {
  it('say the purpose and the day of UTC, and count within a day', () => {
    const day = new Date('2026-11-23T23:59:59Z');
    expect(keyName('proof', day, [])).toBe('proof-2026-11-23');
    expect(keyName('proof', day, ['proof-2026-11-23'])).toBe('proof-2026-11-23-2');
    expect(keyName('proof', day, ['proof-2026-11-23', 'proof-2026-11-23-2'])).toBe('proof-2026-11-23-3');
  });

  it('stand in addresses that programs know', () => {
    expect(issuerDid('https://capstone.example')).toBe('did:web:capstone.example');
    expect(issuerDid('http://localhost:3000')).toBe('did:web:localhost%3A3000');
    expect(verificationMethod('http://localhost:3000', 'proof-2026-11-23')).toBe(
      'did:web:localhost%3A3000#proof-2026-11-23',
    );
    expect(jwkAddress('https://capstone.example', 'jwt-2026-11-23')).toBe(
      'https://capstone.example/keys/jwt-2026-11-23',
    );
  });

  it('come with the Multikey that others compute', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { publicJwk } = await newKeyPair('proof');
      const of = { secretKey: false, id: 'did:example:us#key', controller: 'did:example:us' };
      const theirs = (await fromJwk({ jwk: publicJwk, ...of })) as object as { publicKeyMultibase: string };
      expect(multibaseOf(publicJwk)).toBe(theirs.publicKeyMultibase);
    }
  });
});
