import type { SigningKey } from '../keys/signing-key.js';
import type { Bytes } from './der.js';
import { putSignature, withSignatureField } from './signature-field.js';
import { signedOctets } from './signed-range.js';
import { ecdsaValue, sha256 } from './signature-algorithms.js';
import { attributesOf, signedDataOf } from './signed-data.js';
import { NoTimeStamp, requestTimeStamp, STAMP_OCTETS } from './time-stamp.js';
import { certificatesIn } from './x509.js';

export interface PdfSigning {
  readonly signedAt: Date;
  /** Of a server that stamps (RFC 3161); null where there is none. */
  readonly timestampUrl: string | null;
  /** PEM of the authorities whose stamps are taken; null or left out: anybody's. */
  readonly timestampCa?: string | null;
  /** Told in a sentence for the log why the file has no stamp though there is a server: it is signed all the same. */
  readonly onUnstamped?: (reason: string) => void;
}

/** Octets of a signature without its certificates and its stamp, at most. */
const SIGNATURE_OCTETS = 768;

/**
 * Signs a PDF: PAdES B-B (EN 319 142-1, 6.3), B-T with a time stamp. The file is appended to, so that all it has – tags, archive
 * copy, attachments – stays as it is.
 *
 * @param pdf without a form, such as `drawCertificate` gives
 * @param pdfKey of the purpose `pdf`
 */
export async function signPdf(pdf: Uint8Array, pdfKey: SigningKey, signing: PdfSigning): Promise<Bytes> {
  const { signedAt, timestampUrl } = signing;
  const chain = certificatesIn(pdfKey.certificateChain ?? '');
  const [signer] = chain;
  if (!signer) throw new Error(`The key ${pdfKey.name} has no certificate to sign PDFs with.`);
  const plain = chain.reduce((sum, { whole }) => sum + whole.length, SIGNATURE_OCTETS);
  const room = plain + (timestampUrl === null ? 0 : STAMP_OCTETS);
  const { bytes, place } = await withSignatureField(pdf, { name: signer.commonName, signedAt, room });

  const digest = await sha256(signedOctets(bytes, place));
  const signature = await signed(await attributesOf(digest, signer), pdfKey);
  const timeStamp = timestampUrl === null ? null : await stampOrNone(timestampUrl, signature, signing);
  putSignature(bytes, place, await signedDataOf({ chain, digest, signature, timeStamp }));
  return bytes;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** @returns ECDSA-Sig-Value */
async function signed(data: Bytes, { privateJwk }: SigningKey): Promise<Bytes> {
  const key = await crypto.subtle.importKey('jwk', privateJwk, algorithm, false, ['sign']);
  return ecdsaValue(new Uint8Array(await crypto.subtle.sign(algorithm, key, data)));
}

async function stampOrNone(
  url: string,
  signature: Bytes,
  { signedAt, timestampCa: authorities = null, onUnstamped }: PdfSigning,
): Promise<Bytes | null> {
  try {
    return await requestTimeStamp(url, signature, signedAt, { authorities });
  } catch (error) {
    if (!(error instanceof NoTimeStamp)) throw error;
    onUnstamped?.(error.message);
    return null;
  }
}
