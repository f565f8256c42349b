import { parentPort } from 'node:worker_threads';
import type { CertificateSnapshot } from '../snapshot.rules.js';
import { drawCertificate } from './draw-certificate.js';
import { UncoveredText } from './fonts.js';

/** What a print worker answers to a snapshot. */
export type PrintAnswer =
  | { readonly kind: 'printed'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'uncovered'; readonly characters: readonly string[] }
  | { readonly kind: 'failed'; readonly message: string };

parentPort?.on('message', (snapshot: CertificateSnapshot) => {
  const answer = answerTo(snapshot);
  // The bytes move to the other thread; they aren't copied.
  parentPort?.postMessage(answer, answer.kind === 'printed' ? [answer.bytes.buffer] : []);
});

function answerTo(snapshot: CertificateSnapshot): PrintAnswer {
  try {
    return { kind: 'printed', bytes: drawCertificate(snapshot) };
  } catch (error) {
    if (error instanceof UncoveredText) return { kind: 'uncovered', characters: error.characters };
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}
