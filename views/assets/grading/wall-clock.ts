import { isLocal, resolveLocal } from '../../../src/courses/times/local-times.rules.js';
import { skippedWords, twiceWords } from '../../../src/courses/times/local-times.views.js';
import { readableClock, type Reading } from '../../../src/courses/times/times.rules.js';

/** What a time on the cohort's clock means for the reader, in a sentence; empty while it is no time. */
export function meaningOf(local: string, zones: Omit<Reading, 'now'>): string {
  if (!isLocal(local)) return '';
  const resolved = resolveLocal(local, zones.cohortZone);
  if (resolved.kind === 'skipped') return skippedWords(resolved, zones.cohortZone);
  if (resolved.kind === 'twice') return twiceWords(local, zones.cohortZone);
  return `${readableClock(resolved.at, { ...zones, now: new Date() }).words}.`;
}
