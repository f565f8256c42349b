import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { fromJwk } from '@digitalbazaar/ed25519-multikey';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { issue } from '@digitalbazaar/vc';
import { importJWK, SignJWT } from 'jose';
import { jwkAddress, verificationMethod } from '../keys/issuer.rules.js';
import { type SigningKey } from '../keys/signing-key.js';
import { documentLoader } from './contexts.js';
import { type SignedCredential } from './credential.shape.js';
import { secondsOf } from './seconds.rules.js';

/** A credential of the academy's, about whatever it may be. */
interface Signable {
  readonly id: string;
  /** Where it is told by its id alone, its keys answer where the credential does. */
  readonly issuer: string | { readonly id: string; readonly url: string };
  readonly credentialSubject: { readonly id: string };
  readonly validFrom: string;
  readonly validUntil?: string | undefined;
}

/**
 * Adds the embedded proof `eddsa-rdfc-2022` (Data Integrity EdDSA Cryptosuites 1.0, section 3.2) – in a list, as the JSON
 * Schema of Open Badges 3.0 wants it. Some 20 ms of one core: call it from a thread.
 *
 * @param created when it is signed, written down in whole seconds
 * @throws Error for what JSON-LD's safe mode would drop
 */
export async function signCredential<T extends Signable>(
  unsigned: T,
  proofKey: SigningKey,
  created: Date,
): Promise<T & Pick<SignedCredential, 'proof'>> {
  const { id: controller, url } = issuerOf(unsigned);
  const id = verificationMethod(url, proofKey.name);
  const pair = await fromJwk({ jwk: proofKey.privateJwk, secretKey: true, id, controller });
  const suite = new DataIntegrityProof({ cryptosuite, signer: pair.signer(), date: created });
  const { proof } = await issue({ credential: { ...unsigned }, suite, documentLoader });
  return { ...unsigned, proof: [proof as SignedCredential['proof'][0]] };
}

/**
 * The same credential as a JWT (RS256), whose claims are the credential's members and, equal to some of them, `iss`, `sub`,
 * `jti`, `nbf` and `exp` (Open Badges 3.0, section 8.2.4; Securing Verifiable Credentials using JOSE and COSE, section 3).
 * `iat` says when it was signed. `typ` is JWT, as Open Badges allows no other; no further header is allowed.
 *
 * @param created when it is signed, written down in whole seconds
 * @returns header, claims and signature in base64url, joined by dots
 */
export async function signJwt(unsigned: Signable, jwtKey: SigningKey, created: Date): Promise<string> {
  const { id, credentialSubject, validFrom, validUntil } = unsigned;
  const issuer = issuerOf(unsigned);
  const claims = {
    ...unsigned,
    iss: issuer.id,
    sub: credentialSubject.id,
    jti: id,
    nbf: secondsOf(new Date(validFrom)),
    iat: secondsOf(created),
    ...(validUntil !== undefined && { exp: secondsOf(new Date(validUntil)) }),
  };
  return await new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', kid: jwkAddress(issuer.url, jwtKey.name), typ: 'JWT' })
    .sign(await importJWK(jwtKey.privateJwk, 'RS256'));
}

const issuerOf = ({ id, issuer }: Signable) =>
  typeof issuer === 'string' ? { id: issuer, url: new URL(id).origin } : issuer;
