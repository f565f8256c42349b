import { stringify } from 'csv-stringify/sync';
import { type FormState } from '../../../platform/web/forms.js';
import { currentWeek } from '../../cohorts/schedule.rules.js';
import { placeOf, readableClock, type ReadableTime } from '../../times/times.rules.js';
import { WEEKS } from '../../versions/weeks.rules.js';
import { type CohortAccessed } from '../cohort-access.service.js';
import { type EnrolmentStatus, movesUpByItself, statusAfter, takesSeat } from '../enrolment.rules.js';
import { type RosterRow } from './roster.service.js';

interface Person {
  name: string;
  address: string;
  since: ReadableTime;
}

/** How somebody else ends it, with a reason; the field carries the enrolment's id, so that each is a form of its own. */
interface Ending {
  action: string;
  label: string;
  summary: string;
  field: string;
  value: string;
  error: string | null;
  open: boolean;
}

export interface RosterPage {
  trail: { href: string; label: string }[];
  counts: string;
  csvHref: string;
  applicationsHref: string | null;
  questionsHref: string | null;
  /** `moreTimeHref`: where an instructor gives them time. */
  active: (Person & { moreTimeHref: string; ending: Ending })[];
  waiting: (Person & { place: string; ending: Ending; seatAction: string | null })[];
  waitingNote: string;
  gone: (Person & { what: string; reason: string | null })[];
  completed: Person[];
  /** Enrolling by address, for administrators. */
  enrolAction: string | null;
  form: FormState;
}

export interface RosterReader {
  timeZone: string;
  now: Date;
  administrator: boolean;
}

/** Who is in a cohort, who waits, who left and who completed it. */
export function rosterPage(
  cohort: CohortAccessed,
  rows: readonly RosterRow[],
  form: FormState,
  reader: RosterReader,
): RosterPage {
  const reading = {
    readerZone: reader.timeZone,
    cohortZone: cohort.timeZone,
    cohortPlace: placeOf(cohort.timeZone),
    now: reader.now,
  };
  const person = ({ name, address, at }: RosterRow): Person => ({
    name: name ?? 'Somebody who was erased',
    address: address ?? '',
    since: readableClock(at, reading),
  });
  const as = (...statuses: EnrolmentStatus[]) =>
    rows.filter(({ last }) => statuses.includes(statusAfter(last)));
  const taken = rows.filter(({ last }) => takesSeat(statusAfter(last))).length;
  const week = currentWeek(cohort, reader.now);
  const byHand = !movesUpByItself(week) && week <= WEEKS && taken < cohort.seats;
  const base = `/cohorts/${cohort.slug}`;
  return {
    trail: [{ href: base, label: cohort.name }],
    counts: `${taken} of ${cohort.seats} seats taken · ${as('waiting').length} waiting`,
    csvHref: `${base}/enrolments.csv`,
    applicationsHref: cohort.admission === 'application' ? `${base}/applications` : null,
    questionsHref:
      cohort.admission === 'application' && reader.administrator ? `${base}/application-form` : null,
    active: as('active').map((row) => ({
      ...person(row),
      moreTimeHref: `/grading${base}/extensions/new?student=${row.enrolmentId}`,
      ending: ending(row, 'Withdraw', form),
    })),
    waiting: as('waiting').map((row, at) => ({
      ...person(row),
      place: String(at + 1),
      ending: ending(row, 'Take off the list', form),
      seatAction: at === 0 && byHand ? `/enrolments/${row.enrolmentId}/seats` : null,
    })),
    waitingNote: movesUpByItself(week)
      ? 'Until the end of the first week a seat that becomes free goes to the first by itself, with a mail.'
      : 'The first week is over. Ask the first whether they still want to come, then give them a free seat; the order stays.',
    gone: as('withdrawn', 'left').map((row) => ({
      ...person(row),
      what: statusAfter(row.last) === 'left' ? 'Left the waiting list' : 'Withdrew',
      reason: row.reason,
    })),
    completed: as('completed').map(person),
    enrolAction: reader.administrator ? `${base}/roster` : null,
    form,
  };
}

/**
 * The roster for a spreadsheet: RFC 4180 with a byte-order mark, by which spreadsheets know UTF-8. A cell that would run
 * as a formula begins with an apostrophe (OWASP, CSV Injection).
 */
export function rosterCsv(rows: readonly RosterRow[]): string {
  const places = new Map(
    rows.filter(({ last }) => last === 'waiting').map(({ enrolmentId }, at) => [enrolmentId, at + 1]),
  );
  return stringify(
    rows.map(({ enrolmentId, name, address, last, at, reason }) => ({
      name: name ?? '',
      address: address ?? '',
      status: statusAfter(last),
      place: places.get(enrolmentId) ?? '',
      since: at.toISOString(),
      reason: reason ?? '',
    })),
    {
      bom: true,
      header: true,
      record_delimiter: 'windows',
      escape_formulas: true,
      columns: {
        name: 'Name',
        address: 'E-mail',
        status: 'Status',
        place: 'Place in line',
        since: 'Since (UTC)',
        reason: 'Reason',
      },
    },
  );
}

function ending({ enrolmentId, name }: RosterRow, label: string, form: FormState): Ending {
  const field = `reason-${enrolmentId}`;
  const error = form.errorFor[field] ?? null;
  return {
    action: `/enrolments/${enrolmentId}/endings`,
    label,
    summary: name ?? 'somebody who was erased',
    field,
    value: form.values[field] ?? '',
    error,
    open: error !== null,
  };
}
