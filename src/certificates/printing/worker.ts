import { UncoveredText } from '../../platform/printing/fonts.js';
import { bakePng, bakeSvg } from '../credential-store/badge/baking.js';
import { badgePng, badgeSvg } from '../credential-store/badge/draw-badge.js';
import { signCredential, signJwt } from '../credential/sign-credential.js';
import type { SigningKey } from '../keys/signing-key.js';
import type { CertificateSnapshot } from '../register/snapshot.rules.js';
import { type PdfSigning, signPdf } from '../signing/sign-pdf.js';
import { drawCertificate, type PrintOptions } from './draw-certificate.js';

/** A certificate as a PDF. */
export interface PrintTask extends PrintOptions {
  readonly snapshot: CertificateSnapshot;
  /** How it is signed; null or left out: not at all. */
  readonly signing?: PrintSigning | null;
}

export interface PrintSigning extends Omit<PdfSigning, 'onUnstamped'> {
  readonly pdfKey: SigningKey;
}

/** A certificate as a picture that holds its credential. */
export interface BadgeTask {
  readonly badge: CertificateSnapshot;
  readonly type: 'png' | 'svg';
  /** JSON with an embedded proof. */
  readonly credential: string;
}

/** A credential to be signed, in both forms. */
export interface SigningTask extends CredentialKeys {
  readonly unsigned: Parameters<typeof signCredential>[0];
}

export interface CredentialKeys {
  readonly proofKey: SigningKey;
  readonly jwtKey: SigningKey;
  /** What both say of when they were made. */
  readonly created: Date;
}

/** A signed credential: JSON with an embedded proof, and a compact JWT. */
export interface SignedTexts {
  readonly document: string;
  readonly jwt: string;
}

/** A file, or the characters that no font has: an error would lose them on its way out of the thread. */
export type PrintAnswer =
  | Uint8Array<ArrayBuffer>
  | { readonly uncovered: readonly string[] }
  | { readonly signed: Uint8Array<ArrayBuffer>; readonly unstamped: string | null };

/** What a printing thread does. */
export default function work(
  task: PrintTask | BadgeTask | SigningTask,
): Promise<PrintAnswer | SignedTexts> | Uint8Array {
  if ('unsigned' in task) return sign(task);
  return 'badge' in task ? drawBadge(task) : print(task);
}

async function print({ snapshot, signing = null, ...options }: PrintTask): Promise<PrintAnswer> {
  try {
    const pdf = drawCertificate(snapshot, options);
    if (signing === null) return pdf;
    let unstamped: string | null = null;
    const onUnstamped = (reason: string) => {
      unstamped = reason;
    };
    const { pdfKey, ...how } = signing;
    return { signed: await signPdf(pdf, pdfKey, { ...how, onUnstamped }), unstamped };
  } catch (error) {
    if (error instanceof UncoveredText) return { uncovered: error.characters };
    throw error;
  }
}

function drawBadge({ badge, type, credential }: BadgeTask): Uint8Array {
  const svg = badgeSvg(badge);
  return type === 'png' ? bakePng(badgePng(svg), credential) : Buffer.from(bakeSvg(svg, credential));
}

async function sign({ unsigned, proofKey, jwtKey, created }: SigningTask): Promise<SignedTexts> {
  return {
    document: JSON.stringify(await signCredential(unsigned, proofKey, created)),
    jwt: await signJwt(unsigned, jwtKey, created),
  };
}
