import type { Verdict } from '../register/status.rules.js';

export type CorrectionState = 'open' | 'withdrawn' | 'approved' | 'declined';

/** What a holder is told about asking for another name, in this state of the certificate. */
export interface Asking {
  readonly possible: boolean;
  /** One or two sentences; null where there is nothing to say. */
  readonly sentence: string | null;
}

export function askingFor(verdict: Verdict): Asking {
  switch (verdict.status) {
    case 'valid':
      return { possible: true, sentence: null };
    case 'expired':
      return {
        possible: true,
        sentence: 'It has expired. A corrected one says the same dates, so it will have expired, too.',
      };
    case 'suspended':
      return {
        possible: false,
        sentence:
          'It is suspended while the academy looks into it. You can ask for a correction once it is reinstated.',
      };
    case 'superseded':
      return {
        possible: false,
        sentence: 'A newer certificate stands in its place. If its name is wrong, ask there.',
      };
    case 'key-compromised':
      return {
        possible: false,
        sentence: 'The key that signed it was compromised. Ask the academy for another certificate.',
      };
    case 'revoked':
      return { possible: false, sentence: 'It was revoked, and a revoked certificate is not corrected.' };
    case 'erased':
    case 'never-issued':
      return { possible: false, sentence: 'There is no such certificate any more.' };
  }
}

/** Why a request can't be approved as its certificate stands; null where it can. For administrators. */
export function whyNotApproved(verdict: Verdict): string | null {
  switch (verdict.status) {
    case 'valid':
    case 'expired':
    case 'key-compromised':
      // The corrected one is signed with another key.
      return null;
    case 'suspended':
      return 'The certificate is suspended. Reinstate it first, or decline the request.';
    case 'superseded':
      return 'A newer certificate stands in its place already. Decline the request; its holder can ask for the newer one.';
    case 'revoked':
      return 'The certificate was revoked, and a revoked one is not replaced. Decline the request.';
    case 'erased':
    case 'never-issued':
      return 'Its holder’s data was erased.';
  }
}

const scripts = [
  ['Latin', /\p{Script=Latin}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Arabic', /\p{Script=Arabic}/u],
  ['Hebrew', /\p{Script=Hebrew}/u],
  ['Devanagari', /\p{Script=Devanagari}/u],
  ['Chinese', /\p{Script=Han}/u],
  ['Japanese', /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['Korean', /\p{Script=Hangul}/u],
] as const;

/**
 * The scripts of a name's letters, by their names in English. Some letters of different scripts look the same, so a
 * name that is to be compared by eye says of which it is.
 */
export function scriptsOf(name: string): string[] {
  return scripts.filter(([, letters]) => letters.test(name)).map(([script]) => script);
}
