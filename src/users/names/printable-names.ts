import { everyScript, uncoveredBy } from '../../platform/printing/fonts.js';
import { quotedCharacters } from './quoted-characters.rules.js';

/** The fonts of names on certificates; which form of Han characters comes first is all the same here. */
const fonts = everyScript(['serifMedium', 'sansMedium'], 'regular', 'simplified');

/**
 * What of a name can’t be printed on a certificate, in one sentence; null if all of it can. A certificate isn't issued to
 * such a name, so people hear of it while there is time.
 */
export function unprintableInName(name: string): string | null {
  const missing = uncoveredBy(fonts, name);
  return missing.length === 0
    ? null
    : `On a certificate this can’t be printed: ${quotedCharacters(missing)}.`;
}

/** A notice to whoever has just got an account; it goes on, where need be, with what of their name can't be printed. */
export function welcomeWords(notice: string, name: string): string {
  const unprintable = unprintableInName(name);
  return unprintable === null ? notice : `${notice} ${unprintable} You can change your name in your account.`;
}
