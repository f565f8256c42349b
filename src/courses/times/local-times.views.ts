import { longDay, type Occurrence, type ResolvedLocal } from './local-times.rules.js';
import { placeOf } from './times.rules.js';

/** Why a time can't be chosen: "On 29 March 2026 clocks in Paris jump from 02:00 to 03:00; choose another time." */
export function skippedWords({ from, to }: ResolvedLocal & { kind: 'skipped' }, zone: string): string {
  const landing = from.slice(0, 10) === to.slice(0, 10) ? clock(to) : `${clock(to)} on ${longDay(to)}`;
  return `On ${longDay(from)} ${clocks(zone)} jump from ${clock(from)} to ${landing}; choose another time.`;
}

/** The question about a time that comes twice. */
export function twiceWords(local: string, zone: string): string {
  return `On ${longDay(local)} ${clocks(zone)} show ${clock(local)} twice; choose which of the two is meant.`;
}

/** "The first 02:30, UTC+02:00" */
export function occurrenceWords({ offset }: Occurrence, which: 'first' | 'second', local: string): string {
  return `The ${which} ${clock(local)}, UTC${offset}`;
}

/** "clocks in Paris", "clocks that show UTC" */
function clocks(zone: string): string {
  const place = placeOf(zone);
  return place.startsWith('in ') ? `clocks ${place}` : `clocks that show ${place}`;
}

const clock = (local: string) => local.slice(11, 16);
