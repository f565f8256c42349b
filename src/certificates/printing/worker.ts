import { UncoveredText } from '../../platform/printing/fonts.js';
import type { CertificateSnapshot } from '../register/snapshot.rules.js';
import { drawCertificate } from './draw-certificate.js';

/** The PDF, or the characters that no font has: an error would lose them on its way out of the thread. */
export type PrintAnswer = Uint8Array<ArrayBuffer> | { readonly uncovered: readonly string[] };

/** What a printing thread does with a snapshot. */
export default function print(snapshot: CertificateSnapshot): PrintAnswer {
  try {
    return drawCertificate(snapshot);
  } catch (error) {
    if (error instanceof UncoveredText) return { uncovered: error.characters };
    throw error;
  }
}
