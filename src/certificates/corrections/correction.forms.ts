import { z } from 'zod';
import { nameField } from '../../users/user.forms.js';

/** Several lines as they were typed, in NFC, without what nobody sees but line breaks. */
const plain = (text: string) =>
  text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/gu, '')
    .trim();

const LONGEST = 1000;

const words = (missing: string) =>
  z
    .string(missing)
    .transform(plain)
    .refine((text) => text !== '', missing)
    .refine((text) => Array.from(text).length <= LONGEST, 'Use at most 1,000 characters.');

export const askForm = z.object({
  name: nameField,
  reason: words('Say why the name is wrong.'),
  account: z
    .literal('yes')
    .optional()
    .catch(undefined)
    .transform((ticked) => ticked === 'yes'),
});
export type AskForm = z.infer<typeof askForm>;

export const declineForm = z.object({ answer: words('Say why, in words for the holder.') });
