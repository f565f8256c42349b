import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SignJWT, UnsecuredJWT, importJWK } from 'jose';
import { readFileSync } from 'node:fs';
import { type SignedCredential } from '../../../src/certificates/credential/credential.shape.js';
import { type Fault, faults, type Finding } from '../../../src/certificates/credential/finding.rules.js';
import { signCredential, signJwt } from '../../../src/certificates/credential/sign-credential.js';
import { type Known, verifyCredential } from '../../../src/certificates/credential/verify-credential.js';
import { type SigningKey } from '../../../src/certificates/keys/signing-key.js';
import { fixedDemoCode } from '../../../src/certificates/register/code.rules.js';
import { type CertificateSnapshot } from '../../../src/certificates/register/snapshot.rules.js';
import { aSnapshot } from '../a-snapshot.js';
import { aSigningKey, newSigningKey } from '../keys.js';
import { names } from '../names.js';
import { aCredential, publicUrl } from './a-credential.js';

const signedAt = new Date('2026-11-14T09:31:00Z');
const now = new Date('2026-11-23T09:00:00Z');
let proofKey: SigningKey;
let jwtKey: SigningKey;
let signed: SignedCredential;
let jwt: string;

beforeAll(async () => {
  proofKey = await aSigningKey('proof');
  jwtKey = await aSigningKey('jwt');
  signed = await signCredential(aCredential(), proofKey, signedAt);
  jwt = await signJwt(aCredential(), jwtKey, signedAt);
});

/** The two keys, with what became of them since. */
const known = (later: Partial<SigningKey> = {}, at = now): Known => ({
  ...{ publicUrl, now: at },
  keys: [proofKey, jwtKey].map((key) => ({ ...key, ...later })),
});

const check = (shown: object | string, facts = known()): Promise<Finding> =>
  verifyCredential(typeof shown === 'string' ? shown : JSON.stringify(shown), facts);

const statusOf = async (shown: object | string, facts?: Known) => (await check(shown, facts)).status;

const both = () => [JSON.stringify(signed), jwt];

/** With every member there is, but each once, as what is done to it takes its time for each. */
const ofOneCompetency = (changes: Partial<CertificateSnapshot> = {}) =>
  aCredential({
    competencies: aSnapshot().competencies.slice(0, 1),
    scales: [{ key: 'analysis', levels: [{ level: 'Excellent', meaning: 'Dated.' }], required: 'Excellent' }],
    ...changes,
  });

/** What a stranger made of a credential and signed with a key of their own, as what they say they are. */
async function ofStranger(issuer: object, changes: object = {}): Promise<SignedCredential> {
  const key = await newSigningKey('proof');
  const credential = { ...aCredential(), ...changes };
  return await signCredential({ ...credential, issuer: { ...credential.issuer, ...issuer } }, key, signedAt);
}

describe('a credential that somebody shows', () => {
  it('is the academy’s as it was signed, as JSON and as a JWT', async () => {
    for (const [form, text] of [
      ['proof', JSON.stringify(signed)],
      ['proof', `\uFEFF${JSON.stringify(signed, null, 2)}\r\n`],
      ['jwt', jwt],
      ['jwt', ` ${jwt}\n`],
    ]) {
      expect(await check(text ?? '')).toEqual({
        status: 'valid',
        sentence: 'This is a certificate of this academy, as it was signed.',
        form,
        code: fixedDemoCode('zoe'),
        credential: aCredential(),
        keyName: form === 'jwt' ? 'jwt-2026-11-01' : 'proof-2026-11-01',
        signedAt,
        keyCompromisedSince: null,
      });
    }
  });

  it('is the academy’s for any name', async () => {
    for (const name of names) {
      const credential = ofOneCompetency({ holder: { name } });
      const text = JSON.stringify(await signCredential(credential, proofKey, signedAt));
      expect(await statusOf(text)).toBe('valid');
      expect(await statusOf(await signJwt(credential, jwtKey, signedAt))).toBe('valid');
    }
  });

  it('may be written anew by a wallet: other order, other blanks, a list of one proof as the one', async () => {
    const turned = Object.fromEntries(Object.entries(signed).reverse());
    expect(await statusOf(JSON.stringify({ ...turned, proof: signed.proof[0] }, null, '\t'))).toBe('valid');
  });

  it('verified in November 2026 and does so for good', async () => {
    const { publicKeys, document, token } = JSON.parse(
      readFileSync(new URL('kept-credential.json', import.meta.url), 'utf8'),
    ) as { publicKeys: SigningKey[]; document: object; token: string };
    const keys = publicKeys.map((key) => ({ ...key, createdAt: new Date(key.createdAt) }));
    for (const shown of [document, token]) {
      expect(await statusOf(shown, { publicUrl, keys, now })).toBe('valid');
      expect(await statusOf(shown, { publicUrl, keys, now: new Date('2046-11-23T09:00:00Z') })).toBe(
        'expired',
      );
    }
  });
});

describe('what was altered', () => {
  it('is never valid, whichever member is changed, taken away, added or said twice', async () => {
    const whole = await signCredential(ofOneCompetency(), proofKey, signedAt);
    expect(await statusOf(whole)).toBe('valid');
    for (const [what, altered] of alterations(whole)) {
      expect([what, await statusOf(altered)]).not.toEqual([what, 'valid']);
    }
  });

  it('is never valid, whichever character is another', async () => {
    const text = JSON.stringify(await signCredential(ofOneCompetency(), proofKey, signedAt));
    await fc.assert(
      fc.asyncProperty(changedCharacter(text), async (changed) => {
        expect(await statusOf(changed)).not.toBe('valid');
      }),
      { numRuns: 100 },
    );
    await fc.assert(
      fc.asyncProperty(changedCharacter(jwt), async (changed) => {
        expect(await statusOf(changed)).not.toBe('valid');
      }),
      { numRuns: 300 },
    );
  });

  it('is told as such', async () => {
    const renamed = JSON.stringify(signed).replaceAll('Zoë Nguyễn', 'Zoë Nguyen');
    expect(await check(renamed)).toEqual({
      status: 'signature-broken',
      sentence: 'This was altered after it was signed, or was never signed by this academy.',
    });
    const [head = '', body = '', signature = ''] = jwt.split('.');
    const payload = Buffer.from(body, 'base64url').toString().replaceAll('Zoë Nguyễn', 'Zoë Nguyen');
    const token = [head, Buffer.from(payload).toString('base64url'), signature].join('.');
    expect(await statusOf(token)).toBe('signature-broken');
  });

  it('is found where JSON-LD reads the same statements from another text', async () => {
    const { credentialSubject: subject } = signed;
    const [identity] = subject.identifier;
    for (const changes of [
      { validUntil: null },
      { '@id': signed.id, id: undefined },
      { name: [signed.name] },
      { type: [...signed.type, 'OpenBadgeCredential'] },
      { credentialSubject: { ...subject, identifier: [{ ...identity, hashed: 'false' }] } },
      { credentialSubject: { ...subject, identifier: identity } },
      { credentialSubject: { ...subject, '@context': {} } },
      { credentialSubject: { ...subject, nick: null } },
      { credentialSubject: [subject] },
      { credentialSubject: { ...subject, result: Array(500).fill(subject.result[0]) } },
    ]) {
      expect([changes, await statusOf({ ...signed, ...changes })]).toEqual([changes, 'another-shape']);
    }
  });

  it('is found where a list has members twice, or in another order', async () => {
    const { credentialSubject: subject } = signed;
    const { achievement } = subject;
    const [total, first, ...others] = achievement.resultDescription;
    const { requiredValue, ...lenient } = total ?? {};
    expect(requiredValue).toBe('60');
    const levels = first?.rubricCriterionLevel ?? [];
    const { description, ...bare } = levels[0] ?? {};
    const described = (...resultDescription: unknown[]) => ({
      achievement: { ...achievement, resultDescription },
    });
    for (const [what, changes] of Object.entries({
      'a description twice, once without what it requires': described(lenient, total, first, ...others),
      'descriptions in another order': described(first, total, ...others),
      'levels in another order': described(
        total,
        { ...first, rubricCriterionLevel: levels.toReversed() },
        ...others,
      ),
      'a level twice, once without its meaning': described(
        total,
        { ...first, rubricCriterionLevel: [bare, ...levels] },
        ...others,
      ),
      'a list of no levels': described({ ...total, rubricCriterionLevel: [] }, first, ...others),
      'results in another order': { result: subject.result.toReversed() },
      'competencies in another order': {
        achievement: { ...achievement, alignment: achievement.alignment.toReversed() },
      },
    })) {
      const altered = { ...signed, credentialSubject: { ...subject, ...changes } };
      expect([what, await statusOf(altered)]).toEqual([what, 'another-shape']);
    }
    expect(description).toBe('Nothing follows from what was found.');
  });

  it('is found where a character is written that UTF-8 has no bytes for', async () => {
    const credential = aCredential({ holder: { name: 'A\uFFFDa' } });
    const text = JSON.stringify(await signCredential(credential, proofKey, signedAt));
    expect(await statusOf(text)).toBe('valid');
    expect(await statusOf(text.replaceAll('\uFFFD', '\\ud800'))).toBe('another-shape');
    expect(await statusOf(text.replaceAll('analysis', '\\ud800'))).toBe('another-shape');
  });

  it('is found where another certificate’s proof was put on it', async () => {
    const { proof } = await signCredential(aCredential({ holder: { name: 'Erin' } }), proofKey, signedAt);
    expect(await statusOf({ ...signed, proof })).toBe('signature-broken');
    const later = { ...signed.proof[0], created: '2026-11-15T09:31:00Z' };
    expect(await statusOf({ ...signed, proof: [later] })).toBe('signature-broken');
  });
});

describe('keys', () => {
  it('that were retired since are believed, and what they sign after that is not', async () => {
    for (const shown of both()) {
      expect(await statusOf(shown, known({ retiredAt: new Date('2026-11-20T09:00:00Z') }))).toBe('valid');
      // It was on its way when the key was retired.
      expect(await statusOf(shown, known({ retiredAt: new Date('2026-11-14T09:30:55Z') }))).toBe('valid');
      expect(await statusOf(shown, known({ retiredAt: new Date('2026-11-14T09:00:00Z') }))).toBe(
        'key-retired',
      );
    }
  });

  it('that were compromised are believed for what they signed before, to the second', async () => {
    for (const shown of both()) {
      const later = new Date('2026-11-14T09:31:01Z');
      expect(await check(shown, known({ compromisedSince: later }))).toMatchObject({
        ...{ status: 'valid', keyCompromisedSince: later },
      });
      for (const since of ['2026-11-14T09:31:00.900Z', '2026-11-14T09:31:00Z', '2026-11-02T00:00:00Z']) {
        const found = await check(shown, known({ compromisedSince: new Date(since) }));
        expect(found.status).toBe('key-compromised');
      }
    }
  });

  it('sign nothing before they are made, and nothing in the future', async () => {
    for (const shown of both()) {
      expect(await statusOf(shown, known({ createdAt: new Date('2026-11-14T09:31:00.700Z') }))).toBe('valid');
      const made = new Date('2026-11-14T09:31:01Z');
      expect(await statusOf(shown, known({ createdAt: made }))).toBe('key-not-yet-made');
      expect(await statusOf(shown, known({}, new Date('2026-11-14T09:25:59Z')))).toBe('signed-in-future');
      expect(await statusOf(shown, known({}, new Date('2026-11-14T09:26:00Z')))).toBe('valid');
    }
  });

  it('of another purpose, or of nobody’s, sign no credentials', async () => {
    const facts = known();
    const [proof, token] = both();
    expect(await statusOf(proof ?? '', { ...facts, keys: facts.keys.slice(1) })).toBe('key-not-ours');
    expect(await statusOf(token ?? '', { ...facts, keys: facts.keys.slice(0, 1) })).toBe('key-not-ours');
    expect(await statusOf(proof ?? '', known({ purpose: 'pdf' }))).toBe('key-not-ours');
    const forged = await newSigningKey('proof');
    expect(await statusOf(await signCredential(aCredential(), forged, signedAt))).toBe('signature-broken');
    expect(await statusOf(await signJwt(aCredential(), await newSigningKey('jwt'), signedAt))).toBe(
      'signature-broken',
    );
  });
});

describe('dates', () => {
  it('make a certificate not yet valid, valid and expired', async () => {
    const credential = aCredential({ issuedAt: '2026-11-30T08:00:00.000Z' });
    const token = await signJwt(credential, jwtKey, signedAt);
    expect(await check(token)).toMatchObject({
      status: 'not-yet-valid',
      sentence: 'This is a certificate of this academy, as it was signed, but it is not valid yet.',
    });
    for (const shown of both()) {
      expect(await statusOf(shown, known({}, new Date('2028-11-14T22:59:59.999Z')))).toBe('valid');
      expect(await check(shown, known({}, new Date('2028-11-14T23:00:00Z')))).toMatchObject({
        ...{ status: 'expired', code: fixedDemoCode('zoe') },
      });
    }
  });
});

describe('what is not the academy’s', () => {
  it('is told by who issued it', async () => {
    const elsewhere = { id: 'https://else.example/certificates/1' };
    const at = (did: string) => ({ id: did, url: 'https://else.example' });
    const shown: [Fault, object][] = [
      ['unpinned-did', await ofStranger(at('did:web:else.example'), elsewhere)],
      ['strangers-key', await ofStranger(at('did:key:z6Mkstranger'), elsewhere)],
      ['foreign-issuer', await ofStranger(at('https://else.example/issuer'), elsewhere)],
      ['foreign-issuer', { ...signed, ...elsewhere, issuer: 'https://else.example' }],
      ['foreign-issuer', { ...signed, ...elsewhere, issuer: undefined }],
      ['foreign-issuer-names-us', await ofStranger(at('did:web:else.example'))],
      ['foreign-issuer-names-us', await ofStranger({ id: 'did:key:z6Mkstranger' }, elsewhere)],
      ['unpinned-did', await ofStranger(at('did:web:capstone.example.else.example'), elsewhere)],
    ];
    for (const [fault, credential] of shown) {
      expect(await statusOf(credential)).toBe(fault);
    }
    expect(await check(shown[5]?.[1] ?? '')).toEqual({
      status: 'foreign-issuer-names-us',
      sentence:
        'This names this academy, but did:web:else.example issued it. It is not a certificate of this academy.',
    });
  });

  it('is told by who signed it in the academy’s name', async () => {
    const [proof] = signed.proof;
    const signers: [Fault, string][] = [
      ['strangers-key', 'did:key:z6Mkstranger#z6Mkstranger'],
      ['unpinned-did', 'did:web:else.example#proof-2026-11-01'],
      ['key-not-ours', 'did:web:capstone.example#proof-2020-01-01'],
      ['key-not-ours', 'https://else.example/keys/1'],
      ['key-not-ours', ''],
    ];
    for (const [fault, verificationMethod] of signers) {
      expect(await statusOf({ ...signed, proof: [{ ...proof, verificationMethod }] })).toBe(fault);
    }
  });

  it('is told by the contexts it was written with', async () => {
    const strange = 'https://else.example/context.json';
    const [first, ...others] = signed['@context'];
    expect(await check({ ...signed, '@context': [first, ...others, strange] })).toEqual({
      status: 'unknown-context',
      sentence:
        'This is not written as certificates of this academy are: it was changed, or somebody else made it.',
    });
    for (const contexts of [
      [...others, first],
      [first],
      first,
      [],
      undefined,
      [first, ...others, { a: 'b' }],
    ]) {
      expect(await statusOf({ ...signed, '@context': contexts })).toBe('unknown-context');
    }
  });

  it('is told by how it was signed', async () => {
    const [proof] = signed.proof;
    const shown: [Fault, object | string][] = [
      ['unsigned', { ...signed, proof: undefined }],
      ['unsigned', { ...signed, proof: [] }],
      ['unsigned', { ...signed, proof: 'trust me' }],
      ['several-proofs', { ...signed, proof: [proof, proof] }],
      ['another-proof', { ...signed, proof: [{ ...proof, cryptosuite: 'eddsa-jcs-2022' }] }],
      ['another-proof', { ...signed, proof: [{ ...proof, type: 'Ed25519Signature2020' }] }],
      ['another-proof', { ...signed, proof: [{ ...proof, proofPurpose: 'authentication' }] }],
      ['another-shape', { ...signed, proof: [{ ...proof, expires: '2030-01-01T00:00:00Z' }] }],
      ['another-proof', new UnsecuredJWT({ ...claims() }).encode()],
      ['another-proof', await tokenOf(claims(), 'HS256')],
      ['another-proof', await tokenOf(claims(), 'RS384')],
    ];
    for (const [fault, credential] of shown) expect(await statusOf(credential)).toBe(fault);
  });

  it('is told by claims that contradict the credential, though the academy’s key signed them', async () => {
    expect(await statusOf(await tokenOf(claims()))).toBe('valid');
    for (const [name, value] of Object.entries({
      iss: 'did:web:else.example',
      sub: 'urn:uuid:somebody',
      jti: 'https://capstone.example/verify/another',
      nbf: 1,
      exp: undefined,
    })) {
      expect(await check(await tokenOf({ ...claims(), [name]: value }))).toEqual({
        status: 'claims-differ',
        sentence: 'This says one thing in one place and another in the next, so nobody knows what holds.',
      });
    }
  });

  it('is told by times that no calendar has, though the academy’s key signed them', async () => {
    for (const time of [Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, -1, 253_402_300_800, 1e300, 1.5]) {
      for (const name of ['iat', 'nbf', 'exp']) {
        const found = await statusOf(await tokenOf({ ...claims(), [name]: time }));
        expect([name, time, found]).toEqual([name, time, 'another-shape']);
      }
    }
    expect(await statusOf(await tokenOf({ ...claims(), iat: 253_402_300_799 }))).toBe('signed-in-future');
    expect(await statusOf(await tokenOf({ ...claims(), iat: 0 }))).toBe('key-not-yet-made');
  });

  it('is no certificate though the academy’s key signed it', async () => {
    const list = { ...aCredential(), type: ['VerifiableCredential', 'BitstringStatusListCredential'] };
    expect(await statusOf(await signCredential(list, proofKey, signedAt))).toBe('not-a-certificate');
    const misplaced = await signJwt({ ...aCredential(), id: `${publicUrl}/verify/x` }, jwtKey, signedAt);
    expect(await statusOf(misplaced)).toBe('not-a-certificate');
  });

  it('is a sentence for whatever else there is, and never an error', async () => {
    const shown: [Fault, string][] = [
      ['not-json', ''],
      ['not-json', 'hello'],
      ['not-json', 'a.b.c'],
      ['not-json', '..'],
      ['not-json', `${jwt}.x`],
      ['not-json', `${Buffer.from('{"alg":"RS256"}').toString('base64url')}._w.`],
      ['not-json', JSON.stringify(signed).slice(0, 3000)],
      ['members-twice', JSON.stringify(signed).replace('{', '{"name":"Strategist",')],
      ['too-large', JSON.stringify({ ...signed, name: 'x'.repeat(131_072) })],
      ['not-a-certificate', '[]'],
      ['not-a-certificate', 'null'],
      ['not-a-certificate', '{"type":"OpenBadge"}'],
      ['not-a-certificate', `${'['.repeat(50)}${']'.repeat(50)}`],
    ];
    for (const [fault, text] of shown) {
      const found = await check(text);
      expect([text.slice(0, 40), found.status]).toEqual([text.slice(0, 40), fault]);
      expect(found.sentence).toMatch(/^This .+\.$/);
    }
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), async (text) => {
        expect(await statusOf(text)).not.toBe('valid');
      }),
    );
  });

  it('is told in words that take no knowledge of formats', () => {
    for (const say of Object.values(faults)) {
      expect(say('')).not.toMatch(/context|member|claim|token|proof|@|_/);
    }
  });

  it('repeats a stranger’s words in one short line', async () => {
    const did = `did:web:else.example\u202E\n${'x'.repeat(500)}`;
    const { sentence } = await check({ ...signed, id: 'urn:uuid:1', issuer: { id: did } });
    expect(sentence).toMatch(/^This was issued in the name of did:web:else\.example x{90,}…, which is not/);
    expect(sentence.length).toBeLessThan(200);
  });
});

const claims = (): Record<string, unknown> =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;

async function tokenOf(said: Record<string, unknown>, alg = 'RS256'): Promise<string> {
  const kid = `${publicUrl}/keys/${jwtKey.name}`;
  const key = alg.startsWith('HS')
    ? new TextEncoder().encode(JSON.stringify(jwtKey.publicJwk))
    : await importJWK(jwtKey.privateJwk, alg);
  return await new SignJWT(said).setProtectedHeader({ alg, kid, typ: 'JWT' }).sign(key);
}

/** One character of the text replaced by another of those that it has. */
const changedCharacter = (text: string) =>
  fc
    .tuple(fc.nat(text.length - 1), fc.nat(text.length - 1))
    .filter(([at, from]) => text.charAt(at) !== text.charAt(from))
    .map(([at, from]) => text.slice(0, at) + text.charAt(from) + text.slice(at + 1));

/** The value with each of its parts changed, taken away, or with something beside it, one at a time. */
function alterations(value: unknown, path = ''): [string, object][] {
  if (Array.isArray(value)) {
    const list = value as unknown[];
    return [
      [`${path} without its first`, list.slice(1)],
      [`${path} with one more`, [...list, 'more']],
      [`${path} with its first twice`, [...list.slice(0, 1), ...list]],
      ...(list.length > 1 ? [[`${path} in another order`, list.toReversed()] as [string, object]] : []),
      ...list.flatMap((item, at) =>
        alterations(item, `${path}[${at}]`).map(([what, altered]): [string, object] => [
          what,
          list.with(at, 'is' in altered ? altered.is : altered),
        ]),
      ),
    ];
  }
  if (typeof value === 'object' && value !== null) {
    const record = value as Record<string, unknown>;
    return [
      [`${path} with one more`, { ...record, more: 'more' }],
      ...Object.entries(record).flatMap(([name, member]) => {
        const { [name]: taken, ...rest } = record;
        return [
          [`${path} without ${name}`, rest] as [string, object],
          ...alterations(member, `${path}.${name}`).map(([what, altered]): [string, object] => [
            what,
            { ...record, [name]: 'is' in altered ? altered.is : altered },
          ]),
        ];
      }),
    ];
  }
  return [[`${path} changed`, { is: typeof value === 'string' ? `${value}~` : !value }]];
}
