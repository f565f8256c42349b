import { z } from 'zod';

/** 2 to 120 characters, as printed on a certificate; NFC. */
export const nameField = z
  .string('Enter your name.')
  .transform((name) => name.normalize('NFC').trim().replace(/\s+/gu, ' '))
  .refine((name) => name.length >= 2, 'Enter your name as it shall stand on certificates.')
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

export const timeZoneField = z
  .string('Choose your time zone.')
  .refine(isTimeZone, 'Choose a time zone from the list.');

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name !== '';
  } catch {
    return false;
  }
}
