import { z } from 'zod';
import { type FieldError, invalid } from '../../platform/errors/domain-errors.js';
import { type Rubric } from '../rubrics/rubrics.service.js';
import { longestRemark, type Mark, type MarkWrite } from '../marking/score-drafts.service.js';

const remark = z
  .string('A remark is text.')
  .max(
    longestRemark,
    `Use at most ${new Intl.NumberFormat('en').format(longestRemark)} characters for a remark.`,
  )
  .refine((text) => !text.includes('\0'), 'A remark can’t hold this character.')
  .transform((text) => text.toWellFormed());
const version = z.int('A version is a whole number.').min(0).max(2_147_483_646);

/** The body of one autosave. */
const scoreBody = z.object({ levelId: z.uuid('A level is named by its id.').nullable(), remark, version });

/** @throws DomainError invalid that names each field */
export function readScore(body: unknown): Omit<MarkWrite, 'rubricCriterionId'> {
  const result = scoreBody.safeParse(body);
  if (result.success) return result.data;
  throw invalid(
    'This mark could not be read, so nothing was changed.',
    result.error.issues.map(({ path, message }) => ({ field: String(path[0] ?? ''), message })),
  );
}

/** A criterion's fields as the whole form sends them. */
export interface TypedMark extends MarkWrite {
  /** False where the page shows what the server gave it. */
  touched: boolean;
}

const levelOf = (levels: Rubric['criteria'][number]['levels']) =>
  z
    .union(
      [z.literal('').transform(() => null), z.enum(levels.map(({ id }) => id))],
      'Choose one of the levels of this criterion.',
    )
    .optional()
    .default(null);
const formVersion = z
  .string('This page is incomplete. Reload it.')
  .regex(/^\d{1,9}$/, 'This page is incomplete. Reload it.')
  .transform(Number);

/**
 * The desk as one form, for browsers without scripts and for finalising: `level-<id>`, `remark-<id>`, `version-<id>`
 * and `seen-<id>` (what `digest` said when the page was made) for each criterion. What does not fit is named, and kept
 * as far as the page can show it again.
 */
export function readMarks(
  rubric: Rubric,
  body: unknown,
  digest: (mark: Mark) => string,
): { marks: TypedMark[]; errors: FieldError[] } {
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const errors: FieldError[] = [];
  const read = <T>(schema: z.ZodType<T>, field: string, otherwise: T): T => {
    const result = schema.safeParse(fields[field]);
    if (result.success) return result.data;
    errors.push({ field, message: result.error.issues[0]?.message ?? 'This could not be read.' });
    return otherwise;
  };
  const marks = rubric.criteria.map(({ id, levels }) => {
    const typedRemark = fields[`remark-${id}`];
    const mark = {
      rubricCriterionId: id,
      levelId: read(levelOf(levels), `level-${id}`, null),
      remark: read(remark, `remark-${id}`, typeof typedRemark === 'string' ? typedRemark : ''),
      version: read(formVersion, `version-${id}`, 0),
    };
    return { ...mark, touched: fields[`seen-${id}`] !== digest(mark) };
  });
  return { marks, errors };
}
