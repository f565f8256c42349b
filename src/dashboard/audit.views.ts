import { type ReadableTime } from '../courses/times/times.rules.js';
import { type Viewer } from '../platform/web/viewer.js';
import { type TrailEntry } from './audit.service.js';

export interface AuditPage {
  entries: { at: ReadableTime; actor: string; action: string; subject: string; facts: string }[];
  newerHref: string | null;
  olderHref: string | null;
}

/** The audit log as administrators read it: times to the second on their own clock. */
export function auditPage(
  entries: readonly TrailEntry[],
  { page, more }: { page: number; more: boolean },
  viewer: Viewer,
): AuditPage {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: viewer.timeZone,
    dateStyle: 'medium',
    timeStyle: 'medium',
  });
  return {
    entries: entries.map((entry) => ({
      at: { iso: entry.at.toISOString(), words: clock.format(entry.at) },
      actor: entry.actorName ?? (entry.byPerson ? 'An erased person' : 'Capstone'),
      action: actionWords(entry.action),
      subject: `${inWords(entry.subjectType)} ${shortId(entry.subjectId)}`,
      facts: Object.entries(entry.facts)
        .map(([name, value]) => `${inWords(name.replace(/Id$/, ''))}: ${factWords(value)}`)
        .join(' · '),
    })),
    newerHref: page > 1 ? `/audit?page=${page - 1}` : null,
    olderHref: more ? `/audit?page=${page + 1}` : null,
  };
}

/** `submission.handed-in` reads "Submission handed in". */
function actionWords(action: string): string {
  const words = inWords(action.replace('.', ' '));
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `contentDigest` and `content-digest` read "content digest". */
const inWords = (name: string) =>
  name
    .replaceAll('-', ' ')
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .trim();

function factWords(value: string | number | boolean | null): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return shortId(String(value));
}

/** Ids and digests by their beginning; the whole of them stands in the database. */
function shortId(value: string): string {
  if (/^[0-9a-f]{64}$/.test(value)) return `${value.slice(0, 12)}…`;
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value) ? value.slice(0, 8) : value;
}
