import { describe, expect, it } from '@jest/globals';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { Ajv2019 } from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { documentLoader } from '../../../src/certificates/credential/contexts.js';
import { buildCredential, statusOf } from '../../../src/certificates/credential/credential.rules.js';
import { pinnedContexts } from '../../../src/certificates/credential/pinned-contexts.rules.js';
import { canonicalJson } from '../../../src/platform/digests/digests.js';
import { aSnapshot } from '../a-snapshot.js';
import { names } from '../names.js';
import { aCredential, publicUrl, statusEntries } from './a-credential.js';
import { openBadgesSchema } from './open-badges-schema.js';

const ajv = new Ajv2019({ strict: false, allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(openBadgesSchema);

/** What Open Badges has against it; nothing when it is right. */
function faultsOf(credential: object): string[] {
  validate(JSON.parse(JSON.stringify(credential)));
  return (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
}

const canonical = (credential: object) => cryptosuite.canonize(credential, { documentLoader });

describe('a certificate’s credential', () => {
  it('says what the certificate prints', () => {
    const { credentialSubject, ...credential } = aCredential();
    expect(credential).toEqual({
      '@context': [
        'https://www.w3.org/ns/credentials/v2',
        'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
        'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json',
      ],
      id: aSnapshot().address,
      type: ['VerifiableCredential', 'OpenBadgeCredential'],
      issuer: {
        id: 'did:web:capstone.example',
        type: ['Profile'],
        name: 'Capstone Academy',
        url: 'https://capstone.example',
        image: {
          id: `https://capstone.example/logos/${'07c1'.repeat(16)}.png`,
          type: 'Image',
          caption: 'Logo of Capstone Academy',
        },
      },
      validFrom: '2026-11-14T09:30:00Z',
      validUntil: '2028-11-14T23:00:00Z',
      name: 'Strategist',
      description: 'Certificate of Capstone Academy for “Strategist”',
      evidence: [
        {
          id: `${aSnapshot().address}#evidence`,
          type: ['Evidence'],
          name: 'The graded handbook',
          description: '14 sections, of which the holder may show some at the certificate’s address',
          narrative: `SHA-256 over the list of salted section digests: ${'5d7f'.repeat(16)}`,
        },
      ],
      credentialStatus: statusEntries[0],
      credentialSchema: [
        {
          id: 'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json',
          type: '1EdTechJsonSchemaValidator2019',
        },
      ],
    });
    expect(credentialSubject).toMatchObject({
      id: 'urn:uuid:1f0a3c9e-6c62-4b11-9c3f-0a55b1d0c001',
      name: 'Zoë Nguyễn',
      identifier: [{ hashed: false, identityHash: 'Zoë Nguyễn', identityType: 'name' }],
      term: 'Autumn 2026',
      activityStartDate: '2026-10-19T00:00:00+02:00',
      activityEndDate: '2026-11-08T23:59:59+01:00',
      achievement: {
        name: 'Strategist',
        version: '3',
        criteria: {
          narrative:
            'Three weeks, one handbook.\n\nPassed with at least 60 % in all and no competency below Developing.',
        },
      },
    });
  });

  it('gives each competency its level and points, and the total beside what it takes', () => {
    const { achievement, result } = aCredential().credentialSubject;
    const described = new Map(achievement.resultDescription.map((one) => [one.id, one]));
    const read = result.map(({ resultDescription, achievedLevel, value }) => {
      const of = described.get(resultDescription);
      const level = of?.rubricCriterionLevel?.find(({ id }) => id === achievedLevel)?.name;
      return [of?.name, value, of?.requiredValue ?? of?.valueMax, level];
    });
    expect(read).toEqual([
      ['Percent of the weighted points', '80.5', '60', undefined],
      ['Analysis', '18', '20', 'Excellent'],
      ['Strategy', '16', '20', 'Proficient'],
      ['Numbers', '15.5', '20', 'Proficient'],
      ['Execution', '19', '20', 'Excellent'],
      ['Communication', '12', '20', 'Developing'],
    ]);
    expect(achievement.alignment.map(({ targetCode }) => targetCode)).toEqual([
      ...['analysis', 'strategy', 'numbers', 'execution', 'communication'],
    ]);
  });

  it('tells the scale of each competency and the level that passing takes, where the snapshot does', () => {
    const levelsOf = ({ credentialSubject }: ReturnType<typeof aCredential>) =>
      credentialSubject.achievement.resultDescription.slice(1).map((one) => {
        const levels = one.rubricCriterionLevel ?? [];
        const required = levels.find(({ id }) => id === one.requiredLevel)?.name;
        return [levels.map(({ name }) => name).join(' < '), required];
      });
    const scale = 'Insufficient < Developing < Proficient < Excellent';
    expect(levelsOf(aCredential())).toEqual([
      [scale, 'Developing'],
      [scale, 'Developing'],
      [scale, undefined],
      [scale, 'Developing'],
      [scale, 'Developing'],
    ]);
    const { scales, ...oldest } = aSnapshot();
    expect(scales).toBeUndefined();
    const subjectId = 'urn:uuid:0';
    expect(levelsOf(buildCredential(oldest, { publicUrl, subjectId, statusEntries }))).toEqual([
      ['Excellent', undefined],
      ['Proficient', undefined],
      ['Proficient', undefined],
      ['Excellent', undefined],
      ['Developing', undefined],
    ]);
  });

  it('is what Open Badges 3.0 and JSON-LD’s safe mode ask for, with all there can be and with the least', async () => {
    const academy = { name: 'Capstone Academy' };
    const least = aCredential({ academy, evidence: null, validUntil: null, competencies: [], scales: [] });
    for (const credential of [aCredential(), least]) {
      expect(faultsOf(credential)).toEqual([]);
      expect(await canonical(credential)).toContain('OpenBadgeCredential');
    }
    expect(least.issuer).not.toHaveProperty('image');
    expect(least).not.toHaveProperty('evidence');
    expect(least).not.toHaveProperty('validUntil');
  });

  it('would be told by both where it is wrong', async () => {
    const credential = aCredential();
    expect(faultsOf({ ...credential, credentialStatus: statusEntries })).toEqual([
      '/credentialStatus must be object',
    ]);
    expect(faultsOf({ ...credential, proof: { type: 'DataIntegrityProof' } })).toEqual([
      '/proof must be array',
    ]);
    const { validFrom, ...undated } = credential;
    expect(faultsOf(undated)).toEqual([" must have required property 'validFrom'"]);
    await expect(canonical({ ...credential, shoeSize: '42' })).rejects.toThrow('Safe mode');
    const contexts = pinnedContexts.slice(0, 2);
    await expect(canonical({ ...credential, '@context': contexts })).rejects.toThrow('Safe mode');
  });

  it('holds any name as it is printed', () => {
    const spelled = fc.oneof(fc.constantFrom(...names), fc.string({ unit: 'grapheme', minLength: 1 }));
    fc.assert(
      fc.property(spelled, (name) => {
        const credential = aCredential({ holder: { name } });
        const { identifier, name: shown } = credential.credentialSubject;
        expect([shown, identifier[0].identityHash]).toEqual([name.normalize('NFC'), name.normalize('NFC')]);
        expect(faultsOf(credential)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('shows its issuer’s picture where there is one, under any name', async () => {
    const spelled = fc.oneof(fc.constantFrom(...names), fc.string({ unit: 'grapheme', minLength: 1 }));
    const digest = fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((bytes) => Buffer.from(bytes).toString('hex'));
    await fc.assert(
      fc.asyncProperty(spelled, fc.option(digest), async (name, logo) => {
        const credential = aCredential({ academy: { name, ...(logo !== null && { logo }) } });
        expect(faultsOf(credential)).toEqual([]);
        const { image } = credential.issuer;
        expect(image?.id ?? null).toBe(logo && `${publicUrl}/logos/${logo}.png`);
        const statements = await canonical(credential);
        expect(statements.includes(`<${publicUrl}/logos/${String(logo)}.png>`)).toBe(logo !== null);
      }),
      { numRuns: 60 },
    );
  });

  it('names for each competency the address that says what it is', () => {
    const { alignment } = aCredential().credentialSubject.achievement;
    expect(alignment.map(({ targetCode, targetUrl }) => [targetCode, targetUrl])).toEqual(
      ['analysis', 'strategy', 'numbers', 'execution', 'communication'].map((key) => [
        key,
        `${publicUrl}/competencies#${key}`,
      ]),
    );
  });

  it('counts whole seconds, and days as the cohort’s zone does', () => {
    const cohort = { name: 'Cairo', startsOn: '2026-04-24', endsOn: '2026-10-29', timeZone: 'Africa/Cairo' };
    const { validFrom, credentialSubject } = aCredential({ cohort, issuedAt: '2026-11-14T09:30:00.987Z' });
    expect(validFrom).toBe('2026-11-14T09:30:00Z');
    // Egypt's clocks skip the first hour of 24 April and count the last one of 29 October twice.
    expect(credentialSubject.activityStartDate).toBe('2026-04-24T01:00:00+03:00');
    expect(credentialSubject.activityEndDate).toBe('2026-10-29T23:59:59+02:00');
  });

  it('is the same for the same snapshot, and a different person never has another’s ids', () => {
    expect(canonicalJson(aCredential())).toBe(canonicalJson(aCredential()));
    const address = `${publicUrl}/verify/DEM00-ADA00-DEM00-ADA00-DEM0A`;
    const { achievement } = aCredential({ address }).credentialSubject;
    const ids = [achievement.id, ...achievement.resultDescription.map(({ id }) => id)];
    expect(ids.every((id) => id.startsWith(`${address}#`))).toBe(true);
    expect(new Set(ids).size).toBe(7);
  });

  it('has the status entry for revocation, and none without one', () => {
    const [revocation, suspension] = statusEntries;
    expect(statusOf(statusEntries)).toEqual(revocation);
    expect(() => statusOf(suspension ? [suspension] : [])).toThrow(RangeError);
    const options = { publicUrl, subjectId: 'urn:uuid:0', statusEntries: [] };
    expect(() => buildCredential(aSnapshot(), options)).toThrow(RangeError);
  });
});

describe('the contexts', () => {
  it('are these texts to the letter, whatever version of a package brings them', async () => {
    const digests = await Promise.all(
      pinnedContexts.map(async (address) => {
        const { document } = await documentLoader(address);
        return createHash('sha256').update(canonicalJson(document)).digest('hex');
      }),
    );
    expect(digests).toEqual([
      'b463c8d6a066214123ddd9827b135e1b50e1fc73322cc52a9b12a4f1fc7d86cf',
      'c5e555a91a5cf48e32ae0a05674c61ddd5c053b680b5643b2f57f9965e386d99',
      '15f4c347c6fe4380d9b6b93795859e33747ef48d5c55b91a71c52fb51c7bcbd7',
    ]);
  });

  it('come from no network: no other address is loaded', async () => {
    for (const address of [
      'https://www.w3.org/2018/credentials/v1',
      'https://purl.imsglobal.org/spec/ob/v3p0/context.json',
      'https://evil.example/context.json',
      'did:web:capstone.example',
      'file:///etc/passwd',
    ]) {
      await expect(documentLoader(address)).rejects.toThrow('is not a context');
    }
  });
});
