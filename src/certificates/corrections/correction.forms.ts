import { z } from 'zod';
import { nameField } from '../../users/user.forms.js';
import { reasonField } from '../register/reason.forms.js';

const words = (missing: string) =>
  reasonField({ most: 1000, tooLong: 'Use at most 1,000 characters.', missing });

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
