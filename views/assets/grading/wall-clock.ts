import { isLocal, resolveLocal } from '../../../src/courses/times/local-times.rules.js';
import { readableClock, type Reading } from '../../../src/courses/times/times.rules.js';

/** What a time on the cohort's clock means for the reader, in a sentence; empty while it is no time, or not a single one. */
export function meaningOf(local: string, zones: Omit<Reading, 'now'>): string {
  if (!isLocal(local)) return '';
  const resolved = resolveLocal(local, zones.cohortZone);
  if (resolved.kind !== 'once') return '';
  return `${readableClock(resolved.at, { ...zones, now: new Date() }).words}.`;
}
