/** A week and its lessons' ids in their order. */
export interface WeekOrder {
  weekId: string;
  lessonIds: readonly string[];
}

/** Where a lesson goes: `at` counts from 1 among the lessons of that week without it. */
export interface Place {
  weekId: string;
  at: number;
}

/** The order after a lesson went to its place; one beyond the week's end is its end. Unknown lessons and weeks change nothing. */
export function moved(weeks: readonly WeekOrder[], lessonId: string, to: Place): WeekOrder[] {
  const known = weeks.some((week) => week.lessonIds.includes(lessonId));
  const target = weeks.some((week) => week.weekId === to.weekId);
  if (!known || !target) return [...weeks];
  return weeks.map(({ weekId, lessonIds }) => {
    const others = lessonIds.filter((id) => id !== lessonId);
    return {
      weekId,
      lessonIds: weekId === to.weekId ? others.toSpliced(Math.max(to.at, 1) - 1, 0, lessonId) : others,
    };
  });
}

/**
 * The place one step up or down: from a week's first lesson to the end of the week before, from its last to the
 * beginning of the next. Null at either end of the course.
 */
export function step(weeks: readonly WeekOrder[], lessonId: string, direction: 'up' | 'down'): Place | null {
  const index = weeks.findIndex((week) => week.lessonIds.includes(lessonId));
  const week = weeks[index];
  if (!week) return null;
  const at = week.lessonIds.indexOf(lessonId) + 1;
  if (direction === 'up') {
    if (at > 1) return { weekId: week.weekId, at: at - 1 };
    const before = weeks[index - 1];
    return before ? { weekId: before.weekId, at: before.lessonIds.length + 1 } : null;
  }
  if (at < week.lessonIds.length) return { weekId: week.weekId, at: at + 1 };
  const after = weeks[index + 1];
  return after ? { weekId: after.weekId, at: 1 } : null;
}
