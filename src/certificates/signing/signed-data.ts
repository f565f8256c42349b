import {
  type Bytes,
  context,
  type Der,
  der,
  expected,
  integer,
  oid,
  partsOf,
  readDer,
  readOid,
  sameBytes,
  sequence,
  setOf,
  tags,
  UnreadableDer,
} from './der.js';
import { digestBy, ECDSA_WITH_SHA_256, isSignedBy, SHA_256, sha256 } from './signature-algorithms.js';
import { readX509, type X509 } from './x509.js';

const ids = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  timeStampToken: '1.2.840.113549.1.9.16.2.14',
};

/** What a signature in CMS says (RFC 5652, 5), of one signer. */
export interface SignedData {
  readonly contentType: string;
  /** Null where the content lies elsewhere. */
  readonly content: Bytes | null;
  readonly certificates: readonly X509[];
  /** The one of them that the signer names. */
  readonly signer: X509;
  readonly digestAlgorithm: string;
  /** SET OF Attribute: what is signed. */
  readonly attributes: Bytes;
  readonly signatureAlgorithm: string;
  readonly signature: Bytes;
  /** The time stamp among the attributes that aren't signed. */
  readonly timeStamp: Bytes | null;
}

export interface OurSignature {
  /** The signer's certificate first. */
  readonly chain: readonly X509[];
  /** SHA-256 of what is signed. */
  readonly digest: Bytes;
  /** ECDSA-Sig-Value over `attributesOf`. */
  readonly signature: Bytes;
  /** TimeStampToken (RFC 3161). */
  readonly timeStamp: Bytes | null;
}

/**
 * The attributes that a baseline signature of PAdES signs (EN 319 142-1, 6.3): the time is not among them, it stands in
 * the dictionary around the signature.
 *
 * @param digest SHA-256
 * @returns SET OF Attribute
 */
export async function attributesOf(digest: Bytes, signer: X509): Promise<Bytes> {
  const certificate = sequence(der(tags.octets, await sha256(signer.whole)));
  return setOf(
    tags.set,
    attribute(ids.contentType, oid(ids.data)),
    attribute(ids.messageDigest, der(tags.octets, digest)),
    // ESSCertIDv2, whose hash is SHA-256 unless it says otherwise (RFC 5035, 4).
    attribute(ids.signingCertificateV2, sequence(sequence(certificate))),
  );
}

/** ContentInfo of a detached signature; there is one way only to write it, so a reader may hold a file against it. */
export async function signedDataOf({ chain, digest, signature, timeStamp }: OurSignature): Promise<Bytes> {
  const [signer] = chain;
  if (!signer) throw new Error('A key that signs PDFs has no certificate.');
  const hash = sequence(oid(SHA_256));
  const signerInfo = sequence(
    integer(1),
    sequence(signer.issuer, signer.serialNumber),
    hash,
    der(context(0), readDer(await attributesOf(digest, signer)).content),
    sequence(oid(ECDSA_WITH_SHA_256)),
    der(tags.octets, signature),
    ...(timeStamp ? [der(context(1), attribute(ids.timeStampToken, timeStamp))] : []),
  );
  const signedData = sequence(
    integer(1),
    der(tags.set, hash),
    sequence(oid(ids.data)),
    setOf(context(0), ...chain.map(({ whole }) => whole)),
    der(tags.set, signerInfo),
  );
  return sequence(oid(ids.signedData), der(context(0), signedData));
}

/**
 * Reads a signature of one signer, who is named by issuer and number.
 *
 * @param bytes ContentInfo
 * @throws UnreadableDer
 */
export function readSignedData(bytes: Uint8Array): SignedData {
  const [type, wrapped] = partsOf(expected(readDer(bytes), tags.sequence));
  if (readOid(type) !== ids.signedData) throw new UnreadableDer('This is no signature.');
  const [version, digestAlgorithms, encapsulated, ...further] = partsOf(only(expected(wrapped, context(0))));
  const [contentType, content] = partsOf(expected(encapsulated, tags.sequence));
  const certificates = certificatesAmong(further);
  const signerInfo = partsOf(only(expected(further.at(-1), tags.set)));
  const [signerVersion, signerId, digestAlgorithm, attributes, signatureAlgorithm, signature, ...rest] =
    signerInfo;
  const [issuer, serialNumber] = partsOf(expected(signerId, tags.sequence));
  const signer = certificates.find(
    (one) =>
      sameBytes(one.issuer, issuer?.whole ?? one.whole) &&
      sameBytes(one.serialNumber, serialNumber?.whole ?? one.whole),
  );
  // RFC 5652, 5.1 and 5.3: the numbers follow from what is there.
  const detached = readOid(contentType) === ids.data;
  requireSame(version, integer(detached ? 1 : 3));
  requireSame(signerVersion, integer(1));
  if (algorithmIn(only(expected(digestAlgorithms, tags.set))) !== algorithmIn(digestAlgorithm))
    throw new UnreadableDer('A signature names two hashes.');
  if (!signer || rest.length > 1)
    throw new UnreadableDer('A signature lacks its certificate, or has more than it may.');
  return {
    contentType: readOid(contentType),
    content: content ? expected(only(expected(content, context(0))), tags.octets).content : null,
    certificates,
    signer,
    digestAlgorithm: algorithmIn(digestAlgorithm),
    attributes: der(tags.set, expected(attributes, context(0)).content),
    signatureAlgorithm: algorithmIn(signatureAlgorithm),
    signature: expected(signature, tags.octets).content,
    timeStamp: timeStampIn(rest[0]),
  };
}

/**
 * Whether the signer signed the content that is enclosed, and meant this certificate.
 *
 * @throws UnreadableDer
 */
export async function holdsTogether(data: SignedData): Promise<boolean> {
  const { content, signer, digestAlgorithm, attributes } = data;
  const values = new Map(
    partsOf(readDer(attributes)).map((one) => {
      const [type, set] = partsOf(one);
      return [readOid(type), only(expected(set, tags.set))];
    }),
  );
  const digest = await digestBy(digestAlgorithm, content ?? new Uint8Array());
  return (
    readOid(values.get(ids.contentType)) === data.contentType &&
    sameBytes(expected(values.get(ids.messageDigest), tags.octets).content, digest) &&
    (await namesCertificate(values, signer)) &&
    (await isSignedBy({
      data: attributes,
      signature: data.signature,
      algorithm: data.signatureAlgorithm,
      hash: digestAlgorithm,
      publicKey: signer.publicKey,
    }))
  );
}

/** By the second version of the attribute, or by the first, which many authorities of time still write. */
async function namesCertificate(values: ReadonlyMap<string, Der>, signer: X509): Promise<boolean> {
  const second = values.get(ids.signingCertificateV2);
  const first = values.get(ids.signingCertificate);
  const value = second ?? first;
  if (!value) return false;
  const [named] = partsOf(expected(partsOf(value)[0], tags.sequence));
  const [one, other] = partsOf(expected(named, tags.sequence));
  if (!second) return sameBytes(expected(one, tags.octets).content, await sha1(signer.whole));
  const algorithm = one?.tag === tags.sequence ? algorithmIn(one) : SHA_256;
  const hash = expected(one?.tag === tags.sequence ? other : one, tags.octets).content;
  return sameBytes(hash, await digestBy(algorithm, signer.whole));
}

/** Of a certificate that is known otherwise, too: the signature is checked with its key. */
async function sha1(data: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-1', data));
}

const attribute = (type: string, value: Uint8Array) => sequence(oid(type), der(tags.set, value));

function certificatesAmong(parts: readonly Der[]): X509[] {
  const certificates = parts.find(({ tag }) => tag === context(0));
  return certificates ? partsOf(certificates).map(({ whole }) => readX509(whole)) : [];
}

function timeStampIn(unsigned: Der | undefined): Bytes | null {
  if (!unsigned) return null;
  const [type, values] = partsOf(only(expected(unsigned, context(1))));
  if (readOid(type) !== ids.timeStampToken) throw new UnreadableDer('A signature has an unknown attribute.');
  return only(expected(values, tags.set)).whole;
}

/** AlgorithmIdentifier whose parameters are left out or NULL. */
function algorithmIn(value: Der | undefined): string {
  const [algorithm, parameters, ...more] = partsOf(expected(value, tags.sequence));
  const plain = !parameters || sameBytes(parameters.whole, Uint8Array.of(5, 0));
  if (!plain || more.length > 0) throw new UnreadableDer('An algorithm has parameters.');
  return readOid(algorithm);
}

function only(value: Der): Der {
  const [one, ...more] = partsOf(value);
  if (!one || more.length > 0) throw new UnreadableDer('There is not exactly one value.');
  return one;
}

function requireSame(value: Der | undefined, bytes: Uint8Array): void {
  if (!value || !sameBytes(value.whole, bytes))
    throw new UnreadableDer('A value is another than it must be.');
}
