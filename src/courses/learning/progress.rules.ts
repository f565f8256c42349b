import { Temporal } from 'temporal-polyfill';
import { type CohortCalendar, weekDays } from '../cohorts/schedule.rules.js';
import { instantOf } from '../times/times.rules.js';

export interface Behind {
  /** How many lessons of weeks that have ended aren't done. */
  lessons: number;
  /** The end of the first of these weeks. */
  since: Date;
}

/**
 * Who is behind: whoever has not done a lesson of a week that has ended, since the end of that week's last day on the
 * cohort's clock. A pause belongs to the week before it, so it is time to catch up. Lessons done later count as done.
 *
 * @param weeks ids of the lessons of each week
 * @returns null for whoever is not behind
 */
export function behindBy(
  calendar: CohortCalendar,
  weeks: readonly { number: number; lessons: readonly { id: string }[] }[],
  done: ReadonlySet<string>,
  now: Date,
): Behind | null {
  const missed = weeks
    .map(({ number, lessons }) => ({
      ended: endOfWeek(calendar, number),
      lessons: lessons.filter(({ id }) => !done.has(id)).length,
    }))
    .filter(({ ended, lessons }) => ended <= now && lessons > 0);
  const [first] = missed;
  if (!first) return null;
  return { lessons: missed.reduce((sum, { lessons }) => sum + lessons, 0), since: first.ended };
}

/** The first instant after a week's last day on the cohort's clock. */
export function endOfWeek(calendar: CohortCalendar, week: number): Date {
  const next = Temporal.PlainDate.from(weekDays(calendar, week).last).add({ days: 1 });
  return instantOf(`${next.toString()}T00:00`, calendar.timeZone);
}

export const sortings = ['behind', 'name', 'done', 'attended', 'seen'] as const;
export type Sorting = (typeof sortings)[number];

export interface Sortable {
  name: string;
  done: number;
  attended: number;
  seenAt: Date | null;
  behind: Behind | null;
}

/** Whoever needs a word first: behind for the longest, then by most lessons; the other columns by their values. */
export function sorted<T extends Sortable>(people: readonly T[], by: Sorting, descending: boolean): T[] {
  const compare: Record<Sorting, (one: Sortable, other: Sortable) => number> = {
    behind: (one, other) =>
      (other.behind?.since.getTime() ?? Infinity) === (one.behind?.since.getTime() ?? Infinity)
        ? (one.behind?.lessons ?? 0) - (other.behind?.lessons ?? 0)
        : (other.behind?.since.getTime() ?? Infinity) - (one.behind?.since.getTime() ?? Infinity),
    name: byName,
    done: (one, other) => one.done - other.done,
    attended: (one, other) => one.attended - other.attended,
    seen: (one, other) => (one.seenAt?.getTime() ?? 0) - (other.seenAt?.getTime() ?? 0),
  };
  const direction = descending ? -1 : 1;
  return [...people].sort((one, other) => direction * compare[by](one, other) || byName(one, other));
}

const byName = (one: Sortable, other: Sortable) => one.name.localeCompare(other.name, 'en');
