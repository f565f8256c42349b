import { UncoveredText } from '../../platform/printing/fonts.js';
import type { CertificateSnapshot } from '../register/snapshot.rules.js';
import { drawCertificate, type PrintOptions } from './draw-certificate.js';

export interface PrintTask extends PrintOptions {
  readonly snapshot: CertificateSnapshot;
}

/** The PDF, or the characters that no font has: an error would lose them on its way out of the thread. */
export type PrintAnswer = Uint8Array<ArrayBuffer> | { readonly uncovered: readonly string[] };

/** What a printing thread does with a snapshot. */
export default function print({ snapshot, paper, logo }: PrintTask): PrintAnswer {
  try {
    return drawCertificate(snapshot, { paper, logo });
  } catch (error) {
    if (error instanceof UncoveredText) return { uncovered: error.characters };
    throw error;
  }
}
