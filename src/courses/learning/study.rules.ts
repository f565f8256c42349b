/** A lesson in the course's order. */
export interface LessonStep {
  id: string;
  week: number;
  slug: string;
  title: string;
}

/** All lessons of a course, one after the other. */
export function stepsOf(
  plan: readonly { number: number; lessons: readonly { id: string; slug: string; title: string }[] }[],
): LessonStep[] {
  return plan.flatMap(({ number: week, lessons }) =>
    lessons.map(({ id, slug, title }) => ({ id, week, slug, title })),
  );
}

/**
 * The lesson to go on with: the first that isn't done, of this week and those before; before the first day one of the
 * first week. Null when all of these are done: then it is the handbook's turn. Lessons of later weeks are open, too;
 * reading ahead is nobody's duty.
 *
 * @param current the week that runs, 0 before the course and 4 after it
 */
export function nextLesson(
  steps: readonly LessonStep[],
  done: ReadonlySet<string>,
  current: number,
): LessonStep | null {
  return steps.find(({ id, week }) => week <= Math.max(current, 1) && !done.has(id)) ?? null;
}

export type Closeness = 'far' | 'week' | 'days' | 'past';

const HOUR = 3_600_000;

/** How close a deadline is: its words change a week and 48 hours before, its colour only then. */
export function closeness(due: Date, now: Date): Closeness {
  const left = due.getTime() - now.getTime();
  if (left < 0) return 'past';
  if (left <= 48 * HOUR) return 'days';
  return left <= 7 * 24 * HOUR ? 'week' : 'far';
}
