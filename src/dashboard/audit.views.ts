import { type ReadableTime, placeOf, readableTime } from '../courses/times.rules.js';
import { type Viewer } from '../platform/web/viewer.js';
import { type TrailEntry } from './audit.service.js';

export interface AuditPage {
  entries: { at: ReadableTime; actor: string; action: string; subject: string; facts: string }[];
  newerHref: string | null;
  olderHref: string | null;
}

/** The audit log as administrators read it. */
export function auditPage(
  entries: readonly TrailEntry[],
  { page, more }: { page: number; more: boolean },
  viewer: Viewer,
  now: Date,
): AuditPage {
  const zone = {
    readerZone: viewer.timeZone,
    cohortZone: viewer.timeZone,
    cohortPlace: placeOf(viewer.timeZone),
    now,
  };
  return {
    entries: entries.map((entry) => ({
      at: readableTime(entry.at, zone),
      actor: entry.actorName ?? (entry.byPerson ? 'An erased person' : 'Capstone'),
      action: entry.action.replace('.', ': ').replaceAll('-', ' '),
      subject: `${entry.subjectType} ${entry.subjectId.slice(0, 8)}`,
      facts: Object.entries(entry.facts)
        .map(([name, value]) => `${name}: ${String(value)}`)
        .join(', '),
    })),
    newerHref: page > 1 ? `/audit?page=${page - 1}` : null,
    olderHref: more ? `/audit?page=${page + 1}` : null,
  };
}
