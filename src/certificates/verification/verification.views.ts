import { type Code, writtenCode } from '../register/code.rules.js';
import { type CertificateSnapshot } from '../register/snapshot.rules.js';
import { type ShownSection } from '../register/certificate.statements.js';
import { type Finding, type Verdict } from '../register/status.rules.js';
import { type HideableField, type PrintedFacts, shownFacts } from '../register/visibility.rules.js';
import { languageOf } from '../printing/languages.js';
import { type LinkPreview, linkPreview } from './link-preview.views.js';
import { typingErrorSentence } from './mistyped.views.js';
import { type Named, type VerdictBand, verdictWords } from './verdict-words.rules.js';

/** What is known of a certificate, as far as it is told to the public. */
export interface ToldCertificate {
  readonly code: Code;
  readonly verdict: Verdict;
  readonly snapshot: CertificateSnapshot | null;
  readonly hidden: readonly HideableField[];
  /** The sections of the graded handbook that its holder shows. */
  readonly evidence: readonly ShownSection[];
  readonly readAt: Date;
}

/** Facts without what is hidden, and what a sentence may name of them. */
export interface PublicFacts {
  readonly facts: PrintedFacts;
  readonly named: Named;
}

/** Null of an erased certificate. */
export function publicFacts({
  verdict,
  snapshot,
  hidden,
}: Pick<ToldCertificate, 'verdict' | 'snapshot' | 'hidden'>): PublicFacts | null {
  if (verdict.status === 'erased' || snapshot === null) return null;
  const facts = shownFacts(snapshot, hidden);
  const { issuedOn, holder } = facts;
  // Days are the cohort's, also of a cohort that is not shown.
  return { facts, named: { issuedOn, cohort: snapshot.cohort, ...(holder && { holder }) } };
}

export interface NoCertificatePage {
  title: string;
  preview: LinkPreview;
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
  const said = verdictBand(finding, null);
  const band = finding.status === 'typing-error' ? { ...said, sentence: typingErrorSentence(typed) } : said;
  const shown = typed.slice(0, LONGEST_SHOWN);
  const path = `/verify/${encodeURIComponent(shown.toWellFormed())}`;
  return {
    title: band.word,
    preview: linkPreview({ publicUrl, path, title: band.word, band, facts: null }),
    band,
    status: finding.status,
    typed: shown,
    address: new URL(publicUrl).host,
  };
}

export interface RefusedPage {
  title: string;
  sentence: string;
}

/** @param sentence why, and when it ends */
export const refusedPage = (sentence: string): RefusedPage => ({
  title: 'Too many codes that lead nowhere',
  sentence,
});

/** Of what was typed; a code with all its hyphens has 29 characters. */
const LONGEST_SHOWN = 80;

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
  'key-compromised': 'revoked',
  erased: 'erased',
  'never-issued': 'unknown',
  'typing-error': 'mistyped',
  'not-a-code': 'mistyped',
} satisfies Record<Finding['status'], string>;

export function verdictBand(finding: Finding, named: Named | null): VerdictBand {
  const { icon, word, sentence } = verdictWords(finding, named);
  const band = { kind: bandOf[finding.status], shape: icon, word, sentence };
  const lang = named?.holder ? nameLanguage(named.holder) : null;
  const [before = '', after] = named?.holder ? sentence.split(named.holder.name, 2) : [];
  if (lang === null || after === undefined) return { ...band, named: null };
  return { ...band, named: { before, name: named?.holder?.name ?? '', lang, after } };
}

/** So that readers say it in its language, and browsers take that language's form of a Han character. */
export const nameLanguage = ({ name, han }: CertificateSnapshot['holder']) =>
  languageOf(name, han ?? 'simplified');
