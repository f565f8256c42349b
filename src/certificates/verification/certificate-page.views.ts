import { publicCopies } from '../credential-store/copies.rules.js';
import { addressOf, groupsOf, type Code } from '../register/code.rules.js';
import { dayInWords, daysInWords, lastDayBefore, momentInWords } from '../register/days.rules.js';
import { showsEvidence, type Verdict } from '../register/status.rules.js';
import { type PrintedFacts, type ShownCompetency } from '../register/visibility.rules.js';
import { type LinkPreview, linkPreview } from './link-preview.views.js';
import { forms } from './negotiation.rules.js';
import {
  nameLanguage,
  pathOf,
  type PublicFacts,
  publicFacts,
  type ToldCertificate,
  verdictBand,
} from './verification.views.js';
import { type VerdictBand } from './verdict-words.rules.js';

/** The same certificate in another form. */
export interface Alternate {
  readonly href: string;
  readonly type: string;
}

export interface CertificatePage {
  title: string;
  preview: LinkPreview;
  alternates: Alternate[];
  band: VerdictBand;
  /** The academy's own words about a revocation or suspension. */
  reason: string | null;
  /** What an employer does now; null where nothing is to be done. */
  advice: string | null;
  successor: { href: string; code: string } | null;
  /** Null where the person was erased. */
  printed: PrintedFactsPage | null;
  /** Sections of the graded work that its author shows; empty for none. */
  evidence: { title: string; href: string }[];
  check: {
    code: string;
    address: string;
    origin: string;
    jsonHref: string;
    /** Null where it goes to the holder only, or to nobody any more. */
    credentialHref: string | null;
  };
  checkedAt: { iso: string; words: string };
}

export interface PrintedFactsPage {
  heading: string;
  /** Whether the holder keeps something from this page. */
  withheld: boolean;
  facts: FactLine[];
  examined: {
    /** What the course asks, in the academy's words; empty where it says nothing. */
    summary: string;
    rule: string;
    /** Null: withheld by the holder. */
    assessed: AssessedLine[] | null;
    /** Whether there are points to show. */
    points: boolean;
  };
}

export interface FactLine {
  term: string;
  /** Null: withheld by the holder. */
  value: string | null;
  /** Goes on after the value, more quietly. */
  note: string | null;
  /** A calendar day that the value is; null where it is none. */
  iso: string | null;
  /** The value's language where its letters tell (BCP 47), or null. */
  lang: string | null;
}

export interface AssessedLine {
  title: string;
  level: string;
  /** What work looks like that reaches the level; empty where the rubric said nothing. */
  meaning: string;
  /** Null: withheld by the holder. */
  points: string | null;
}

/**
 * The page about a certificate that exists. It tells every fact that the PDF prints, so that an edited PDF does not
 * pass, but what its holder withholds; of that it says that it is withheld.
 */
export function certificatePage(known: ToldCertificate, publicUrl: string): CertificatePage {
  const { code, verdict, readAt } = known;
  const told = publicFacts(known);
  const facts = told?.facts ?? null;
  const band = verdictBand(verdict, told?.named ?? null);
  const successorCode = verdict.status === 'superseded' ? verdict.successorCode : null;
  const address = facts?.address ?? addressOf(publicUrl, code);
  const copies = publicCopies(verdict, known.hidden);
  return {
    title: titleOf(band.word, facts),
    preview: linkPreview({ publicUrl, path: pathOf(code), title: titleOf(band.word, facts), band, facts }),
    alternates: (['json', ...copies] as const).map((form) => ({
      href: `${pathOf(code)}.${form}`,
      type: forms[form][0],
    })),
    band,
    reason: 'reason' in verdict ? verdict.reason : null,
    advice: adviceOn[verdict.status],
    successor: successorCode && { href: pathOf(successorCode), code: spaced(successorCode) },
    printed: told && printedFacts(told, verdict.status),
    evidence: showsEvidence(verdict)
      ? known.evidence.map(({ key, title }) => ({ title, href: `${pathOf(code)}/evidence/${key}` }))
      : [],
    check: {
      code: spaced(code),
      address,
      // After a move of the academy's pages, what was printed before names the former address; both lead here.
      origin: [...new Set([new URL(address).host, new URL(publicUrl).host])].join(' or '),
      jsonHref: `${pathOf(code)}.json`,
      credentialHref: copies.includes('jsonld') ? `${pathOf(code)}.jsonld` : null,
    },
    checkedAt: {
      iso: readAt.toISOString(),
      words: momentInWords(readAt),
    },
  };
}

/** What to do about a certificate that is not simply valid. */
const adviceOn: Readonly<Record<Verdict['status'], string | null>> = {
  valid: null,
  expired: 'Ask its holder whether there is a newer one. Its result and its facts stay as they were.',
  superseded: 'Go by the newer certificate, whatever a document with this code says.',
  suspended: 'Look at this address again later: it will say how it ended.',
  revoked: 'A document that carries this code proves nothing any more.',
  'key-compromised': 'Ask the academy for another one, which is signed with another key.',
  erased: null,
  'never-issued': null,
};

/** The verdict comes first: it is what a tab, a history or a shared link shows. */
function titleOf(word: string, facts: PrintedFacts | null): string {
  if (!facts) return word;
  return `${word}: ${facts.holder ? `${facts.holder.name}, ` : ''}${facts.course.title}`;
}

function printedFacts({ facts, named }: PublicFacts, status: Verdict['status']): PrintedFactsPage {
  const { course, result, competencies } = facts;
  const over = status === 'revoked' || status === 'superseded';
  return {
    heading: over ? 'What the certificate said' : 'What the certificate says',
    withheld: facts.withheld !== undefined,
    facts: factLines(facts, named.cohort.timeZone),
    examined: {
      summary: course.summary,
      rule: result.passRule,
      assessed: competencies?.map(assessedLine) ?? null,
      points: competencies?.some(({ points }) => points !== undefined) ?? false,
    },
  };
}

/** In the order in which an employer asks: who, what, how well, by whom, when. */
function factLines(facts: PrintedFacts, timeZone: string): FactLine[] {
  const { academy, holder, course, cohort, result, signatories } = facts;
  const percent = result.percent === undefined ? null : `${figure(result.percent)}\u00A0%`;
  return [
    { ...line('Issued to', holder?.name ?? null), lang: holder ? nameLanguage(holder) : null },
    line('For the course', course.title, `version ${course.versionNumber}`),
    line('Result', percent, `${figure(result.passPercent)}\u00A0% is needed to pass`),
    line('Issued by', academy.name),
    { ...line('Issued on', dayInWords(facts.issuedOn)), iso: facts.issuedOn },
    validUntilLine(facts.validUntil, timeZone),
    line('Held', cohort ? daysInWords(cohort.startsOn, cohort.endsOn) : null, cohort?.name ?? null),
    line('Signed by', signatories.map(({ name, role }) => `${name}, ${role}`).join(' · ')),
  ];
}

function validUntilLine(validUntil: string | null, timeZone: string): FactLine {
  if (validUntil === null) return line('Valid until', 'No end');
  const last = lastDayBefore(new Date(validUntil), timeZone);
  return { ...line('Valid until', dayInWords(last)), iso: last };
}

const line = (term: string, value: string | null, note: string | null = null): FactLine => ({
  term,
  value,
  note,
  iso: null,
  lang: null,
});

const assessedLine = ({ title, level, meaning, points, ofPoints }: ShownCompetency): AssessedLine => ({
  title,
  level,
  meaning,
  points: points === undefined || ofPoints === undefined ? null : `${figure(points)} of ${figure(ofPoints)}`,
});

const spaced = (code: Code) => groupsOf(code).join(' ');

/** At most two decimals, as the PDF prints them. */
const figures = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });
const figure = (n: number) => figures.format(n);
