import { type CohortDates, type Moment, refusals } from '../../courses/cohorts/cohort-dates.rules.js';
import { calendarFrom, lastDay } from '../../courses/cohorts/schedule.rules.js';
import { daysLater, isDay } from '../../courses/times/local-times.rules.js';
import { type FieldError } from '../../platform/errors/domain-errors.js';
import { type FormState } from '../../platform/web/forms.js';
import { isTimeZone } from '../../users/user.forms.js';
import { adding } from './cohort.forms.js';
import { readMoment } from '../../courses/cohorts/moment-fields.js';

export interface OpeningDates {
  startsOn: string;
  timeZone: string;
  due: Moment;
  cutOff: Moment;
}

/** When handbooks are due and when they close, unless somebody chooses otherwise; wall times. */
function proposedDeadlines(startsOn: string): { due: string; cutOff: string } {
  const last = lastDay(calendarFrom(startsOn, 'UTC'));
  return { due: `${last}T18:00`, cutOff: `${daysLater(last, 2)}T18:00` };
}

/** Reads the dates of a new cohort. Deadlines that were left empty are proposed, and stand in the form that comes back. */
export function readOpeningDates(
  form: FormState,
  now: Date,
): { ok: true; dates: OpeningDates; form: FormState } | { ok: false; form: FormState } {
  const values = { ...form.values };
  const startsOn = (values['startsOn'] ?? '').trim();
  const timeZone = values['timeZone'] ?? '';
  const errors: FieldError[] = [];
  if (!isDay(startsOn)) {
    const message = startsOn === '' ? 'Enter the first day.' : 'Enter a first day that the calendar has.';
    errors.push({ field: 'startsOn', message });
  } else {
    const proposed = proposedDeadlines(startsOn);
    if ((values['due'] ?? '').trim() === '') values['due'] = proposed.due;
    if ((values['cutOff'] ?? '').trim() === '') values['cutOff'] = proposed.cutOff;
  }
  if (!isTimeZone(timeZone)) errors.push({ field: 'timeZone', message: 'Choose a time zone from the list.' });
  const [due, cutOff] = [readMoment(values, 'due', timeZone), readMoment(values, 'cutOff', timeZone)];
  for (const moment of [due, cutOff]) if (moment && 'message' in moment) errors.push(moment);
  const shown = { ...form, values };
  if (errors.length > 0 || !due || !cutOff || 'message' in due || 'message' in cutOff) {
    return { ok: false, form: adding(shown, errors) };
  }
  const dates: CohortDates = { ...calendarFrom(startsOn, timeZone), sessions: [], due, cutOff };
  const refused = refusals(null, dates, now);
  if (refused.length > 0) return { ok: false, form: adding(shown, refused) };
  return { ok: true, dates: { startsOn, timeZone, due, cutOff }, form: shown };
}
