import { type Finding as CredentialFinding } from '../../credential/finding.rules.js';
import { isRecord } from '../../../assignments/sections/text.rules.js';
import { addressOf, writtenCode } from '../../register/code.rules.js';
import { type VerificationAnswer } from '../../register/status.rules.js';
import { type PdfFinding } from '../../signing/check-pdf.js';
import { type VerdictBand } from '../../verification/verdict-words.rules.js';
import { type Comparable } from './comparable.rules.js';
import { type ComparedFact, comparedFacts, type Same } from './facts.rules.js';
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

/** Whether the academy keeps what a file is, by digests. */
export interface KeptCopies {
  /** Whether one of the certificate's files has the same digest. */
  readonly isFile: boolean;
  /** Whether it is the certificate's credential, in one of its two forms. */
  readonly isCredential: boolean;
}

/**
 * What the register says of the certificate that a file names, and how the file's digests compare with what is kept. Plain JSON:
 * where a browser reads the file, this goes there, so of what the holder hides it says no more than `same`.
 */
export interface RegisterEntry extends KeptCopies {
  readonly band: VerdictBand;
  readonly answer: VerificationAnswer;
  /** Of the snapshot and of what the credential says; null where it is not told, or there was nothing to compare. */
  readonly same: Same;
  /** Null of a certificate that was erased. */
  readonly comparable: Comparable | null;
  /** Whether the credential above was signed and is kept. Otherwise it is as it would be signed now, without what is drawn by lot. */
  readonly isSigned: boolean;
}

const nothingKept: KeptCopies = { isFile: false, isCredential: false };

/**
 * @param entry of the certificate that the file names; null where the register knows none, or none is named
 * @param publicUrl of the academy's pages
 */
export function fileAnswer(reading: FileReading, entry: RegisterEntry | null, publicUrl: string): FileAnswer {
  const { file, code } = reading;
  const kept = entry ?? nothingKept;
  const isOurs = 'given' in reading && isAsIssued(reading, kept);
  const facts = 'given' in reading && entry ? factsOf(reading, entry, isOurs) : [];
  const outcome = outcomeOf(reading, entry, isOurs, facts);
  return {
    valid: outcome === 'genuine' && entry?.answer.status === 'valid',
    outcome,
    sentence: sentenceOf(outcome, reading, entry),
    file,
    signatures: signaturesOf(reading, kept),
    keptFile: kept.isFile,
    pictureCompared: file === 'png' || file === 'svg' ? kept.isFile : null,
    sameSnapshot: entry && sameSnapshot(entry, isOurs),
    code: code && writtenCode(code),
    address: code && addressOf(publicUrl, code),
    certificate: entry && entry.answer,
    facts,
  };
}

/**
 * Whether nothing can be said of a file from what the register tells everybody: it is the academy's own, and what its holder
 * hides is not known to be the same by its digest.
 */
export function isUndecided(reading: FileReading, entry: RegisterEntry | null): boolean {
  if (!('given' in reading) || entry?.comparable?.withholds !== true || !isAsIssued(reading, entry))
    return false;
  return sources.some((source) => reading.given[source] !== null && entry.same[source] === null);
}

const sources = ['snapshot', 'credential'] as const;

/**
 * Whether a file is, as a whole, one that the academy made. One that it keeps is, also when it is older than its signatures, or the
 * key of its PDF fell into other hands: what follows from that for the certificate, the register says. A credential that a key
 * in other hands has signed is never believed, whatever is kept.
 */
export function isAsIssued({ pdf, credential }: ReadCertificate, kept: KeptCopies): boolean {
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
  entry: RegisterEntry | null,
  isOurs: boolean,
  facts: readonly ComparedFact[],
): FileOutcome {
  if (!('given' in reading)) {
    return reading.pdf && inOurName.includes(reading.pdf.kind) ? 'not-as-issued' : 'nothing';
  }
  const { pdf, credential, code } = reading;
  if (code === null) return namesUs(credential) ? 'not-as-issued' : 'foreign';
  if (!isOurs) return pdf === null && credential === null ? 'unsigned' : 'not-as-issued';
  if (!entry) return 'never-issued';
  if (credential?.status === 'not-yet-valid') return 'not-as-issued';
  return facts.some(({ comparison }) => comparison === 'differs') ? 'differs' : 'genuine';
}

/** Of PDFs that hold nothing to compare: those that have, or had, a signature of the academy's. */
const inOurName: readonly PdfFinding['kind'][] = [
  ...(['impostor', 'signed-over', 'added-to', 'altered', 'from-the-future', 'key-retired'] as const),
  ...(['key-compromised', 'key-compromised-later', 'stamp-broken', 'stamp-contradicts'] as const),
  'stamp-stranger',
];

const strangers: readonly CredentialFinding['status'][] = [
  ...(['foreign-issuer', 'unpinned-did', 'strangers-key', 'not-json', 'members-twice'] as const),
  ...(['not-a-certificate', 'too-large'] as const),
];

const namesUs = (credential: CredentialFinding | null) =>
  credential !== null && !strangers.includes(credential.status);

function sentenceOf(outcome: FileOutcome, reading: FileReading, entry: RegisterEntry | null): string {
  if ('sentence' in reading) return reading.sentence;
  const { pdf, credential } = reading;
  switch (outcome) {
    case 'genuine':
      return entry?.band.sentence ?? '';
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
      return isDoubtful(credential, entry ?? nothingKept) ? DOUBTFUL : (credential?.sentence ?? '');
  }
}

/** What is said of the signature of a PDF that the academy keeps, where it proves nothing by itself. */
const keptWithout: Readonly<Partial<Record<PdfFinding['kind'], string>>> = {
  unsigned: 'This PDF was made before certificates were signed.',
  'key-compromised': 'The key of this signature was stolen, so the signature alone proves nothing.',
  'key-compromised-later':
    'The key of this signature was stolen later, so the signature alone proves nothing.',
  'stamp-stranger': 'Its time stamp is by an authority that we don’t use now, so the stamp proves nothing.',
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
function sameSnapshot({ same, comparable }: RegisterEntry, isOurs: boolean): boolean | null {
  return comparable !== null && (comparable.hidden.length === 0 || isOurs) ? same.snapshot : null;
}

function factsOf({ given }: ReadCertificate, entry: RegisterEntry, isOurs: boolean): ComparedFact[] {
  const { comparable, isSigned, same } = entry;
  if (!comparable) return [];
  const credential = isSigned ? comparable.credential : withLots(comparable.credential, given.credential);
  return comparedFacts(given, { ...comparable, credential }, isOurs, same);
}

/** With what is drawn by lot when a credential is signed taken from what is given. */
function withLots(credential: unknown, given: unknown): unknown {
  if (!isRecord(credential) || !isRecord(given)) return credential;
  const recordAt = (value: unknown) => (isRecord(value) ? value : {});
  const { id } = recordAt(given['credentialSubject']);
  const status = Object.entries(recordAt(given['credentialStatus'])).filter(([name]) => lots.includes(name));
  return {
    ...credential,
    credentialSubject: { ...recordAt(credential['credentialSubject']), id },
    credentialStatus: { ...Object.fromEntries(status), statusPurpose: 'revocation' },
  };
}

const lots: readonly string[] = ['id', 'type', 'statusListIndex', 'statusListCredential'];
