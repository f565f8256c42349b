import { DataIntegrityProof, type DocumentLoader } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { base64url, compactVerify, importJWK } from 'jose';
import { isRecord } from '../../assignments/sections/text.rules.js';
import { issuerDid, jwkAddress, verificationMethod } from '../keys/issuer.rules.js';
import { type KeyFacts, type KeyPurpose } from '../keys/signing-key.js';
import { parseCode } from '../register/code.rules.js';
import { documentLoader } from './contexts.js';
import { claimsShape, signedShape, type UnsignedCredential } from './credential.shape.js';
import { Faulty, type Finding, genuine, type Genuine } from './finding.rules.js';
import { readJson } from './json-text.rules.js';
import { pinnedContexts } from './pinned-contexts.rules.js';
import { secondsOf } from './seconds.rules.js';

export interface Known {
  /** The origin under which the academy signs (`KeyRing.origin`). */
  readonly publicUrl: string;
  /** That of its pages, which may be another by now. */
  readonly pagesUrl?: string;
  /** All keys that the academy ever had. */
  readonly keys: readonly KeyFacts[];
  readonly now: Date;
}

/** Characters; a certificate's credential has some 7,000, its JWT 10,000. */
const LARGEST = 128 * 1024;
const MINUTE = 60_000;
/** By which two clocks may differ. */
const SKEW = 5 * MINUTE;
/** For so long something may still be signed with a key that was retired meanwhile. */
const UNDER_WAY = 10 * MINUTE;

/**
 * Whether a text is a credential of the academy's, as it was signed: as JSON with an embedded proof, or as a JWT. The answer
 * depends on what is given and on nothing else; nothing is fetched, whatever the text names. It says nothing of
 * revocation: the register does, by the code.
 *
 * The keys' dates are judged here, as the libraries don't: what was signed with a key before it was retired stays good, and
 * what was signed with it since it was compromised is not.
 *
 * @returns a finding for every text there is, and for none an error
 */
export async function verifyCredential(text: string, known: Known): Promise<Finding> {
  try {
    if (text.length > LARGEST) throw new Faulty('too-large');
    const trimmed = text.trim();
    return /^[\w-]+\.[\w-]*\.[\w-]*$/.test(trimmed)
      ? await verifyJwt(trimmed, known)
      : await verifyDocument(jsonOf(trimmed), known);
  } catch (error) {
    if (error instanceof Faulty) return { status: error.status, sentence: error.message };
    throw error;
  }
}

async function verifyDocument(document: unknown, known: Known): Promise<Finding> {
  const certificate = certificateOf(document);
  const proofs = [certificate['proof'] ?? []].flat() as unknown[];
  const [first] = proofs;
  const method = isRecord(first) ? textOf(first['verificationMethod']) : '';
  assertIssuer(certificate, method, known);
  assertContexts(certificate);
  if (!isRecord(first)) throw new Faulty('unsigned');
  if (proofs.length > 1) throw new Faulty('several-proofs');
  const key = keyOf('proof', known, method, verificationMethod);
  const ways = [first['type'], first['cryptosuite'], first['proofPurpose']].map(textOf);
  if (ways.join() !== 'DataIntegrityProof,eddsa-rdfc-2022,assertionMethod') {
    throw new Faulty('another-proof');
  }

  // A wallet may write a list of one as the one.
  const { proof, ...credential } = shaped(signedShape, { ...certificate, proof: proofs });
  const { verified } = await new DataIntegrityProof({ cryptosuite }).verifyProof({
    ...{ proof: proof[0], document: credential },
    documentLoader: withKey(method, key, known),
  });
  if (!verified) throw new Faulty('signature-broken');
  return judged({ form: 'proof', credential, key, signedAt: new Date(proof[0].created) }, known);
}

async function verifyJwt(token: string, known: Known): Promise<Finding> {
  const [head = '', body = ''] = token.split('.');
  const header = jsonOf(decoded(head));
  if (!isRecord(header)) throw new Faulty('not-json');
  const certificate = certificateOf(jsonOf(decoded(body)));
  const [kid, alg] = [textOf(header['kid']), textOf(header['alg'])];
  assertIssuer(certificate, kid, known);
  assertContexts(certificate);
  if (alg !== 'RS256') throw new Faulty('another-proof');
  const key = keyOf('jwt', known, kid, jwkAddress);
  const publicKey = await importJWK(key.publicJwk, 'RS256');
  await compactVerify(token, publicKey, { algorithms: ['RS256'] }).catch(() => {
    throw new Faulty('signature-broken');
  });

  const { iss, sub, jti, nbf, iat, exp, ...credential } = shaped(claimsShape, certificate);
  const { id, issuer, credentialSubject, validFrom, validUntil } = credential;
  const pairs = {
    ...{ iss: [iss, issuer.id], sub: [sub, credentialSubject.id], jti: [jti, id] },
    nbf: [nbf, secondsOf(new Date(validFrom))],
    exp: [exp, validUntil && secondsOf(new Date(validUntil))],
  };
  if (Object.values(pairs).some(([claim, member]) => claim !== member)) throw new Faulty('claims-differ');
  return judged({ form: 'jwt', credential, key, signedAt: new Date(iat * 1000) }, known);
}

/** @throws Faulty for what is not JSON that everybody reads alike */
function jsonOf(text: string): unknown {
  const read = readJson(text);
  if (read === 'too-deep') throw new Faulty('not-a-certificate');
  if (typeof read === 'string') throw new Faulty(read);
  return read.value;
}

/** UTF-8 in base64url (RFC 7515, section 2). */
function decoded(part: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(base64url.decode(part));
  } catch {
    throw new Faulty('not-json');
  }
}

function certificateOf(document: unknown): Record<string, unknown> {
  const types = isRecord(document) ? [document['type']].flat() : [];
  if (isRecord(document) && types.includes('OpenBadgeCredential')) return document;
  throw new Faulty('not-a-certificate');
}

/**
 * That the academy is named as issuer, and by `signer` as signer, too. Strangers are told by what they name.
 *
 * @param signer the address of a key, or empty
 */
function assertIssuer(
  { id, issuer }: Record<string, unknown>,
  signer: string,
  { publicUrl, pagesUrl = publicUrl }: Known,
): void {
  const ours = issuerDid(publicUrl);
  const named = textOf(isRecord(issuer) ? issuer['id'] : issuer);
  if (named !== ours) {
    const mentions = [id, isRecord(issuer) ? issuer['url'] : ''].map(textOf);
    const namesUs = mentions.some((mention) =>
      [publicUrl, pagesUrl].some((origin) => `${mention}/`.startsWith(`${origin}/`)),
    );
    throw new Faulty(
      namesUs ? 'foreign-issuer-names-us' : foreign(named),
      named || 'somebody without a name',
    );
  }
  if (signer.startsWith('did:') && !signer.startsWith(`${ours}#`)) {
    throw new Faulty(foreign(signer), signer);
  }
}

const foreign = (did: string) => {
  if (did.startsWith('did:key:')) return 'strangers-key';
  return did.startsWith('did:web:') ? 'unpinned-did' : 'foreign-issuer';
};

function assertContexts(certificate: Record<string, unknown>): void {
  const contexts = [certificate['@context']].flat();
  const arePinned =
    contexts.length === pinnedContexts.length && contexts.every((one, at) => one === pinnedContexts[at]);
  if (!arePinned) throw new Faulty('unknown-context');
}

/** The academy's key that is named so: for this purpose, as one for another signs no credentials. */
function keyOf(
  purpose: KeyPurpose,
  { keys, publicUrl }: Known,
  named: string,
  address: (publicUrl: string, keyName: string) => string,
): KeyFacts {
  const key = keys.find((one) => one.purpose === purpose && address(publicUrl, one.name) === named);
  if (!key) throw new Faulty('key-not-ours');
  return key;
}

function shaped<Shape>(
  shape: { safeParse(value: unknown): { data: Shape; success: true } | { success: false } },
  certificate: Record<string, unknown>,
): Shape {
  const read = shape.safeParse(certificate);
  if (read.success) return read.data;
  throw new Faulty('another-shape');
}

const withKey =
  (method: string, { publicKeyMultibase }: KeyFacts, { publicUrl }: Known): DocumentLoader =>
  async (address) => {
    if (address !== method) return await documentLoader(address);
    const context = 'https://w3id.org/security/multikey/v1';
    const controller = issuerDid(publicUrl);
    const document = { '@context': context, id: method, type: 'Multikey', controller, publicKeyMultibase };
    return { contextUrl: null, documentUrl: address, document };
  };

interface Signed {
  readonly form: Genuine['form'];
  readonly credential: UnsignedCredential;
  readonly key: KeyFacts;
  readonly signedAt: Date;
}

/** What the dates say of a credential whose signature is right. Signatures tell whole seconds, keys parts of them. */
function judged({ form, credential, key, signedAt }: Signed, { now }: Known): Finding {
  const read = parseCode(credential.id);
  if (read.kind !== 'code') throw new Faulty('not-a-certificate');
  const signed = secondsOf(signedAt);
  const { name, createdAt, retiredAt, compromisedSince } = key;
  if (signed < secondsOf(createdAt)) throw new Faulty('key-not-yet-made', name);
  if (compromisedSince && signed >= secondsOf(compromisedSince)) throw new Faulty('key-compromised', name);
  if (retiredAt && signedAt.getTime() > retiredAt.getTime() + UNDER_WAY)
    throw new Faulty('key-retired', name);
  if (signedAt.getTime() > now.getTime() + SKEW) throw new Faulty('signed-in-future');

  const { validFrom, validUntil } = credential;
  const early = new Date(validFrom).getTime() > now.getTime() + SKEW;
  const late = validUntil !== undefined && new Date(validUntil) <= now;
  const status = early ? 'not-yet-valid' : late ? 'expired' : 'valid';
  const found = { form, credential, signedAt, keyName: name, keyCompromisedSince: compromisedSince };
  return { status, sentence: genuine[status], code: read.code, ...found };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
