import { describe, expect, it } from '@jest/globals';
import { Ajv2019 } from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import { createPublicKey, verify } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { issuerDid } from '../../../src/certificates/keys/issuer.rules.js';
import { type TestApp } from '../../support/app.js';
import { openBadgesSchema } from '../credential/open-badges-schema.js';
import { Outsider } from '../status-lists/an-outsider.js';
import { fetched, fetchedJson, type Person, type Served } from './served.js';

interface DidDocument {
  readonly assertionMethod: readonly unknown[];
  readonly verificationMethod: readonly Readonly<Record<string, unknown>>[];
}

interface Jwk {
  readonly [member: string]: unknown;
  readonly kty: string;
  readonly n: string;
  readonly e: string;
}

interface List {
  readonly '@context': readonly string[];
  readonly type: readonly string[];
  readonly issuer: unknown;
  readonly credentialSubject: Readonly<Record<string, unknown>>;
}

/** As Java's `ZonedDateTime` reads instants: RFC 3339, and none of the shorter forms of ISO 8601. */
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * What 1EdTech's public validator asks of an Open Badge, probe by probe in its order (`OB30Inspector` of
 * 1EdTech/digital-credentials-public-validator). It is stricter than the specification here and there, so each is written
 * down as it asks, not as it might.
 */
export function asPublicValidator(world: () => { app: TestApp; served: Record<Person, Served> }): void {
  const all = () => Object.values(world().served);
  const credentials = () =>
    all().map(({ credential }) => credential as unknown as Readonly<Record<string, unknown>>);
  const records = (one: unknown) => one as Readonly<Record<string, unknown>>[];

  describe('as 1EdTech’s public validator asks, each credential', () => {
    it('ContextPropertyProbe: has the contexts of 2.0 and of Open Badges 3.0 in places 1 and 2, as text', () => {
      for (const { '@context': contexts } of credentials()) {
        const [first, second, ...more] = contexts as string[];
        expect(first).toBe('https://www.w3.org/ns/credentials/v2');
        expect(second).toMatch(
          /^https:\/\/purl\.imsglobal\.org\/spec\/ob\/v3p0\/context(-\d+\.\d+\.\d+)*\.json$/,
        );
        // Those that it has with it and need not fetch.
        expect(more).toEqual(['https://purl.imsglobal.org/spec/ob/v3p0/extensions.json']);
      }
    });

    it('TypePropertyProbe: has its types in a list, VerifiableCredential and OpenBadgeCredential', () => {
      for (const { type } of credentials())
        expect(type).toEqual(['VerifiableCredential', 'OpenBadgeCredential']);
    });

    it('JsonSchemasProbe: is valid by the JSON Schema of an AchievementCredential', () => {
      const ajv = new Ajv2019({ strict: false, allErrors: true });
      addFormats.default(ajv);
      const validate = ajv.compile(openBadgesSchema);
      for (const credential of credentials())
        expect([validate(credential), validate.errors]).toEqual([true, null]);
    });

    it('InlineJsonSchemaProbe: names its schema in a list, by the canonical address and so with nothing to fetch', () => {
      const id =
        'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json';
      for (const { credentialSchema } of credentials())
        expect(credentialSchema).toEqual([{ id, type: '1EdTechJsonSchemaValidator2019' }]);
    });

    it('CredentialSubjectProbe: is about an AchievementSubject with an id, whose parts say what they are', () => {
      for (const { credentialSubject } of credentials()) {
        const subject = credentialSubject as Readonly<Record<string, unknown>>;
        expect(subject['type']).toContain('AchievementSubject');
        expect(String(subject['id']).trim()).not.toBe('');
        for (const { type } of records(subject['identifier']))
          expect([type].flat()).toContain('IdentityObject');
        for (const { type } of records(subject['result'])) expect(type).toContain('Result');
        const achievement = subject['achievement'] as Readonly<Record<string, unknown>>;
        for (const { type } of records(achievement['resultDescription']))
          expect(type).toContain('ResultDescription');
        const { id, narrative } = achievement['criteria'] as { id: unknown; narrative: unknown };
        expect([typeof id, typeof narrative]).toEqual(['string', 'string']);
        expect(subject).not.toHaveProperty('source');
      }
    });

    it('EvidenceProbe: has evidence of the type Evidence, or none', () => {
      for (const { evidence = [] } of credentials())
        for (const { type } of records(evidence)) expect(type).toContain('Evidence');
    });

    it('IssuerProbe: has a Profile as issuer, whose url answers', async () => {
      for (const { issuer } of credentials()) {
        const { type, url, ...profile } = issuer as Readonly<Record<string, unknown>>;
        expect(type).toContain('Profile');
        expect((await fetch(String(url), { method: 'HEAD' })).ok).toBe(true);
        expect((await fetch(String(url))).ok).toBe(true);
        expect(profile).not.toHaveProperty('otherIdentifier');
        expect(profile).not.toHaveProperty('parentOrg');
      }
    });

    it('EmbeddedProofProbe: has a proof of a suite that it knows, whose key the issuer’s document tells', async () => {
      const { app, served } = world();
      const did = await fetchedJson<DidDocument>(addressOfDid(issuerDid(app.url)).replace('https:', 'http:'));
      // It reads every entry as a text, and looks for the id in each.
      for (const method of did.assertionMethod) expect(typeof method).toBe('string');
      for (const { id } of did.verificationMethod) expect(typeof id).toBe('string');
      const outsider = new Outsider(app);
      for (const [person, { credential }] of Object.entries(served)) {
        const [proof] = credential.proof;
        expect([proof.proofPurpose, proof.type]).toEqual(['assertionMethod', 'DataIntegrityProof']);
        expect(['eddsa-2022', 'eddsa-rdfc-2022', 'ecdsa-sd-2023']).toContain(proof.cryptosuite);
        const method = proof.verificationMethod;
        // A fragment that begins as multibase does, it would take for the key itself.
        expect(method.split('#')[1]).not.toMatch(/^[zmuMUfFbB]/);
        expect(did.assertionMethod).toContain(method);
        const key = did.verificationMethod.find(({ id }) => id === method);
        expect(key?.['controller']).toBe(credential.issuer.id);
        expect(key?.['publicKeyMultibase']).toMatch(/^z6Mk[1-9A-HJ-NP-Za-km-z]{44}$/);
        // Another test revokes one.
        if (person === 'revoked') continue;
        expect(await outsider.verdictOn(credential)).toEqual({ verified: true, told: [] });
      }
    });

    it('EmbeddedProofProbe: names an issuer whose document stands where did:web says, with and without a port', () => {
      expect(addressOfDid(issuerDid('https://capstone.example'))).toBe(
        'https://capstone.example/.well-known/did.json',
      );
      expect(addressOfDid(issuerDid('https://capstone.example:8443'))).toBe(
        'https://capstone.example:8443/.well-known/did.json',
      );
    });

    it('ExternalProofProbe: as a JWT has RS256 and a kid that leads to its RSA key, and claims that have begun', async () => {
      const now = world().app.clock.now().getTime() / 1000;
      for (const { jwt } of all()) {
        // What it splits and decodes has no end of a line, no padding.
        expect(jwt).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
        const [head = '', body = '', signature = ''] = jwt.split('.');
        const { alg, kid } = partOf(head);
        expect(alg).toBe('RS256');
        const { kty, n, e } = await fetchedJson<Jwk>(String(kid));
        expect([kty, n, e]).toEqual(['RSA', expect.stringMatching(/^[\w-]+$/), 'AQAB']);
        const key = createPublicKey({ key: { kty, n, e }, format: 'jwk' });
        const signed = Buffer.from(`${head}.${body}`);
        expect(verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url'))).toBe(true);
        // The whole payload is the credential: a member vc would be taken in its place.
        const claims = partOf(body);
        expect(claims).not.toHaveProperty('vc');
        expect(claims['type']).toContain('OpenBadgeCredential');
        for (const claim of ['iat', 'nbf']) expect(claims[claim]).toBeLessThanOrEqual(now);
        expect(claims['exp']).toBeGreaterThan(now);
      }
    });

    it('checkRefreshService, EndorsementInspector: asks for nothing more to be fetched', () => {
      for (const credential of credentials())
        expect(JSON.stringify(credential)).not.toMatch(/"(?:refreshService|endorsement|endorsementJwt)"/);
    });

    it('RevocationListProbe, BitstringStatusListProbe: names a signed list with room for 131,072, and a place in it', async () => {
      const outsider = new Outsider(world().app);
      // In its order; it reads what it gets as JSON with a proof, and of a JWT a member vc.
      const accepted =
        'application/json, application/ld+json, application/jwt, text/plain, application/vc+ld+json, application/vc+jwt';
      for (const { credential } of all()) {
        const entry = credential.credentialStatus;
        expect([entry.type, entry.statusPurpose]).toEqual(['BitstringStatusListEntry', 'revocation']);
        const list = await fetchedJson<List>(entry.statusListCredential, accepted);
        expect(list['@context'][0]).toBe('https://www.w3.org/ns/credentials/v2');
        expect(list.type).toEqual(['VerifiableCredential', 'BitstringStatusListCredential']);
        expect(await outsider.believes(list)).toBe(true);
        // A minute ago: it takes no JWT that was issued after its own clock's time.
        const { iat } = claimsOf(await fetched(`${entry.statusListCredential}.jwt`));
        expect(iat).toBeLessThanOrEqual(world().app.clock.now().getTime() / 1000 - 60);
        const { type, statusPurpose, encodedList } = list.credentialSubject;
        expect([type, statusPurpose]).toEqual(['BitstringStatusList', 'revocation']);
        const text = String(encodedList);
        expect(text[0]).toBe('u');
        const octets = gunzipSync(Buffer.from(text.slice(1), 'base64url'));
        expect(octets.length * 8).toBeGreaterThanOrEqual(131_072);
        expect(entry.statusListIndex).toMatch(/^\d+$/);
        expect(Number(entry.statusListIndex)).toBeLessThan(octets.length * 8);
      }
    });

    it('IssuanceProbe, ExpirationProbe: has begun and not ended, in a form that Java reads', () => {
      const now = world().app.clock.now();
      for (const { validFrom, validUntil } of credentials()) {
        expect([validFrom, validUntil]).toEqual([
          expect.stringMatching(instant),
          expect.stringMatching(instant),
        ]);
        expect(new Date(String(validFrom)).getTime()).toBeLessThanOrEqual(now.getTime());
        expect(new Date(String(validUntil)).getTime()).toBeGreaterThan(now.getTime());
      }
    });

    it('CredentialParseProbe: is found at its address by whoever says nothing of what they like but JSON-LD', async () => {
      for (const { address, credential } of all())
        expect(JSON.parse(await fetched(address, 'application/ld+json'))).toEqual(credential);
    });
  });
}

const partOf = (part: string) =>
  JSON.parse(Buffer.from(part, 'base64url').toString()) as Readonly<Record<string, unknown>>;

const claimsOf = (jwt: string) => partOf(jwt.split('.')[1] ?? '');

/** The algorithm of the did:web Method Specification, section 3.2, as programs have it: no path, so `.well-known`. */
function addressOfDid(did: string): string {
  const [host = '', ...path] = did.slice('did:web:'.length).split(':');
  return `https://${decodeURIComponent(host)}/${path.length === 0 ? '.well-known' : path.join('/')}/did.json`;
}
