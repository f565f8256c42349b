import { signCredential } from '../../../src/certificates/credential/sign-credential.js';
import { drawCertificate } from '../../../src/certificates/printing/draw-certificate.js';
import { type Paper } from '../../../src/certificates/printing/papers.js';
import { signPdf } from '../../../src/certificates/signing/sign-pdf.js';
import { aSnapshot } from '../a-snapshot.js';
import { aCredential } from '../credential/a-credential.js';
import { aSigningKey } from '../keys.js';

const created = new Date('2026-11-23T09:00:00Z');

/** A certificate as it is handed out: its credential enclosed, and signed. */
export async function handedOut(
  name: string,
  paper: Paper,
  timestampUrl: string | null = null,
): Promise<Uint8Array> {
  const holder = { name: name.normalize('NFC') };
  const credential = await signCredential(aCredential({ holder }), await aSigningKey('proof'), created);
  const plain = drawCertificate(aSnapshot({ holder }), {
    paper,
    logo: null,
    credential: JSON.stringify(credential),
  });
  // A server that stamps goes by this machine's clock.
  const signedAt = timestampUrl === null ? created : new Date();
  return signPdf(plain, await aSigningKey('pdf'), { signedAt, timestampUrl });
}
