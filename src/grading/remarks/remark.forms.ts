import { z } from 'zod';
import { type FieldError, invalid } from '../../platform/errors/domain-errors.js';
import { longestRemark } from '../marking/score-drafts.service.js';
import { longestQuote } from './anchor.rules.js';
import { type BankWrite, longestBankRemark } from './bank.service.js';
import { type RemarkWrite } from './remarks-in-the-making.js';

const figures = new Intl.NumberFormat('en');

/** Words somebody writes, at most `most` characters of them. */
export const writtenText = (most: number) =>
  z
    .string('A remark is text.')
    .max(most, `Use at most ${figures.format(most)} characters for a remark.`)
    .refine((text) => !text.includes('\0'), 'A remark can’t hold this character.')
    .transform((text) => text.toWellFormed());

const writtenVersion = z.int('A version is a whole number.').min(0).max(2_147_483_646);

const place = z.int('A place in a text is a whole number.').min(0).max(2_147_483_646);

const remarkBody = z.object({
  criterionId: z.uuid('A criterion is named by its id.').nullable(),
  body: writtenText(longestRemark),
  version: writtenVersion,
  anchor: z
    .object({
      sectionKey: z.string().max(100),
      start: place,
      end: place,
      quote: z
        .string()
        .max(longestQuote, `A remark quotes at most ${figures.format(longestQuote)} characters.`)
        .refine((text) => !text.includes('\0'), 'A quotation can’t hold this character.'),
    })
    .nullable(),
});

const overallBody = z.object({ body: writtenText(longestRemark), version: writtenVersion });

/** @throws DomainError invalid that names each field */
export function readRemark(body: unknown): Omit<RemarkWrite, 'id'> {
  return read(remarkBody, body);
}

/** @throws DomainError invalid that names each field */
export function readOverall(body: unknown): { body: string; version: number } {
  return read(overallBody, body);
}

/** The version of a deletion, from the address. @throws DomainError invalid */
export function readVersion(query: unknown): number {
  return read(
    z.object({ version: z.string().regex(/^\d{1,9}$/, 'A version is a whole number.') }),
    query,
    (one) => Number(one.version),
  );
}

function read<T, R = T>(
  schema: z.ZodType<T>,
  body: unknown,
  as: (data: T) => R = (data) => data as unknown as R,
): R {
  const result = schema.safeParse(body);
  if (result.success) return as(result.data);
  throw invalid(
    'This remark could not be read, so nothing was changed.',
    result.error.issues.map(({ path, message }) => ({ field: String(path[0] ?? ''), message })),
  );
}

/** The remark on the whole as the desk's form sends it, with what the page had shown. */
export interface TypedOverall {
  body: string;
  version: number;
  /** False where the page shows what the server gave it. */
  touched: boolean;
  error: FieldError | null;
}

/**
 * The remark on the whole out of the desk's form: `overall`, `overall-version`, and `overall-seen`, which is what
 * `digest` said when the page was made. A form without these fields says nothing about it.
 */
export function readTypedOverall(body: unknown, digest: (body: string) => string): TypedOverall | null {
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const typed = fields['overall'];
  const version = fields['overall-version'];
  if (typeof typed !== 'string' || typeof version !== 'string') return null;
  const result = writtenText(longestRemark).safeParse(typed);
  const message = /^\d{1,9}$/.test(version)
    ? (result.error?.issues[0]?.message ?? null)
    : 'This page is incomplete. Reload it.';
  return {
    body: result.data ?? typed,
    version: /^\d{1,9}$/.test(version) ? Number(version) : 0,
    touched: fields['overall-seen'] !== digest(typed),
    error: message === null ? null : { field: 'overall', message },
  };
}

/** Which remarks on words the page has shown, `id:version` with blanks between them; the version of each by its id. */
export function readSeenRemarks(body: unknown): Record<string, number> {
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const seen = fields['remarks-seen'];
  const pairs = typeof seen === 'string' ? [...seen.matchAll(/([0-9a-f-]{36}):(\d{1,9})/g)] : [];
  return Object.fromEntries(pairs.map(([, id = '', version]) => [id, Number(version)]));
}

const bankBody = z.object({
  body: writtenText(longestBankRemark),
  shared: z.boolean('Say whose remark it is.'),
});

/** A remark for the bank, as the desk's script sends it. @throws DomainError invalid that names each field */
export function readBankWrite(body: unknown): BankWrite {
  return read(bankBody, body);
}
