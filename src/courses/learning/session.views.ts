import { type SafeHtml } from '../../platform/web/safe-html.js';
import { type FormState } from '../../platform/web/forms.js';
import { type CohortSeen, type PlannedWeek } from '../catalogue/cohort-reads.service.js';
import { type Reader, readingOf } from '../catalogue/programme.views.js';
import { readableClock, readableTime, type ReadableTime } from '../times/times.rules.js';
import { renderMarkdown } from '../versions/markdown.js';
import { courseRail, type CourseRail, sessionPath } from './course-rail.views.js';
import { type Attendee, type SessionSeen } from './live-sessions.service.js';
import { doorOf, endsAt, opensAt, webLink } from './sessions.rules.js';

export interface SessionPage {
  title: string;
  /** "Week 2 · live session · 60 min" */
  facts: string;
  time: ReadableTime;
  door: DoorShown;
  /** A link of the web, or null. */
  recordingHref: string | null;
  notes: SafeHtml | null;
  /** What the student's own attendance came to, once the session is over. */
  attendance: { kind: string; icon: string; word: string } | null;
  fileHref: string;
  /** For those who run the cohort. */
  followUpHref: string | null;
  rail: CourseRail;
  form: { errors: { field: string; message: string }[] } | null;
}

interface DoorShown {
  state: 'cancelled' | 'early' | 'open' | 'without-link' | 'over';
  /** When the link appears. */
  opens: ReadableTime;
  joinAction: string;
  /** Milliseconds until this changes, for a script that then asks again; null when it won't. */
  wait: number | null;
}

/** @param enrolment null for those who run the cohort */
export function sessionPage(
  cohort: CohortSeen,
  plan: readonly PlannedWeek[],
  session: SessionSeen,
  enrolment: { done: ReadonlySet<string> } | null,
  reader: Reader,
  problem: string | null,
): SessionPage {
  const door = doorShown(cohort, session, reader);
  const ahead = ['early', 'open', 'without-link'].includes(door.state);
  const reading = readingOf(cohort, reader);
  return {
    title: session.title,
    facts: `Week ${session.week} · live session · ${session.minutes} min`,
    time: ahead ? readableTime(session.startsAt, reading) : readableClock(session.startsAt, reading),
    door,
    recordingHref: webLink(session.recordingUrl),
    notes: session.notes.trim() === '' ? null : renderMarkdown(session.notes),
    attendance: enrolment && door.state === 'over' ? attendanceTag(session.present) : null,
    fileHref: `/my/${cohort.slug}/calendar.ics`,
    followUpHref: enrolment ? null : `/cohorts/${cohort.slug}/sessions/${session.id}/follow-up`,
    rail: courseRail(cohort, plan, enrolment?.done ?? null, { week: session.week }),
    form: problem === null ? null : { errors: [{ field: '', message: problem }] },
  };
}

function doorShown(cohort: CohortSeen, session: SessionSeen, { timeZone, now }: Reader): DoorShown {
  const door = doorOf(session, now);
  const opens = opensAt(session);
  const change = door === 'early' ? opens : door === 'open' ? endsAt(session) : null;
  return {
    state: door === 'open' && webLink(session.joinUrl) === null ? 'without-link' : door,
    opens: readableClock(opens, readingOf(cohort, { timeZone, now })),
    joinAction: `${sessionPath(cohort.slug, session.id)}/attendances`,
    wait: change && change.getTime() - now.getTime(),
  };
}

function attendanceTag(present: boolean | null): SessionPage['attendance'] {
  return present === true
    ? { kind: 'good', icon: 'circle-check', word: 'You were there' }
    : { kind: 'plain', icon: 'circle-minus', word: 'You were not there' };
}

export interface FollowUpPage {
  sessionTitle: string;
  trail: { href: string; label: string }[];
  time: ReadableTime;
  form: FormState;
  version: string;
  action: string;
  attendance: {
    action: string;
    people: { id: string; name: string; present: boolean; said: string }[];
    /** "12 of 30 were there" */
    words: string;
  } | null;
  /** Why nothing can be said about attendance yet. */
  noAttendance: string;
  /** What stands there now, when somebody else has changed it meanwhile. */
  theirs: { recordingUrl: string; notes: string } | null;
}

export function followUpPage(
  cohort: CohortSeen,
  session: SessionSeen,
  attendees: readonly Attendee[],
  { form, version, theirs }: { form: FormState; version: number; theirs: SessionSeen | null },
  reader: Reader,
): FollowUpPage {
  const base = `/cohorts/${cohort.slug}/sessions/${session.id}`;
  const begun = session.startsAt <= reader.now;
  const there = attendees.filter(({ present }) => present === true).length;
  return {
    sessionTitle: session.title,
    trail: [
      { href: `/cohorts/${cohort.slug}`, label: cohort.name },
      { href: sessionPath(cohort.slug, session.id), label: 'Live session' },
    ],
    time: readableClock(session.startsAt, readingOf(cohort, reader)),
    form,
    version: String(version),
    action: `${base}/follow-ups`,
    attendance:
      begun && !session.cancelled && attendees.length > 0
        ? {
            action: `${base}/attendance-records`,
            words: `${there} of ${attendees.length} were there`,
            people: attendees.map(({ enrolmentId, name, present, corrected }) => ({
              id: enrolmentId,
              name: name ?? 'Somebody who has been erased',
              present: present === true,
              said: saidBy(present, corrected),
            })),
          }
        : null,
    noAttendance: session.cancelled
      ? 'This session was cancelled, so nobody was there.'
      : begun
        ? 'Nobody has a seat in this cohort.'
        : 'Once the session has begun, everybody who joined stands here, and you can correct it.',
    theirs: theirs && { recordingUrl: theirs.recordingUrl ?? '', notes: theirs.notes },
  };
}

function saidBy(present: boolean | null, corrected: boolean): string {
  if (corrected) return present === true ? 'Added by hand' : 'Taken out by hand';
  return present === true ? 'Joined' : 'Did not join';
}
