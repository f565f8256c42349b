import { z } from 'zod';
import { everyScript, uncoveredBy } from '../../platform/printing/fonts.js';
import { quotedCharacters } from './quoted-characters.rules.js';
import { tidyName } from '../user.forms.js';

/**
 * The fonts that certificates set their texts in, upright and strong: a text may stand in either, so both have to have
 * it. Which form of Han characters comes first is all the same here.
 */
const chains = [
  everyScript(['sans', 'serif'], 'regular', 'simplified'),
  everyScript(['serifStrong', 'sansStrong'], 'strong', 'simplified'),
];

/** The characters of a text that no certificate can print, as readers see them, each once; empty if all can be. */
export function unprintableCharacters(text: string): string[] {
  return [...new Set(chains.flatMap((chain) => uncoveredBy(chain, text)))];
}

/** A text that a certificate prints, and how a sentence names it: “the title of the course”. */
export interface NamedText {
  readonly what: string;
  readonly text: string;
}

/**
 * What a certificate prints beside its holder's name and what comes from this program.
 *
 * @param titles of levels and criteria of the rubric
 */
export function printedTexts(texts: {
  readonly academy: string;
  readonly course: string;
  readonly cohort: string;
  readonly signatories: readonly { readonly name: string; readonly role: string }[];
  readonly titles: readonly string[];
}): NamedText[] {
  const { academy, course, cohort, signatories, titles } = texts;
  return [
    { what: 'the name of the academy', text: academy },
    { what: 'the title of the course', text: course },
    { what: 'the name of the cohort', text: cohort },
    ...signatories.flatMap(({ name, role }) => [
      { what: 'the name of a signature', text: name },
      { what: 'the role of a signature', text: role },
    ]),
    ...titles.map((text) => ({ what: 'a title of the rubric', text })),
  ];
}

/** Which of these texts no certificate can print, and for which characters: “the title of the course (“🎓”)”. */
export function unprintableAmong(texts: readonly NamedText[]): string[] {
  const found = texts.flatMap(({ what, text }) => {
    const missing = unprintableCharacters(text.normalize('NFC'));
    return missing.length === 0 ? [] : [`${what} (${quotedCharacters(missing)})`];
  });
  return [...new Set(found)];
}

/** “the name of the academy (“🎓”) and the title of the course (“🔥”)” */
export const listed = (found: readonly string[]) =>
  found.length < 2 ? (found[0] ?? '') : `${found.slice(0, -1).join(', ')} and ${found.at(-1) ?? ''}`;

/** What to say beside the field of a text that certificates print; null where all of it can be printed. */
function unprintableSentence(what: string, text: string): string | null {
  const missing = unprintableCharacters(text);
  return missing.length === 0
    ? null
    : `Certificates can’t print ${quotedCharacters(missing)} in ${what}. Leave it out.`;
}

/**
 * One line that certificates print, tidied as a name is, with a letter or a digit in it. What no font has is refused
 * here, where it is typed: at the issue it would keep a whole release waiting.
 *
 * @param what how sentences name it: “the title”
 * @param none said where nothing was typed
 * @param most in code points
 */
export const printedLine = (what: string, none: string, most: number) =>
  z
    .string(none)
    .transform(tidyName)
    .superRefine((text, context) => {
      const message = lineProblem(text, { what, none, most });
      if (message !== null) context.addIssue({ code: 'custom', message });
    });

function lineProblem(
  text: string,
  { what, none, most }: { what: string; none: string; most: number },
): string | null {
  if (!/[\p{L}\p{N}]/u.test(text)) return none;
  return Array.from(text).length > most
    ? `Use at most ${most} characters for ${what}.`
    : unprintableSentence(what, text);
}
