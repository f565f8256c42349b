import { beforeAll, describe, expect, it } from '@jest/globals';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { verifyCredential as verifyAsOutsiders } from '@digitalbazaar/vc';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { documentLoader } from '../../../src/certificates/credential/contexts.js';
import { type SignedCredential } from '../../../src/certificates/credential/credential.shape.js';
import { signCredential, signJwt } from '../../../src/certificates/credential/sign-credential.js';
import { type SigningKey } from '../../../src/certificates/keys/signing-key.js';
import { aSigningKey } from '../keys.js';
import { aCredential } from './a-credential.js';

const created = new Date('2026-11-14T09:31:07.250Z');
const unsigned = aCredential();
let proofKey: SigningKey;
let signed: SignedCredential;

beforeAll(async () => {
  proofKey = await aSigningKey('proof');
  signed = await signCredential(unsigned, proofKey, created);
});

const publicKey = ({ publicJwk }: SigningKey) => createPublicKey({ key: publicJwk, format: 'jwk' });

describe('the embedded proof', () => {
  it('stands in a list behind the credential, which stays as it was', () => {
    const { proof, ...rest } = signed;
    expect(rest).toEqual(aCredential());
    expect(unsigned).not.toHaveProperty('proof');
    expect(proof).toEqual([
      {
        type: 'DataIntegrityProof',
        cryptosuite: 'eddsa-rdfc-2022',
        created: '2026-11-14T09:31:07Z',
        verificationMethod: 'did:web:capstone.example#proof-2026-11-01',
        proofPurpose: 'assertionMethod',
        proofValue: expect.stringMatching(/^z[1-9A-Za-z]{80,90}$/),
      },
    ]);
  });

  it('is an Ed25519 signature over the two digests that the specification names', async () => {
    const { proof, ...document } = signed;
    const { proofValue, ...options } = proof[0];
    const digests = await Promise.all(
      [{ '@context': document['@context'], ...options }, document].map(async (part) =>
        createHash('sha256')
          .update(await cryptosuite.canonize(part, { documentLoader }))
          .digest(),
      ),
    );
    const signature = fromBase58(proofValue.slice(1));
    expect(verify(null, Buffer.concat(digests), publicKey(proofKey), signature)).toBe(true);
    digests.reverse();
    expect(verify(null, Buffer.concat(digests), publicKey(proofKey), signature)).toBe(false);
  });

  it('is believed by a verifier that knows the academy’s address alone', async () => {
    const { verificationMethod } = signed.proof[0];
    const controller = 'did:web:capstone.example';
    const { publicKeyMultibase } = proofKey;
    const published = new Map<string, object>([
      [
        verificationMethod,
        {
          '@context': 'https://w3id.org/security/multikey/v1',
          ...{ id: verificationMethod, type: 'Multikey', controller, publicKeyMultibase },
        },
      ],
      [
        controller,
        {
          '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
          ...{ id: controller, assertionMethod: [verificationMethod] },
        },
      ],
    ]);
    const asked = (credential: object) =>
      verifyAsOutsiders({
        credential,
        suite: new DataIntegrityProof({ cryptosuite }),
        documentLoader: async (address) => {
          const document = published.get(address);
          if (!document) return await documentLoader(address);
          return { contextUrl: null, documentUrl: address, document };
        },
        checkStatus: () => Promise.resolve({ verified: true }),
        now: new Date('2026-11-23T09:00:00Z'),
      });
    expect(await asked(signed)).toMatchObject({ verified: true });
    expect(await asked({ ...signed, name: 'Strategists' })).toMatchObject({ verified: false });
  });

  it('is the same for the same key and time', async () => {
    expect(await signCredential(aCredential(), proofKey, created)).toEqual(signed);
  });
});

describe('the JWT', () => {
  it('says the credential, and the claims that equal its members', async () => {
    const key = await aSigningKey('jwt');
    const [head = '', body = '', signature = ''] = (await signJwt(unsigned, key, created)).split('.');
    const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
    expect(read(head)).toEqual({
      alg: 'RS256',
      kid: 'https://capstone.example/keys/jwt-2026-11-01',
      typ: 'JWT',
    });
    expect(read(body)).toEqual({
      ...aCredential(),
      iss: 'did:web:capstone.example',
      sub: 'urn:uuid:1f0a3c9e-6c62-4b11-9c3f-0a55b1d0c001',
      jti: unsigned.id,
      nbf: Date.parse('2026-11-14T09:30:00Z') / 1000,
      iat: Date.parse('2026-11-14T09:31:07Z') / 1000,
      exp: Date.parse('2028-11-14T23:00:00Z') / 1000,
    });
    const bytes = Buffer.from(signature, 'base64url');
    expect(verify('RSA-SHA256', Buffer.from(`${head}.${body}`), publicKey(key), bytes)).toBe(true);
  });

  it('has no exp where the certificate never expires', async () => {
    const jwt = await signJwt(aCredential({ validUntil: null }), await aSigningKey('jwt'), created);
    expect(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()).not.toContain('"exp"');
  });
});

/** Written here once more, so that the library's is not all there is. */
function fromBase58(digits: string): Buffer {
  const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  const number = Array.from(digits).reduce((sum, digit) => sum * 58n + BigInt(alphabet.indexOf(digit)), 0n);
  return Buffer.from(number.toString(16).padStart(128, '0'), 'hex');
}
