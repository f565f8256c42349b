/** What is told about a deadline, and when: 7 days and 48 hours before it, and when it has passed. */
export const reminders = [
  { hours: -7 * 24, kind: 'deadline-in-7-days' },
  { hours: -48, kind: 'deadline-in-48-hours' },
  { hours: 0, kind: 'deadline-passed' },
] as const;

export type DeadlineKind = (typeof reminders)[number]['kind'];

const HOUR = 3_600_000;

/** When a reminder of a deadline is due; absolute hours, so a change of the clocks between makes no difference. */
export const reminderAt = (dueAt: Date, hours: number): Date => new Date(dueAt.getTime() + hours * HOUR);

/**
 * What can still be done once the deadline has passed.
 *
 * @param cutOff until when a hand-in is taken: its time, and the words for it
 */
export function whatIsPossible(cutOff: { at: Date; words: string }, now: Date): string {
  return now < cutOff.at
    ? `You can still hand in until ${cutOff.words}. It will be marked as late.`
    : 'The handbook is closed, and nothing can be handed in any more. If something kept you from it, answer this message: your instructor can give you more time.';
}
