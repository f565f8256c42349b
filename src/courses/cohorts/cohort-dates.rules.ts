import { type FieldError } from '../../platform/errors/domain-errors.js';
import { daysLater, longDay } from '../times/local-times.rules.js';
import { dayIn } from '../times/times.rules.js';
import { type CohortCalendar, lastDay, weekDays } from './schedule.rules.js';

/** Everything of a cohort that has a date. It is plain, so that a move can be kept as JSON. */
export interface CohortDates extends CohortCalendar {
  sessions: SessionDate[];
  due: Moment;
  cutOff: Moment;
}

/** A time on the wall of the cohort's zone and the instant that is meant by it. */
export interface Moment {
  /** `YYYY-MM-DDTHH:MM` */
  local: string;
  /** ISO 8601, UTC. */
  at: string;
}

export interface SessionDate extends Moment {
  id: string;
  title: string;
  week: number;
  minutes: number;
  cancelled: boolean;
}

export type DateChange =
  | { what: 'zone'; before: string; after: string }
  /** First days, `YYYY-MM-DD`. */
  | { what: 'week'; week: number; before: string; after: string }
  | { what: 'session'; before: SessionDate; after: SessionDate }
  | { what: 'due' | 'cutOff'; before: Moment; after: Moment };

export const weekFields = ['startsOn', 'weekTwoOn', 'weekThreeOn'] as const;

/** What a move changes, in the order of a cohort's course. */
export function changesBetween(before: CohortDates, after: CohortDates): DateChange[] {
  const changes: DateChange[] = [];
  if (before.timeZone !== after.timeZone)
    changes.push({ what: 'zone', before: before.timeZone, after: after.timeZone });
  weekFields.forEach((field, at) => {
    if (before[field] !== after[field])
      changes.push({ what: 'week', week: at + 1, before: before[field], after: after[field] });
  });
  for (const session of before.sessions) {
    const moved = after.sessions.find(({ id }) => id === session.id);
    if (moved && isMoved(session, moved)) changes.push({ what: 'session', before: session, after: moved });
  }
  for (const what of ['due', 'cutOff'] as const) {
    if (isOther(before[what], after[what])) changes.push({ what, before: before[what], after: after[what] });
  }
  return changes;
}

/** Whether a session takes place otherwise than before: at another time, for another while, not at all, or again. */
export function isMoved(before: SessionDate, after: SessionDate): boolean {
  return isOther(before, after) || before.minutes !== after.minutes || before.cancelled !== after.cancelled;
}

/**
 * Everything that is still ahead, `days` later or earlier, at the same times of day. The instants are left for the
 * caller to resolve, since a zone's clocks may jump over a time on its new day.
 */
export function shifted(dates: CohortDates, days: number, now: Date): CohortDates {
  const today = dayIn(dates.timeZone, now);
  const later = <T extends Moment>(moment: T): T =>
    isPast(moment, now) ? moment : { ...moment, local: daysLater(moment.local, days) };
  const week = (first: string) => (first <= today ? first : daysLater(first, days));
  return {
    ...dates,
    startsOn: week(dates.startsOn),
    weekTwoOn: week(dates.weekTwoOn),
    weekThreeOn: week(dates.weekThreeOn),
    sessions: dates.sessions.map(later),
    due: later(dates.due),
    cutOff: later(dates.cutOff),
  };
}

/**
 * Why dates can't become what somebody wants: one sentence a field. `before` is null for a cohort that is opened.
 * Fields are `timeZone`, `startsOn`, `weekTwoOn`, `weekThreeOn`, `session-<id>`, `minutes-<id>`, `due` and `cutOff`.
 */
export function refusals(before: CohortDates | null, after: CohortDates, now: Date): FieldError[] {
  return [
    ...zoneRefusals(before, after, now),
    ...weekRefusals(before, after, now),
    ...after.sessions.flatMap((session) =>
      sessionRefusals(before?.sessions.find(({ id }) => id === session.id) ?? null, session, after, now),
    ),
    ...deadlineRefusals(before, after, now),
  ];
}

function zoneRefusals(before: CohortDates | null, after: CohortDates, now: Date): FieldError[] {
  if (before === null || before.timeZone === after.timeZone) return [];
  if (before.startsOn > dayIn(before.timeZone, now)) return [];
  return [{ field: 'timeZone', message: 'This cohort has begun; its time zone can’t change any more.' }];
}

function weekRefusals(before: CohortDates | null, after: CohortDates, now: Date): FieldError[] {
  const today = dayIn(after.timeZone, now);
  const errors: FieldError[] = [];
  weekFields.forEach((field, at) => {
    const [first, number] = [after[field], at + 1];
    const was = before?.[field];
    const refuse = (message: string) => errors.push({ field, message });
    if (was !== undefined && was !== first && was <= today) {
      const over = before !== null && lastDay(before) < today;
      if (over) refuse(`This cohort is over; week ${number} can’t move any more.`);
      else refuse(`Week ${number} has begun; its first day can’t move any more.`);
    } else if (was !== first && first < today) {
      refuse(`Choose a day from today on; ${longDay(first)} is past.`);
    } else if (first > daysLater(today, YEARS_AHEAD * 366)) {
      refuse(`Choose a day within the next ${YEARS_AHEAD} years.`);
    }
    const previous = weekFields[at - 1];
    if (previous === undefined) return;
    if (first < daysLater(after[previous], 7)) {
      const rest = first < after[previous] ? 'would begin before' : 'would begin less than seven days after';
      refuse(
        `Week ${number} ${rest} week ${number - 1}; choose ${longDay(daysLater(after[previous], 7))} or later.`,
      );
    }
  });
  return onePerField(errors);
}

function sessionRefusals(
  before: SessionDate | null,
  after: SessionDate,
  dates: CohortDates,
  now: Date,
): FieldError[] {
  const field = `session-${after.id}`;
  if (before && isPast(before, now)) {
    return isMoved(before, after)
      ? [
          {
            field,
            message: 'This session has taken place; it can’t move, be cancelled or change its length.',
          },
        ]
      : [];
  }
  if (after.cancelled) return [];
  if (isPast(after, now)) return [{ field, message: 'Choose a time that is still ahead.' }];
  const { first, last } = weekDays(dates, after.week);
  const day = after.local.slice(0, 10);
  if (day >= first && day <= last) return [];
  return [
    {
      field,
      message: `This session belongs to week ${after.week}; choose a day from ${longDay(first)} to ${longDay(last)}.`,
    },
  ];
}

function deadlineRefusals(before: CohortDates | null, after: CohortDates, now: Date): FieldError[] {
  const errors: FieldError[] = [];
  for (const what of ['due', 'cutOff'] as const) {
    if (before !== null && !isOther(before[what], after[what])) continue;
    if (isPast(after[what], now)) errors.push({ field: what, message: 'Choose a time that is still ahead.' });
    if (after[what].local.slice(0, 10) > daysLater(lastDay(after), 366))
      errors.push({ field: what, message: 'Choose a day within a year of the cohort’s last one.' });
  }
  if (after.due.local.slice(0, 10) < after.startsOn)
    errors.push({ field: 'due', message: 'The deadline would lie before the cohort begins.' });
  if (after.cutOff.at < after.due.at)
    errors.push({ field: 'cutOff', message: 'The cut-off can’t lie before the deadline.' });
  return onePerField(errors);
}

const YEARS_AHEAD = 5;

export const isPast = ({ at }: Moment, now: Date) => at <= now.toISOString();

const isOther = (before: Moment, after: Moment) => before.at !== after.at || before.local !== after.local;

const onePerField = (errors: readonly FieldError[]): FieldError[] =>
  errors.filter(({ field }, at) => errors.findIndex((other) => other.field === field) === at);
