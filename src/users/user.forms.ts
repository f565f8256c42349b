import { z } from 'zod';
import { weaknessOf, type WhoseItIs } from './password.rules.js';

/**
 * A name in one line and in NFC, without what nobody sees: control characters, the marks that turn the reading
 * direction of all that follows (U+202A–202E, U+2066–2069), spaces without width and the Korean fillers. The joiners
 * U+200C and U+200D stay, since names of Persian and of Indian languages are written with them.
 */
export function tidyName(name: string): string {
  return name
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\u200B\u202A-\u202E\u2060\u2066-\u2069\u115F\u1160\u3164\uFFA0]/gu, '')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** 2 to 120 characters, a letter among them, as printed on a certificate. */
export const nameField = z
  .string('Enter your name.')
  .transform(tidyName)
  .refine(
    (name) => name.length >= 2 && /\p{L}/u.test(name),
    'Enter your name as it shall stand on certificates.',
  )
  .refine((name) => Array.from(name).length <= 120, 'Use at most 120 characters for your name.');

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
