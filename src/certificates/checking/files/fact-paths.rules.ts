import { type HideableField } from '../../register/visibility.rules.js';

/** In which of its two forms a file tells of a certificate. */
export type Source = 'snapshot' | 'credential';

/** A fact that a certificate prints; competencies by their place, from 0. */
export type FactName = keyof typeof labels | `level-${number}` | `points-${number}`;

const labels = {
  code: 'Code and address',
  holder: 'Issued to',
  course: 'For the course',
  result: 'Result',
  academy: 'Issued by',
  issued: 'Issued on',
  ends: 'Valid until',
  cohort: 'Held',
  signatories: 'Signed by',
  rule: 'Passed when',
  summary: 'What the course asks',
  evidence: 'The graded work',
  status: 'Place in the status list',
  other: 'Something else',
} as const;

/** The way to a member. */
export type Path = readonly string[];

const hiding: Readonly<Record<string, readonly HideableField[]>> = {
  holder: ['holder'],
  result: ['result'],
  cohort: ['cohort'],
  level: ['competencies'],
  // As they add up to the result.
  points: ['competencies', 'result'],
};

export function hidesIt(name: FactName, hidden: readonly HideableField[]): boolean {
  const [kind = ''] = name.split('-');
  return (hiding[kind] ?? []).some((field) => hidden.includes(field));
}

/**
 * Whether a member is drawn by lot and told to nobody while something is hidden. Whoever knew the lots could try values for what
 * is hidden until a digest is the same.
 */
export const isPrivate = (source: Source, path: Path): boolean =>
  source === 'credential' && /^credential(?:Subject\.id|Status)(?:\.|$)/.test(path.join('.'));

/** @param titles of the competencies, as far as they may be told */
export function labelOf(name: FactName, titles: readonly string[]): string {
  const [kind, number] = name.split('-');
  if (number === undefined) return labels[name as keyof typeof labels];
  const title = titles[Number(number)] ?? `Competency ${Number(number) + 1}`;
  return kind === 'points' ? `${title}, points` : title;
}

/** The fact that a member belongs to. Every member belongs to one. */
export function factOf(source: Source, path: Path): FactName {
  const rules = source === 'snapshot' ? snapshotMembers : credentialMembers;
  const written = path.join('.');
  for (const [pattern, fact] of rules) {
    const found = pattern.exec(written);
    if (!found) continue;
    if (fact !== 'level' && fact !== 'points') return fact;
    const place = Number(found[1]) - (source === 'credential' && found[2] !== undefined ? 1 : 0);
    return place >= 0 && place < MOST ? `${fact}-${place}` : 'other';
  }
  return 'other';
}

/** A certificate has five. */
const MOST = 20;

type Rule = readonly [RegExp, keyof typeof labels | 'level' | 'points'];

const snapshotMembers: readonly Rule[] = [
  [/^(?:code|address)(?:\.|$)/, 'code'],
  [/^academy(?:\.|$)/, 'academy'],
  [/^holder(?:\.|$)/, 'holder'],
  [/^course\.summary(?:\.|$)/, 'summary'],
  [/^course(?:\.|$)/, 'course'],
  [/^cohort(?:\.|$)/, 'cohort'],
  [/^competencies\.(\d{1,3})\.(?:points|ofPoints)(?:\.|$)/, 'points'],
  [/^competencies\.(\d{1,3})(?:\.|$)/, 'level'],
  [/^scales\.(\d{1,3})(?:\.|$)/, 'level'],
  [/^result\.(?:passPercent|passRule)(?:\.|$)/, 'rule'],
  [/^result(?:\.|$)/, 'result'],
  [/^(?:issuedOn|issuedAt)(?:\.|$)/, 'issued'],
  [/^validUntil(?:\.|$)/, 'ends'],
  [/^signatories(?:\.|$)/, 'signatories'],
  [/^evidence(?:\.|$)/, 'evidence'],
];

/** The first of its results and of what they are described by is the whole; the second group says so. */
const credentialMembers: readonly Rule[] = [
  [/^id(?:\.|$)/, 'code'],
  [/^issuer(?:\.|$)/, 'academy'],
  [/^validFrom(?:\.|$)/, 'issued'],
  [/^validUntil(?:\.|$)/, 'ends'],
  [/^(?:name|description)(?:\.|$)/, 'course'],
  [/^credentialSubject\.(?:name|identifier)(?:\.|$)/, 'holder'],
  [/^credentialSubject\.(?:term|activityStartDate|activityEndDate)(?:\.|$)/, 'cohort'],
  [/^credentialSubject\.achievement\.(?:name|version|id)(?:\.|$)/, 'course'],
  [/^credentialSubject\.achievement\.description(?:\.|$)/, 'summary'],
  [/^credentialSubject\.achievement\.criteria(?:\.|$)/, 'rule'],
  [/^credentialSubject\.achievement\.alignment\.(\d{1,3})(?:\.|$)/, 'level'],
  [/^credentialSubject\.achievement\.resultDescription\.0\.requiredValue(?:\.|$)/, 'rule'],
  [/^credentialSubject\.achievement\.resultDescription\.0(?:\.|$)/, 'result'],
  [
    /^credentialSubject\.achievement\.resultDescription\.(\d{1,3})(\.)(?:valueMin|valueMax)(?:\.|$)/,
    'points',
  ],
  [/^credentialSubject\.achievement\.resultDescription\.(\d{1,3})(\.|$)/, 'level'],
  [/^credentialSubject\.result\.0(?:\.|$)/, 'result'],
  [/^credentialSubject\.result\.(\d{1,3})(\.)value(?:\.|$)/, 'points'],
  [/^credentialSubject\.result\.(\d{1,3})(\.|$)/, 'level'],
  [/^evidence(?:\.|$)/, 'evidence'],
  [/^credentialStatus(?:\.|$)/, 'status'],
];
