import 'reflect-metadata';
import { type JsonWebKey } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { type KeyPair } from './key-pairs.js';

/** Who stands in a certificate. */
export interface CertifiedIssuer {
  /** The academy's name of today. */
  readonly name: string;
  readonly publicUrl: string;
}

/** Longer than anybody's working life: whoever has trusted the root once needs no other. */
const ROOT_YEARS = 60;
/** A PDF's signature is shown as expired once its certificate is, and PDFs are read for decades. */
const LEAF_YEARS = 40;

/**
 * General-purpose key usage for signing documents (RFC 9336), and what Acrobat and others have asked for before it; readers
 * that check with NSS, as Poppler's do, call a certificate broken that isn't for mail, too.
 */
const documentSigning = ['1.3.6.1.5.5.7.3.36', '1.3.6.1.4.1.311.10.3.12', '1.3.6.1.5.5.7.3.4'];

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/**
 * The academy's own root (RFC 5280), which signs the certificates of the keys that sign PDFs.
 *
 * @param pair P-256
 * @returns PEM
 */
export async function rootCertificate(pair: KeyPair, issuer: CertifiedIssuer, from: Date): Promise<string> {
  const [publicKey, privateKey] = await Promise.all([verifying(pair.publicJwk), signing(pair.privateJwk)]);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      name: nameOf(issuer, 'root'),
      keys: { publicKey, privateKey },
      signingAlgorithm: algorithm,
      serialNumber: serialNumber(),
      ...validity(from, ROOT_YEARS),
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(publicKey),
      ],
    },
    crypto,
  );
  return `${certificate.toString('pem')}\n`;
}

/**
 * The certificate of a key that signs PDFs, by the academy's root.
 *
 * @param publicJwk P-256
 * @returns PEM, its own certificate first and the root's last
 */
export async function leafChain(
  publicJwk: JsonWebKey,
  root: { readonly privateJwk: JsonWebKey; readonly certificate: string },
  issuer: CertifiedIssuer,
  from: Date,
): Promise<string> {
  const [publicKey, rootKey] = await Promise.all([verifying(publicJwk), signing(root.privateJwk)]);
  const above = new X509Certificate(root.certificate);
  const { notBefore, notAfter } = validity(from, LEAF_YEARS);
  const certificate = await X509CertificateGenerator.create(
    {
      subject: nameOf(issuer, 'signatures'),
      issuer: above.subjectName,
      publicKey,
      signingKey: rootKey,
      signingAlgorithm: algorithm,
      serialNumber: serialNumber(),
      notBefore,
      notAfter: notAfter < above.notAfter ? notAfter : above.notAfter,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation, true),
        new ExtendedKeyUsageExtension(documentSigning),
        new SubjectAlternativeNameExtension([{ type: 'url', value: issuer.publicUrl }]),
        await SubjectKeyIdentifierExtension.create(publicKey),
        await AuthorityKeyIdentifierExtension.create(above.publicKey),
      ],
    },
    crypto,
  );
  return `${certificate.toString('pem')}\n${root.certificate}`;
}

/** X.520 takes 64 characters at most for each part (RFC 5280, appendix A.1). */
function nameOf({ name, publicUrl }: CertifiedIssuer, use: 'root' | 'signatures'): Name {
  const part = (text: string) => [{ utf8String: Array.from(text.normalize('NFC')).slice(0, 64).join('') }];
  const ending = use === 'root' ? ' – root of certificates' : '';
  const common = Array.from(name.normalize('NFC'))
    .slice(0, 64 - ending.length)
    .join('');
  return new Name([
    { CN: part(`${common}${ending}`) },
    { O: part(name) },
    { OU: part(new URL(publicUrl).host) },
  ]);
}

function validity(from: Date, years: number): { notBefore: Date; notAfter: Date } {
  const notBefore = new Date(from);
  notBefore.setUTCMilliseconds(0);
  const notAfter = new Date(notBefore);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + years);
  return { notBefore, notAfter };
}

/** 16 random bytes, the first of them neither 0 nor negative (RFC 5280, section 4.1.2.2). */
function serialNumber(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f);
  return Buffer.from(bytes).toString('hex');
}

const verifying = (jwk: JsonWebKey) => crypto.subtle.importKey('jwk', jwk, algorithm, true, ['verify']);
const signing = (jwk: JsonWebKey) => crypto.subtle.importKey('jwk', jwk, algorithm, false, ['sign']);
