import {
  type Bytes,
  type Der,
  expected,
  partsOf,
  readDer,
  readOid,
  readTime,
  sameBytes,
  tags,
  UnreadableDer,
  context,
} from './der.js';

/** What is read of a certificate (RFC 5280, 4.1). */
export interface X509 {
  readonly whole: Bytes;
  /** What its issuer signed. */
  readonly signed: Bytes;
  readonly signatureAlgorithm: string;
  readonly signature: Bytes;
  /** INTEGER. */
  readonly serialNumber: Bytes;
  /** Name. */
  readonly issuer: Bytes;
  /** Name. */
  readonly subject: Bytes;
  /** The common name of its subject; '' if it has none. */
  readonly commonName: string;
  readonly validFrom: Date;
  readonly validUntil: Date;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Bytes;
  readonly extensions: readonly Extension[];
  /** Extended key usages. */
  readonly usages: readonly string[];
}

/** RFC 5280, 4.2. */
interface Extension {
  /** Object identifier. */
  readonly id: string;
  /** Whoever does not understand it must refuse the certificate. */
  readonly isCritical: boolean;
  /** DER. */
  readonly value: Bytes;
}

/** @throws UnreadableDer */
export function readX509(bytes: Uint8Array): X509 {
  const [signed, algorithm, signature] = partsOf(expected(readDer(bytes), tags.sequence));
  const fields = partsOf(expected(signed, tags.sequence));
  if (fields[0]?.tag === context(0)) fields.shift();
  const [serialNumber, signedAlgorithm, issuer, validity, subject, publicKey, ...further] = fields;
  const [validFrom, validUntil] = partsOf(expected(validity, tags.sequence));
  if (!signed || !validFrom || !validUntil) throw new UnreadableDer('A certificate lacks a part.');
  const [unusedBits, ...octets] = expected(signature, tags.bits).content;
  // RFC 5280, 4.1.1.2: the algorithm stands outside of what is signed, and once more inside.
  if (
    unusedBits !== 0 ||
    !sameBytes(algorithm?.whole ?? signed.whole, expected(signedAlgorithm, tags.sequence).whole)
  )
    throw new UnreadableDer('A certificate’s signature is written as none is.');
  const extensions = extensionsIn(further.find(({ tag }) => tag === context(3)));
  const usages = extensions.find(({ id }) => id === EXTENDED_KEY_USAGE);
  return {
    whole: bytes.slice(),
    signed: signed.whole,
    signatureAlgorithm: readOid(partsOf(expected(algorithm, tags.sequence))[0]),
    signature: Uint8Array.from(octets),
    serialNumber: expected(serialNumber, tags.integer).whole,
    issuer: expected(issuer, tags.sequence).whole,
    subject: expected(subject, tags.sequence).whole,
    commonName: commonNameOf(expected(subject, tags.sequence)),
    validFrom: readTime(validFrom),
    validUntil: readTime(validUntil),
    publicKey: expected(publicKey, tags.sequence).whole,
    extensions,
    usages: usages ? partsOf(readDer(usages.value)).map(readOid) : [],
  };
}

/** The certificates of a PEM text, in its order (RFC 7468). */
export function certificatesIn(pem: string): X509[] {
  const blocks = pem.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g);
  return Array.from(blocks, ([, base64 = '']) =>
    readX509(Uint8Array.from(atob(base64.replace(/\s/g, '')), (character) => character.charCodeAt(0))),
  );
}

const COMMON_NAME = '2.5.4.3';
export const EXTENDED_KEY_USAGE = '2.5.29.37';

function commonNameOf(name: Der): string {
  for (const set of partsOf(name)) {
    for (const attribute of partsOf(set)) {
      const [type, value] = partsOf(attribute);
      if (readOid(type) === COMMON_NAME && value) return new TextDecoder().decode(value.content);
    }
  }
  return '';
}

function extensionsIn(extensions: Der | undefined): Extension[] {
  if (!extensions) return [];
  return partsOf(expected(partsOf(extensions)[0], tags.sequence)).map((extension) => {
    const [id, ...rest] = partsOf(extension);
    return {
      id: readOid(id),
      isCritical: rest[0]?.tag === tags.boolean && rest[0].content[0] !== 0,
      value: expected(rest.at(-1), tags.octets).content,
    };
  });
}
