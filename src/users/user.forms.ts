import { z } from 'zod';
import { weaknessOf, type WhoseItIs } from './password.rules.js';

/**
 * A name in one line and in NFC, without what nobody sees: control characters and all that Unicode lets a program leave
 * undrawn (Default_Ignorable_Code_Point), such as marks that turn the reading direction, spaces without width, soft
 * hyphens and the Korean fillers. What says the form of a Han character stays (U+FE00–FE0F, U+E0100–E01EF), and so do
 * the joiners U+200C and U+200D between letters, since names of Persian and of Indian languages are written with them.
 */
export function tidyName(name: string): string {
  return name
    .replace(/(?!\u200C|\u200D|[\uFE00-\uFE0F]|[\u{E0100}-\u{E01EF}])\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/\s+/gu, ' ')
    .replace(/\p{Cc}/gu, '')
    .replace(/(?<![\p{L}\p{M}])[\u200C\u200D]+|[\u200C\u200D]+(?![\p{L}\p{M}])/gu, '')
    .replace(/ {2,}/g, ' ')
    .normalize('NFC')
    .trim();
}

/** More than any script stacks upon a letter; beyond that they run into the lines above and below. */
const MARKS = 4;
const stacked = new RegExp(`\\p{M}{${MARKS + 1}}`, 'u');

/** 2 to 120 characters, a letter among them, as printed on a certificate. */
export const nameField = z
  .string('Enter your name.')
  .transform(tidyName)
  .refine(
    (name) => Array.from(name).length >= 2 && /\p{L}/u.test(name),
    'Enter your name as it shall stand on certificates.',
  )
  .refine((name) => Array.from(name).length <= 120, 'Use at most 120 characters for your name.')
  .refine((name) => !stacked.test(name), `Use at most ${MARKS} marks on a letter.`);

export const emailField = z
  .string('Enter an e-mail address.')
  .trim()
  .toLowerCase()
  .max(254, 'Enter an e-mail address of at most 254 characters.')
  .pipe(z.email('Enter an e-mail address such as name@example.org.'));

/** Length is what counts (NIST SP 800-63B-4, 3.1.1.2: at least 15 where it is the only factor). */
export const newPasswordField = z
  .string('Choose a password.')
  .refine(
    (password) => Array.from(password).length >= 15,
    'Choose a password of at least 15 characters. Several words are easiest.',
  )
  .refine((password) => Array.from(password).length <= 200, 'Choose a password of at most 200 characters.');

/** For a form with name, address and password: refuses what others guess first. Zod calls it once all fields fit. */
export function refuseWeakPassword(
  form: WhoseItIs & { password: string },
  context: z.RefinementCtx<WhoseItIs & { password: string }>,
): void {
  const message = weaknessOf(form.password, form);
  if (message !== null) context.addIssue({ code: 'custom', path: ['password'], message });
}

export const timeZoneField = z
  .string('Choose your time zone.')
  .refine(isTimeZone, 'Choose a time zone from the list.');

/** Places only: an offset such as `+05:00` knows no summer time, and PostgreSQL reads it the other way round. */
export function isTimeZone(name: string): boolean {
  if (/^[+-]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name !== '';
  } catch {
    return false;
  }
}
