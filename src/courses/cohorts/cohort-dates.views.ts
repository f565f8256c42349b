import { placeOf, readableClock, readableDay } from '../times/times.rules.js';
import { type DateChange, type SessionDate } from './cohort-dates.rules.js';

/** One date that moves, in words: what it is, what it was and what it becomes. */
export interface MovedDate {
  what: string;
  before: string;
  after: string;
}

export interface MoveReader {
  /** The reader's, IANA. */
  timeZone: string;
  now: Date;
}

/**
 * What a move changes, for one reader: times on their clock, with the cohort's beside it where it shows another.
 *
 * @param zones the cohort's before the move and after it
 */
export function movedDates(
  changes: readonly DateChange[],
  zones: { before: string; after: string },
  reader: MoveReader,
): MovedDate[] {
  const clock = (at: string, cohortZone: string) =>
    readableClock(new Date(at), {
      readerZone: reader.timeZone,
      cohortZone,
      cohortPlace: placeOf(cohortZone),
      now: reader.now,
    }).words;
  const day = (date: string, zone: string) => readableDay(date, { zone, now: reader.now }).words;
  const session = (date: SessionDate, zone: string) =>
    date.cancelled ? 'cancelled' : `${clock(date.at, zone)}, ${date.minutes} min`;
  return changes.map((change) => {
    switch (change.what) {
      case 'zone':
        return { what: 'The cohort’s clock', before: placeOf(change.before), after: placeOf(change.after) };
      case 'week':
        return {
          what: `Week ${change.week} begins`,
          before: day(change.before, zones.before),
          after: day(change.after, zones.after),
        };
      case 'session':
        return {
          what: change.before.title,
          before: session(change.before, zones.before),
          after: session(change.after, zones.after),
        };
      default:
        return {
          what: change.what === 'due' ? 'Handbooks are due' : 'Handbooks close',
          before: clock(change.before.at, zones.before),
          after: clock(change.after.at, zones.after),
        };
    }
  });
}
