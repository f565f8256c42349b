import {
  changesBetween,
  isPast,
  type SessionDate,
  weekFields,
} from '../../courses/cohorts/cohort-dates.rules.js';
import { type MovedDate, movedDates, type MoveReader } from '../../courses/cohorts/cohort-dates.views.js';
import {
  dayIn,
  placeOf,
  readableClock,
  readableDay,
  type ReadableTime,
} from '../../courses/times/times.rules.js';
import { type LatePolicy, policySentence } from '../../assignments/lateness/late-policy.rules.js';
import { type FormState } from '../../platform/web/forms.js';
import { zoneOptions } from '../../users/time-zones.views.js';
import { type Affected, type DatesStored } from './cohort-register.service.js';
import { type DatesTyped, sessionFields } from './dates.forms.js';
import { type MomentField, momentField } from '../../courses/cohorts/moment-fields.js';

interface Field {
  name: string;
  label: string;
  value: string;
  error: string | null;
}

interface SessionForm {
  legend: string;
  starts: MomentField;
  minutes: Field;
  state: Field & { options: { value: string; label: string }[] };
  joinUrl: Field;
}

export interface DatesPage {
  form: FormState;
  trail: { label: string; href: string }[];
  name: string;
  action: string;
  place: string;
  mayChange: boolean;
  /** What can't move any more, or, for whoever only reads, everything. */
  settled: { what: string; time: ReadableTime; note: string }[];
  zones: { value: string; label: string }[] | null;
  weeks: Field[];
  sessions: SessionForm[];
  due: MomentField;
  cutOff: MomentField;
  /** What late work loses, and where that is changed. */
  late: { sentence: string; href: string };
}

const states = [
  { value: 'planned', label: 'Takes place' },
  { value: 'cancelled', label: 'Cancelled' },
];

/** The dates of a cohort: those that can still move as a form, the others as they are. */
export function datesPage(
  stored: DatesStored,
  form: FormState,
  reader: MoveReader,
  { mayChange, policy }: { mayChange: boolean; policy: LatePolicy | null },
): DatesPage {
  const { dates } = stored;
  const zone = form.values['timeZone'] ?? dates.timeZone;
  const field = (name: string, label: string): Field => ({
    name,
    label,
    value: form.values[name] ?? '',
    error: form.errorFor[name] ?? null,
  });
  const ahead = mayChange ? dates.sessions.filter((session) => !isPast(session, reader.now)) : [];
  const begins = (week: number) => `Week ${week} begins`;
  return {
    form: withoutDeadLinks(form, stored, reader.now),
    trail: mayChange
      ? [{ label: 'Cohorts', href: '/cohorts/administration' }]
      : [{ label: 'Grading list', href: `/grading/cohorts/${stored.slug}` }],
    name: stored.name,
    action: `/cohorts/${stored.slug}/dates`,
    place: placeOf(dates.timeZone),
    mayChange,
    settled: settled(stored, reader, mayChange),
    zones: hasBegun(stored, reader.now) || !mayChange ? null : zoneOptions(zone),
    weeks: weekFields.flatMap((name, at) =>
      mayChange && weekIsAhead(stored, name, reader.now) ? [field(name, begins(at + 1))] : [],
    ),
    sessions: ahead.map((session) => {
      const names = sessionFields(session);
      return {
        legend: `Week ${session.week}: ${session.title}`,
        starts: momentField(form, names.starts, zone),
        minutes: field(names.minutes, 'Minutes'),
        state: { ...field(names.state, 'State'), options: states },
        joinUrl: field(names.joinUrl, 'Join link'),
      };
    }),
    due: momentField(form, 'due', zone),
    cutOff: momentField(form, 'cutOff', zone),
    late: {
      sentence: policySentence(policy, placeOf(dates.timeZone)),
      href: `/grading/cohorts/${stored.slug}/late-work`,
    },
  };
}

/** The fields that the form of a cohort's dates shows now, each with what it is called. */
export function shownFields(stored: DatesStored, now: Date): { field: string; label: string }[] {
  const sessions = stored.dates.sessions.filter((session) => !isPast(session, now));
  return [
    ...(hasBegun(stored, now) ? [] : [{ field: 'timeZone', label: 'Time zone' }]),
    ...weekFields.flatMap((field, at) =>
      weekIsAhead(stored, field, now) ? [{ field, label: `Week ${at + 1} begins` }] : [],
    ),
    ...sessions.flatMap((session) => {
      const { starts, minutes, state, joinUrl } = sessionFields(session);
      return [
        { field: starts, label: `${session.title}, begins` },
        { field: minutes, label: `${session.title}, minutes` },
        { field: state, label: `${session.title}, state` },
        { field: joinUrl, label: `${session.title}, join link` },
      ];
    }),
    { field: 'due', label: 'Handbooks are due' },
    { field: 'cutOff', label: 'Handbooks close' },
  ];
}

/** What is wrong about a date that the form does not show, since it became past meanwhile, names it and leads nowhere. */
function withoutDeadLinks(form: FormState, stored: DatesStored, now: Date): FormState {
  const shown = new Set(['', 'shift', ...shownFields(stored, now).map(({ field }) => field)]);
  const titles = new Map(
    stored.dates.sessions.flatMap((session) =>
      Object.values(sessionFields(session)).map((field) => [field, session.title] as const),
    ),
  );
  const errors = form.errors.map(({ field, message }) => {
    if (shown.has(field)) return { field, message };
    const title = titles.get(field);
    return { field: '', message: title === undefined ? message : `${title}: ${message}` };
  });
  return { ...form, errors };
}

const weekIsAhead = ({ dates }: DatesStored, field: (typeof weekFields)[number], now: Date) =>
  dates[field] > dayIn(dates.timeZone, now);

const hasBegun = (stored: DatesStored, now: Date) => !weekIsAhead(stored, 'startsOn', now);

function settled(stored: DatesStored, reader: MoveReader, mayChange: boolean): DatesPage['settled'] {
  const { dates } = stored;
  const { timeZone, due, cutOff } = dates;
  const reading = {
    readerZone: reader.timeZone,
    cohortZone: timeZone,
    cohortPlace: placeOf(timeZone),
    now: reader.now,
  };
  const clock = (at: string) => readableClock(new Date(at), reading);
  const weeks = weekFields.flatMap((name, at) =>
    mayChange && weekIsAhead(stored, name, reader.now)
      ? []
      : [
          {
            week: at + 1,
            what: `Week ${at + 1} begins`,
            time: readableDay(dates[name], { zone: timeZone, now: reader.now }),
            note: '',
          },
        ],
  );
  const sessions = dates.sessions
    .filter((session) => !mayChange || isPast(session, reader.now))
    .map((session) => ({
      week: session.week,
      what: session.title,
      time: clock(session.at),
      note: session.cancelled ? 'cancelled' : `${session.minutes} min`,
    }));
  const rows = [1, 2, 3].flatMap((week) => [...weeks, ...sessions].filter((row) => row.week === week));
  const deadlines = [
    { what: 'Handbooks are due', time: clock(due.at), note: '' },
    { what: 'Handbooks close', time: clock(cutOff.at), note: '' },
  ];
  return [...rows.map(({ what, time, note }) => ({ what, time, note })), ...(mayChange ? [] : deadlines)];
}

export interface PreviewPage {
  trail: { label: string; href: string }[];
  name: string;
  action: string;
  hidden: { name: string; value: string }[];
  changes: MovedDate[];
  links: string | null;
  affected: string[];
  label: string;
}

/** What new dates would change and for whom, before anything is stored. */
export function previewPage(
  stored: DatesStored,
  form: FormState,
  { after, joinUrls }: DatesTyped,
  affected: Affected & Regraded,
  reader: MoveReader,
): PreviewPage {
  const changes = changesBetween(stored.dates, after);
  const zones = { before: stored.dates.timeZone, after: after.timeZone };
  const people = affected.students + affected.waiting + affected.instructors;
  const path = `/cohorts/${stored.slug}/dates`;
  return {
    trail: [
      { label: 'Cohorts', href: '/cohorts/administration' },
      { label: stored.name, href: path },
    ],
    name: stored.name,
    action: path,
    hidden: Object.entries(form.values).map(([name, value]) => ({ name, value })),
    changes: movedDates(changes, zones, reader),
    links: joinUrls.size === 0 ? null : linkWords(joinUrls.size),
    affected:
      changes.length === 0 ? ['Nobody gets a mail about join links.'] : affectedWords(affected, changes),
    label:
      changes.length === 0
        ? 'Save the join links'
        : people === 0
          ? 'Move the dates'
          : `Move the dates and write to ${count(people, 'person', 'people')}`,
  };
}

/** How many grades would be computed anew, since their work would be less late. */
interface Regraded {
  grades: number;
}

function affectedWords(affected: Affected & Regraded, changes: ReturnType<typeof changesBetween>): string[] {
  const dueMoves = changes.some(({ what }) => what === 'due');
  const cancelled = changes.filter(
    (change): change is { what: 'session'; before: SessionDate; after: SessionDate } =>
      change.what === 'session' && change.after.cancelled && !change.before.cancelled,
  ).length;
  const { students, waiting, instructors, handedIn, extensionsOvertaken, grades } = affected;
  return [
    `${count(students, 'student')}, ${waiting} waiting for a seat and ${count(instructors, 'instructor')} get a mail that tells the old dates and the new ones, once and in their own time.`,
    ...(cancelled > 0 ? [`${count(cancelled, 'session')} would be cancelled.`] : []),
    ...(handedIn > 0
      ? [
          `${count(handedIn, 'student')} ${handedIn === 1 ? 'has' : 'have'} handed in already. What is handed in stays as it is.`,
        ]
      : []),
    ...(grades > 0
      ? [
          `${count(grades, 'grade')} would be computed anew, as the work would be less late. Students see that with the next release.`,
        ]
      : []),
    ...(dueMoves && extensionsOvertaken > 0
      ? [
          `${count(extensionsOvertaken, 'extension')} would end before the new deadline; the later of the two counts.`,
        ]
      : []),
  ];
}

const linkWords = (links: number) =>
  links === 1 ? 'The join link of one session changes.' : `The join links of ${links} sessions change.`;

const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;
