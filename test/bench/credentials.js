// A certificate's credential signed and checked, and complete certificates: one after the other, on one core.
import { buildCredential } from '../../dist/src/certificates/credential/credential.rules.js';
import { signCredential, signJwt } from '../../dist/src/certificates/credential/sign-credential.js';
import { verifyCredential } from '../../dist/src/certificates/credential/verify-credential.js';
import { multibaseOf, newKeyPair } from '../../dist/src/certificates/keys/key-pairs.js';
import { drawCertificate } from '../../dist/src/certificates/printing/draw-certificate.js';
import { signPdf } from '../../dist/src/certificates/signing/sign-pdf.js';
import { aSnapshot } from './certificates.js';
import { aKey as aPdfKey, each } from './signed-pdfs.js';

const publicUrl = 'https://capstone.example';

/**
 * @param {{ times?: number }} options
 * @returns {Promise<{ name: string, value: number, unit: string, bound?: string }[]>}
 */
export async function run({ times = 100 } = {}) {
  const [proofKey, jwtKey, pdfKey] = await Promise.all([aKey('proof'), aKey('jwt'), aPdfKey()]);
  const now = new Date();
  const unsigned = credentialOf(aWholeSnapshot());
  const document = JSON.stringify(await signCredential(unsigned, proofKey, now));
  const jwt = await signJwt(unsigned, jwtKey, now);
  const check = async (text) => {
    const { status } = await verifyCredential(text, { publicUrl, keys: [proofKey, jwtKey], now });
    if (status !== 'valid') throw new Error(`The credential that was signed is ${status}.`);
  };
  const complete = async () => {
    const snapshot = aWholeSnapshot();
    const credential = credentialOf(snapshot);
    const signed = JSON.stringify(await signCredential(credential, proofKey, now));
    await signJwt(credential, jwtKey, now);
    const pdf = drawCertificate(snapshot, { paper: 'a4', logo: null, credential: signed });
    await signPdf(pdf, pdfKey, { signedAt: now, timestampUrl: null });
  };
  await each(complete, 5);

  return [
    {
      name: 'credential with an embedded proof, signed',
      value: await each(() => signCredential(unsigned, proofKey, now), times),
      unit: 'ms',
    },
    { name: '– checked', value: await each(() => check(document), times), unit: 'ms' },
    { name: '– its size', value: document.length, unit: 'bytes' },
    {
      name: 'credential as a JWT, signed',
      value: await each(() => signJwt(unsigned, jwtKey, now), times),
      unit: 'ms',
    },
    { name: '– checked', value: await each(() => check(jwt), times), unit: 'ms' },
    { name: '– its size', value: jwt.length, unit: 'bytes' },
    {
      name: 'complete certificates: both credentials, the PDF and its signature',
      value: 1000 / (await each(complete, times)),
      unit: '1/s',
    },
  ];
}

const entry = (statusPurpose) => ({
  id: `${publicUrl}/status-lists/1/${statusPurpose}#94567`,
  type: 'BitstringStatusListEntry',
  statusPurpose,
  statusListIndex: '94567',
  statusListCredential: `${publicUrl}/status-lists/1/${statusPurpose}`,
});

const credentialOf = (snapshot) =>
  buildCredential(snapshot, {
    publicUrl,
    subjectId: 'urn:uuid:1f0a3c9e-6c62-4b11-9c3f-0a55b1d0c001',
    statusEntries: [entry('revocation'), entry('suspension')],
  });

const meaning = 'Findings rest on sources with dates, and an executive can decide from them.';

/** With all that a credential tells: four levels for each competency, as rubrics have them, and evidence. */
function aWholeSnapshot() {
  const { course, competencies, ...snapshot } = aSnapshot();
  return {
    ...snapshot,
    course: { ...course, summary: 'Three weeks, one handbook.' },
    competencies: competencies.map((competency) => ({ ...competency, meaning })),
    scales: competencies.map(({ key, level }) => ({
      key,
      levels: [level, 'Level 2', 'Level 3', 'Level 4'].map((title) => ({ level: title, meaning })),
      required: 'Level 2',
    })),
    evidence: { root: '5d7f'.repeat(16), sections: 14 },
  };
}

async function aKey(purpose) {
  const pair = await newKeyPair(purpose);
  return {
    ...{ id: purpose, name: `${purpose}-bench`, purpose, createdAt: new Date() },
    ...{ retiredAt: null, compromisedSince: null, certificateChain: null },
    ...pair,
    publicKeyMultibase: multibaseOf(pair.publicJwk),
  };
}
