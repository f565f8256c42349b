import { addressOf, groupsOf, type Code, writtenCode } from '../register/code.rules.js';
import { dayInWords, dayOf, daysInWords, lastDayBefore } from '../register/days.rules.js';
import { type CertificateSnapshot, type CompetencyResult } from '../register/snapshot.rules.js';
import { type Finding, type Verdict } from '../register/status.rules.js';
import { verdictWords } from './verdict-words.rules.js';

/** The band on top of the page; `kind` chooses its outline and icon. */
export interface VerdictBand {
  kind: string;
  word: string;
  sentence: string;
}

export interface FactLine {
  term: string;
  value: string;
  /** Goes on after the value, more quietly. */
  note: string | null;
  /** A calendar day that the value is; null where it is none. */
  iso: string | null;
}

export interface AssessedLine {
  title: string;
  level: string;
  points: string;
}

export interface CertificatePage {
  title: string;
  band: VerdictBand;
  /** The academy's own words about a revocation or suspension. */
  reason: string | null;
  successor: { href: string; code: string } | null;
  /** Null where the person was erased. */
  printed: PrintedFactsPage | null;
  check: { code: string; address: string; origin: string; jsonHref: string };
  checkedAt: { iso: string; words: string };
}

export interface PrintedFactsPage {
  holder: string;
  course: string;
  facts: FactLine[];
  result: { percent: string; needed: string; rule: string };
  assessed: AssessedLine[];
}

/**
 * The page about a certificate that exists. It tells every fact that the PDF prints, so that an edited PDF does not
 * pass.
 */
export function certificatePage(
  known: { code: Code; verdict: Verdict; snapshot: CertificateSnapshot | null; readAt: Date },
  publicUrl: string,
): CertificatePage {
  const { code, verdict, readAt } = known;
  const snapshot = verdict.status === 'erased' ? null : known.snapshot;
  const band = verdictBand(verdict, snapshot);
  const successorCode = verdict.status === 'superseded' ? verdict.successorCode : null;
  return {
    title: snapshot ? `${band.word}: ${snapshot.holder.name}, ${snapshot.course.title}` : band.word,
    band,
    reason: 'reason' in verdict ? verdict.reason : null,
    successor: successorCode && { href: pathOf(successorCode), code: spaced(successorCode) },
    printed: snapshot && printedFacts(snapshot),
    check: {
      code: spaced(code),
      address: snapshot?.address ?? addressOf(publicUrl, code),
      origin: new URL(snapshot?.address ?? publicUrl).host,
      jsonHref: `${pathOf(code)}.json`,
    },
    checkedAt: {
      iso: readAt.toISOString(),
      words: `${dayInWords(dayOf(readAt, 'UTC'))}, ${timeInWords(readAt)} UTC`,
    },
  };
}

export interface NoCertificatePage {
  title: string;
  band: VerdictBand;
  status: Finding['status'];
  /** What was typed, to be corrected. */
  typed: string;
  address: string;
}

/** The page about a code under which there is nothing, or which is none. */
export function noCertificatePage(
  finding: Extract<Finding, { status: 'never-issued' | 'typing-error' | 'not-a-code' }>,
  typed: string,
  publicUrl: string,
): NoCertificatePage {
  const band = verdictBand(finding, null);
  return {
    title: band.word,
    band,
    status: finding.status,
    typed: typed.slice(0, 80),
    address: new URL(publicUrl).host,
  };
}

/** Where a code's page is on this site. */
export function pathOf(code: Code): string {
  return `/verify/${writtenCode(code)}`;
}

/** The names by which the page's styles know the verdicts. */
const bandOf = {
  valid: 'valid',
  expired: 'expired',
  superseded: 'superseded',
  suspended: 'suspended',
  revoked: 'revoked',
  erased: 'erased',
  'never-issued': 'unknown',
  'typing-error': 'mistyped',
  'not-a-code': 'mistyped',
} satisfies Record<Finding['status'], string>;

function verdictBand(finding: Finding, snapshot: CertificateSnapshot | null): VerdictBand {
  const { word, sentence } = verdictWords(finding, snapshot);
  return { kind: bandOf[finding.status], word, sentence };
}

function printedFacts(snapshot: CertificateSnapshot): PrintedFactsPage {
  const { holder, course, result, competencies } = snapshot;
  return {
    holder: holder.name,
    course: course.title,
    facts: factLines(snapshot),
    result: {
      percent: `${figure(result.percent)}\u00A0%`,
      needed: `${figure(result.passPercent)}\u00A0%`,
      rule: result.passRule,
    },
    assessed: competencies.map(assessedLine),
  };
}

function factLines(snapshot: CertificateSnapshot): FactLine[] {
  const { academy, holder, course, cohort, signatories } = snapshot;
  const lines: FactLine[] = [
    line('Issued to', holder.name),
    line('For the course', course.title, `version ${course.versionNumber}`),
    line('Held', daysInWords(cohort.startsOn, cohort.endsOn), cohort.name),
    line('Issued by', academy.name),
    line('Signed by', signatories.map(({ name, role }) => `${name}, ${role}`).join(' · ')),
    { ...line('Issued on', dayInWords(snapshot.issuedOn)), iso: snapshot.issuedOn },
  ];
  if (snapshot.validUntil === null) return [...lines, line('Valid until', 'No end')];
  const last = lastDayBefore(new Date(snapshot.validUntil), cohort.timeZone);
  return [...lines, { ...line('Valid until', dayInWords(last)), iso: last }];
}

const line = (term: string, value: string, note: string | null = null): FactLine => ({
  term,
  value,
  note,
  iso: null,
});

const assessedLine = ({ title, level, points, ofPoints }: CompetencyResult): AssessedLine => ({
  title,
  level,
  points: `${figure(points)} of ${figure(ofPoints)}`,
});

const spaced = (code: Code) => groupsOf(code).join(' ');

/** At most two decimals, as the PDF prints them. */
const figures = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });
const figure = (n: number) => figures.format(n);

const timeInWords = (instant: Date) => instant.toISOString().slice(11, 16);
