import {
  type CohortDates,
  type Moment,
  type SessionDate,
  shifted,
  weekFields,
} from '../../courses/cohorts/cohort-dates.rules.js';
import { isDay, longDay } from '../../courses/times/local-times.rules.js';
import { type FieldError } from '../../platform/errors/domain-errors.js';
import { type FormState, freshForm } from '../../platform/web/forms.js';
import { isTimeZone } from '../../users/user.forms.js';
import { adding, isLink, linkWanted } from './cohort.forms.js';
import { type DatesStored } from './cohort-register.service.js';
import { chosenField, readMoment } from '../../courses/cohorts/moment-fields.js';

export interface DatesTyped {
  after: CohortDates;
  /** By the id of the session, where it changes. */
  joinUrls: Map<string, string | null>;
}

/** The names of a session's fields. */
export const sessionFields = ({ id }: Pick<SessionDate, 'id'>) => ({
  starts: `session-${id}`,
  minutes: `minutes-${id}`,
  state: `state-${id}`,
  joinUrl: `joinUrl-${id}`,
});

/** The form of the dates as they are stored. */
export function datesForm(stored: DatesStored): FormState {
  return freshForm(valuesOf(stored.dates, stored.joinUrls, stored.version));
}

/** Dates as they would be typed. */
function valuesOf(
  dates: CohortDates,
  joinUrls: ReadonlyMap<string, string | null>,
  version: number,
): Record<string, string> {
  const values: Record<string, string> = { version: String(version), timeZone: dates.timeZone, shift: '' };
  for (const field of weekFields) values[field] = dates[field];
  for (const session of dates.sessions) {
    const fields = sessionFields(session);
    values[fields.starts] = session.local;
    values[chosenField(fields.starts)] = session.at;
    values[fields.minutes] = String(session.minutes);
    values[fields.state] = session.cancelled ? 'cancelled' : 'planned';
    values[fields.joinUrl] = joinUrls.get(session.id) ?? '';
  }
  for (const what of ['due', 'cutOff'] as const) {
    values[what] = dates[what].local;
    values[chosenField(what)] = dates[what].at;
  }
  return values;
}

/** Everything that is still ahead, so many days later, as if it had been typed. What can't be read stays as it is. */
export function shiftedForm(stored: DatesStored, typed: string, now: Date): FormState {
  const form = datesForm(stored);
  const shown = { ...form, values: { ...form.values, shift: typed } };
  const wanted = typed.trim().replace('−', '-');
  if (!/^[+-]?\d{1,3}$/.test(wanted) || Number(wanted) === 0 || Math.abs(Number(wanted)) > 366) {
    const message = 'Enter a number of days from 1 to 366, or from −1 to −366 for earlier.';
    return adding(shown, [{ field: 'shift', message }]);
  }
  const moved = valuesOf(shifted(stored.dates, Number(wanted), now), stored.joinUrls, stored.version);
  // The instants are those of the days before; a time that comes twice on its new day is asked about.
  for (const field of Object.keys(moved)) {
    if (field.endsWith('-at') && moved[field.slice(0, -3)] !== form.values[field.slice(0, -3)])
      moved[field] = '';
  }
  return freshForm({ ...moved, shift: '' });
}

/** The form with what a body says; a field that it leaves out, such as one that can't change, is as it is stored. */
export function typedForm(stored: DatesStored, body: unknown): FormState {
  const form = datesForm(stored);
  const source = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const values = { ...form.values };
  for (const field of Object.keys(values)) {
    const typed = source[field];
    if (typeof typed === 'string') values[field] = typed.replaceAll('\0', '').trim();
    // An instant belongs to the time that it was chosen for.
    else if (field.endsWith('-at') && values[field.slice(0, -3)] !== form.values[field.slice(0, -3)])
      values[field] = '';
  }
  return freshForm(values);
}

/** Reads the dates in a form; the form comes back with a sentence beside each that is none. */
export function readDates(
  stored: DatesStored,
  form: FormState,
): { ok: true; data: DatesTyped } | { ok: false; form: FormState } {
  const { values } = form;
  const errors: FieldError[] = [];
  const timeZone = values['timeZone'] ?? '';
  if (!isTimeZone(timeZone)) errors.push({ field: 'timeZone', message: 'Choose a time zone from the list.' });
  for (const field of weekFields) {
    if (!isDay(values[field] ?? '')) errors.push({ field, message: 'Enter a day that the calendar has.' });
  }
  const moment = (name: string, was: Moment) => {
    // Whatever was not touched stays the instant that everybody was told, should the zone's rules have changed since.
    const untouched = values[name] === was.local && values[chosenField(name)] === was.at;
    if (untouched && timeZone === stored.dates.timeZone) return { local: was.local, at: was.at };
    const read = readMoment(values, name, timeZone);
    if (read === null || !('message' in read)) return read;
    errors.push(read);
    return null;
  };
  const joinUrls: DatesTyped['joinUrls'] = new Map();
  const sessions: SessionDate[] = [];
  for (const session of stored.dates.sessions) {
    const fields = sessionFields(session);
    const minutes = readMinutes(values[fields.minutes] ?? '', fields.minutes, errors);
    const url = readLink(values[fields.joinUrl] ?? '', fields.joinUrl, errors);
    if (url !== undefined && url !== (stored.joinUrls.get(session.id) ?? null)) joinUrls.set(session.id, url);
    const starts = moment(fields.starts, session);
    if (starts)
      sessions.push({ ...session, ...starts, minutes, cancelled: values[fields.state] === 'cancelled' });
  }
  const [due, cutOff] = [moment('due', stored.dates.due), moment('cutOff', stored.dates.cutOff)];
  if (errors.length > 0 || !due || !cutOff) return { ok: false, form: adding(form, errors) };
  const [startsOn = '', weekTwoOn = '', weekThreeOn = ''] = weekFields.map((field) => values[field] ?? '');
  return {
    ok: true,
    data: { after: { timeZone, startsOn, weekTwoOn, weekThreeOn, sessions, due, cutOff }, joinUrls },
  };
}

/** What a field of the form holds, in words. */
export function fieldWords(field: string, value: string): string {
  if (field.startsWith('state-')) return value === 'cancelled' ? 'cancelled' : 'takes place';
  const [day = '', time] = value.split('T');
  if (isDay(day)) return time === undefined ? longDay(day) : `${longDay(day)}, ${time}`;
  return value.replaceAll('_', ' ');
}

function readMinutes(typed: string, field: string, errors: FieldError[]): number {
  const minutes = /^\d{1,4}$/.test(typed) ? Number(typed) : 0;
  if (minutes >= 5 && minutes <= 720) return minutes;
  errors.push({ field, message: 'Enter a length from 5 to 720 minutes.' });
  return 0;
}

function readLink(typed: string, field: string, errors: FieldError[]): string | null | undefined {
  if (typed === '') return null;
  if (isLink(typed)) return typed;
  errors.push({ field, message: linkWanted });
  return undefined;
}
