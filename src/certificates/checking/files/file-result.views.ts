import { momentInWords } from '../../register/days.rules.js';
import { type VerdictBand } from '../../verification/verdict-words.rules.js';
import { type ComparedFact } from './facts.rules.js';
import {
  type FileAnswer,
  type FileOutcome,
  type RegisterEntry,
  type SignatureAnswer,
} from './file-answer.rules.js';

/** What is said of a file: views/checking/file-result.hbs, which server and browser draw alike. */
export interface FileResult {
  band: VerdictBand;
  /** The academy's own words about a revocation or suspension. */
  reason: string | null;
  checks: { tag: Tag; sentence: string; note: string | null }[];
  /** What differs first. */
  facts: FactRow[];
  /** "Two things differ." */
  summary: string | null;
  /** The register's page about the certificate. */
  certificate: { href: string; code: string } | null;
  /** Whether there are pages that say more than what was compared. */
  printed: boolean;
  picture: boolean;
  checkedAt: { iso: string; words: string } | null;
}

interface Tag {
  kind: string;
  icon: string;
  word: string;
}

interface FactRow {
  label: string;
  given: string | null;
  register: string | null;
  /** Of the register's. */
  withheld: boolean;
  differs: boolean;
  tag: Tag;
  /** Where it differs, for whoever reads JSON. */
  members: string | null;
}

/** @param entry of the certificate that the file names, if there is one */
export function fileResult(answer: FileAnswer, entry: Pick<RegisterEntry, 'band'> | null): FileResult {
  const { certificate, code, facts, file, outcome, pictureCompared, sentence, signatures } = answer;
  const at = certificate?.checkedAt;
  const differing = facts.filter(({ comparison }) => comparison === 'differs');
  // What is to be seen is not to be looked for among twenty others.
  const inOrder = [...differing, ...facts.filter((fact) => !differing.includes(fact))];
  return {
    band: bandOf(answer, entry),
    reason: outcome === 'genuine' ? (certificate?.reason ?? null) : null,
    checks: [
      ...signatures.map((signature) => signatureCheck(signature, sentence)),
      ...copyChecks(answer),
      ...registerCheck(answer, entry),
    ],
    facts: inOrder.map(rowOf),
    summary: facts.length === 0 ? null : summaryOf(differing.length),
    certificate: code === null ? null : { href: `/verify/${code}`, code: code.replaceAll('-', ' ') },
    printed: file === 'pdf' && outcome !== 'genuine' && facts.length > 0,
    picture: pictureCompared === false && facts.length > 0,
    checkedAt: at === undefined ? null : { iso: at, words: momentInWords(new Date(at)) },
  };
}

/** A genuine file's is the register's. */
function bandOf({ outcome, sentence }: FileAnswer, entry: Pick<RegisterEntry, 'band'> | null): VerdictBand {
  return outcome === 'genuine' && entry ? entry.band : { ...bands[outcome], sentence, named: null };
}

const bands = {
  genuine: { kind: 'unknown', shape: 'file-question-mark', word: 'Not in the register' },
  differs: { kind: 'revoked', shape: 'file-diff', word: 'Differs' },
  'never-issued': { kind: 'unknown', shape: 'circle-question-mark', word: 'Never issued' },
  unsigned: { kind: 'mistyped', shape: 'file-pen-line', word: 'Not signed' },
  'not-as-issued': { kind: 'revoked', shape: 'file-x', word: 'Not as issued' },
  foreign: { kind: 'unknown', shape: 'file-user', word: 'Not ours' },
  nothing: { kind: 'mistyped', shape: 'file-search', word: 'No certificate' },
} as const satisfies Record<FileOutcome, { kind: string; shape: string; word: string }>;

const good = { kind: 'good', icon: 'check' } as const;
const bad = { kind: 'bad', icon: 'x' } as const;
const plain = { kind: 'plain', icon: 'minus' } as const;

const signedBy = { pdf: 'PDF', credential: 'Credential' } as const;

/** @param said above, and so not again */
function signatureCheck({ of, holds, sentence, signedAt }: SignatureAnswer, said: string) {
  const at = signedAt === null ? null : `Signed on ${momentInWords(new Date(signedAt))}.`;
  const word = `${signedBy[of]}: signature ${holds ? 'holds' : 'does not hold'}`;
  return { tag: { ...(holds ? good : bad), word }, sentence: sentence === said ? '' : sentence, note: at };
}

function copyChecks({ keptFile, sameSnapshot }: FileAnswer) {
  const digest = { note: null };
  return [
    ...(keptFile
      ? [
          {
            ...digest,
            tag: { ...good, word: 'Copy: identical' },
            sentence: 'It is, byte by byte, the file that the academy keeps.',
          },
        ]
      : []),
    ...(sameSnapshot === null
      ? []
      : [
          {
            ...digest,
            tag: { ...(sameSnapshot ? good : bad), word: `Digest: ${sameSnapshot ? 'same' : 'differs'}` },
            sentence: sameSnapshot
              ? 'What it was printed from is, byte by byte, what the register keeps.'
              : 'What it encloses is not what the register keeps.',
          },
        ]),
  ];
}

/** Only where the band above does not say it. */
function registerCheck({ outcome }: FileAnswer, entry: Pick<RegisterEntry, 'band'> | null) {
  if (entry === null || outcome === 'genuine') return [];
  const { word, sentence } = entry.band;
  return [
    {
      tag: { ...plain, word: `The register: ${word.toLowerCase()}` },
      sentence: `The certificate under the code that the file names is another matter. ${sentence}`,
      note: null,
    },
  ];
}

const tags = {
  same: { ...good, word: 'Same' },
  differs: { kind: 'bad', icon: 'equal-not', word: 'Differs' },
  'not-in-file': { ...plain, word: 'Not in the file' },
  'not-compared': { kind: 'plain', icon: 'eye-off', word: 'Not compared' },
} as const satisfies Record<ComparedFact['comparison'], Tag>;

function rowOf({ label, given, register, withheld, comparison, members }: ComparedFact): FactRow {
  return {
    label,
    given,
    register,
    withheld,
    differs: comparison === 'differs',
    tag: tags[comparison],
    // Words can be the same where what they are made from is not.
    members: comparison === 'differs' && given === register ? members.slice(0, 5).join(', ') : null,
  };
}

function summaryOf(differing: number): string {
  if (differing === 0) return 'Nothing differs from what the register says.';
  return differing === 1
    ? 'One thing differs from what the register says.'
    : `${differing} things differ from what the register says.`;
}
