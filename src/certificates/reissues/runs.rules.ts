import { z } from 'zod';
import { DomainError } from '../../platform/errors/domain-errors.js';
import { safeError } from '../../platform/logs/safe-error.js';

/** One of the jobs that carry out a reissue, each of which goes on where the one before has ended. */
export interface ReissueRun {
  readonly reissueId: string;
  /** 0: the first. */
  readonly number: number;
  /** How often all of them have been gone through before. */
  readonly pass: number;
  /** It begins behind the certificate that was signed then, as PostgreSQL writes it. */
  readonly at: string;
  readonly id: string;
  /** What came of the runs before it in this pass. */
  readonly issued: boolean;
  readonly failed: boolean;
}

export type RunPlace = Pick<ReissueRun, 'at' | 'id'>;

/** How many could not be issued anew, by why. */
export type Failures = Readonly<Record<string, number>>;

export const firstRun = (reissueId: string): ReissueRun => ({
  ...{ reissueId, number: 0, pass: 0, at: '-infinity', id: '00000000-0000-0000-0000-000000000000' },
  ...{ issued: false, failed: false },
});

/** What makes sure that a run is there once, however often it is asked for. */
export const runKey = (reissueId: string, number: number): string =>
  number === 0 ? reissueId : `${reissueId}/${number}`;

/**
 * What is still to be done after a run, or null. What has failed is tried once more behind all others, and again for as long
 * as some come through by that.
 *
 * @param ended its place: where it stopped before the end, or null
 */
export function nextRun(
  run: ReissueRun,
  ended: { readonly place: RunPlace | null; readonly issued: boolean; readonly failed: boolean },
): ReissueRun | null {
  const issued = run.issued || ended.issued;
  const failed = run.failed || ended.failed;
  const number = run.number + 1;
  if (ended.place) return { ...run, ...ended.place, number, issued, failed };
  if (!failed || (!issued && run.pass > 0)) return null;
  return { ...firstRun(run.reissueId), number, pass: run.pass + 1 };
}

/** For administrators, and kept with the job: it names nobody. */
export function whyNot(error: unknown): string {
  if (error instanceof DomainError) return error.message;
  const { type, code, constraint } = safeError(error);
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code)
    ? `The database refused it (${[code, ...(constraint === undefined ? [] : [constraint])].join(', ')}).`
    : `The log says why (${type}).`;
}

/** So many reasons are kept apart by a run. */
const MOST_REASONS = 10;
const OTHER = 'For other reasons, which the log tells.';

/** Adds one failure. */
export function oneMore(failures: Failures, why: string): Failures {
  const known = Object.hasOwn(failures, why) || Object.keys(failures).length < MOST_REASONS ? why : OTHER;
  return { ...failures, [known]: (failures[known] ?? 0) + 1 };
}

const outcome = z.object({ pass: z.number(), failures: z.record(z.string(), z.number()) });
type RunOutcome = z.infer<typeof outcome>;

/** What is noted of a run. */
export const writtenOutcome = (pass: number, failures: Failures): string =>
  JSON.stringify({ pass, failures } satisfies RunOutcome);

/** Of the latest pass of which something is noted; the most frequent reason first. */
export function failuresNoted(notes: readonly (string | null)[]): { why: string; count: number }[] {
  const noted = notes.flatMap((note) => (note === null ? [] : [outcome.parse(JSON.parse(note))]));
  const latest = Math.max(...noted.map(({ pass }) => pass));
  const sums = new Map<string, number>();
  for (const { pass, failures } of noted) {
    if (pass !== latest) continue;
    for (const [why, count] of Object.entries(failures)) sums.set(why, (sums.get(why) ?? 0) + count);
  }
  return [...sums].map(([why, count]) => ({ why, count })).sort((a, b) => b.count - a.count);
}
