import { z } from 'zod';

/**
 * Several lines in NFC, without what nobody sees: control characters, marks that turn the reading direction of all that
 * follows, spaces without width, soft hyphens and the Korean fillers. The joiners U+200C and U+200D stay, since Persian
 * and languages of India are written with them.
 */
export function tidyReason(typed: string): string {
  // NFC comes last: an accent joins its letter once nothing unseen stands between them.
  return typed
    .replace(/\r\n?|[\u2028\u2029\u0085]/gu, '\n')
    .replace(/\t/g, ' ')
    .replace(/[^\P{Cc}\n]|(?![\u200C\u200D])\p{Cf}|[\u034F\u115F\u1160\u3164\uFFA0]/gu, '')
    .normalize('NFC')
    .trim();
}

export interface ReasonRule {
  /** Characters as readers count them by code point. */
  readonly most: number;
  readonly tooLong: string;
  /** What is said where nothing was typed; null where nothing need be. */
  readonly missing: string | null;
}

/**
 * The one rule of every reason and note that is written about a certificate, for the public or for a few. What is typed
 * has a letter or a digit in it: dots and dashes are no reason.
 */
export function reasonField({ most, tooLong, missing }: ReasonRule) {
  const wanted = missing ?? 'Write at least a word, or leave this empty.';
  return z
    .string(wanted)
    .transform(tidyReason)
    .refine((text) => (text === '' ? missing === null : /[\p{L}\p{N}]/u.test(text)), wanted)
    .refine((text) => Array.from(text).length <= most, tooLong);
}
