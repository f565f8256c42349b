import { z } from 'zod';
import { sha256 } from '../../platform/digests/digests.js';
import { type Verdict } from '../register/status.rules.js';

/** Days until a link ends, as the form offers them; `never` ends only when it is withdrawn. */
export const shareEnds = ['7', '30', '90', 'never'] as const;
export type ShareEnd = (typeof shareEnds)[number];

export const LABEL_LENGTH = 80;

export const shareForm = z.object({
  label: z
    .string()
    .trim()
    .normalize('NFC')
    .max(LABEL_LENGTH, `Keep the note to ${LABEL_LENGTH} characters.`)
    .regex(/^[^\p{Cc}]*$/u, 'The note can’t have line breaks or control characters.')
    .default(''),
  ends: z.enum(shareEnds, 'Choose when the link ends.'),
});

/** The first instant at which the link leads nowhere; null if it has no end. */
export function endOf(madeAt: Date, ends: ShareEnd): Date | null {
  return ends === 'never' ? null : new Date(madeAt.getTime() + Number(ends) * 86_400_000);
}

/** What is stored of a token, so that a leaked table opens nothing. */
export const tokenDigest = (token: string): string => sha256(token);

/** 24 bytes in base64url: 192 bits. */
export const isToken = (text: string): boolean => /^[\w-]{32}$/.test(text);

/** Whether a link gives the file away: what no longer stands is told of, and its file stays with its holder. */
export function givesFile({ status }: Pick<Verdict, 'status'>): boolean {
  return status === 'valid' || status === 'expired';
}

export type ShareState = 'open' | 'ended' | 'withdrawn';

export function shareState(
  { endsAt, withdrawnAt }: { endsAt: Date | null; withdrawnAt: Date | null },
  now: Date,
): ShareState {
  if (withdrawnAt !== null) return 'withdrawn';
  return endsAt !== null && now >= endsAt ? 'ended' : 'open';
}
