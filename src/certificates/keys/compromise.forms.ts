import { z } from 'zod';
import { reasonField } from '../register/reason.forms.js';

/** Since when a key is not believed is read beside it, as a moment on the clock of whoever types. */
export const compromiseForm = z.object({
  reason: reasonField({
    most: 300,
    tooLong: 'Use at most 300 characters for the reason.',
    missing: 'Say why, in words that anyone may read.',
  }),
  /** How many events the key had on the page with the form. */
  seen: z.coerce.number().int().min(0).max(10_000).catch(-1),
});
