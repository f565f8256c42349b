import type { HanForm } from '../../platform/printing/han-form.rules.js';
import { dayInWords, dayOf, lastDayBefore } from '../register/days.rules.js';
import type { Finding } from '../register/status.rules.js';

/** How a verdict looks and reads on the page: colour is never needed to tell one from another. */
export interface VerdictWords {
  /** An icon of lucide; every verdict has another shape. */
  readonly icon: string;
  readonly tone: 'good' | 'caution' | 'bad' | 'neutral';
  readonly word: string;
  /** Plain text, one or two sentences, to stand after the word. */
  readonly sentence: string;
}

/** The band on top of the page; `kind` chooses its outline. */
export interface VerdictBand {
  kind: string;
  /** The name of its icon. */
  shape: string;
  word: string;
  sentence: string;
  /** The sentence around a name whose language is known; null where it names nobody, or the language is not. */
  named: { before: string; name: string; lang: string; after: string } | null;
}

/** What a sentence may name. A whole snapshot is such a thing; to the public only what is shown may be passed. */
export interface Named {
  readonly issuedOn: string;
  readonly cohort: { readonly timeZone: string };
  readonly holder?: { readonly name: string; readonly han?: HanForm };
}

/**
 * The words for a finding. Days are given in the cohort's zone, the zone in which the certificate prints its own;
 * where nothing is named in UTC.
 */
export function verdictWords(finding: Finding, named: Named | null): VerdictWords {
  const timeZone = named?.cohort.timeZone ?? 'UTC';
  const day = (instant: Date) => dayInWords(dayOf(instant, timeZone));

  switch (finding.status) {
    case 'valid':
      return {
        icon: 'badge-check',
        tone: 'good',
        word: 'Valid',
        sentence: named
          ? `Issued ${named.holder ? `to ${named.holder.name} ` : ''}on ${dayInWords(named.issuedOn)} and unchanged since.`
          : 'Issued by this academy and unchanged since.',
      };
    case 'expired':
      return {
        icon: 'hourglass',
        tone: 'caution',
        word: 'Expired',
        sentence: `It was valid until ${dayInWords(lastDayBefore(finding.since, timeZone))}. What it says was true when it was issued.`,
      };
    case 'key-compromised':
      return {
        icon: 'key-round',
        tone: 'bad',
        word: 'Key compromised',
        sentence: `It was signed after its key had fallen into other hands on ${day(finding.since)}, so nobody can tell who signed it.`,
      };
    case 'superseded':
      return {
        icon: 'replace',
        tone: 'caution',
        word: 'Replaced',
        sentence: `A newer certificate has stood in its place since ${day(finding.since)}.`,
      };
    case 'suspended':
      return {
        icon: 'circle-pause',
        tone: 'caution',
        word: 'Suspended',
        sentence: `Don’t rely on it for now: the academy has been looking into it since ${day(finding.since)}.`,
      };
    case 'revoked':
      return {
        icon: 'octagon-x',
        tone: 'bad',
        word: 'Revoked',
        sentence: `The academy withdrew it on ${day(finding.since)}. It is no longer valid.`,
      };
    case 'erased':
      return {
        icon: 'eraser',
        tone: 'neutral',
        word: 'Erased',
        sentence: `A certificate was issued under this code. Its holder’s data was erased on ${day(finding.since)}, so it can’t be confirmed any more.`,
      };
    case 'never-issued':
      return {
        icon: 'circle-question-mark',
        tone: 'bad',
        word: 'Never issued',
        sentence: 'The code is well formed, but no certificate was ever issued under it.',
      };
    case 'typing-error':
      return {
        icon: 'text-cursor-input',
        tone: 'neutral',
        word: 'Mistyped',
        sentence:
          'At least one character differs from what is printed. Compare the five groups of five one by one.',
      };
    case 'not-a-code':
      return {
        icon: 'keyboard',
        tone: 'neutral',
        word: 'Not a code',
        sentence:
          'A certificate’s code has five groups of five letters and digits. It stands at the foot of the certificate.',
      };
  }
}
