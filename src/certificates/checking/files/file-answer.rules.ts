import { type Finding as CredentialFinding } from '../../credential/finding.rules.js';
import { buildCredential } from '../../credential/credential.rules.js';
import { type StatusEntry } from '../../credential/credential.shape.js';
import { isRecord } from '../../../assignments/sections/text.rules.js';
import { addressOf, writtenCode } from '../../register/code.rules.js';
import { canonicalSnapshot, type CertificateSnapshot, digestOf } from '../../register/snapshot.rules.js';
import { type VerificationAnswer, verificationAnswer } from '../../register/status.rules.js';
import { type PdfFinding } from '../../signing/check-pdf.js';
import { type KnownCertificate } from '../../verification/certificate-status.service.js';
import { verdictWords } from '../../verification/verdict-words.rules.js';
import { publicFacts } from '../../verification/verification.views.js';
import { type ComparedFact, comparedFacts } from './facts.rules.js';
import { type FileKind, type FileReading, type ReadCertificate } from './read-file.js';

/**
 * What a file is. Only of a genuine one is the register's answer the answer about the file, too.
 *
 * - `genuine`: as the academy made it
 * - `differs`: signed by the academy, and yet it says something else than the register
 * - `never-issued`: signed by the academy, and the register knows nothing of it
 * - `unsigned`: what a certificate is printed from, by itself; anybody can write that
 * - `not-as-issued`: it says that it is the academy's, and is not as the academy made it
 * - `foreign`: somebody else's
 * - `nothing`: no credential
 */
export type FileOutcome =
  'genuine' | 'differs' | 'never-issued' | 'unsigned' | 'not-as-issued' | 'foreign' | 'nothing';

/** What is answered about a file, as it stands in JSON. */
export interface FileAnswer {
  /** Whether the file is genuine, says what the register says, and its certificate is valid at this moment. */
  readonly valid: boolean;
  readonly outcome: FileOutcome;
  readonly sentence: string;
  readonly file: FileKind;
  readonly signatures: readonly SignatureAnswer[];
  /** Whether it equals, byte by byte, a file that the academy keeps. */
  readonly keptFile: boolean;
  /**
   * Of a picture whether what is drawn in it is as the academy drew it, which is known only of its own file: false says that the
   * credential in it was compared and the picture was not. Null for files that are no pictures.
   */
  readonly pictureCompared: boolean | null;
  /** Whether the digest of what it was printed from is that of the register; null where it is not in the file, or not told. */
  readonly sameSnapshot: boolean | null;
  /** Five groups of five, and the certificate's address; null where the file names no certificate of this academy. */
  readonly code: string | null;
  readonly address: string | null;
  /** What the register says of that certificate now; null where it knows none. */
  readonly certificate: VerificationAnswer | null;
  readonly facts: readonly ComparedFact[];
}

export interface SignatureAnswer {
  readonly of: 'pdf' | 'credential';
  readonly holds: boolean;
  readonly finding: PdfFinding['kind'] | CredentialFinding['status'];
  readonly sentence: string;
  /** ISO 8601, by its own words; null where it does not hold. */
  readonly signedAt: string | null;
}

/** What the academy keeps of a certificate, compared with a file or to be compared with it. */
export interface KeptCopies {
  /** Whether one of the certificate's files has the same digest. */
  readonly isFile: boolean;
  /** Whether it is the certificate's credential, in one of its two forms. */
  readonly isCredential: boolean;
  /** The credential without its proof; null where none was signed yet. */
  readonly credential: unknown;
}

/**
 * @param known what the register says of the certificate that the file names; null where it knows none, or none is named
 * @param kept of that certificate
 * @param publicUrl of the academy's pages
 * @param origin under which it signs
 */
export function fileAnswer(
  reading: FileReading,
  known: KnownCertificate | null,
  kept: KeptCopies,
  { publicUrl, origin }: { readonly publicUrl: string; readonly origin: string },
): FileAnswer {
  const { file, code } = reading;
  const isOurs = 'given' in reading && isAsIssued(reading, kept);
  const facts = 'given' in reading ? factsOf(reading, known, kept, isOurs, origin) : [];
  const outcome = outcomeOf(reading, known, isOurs, facts);
  return {
    valid: outcome === 'genuine' && known?.verdict.status === 'valid',
    outcome,
    sentence: sentenceOf(outcome, reading, known, kept),
    file,
    signatures: signaturesOf(reading, kept),
    keptFile: kept.isFile,
    pictureCompared: file === 'png' || file === 'svg' ? kept.isFile : null,
    sameSnapshot: sameSnapshot(reading, known, isOurs),
    code: code && writtenCode(code),
    address: code && addressOf(publicUrl, code),
    certificate:
      known && verificationAnswer(known.verdict, known.snapshot, known.readAt, publicUrl, known.hidden),
    facts,
  };
}

/**
 * Whether a file is, as a whole, one that the academy made. One that it keeps is, also when it is older than its signatures, or the
 * key of its PDF fell into other hands: what follows from that for the certificate, the register says. A credential that a key
 * in other hands has signed is never believed, whatever is kept.
 */
function isAsIssued({ pdf, credential }: ReadCertificate, kept: KeptCopies): boolean {
  if (credential?.status === 'key-compromised') return false;
  if (kept.isFile || (kept.isCredential && pdf === null)) return true;
  if (credential && !('code' in credential)) return false;
  if (isDoubtful(credential, kept)) return false;
  return pdf ? pdf.kind === 'genuine' : credential !== null;
}

/** Whoever has a key can write that it was used before that, so only what is kept is believed. */
function isDoubtful(credential: CredentialFinding | null, { isFile, isCredential }: KeptCopies): boolean {
  const isOld = credential !== null && 'code' in credential && credential.keyCompromisedSince !== null;
  return isOld && !isFile && !isCredential;
}

const DOUBTFUL =
  'Its signature says that it is older than the theft of our key, which whoever has the key can write. It is not the credential that we keep, so don’t trust it.';

function outcomeOf(
  reading: FileReading,
  known: KnownCertificate | null,
  isOurs: boolean,
  facts: readonly ComparedFact[],
): FileOutcome {
  if (!('given' in reading)) {
    return reading.pdf && inOurName.includes(reading.pdf.kind) ? 'not-as-issued' : 'nothing';
  }
  const { pdf, credential, code } = reading;
  if (code === null) return namesUs(credential) ? 'not-as-issued' : 'foreign';
  if (!isOurs) return pdf === null && credential === null ? 'unsigned' : 'not-as-issued';
  if (!known) return 'never-issued';
  if (credential?.status === 'not-yet-valid') return 'not-as-issued';
  return facts.some(({ comparison }) => comparison === 'differs') ? 'differs' : 'genuine';
}

/** Of PDFs that hold nothing to compare: those that have, or had, a signature of the academy's. */
const inOurName: readonly PdfFinding['kind'][] = [
  ...(['impostor', 'signed-over', 'added-to', 'altered', 'from-the-future', 'key-retired'] as const),
  ...(['key-compromised', 'key-compromised-later', 'stamp-broken', 'stamp-contradicts'] as const),
];

const strangers: readonly CredentialFinding['status'][] = [
  ...(['foreign-issuer', 'unpinned-did', 'strangers-key', 'not-json', 'members-twice'] as const),
  ...(['not-a-certificate', 'too-large'] as const),
];

const namesUs = (credential: CredentialFinding | null) =>
  credential !== null && !strangers.includes(credential.status);

function sentenceOf(
  outcome: FileOutcome,
  reading: FileReading,
  known: KnownCertificate | null,
  kept: KeptCopies,
): string {
  if ('sentence' in reading) return reading.sentence;
  const { pdf, credential } = reading;
  switch (outcome) {
    case 'genuine':
      return known ? verdictWords(known.verdict, publicFacts(known)?.named ?? null).sentence : '';
    case 'differs':
      return 'This academy signed it, but the register says something else. Go by the register.';
    case 'never-issued':
      return 'No certificate was ever issued under the code that stands in it.';
    case 'unsigned':
      return 'This is what a certificate is printed from, without a signature: anybody can write such a file. Go by the register alone.';
    case 'not-as-issued':
    case 'foreign':
    case 'nothing':
      if (pdf && pdf.kind !== 'genuine') return pdf.sentence;
      return isDoubtful(credential, kept) ? DOUBTFUL : (credential?.sentence ?? '');
  }
}

/** What is said of the signature of a PDF that the academy keeps, where it proves nothing by itself. */
const keptWithout: Readonly<Partial<Record<PdfFinding['kind'], string>>> = {
  unsigned: 'This PDF was made before certificates were signed.',
  'key-compromised': 'The key of this signature was stolen, so the signature alone proves nothing.',
  'key-compromised-later':
    'The key of this signature was stolen later, so the signature alone proves nothing.',
};

function signaturesOf({ pdf, credential }: FileReading, kept: KeptCopies): SignatureAnswer[] {
  const holds = credential !== null && 'code' in credential && !isDoubtful(credential, kept);
  return [
    ...(pdf
      ? [
          {
            of: 'pdf' as const,
            holds: pdf.kind === 'genuine',
            finding: pdf.kind,
            sentence: (kept.isFile ? keptWithout[pdf.kind] : null) ?? pdf.sentence,
            signedAt: pdf.kind === 'genuine' ? pdf.signedAt.toISOString() : null,
          },
        ]
      : []),
    ...(credential
      ? [
          {
            of: 'credential' as const,
            holds,
            finding: isDoubtful(credential, kept) ? ('key-compromised-later' as const) : credential.status,
            sentence: isDoubtful(credential, kept) ? DOUBTFUL : credential.sentence,
            signedAt: holds ? credential.signedAt.toISOString() : null,
          },
        ]
      : []),
  ];
}

/** With something hidden, it would tell whoever has guessed all of it that the guess is right. */
function sameSnapshot(reading: FileReading, known: KnownCertificate | null, isOurs: boolean): boolean | null {
  if (!('given' in reading) || reading.snapshotDigest === null) return null;
  if (!known?.snapshot || known.verdict.status === 'erased') return null;
  if (known.hidden.length > 0 && !isOurs) return null;
  return digestOf(canonicalSnapshot(known.snapshot)) === reading.snapshotDigest;
}

function factsOf(
  { given }: ReadCertificate,
  known: KnownCertificate | null,
  kept: KeptCopies,
  isOurs: boolean,
  origin: string,
): ComparedFact[] {
  if (!known?.snapshot || known.verdict.status === 'erased') return [];
  const { snapshot, hidden } = known;
  const credential = kept.credential ?? credentialOf(snapshot, given.credential, origin);
  return comparedFacts(given, { snapshot, credential }, hidden, isOurs);
}

/** Where none is kept: as it would be signed now, with what is drawn by lot taken from what is given. */
function credentialOf(snapshot: CertificateSnapshot, given: unknown, origin: string): unknown {
  const { credentialSubject: subject, credentialStatus: status } = isRecord(given)
    ? given
    : { credentialSubject: null, credentialStatus: null };
  const entry: Record<string, unknown> = isRecord(status) ? status : {};
  const unsigned = buildCredential(snapshot, {
    publicUrl: origin,
    subjectId: '',
    statusEntries: [{ ...(entry as unknown as StatusEntry), statusPurpose: 'revocation' }],
  });
  const { id } = isRecord(subject) ? subject : { id: '' };
  return JSON.parse(
    JSON.stringify({ ...unsigned, credentialSubject: { ...unsigned.credentialSubject, id } }),
  ) as unknown;
}
