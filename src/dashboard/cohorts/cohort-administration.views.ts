import { placeOf, readableDay, type ReadableTime } from '../../courses/times/times.rules.js';
import { currentWeek, lastDay } from '../../courses/cohorts/schedule.rules.js';
import { WEEKS } from '../../courses/versions/weeks.rules.js';
import { type FormState } from '../../platform/web/forms.js';
import { zoneOptions } from '../../users/time-zones.views.js';
import {
  admissions,
  chosenInstructors,
  chosenPrerequisites,
  instructorField,
  prerequisiteField,
  signatoryFields,
} from './cohort.forms.js';
import {
  type CohortChoices,
  type CohortStored,
  type Person,
  type RegisteredCohort,
} from './cohort-register.service.js';
import { type MomentField, momentField } from '../../courses/cohorts/moment-fields.js';

interface CohortRow {
  name: string;
  course: string;
  href: string;
  datesHref: string;
  editHref: string;
  first: ReadableTime;
  last: ReadableTime;
  standing: string;
  seats: string;
  waiting: string;
  instructors: string;
}

export interface CohortsPage {
  groups: { id: string; title: string; empty: string; cohorts: CohortRow[] }[];
}

/** Every cohort of the academy: those that run, those to come, those that are over. */
export function cohortsPage(cohorts: readonly RegisteredCohort[], now: Date): CohortsPage {
  const weekOf = (cohort: RegisteredCohort) => currentWeek(cohort, now);
  const rows = (those: readonly RegisteredCohort[]) => those.map((cohort) => cohortRow(cohort, now));
  const running = cohorts.filter((cohort) => weekOf(cohort) >= 1 && weekOf(cohort) <= WEEKS);
  const next = cohorts.filter((cohort) => weekOf(cohort) === 0).reverse();
  const past = cohorts.filter((cohort) => weekOf(cohort) > WEEKS);
  return {
    groups: [
      { id: 'running', title: 'Running', empty: 'No cohort runs at the moment.', cohorts: rows(running) },
      { id: 'next', title: 'Next', empty: 'No cohort is planned.', cohorts: rows(next) },
      { id: 'past', title: 'Past', empty: 'No cohort is over yet.', cohorts: rows(past) },
    ],
  };
}

function cohortRow(cohort: RegisteredCohort, now: Date): CohortRow {
  const day = (date: string) => readableDay(date, { zone: cohort.timeZone, now });
  const week = currentWeek(cohort, now);
  return {
    name: cohort.name,
    course: `${cohort.courseTitle}, version ${cohort.version}`,
    href: `/cohorts/${cohort.slug}`,
    datesHref: `/cohorts/${cohort.slug}/dates`,
    editHref: `/cohorts/${cohort.slug}/administration`,
    first: day(cohort.startsOn),
    last: day(lastDay(cohort)),
    standing: week >= 1 && week <= WEEKS ? `week ${week}` : '',
    seats: `${cohort.taken} of ${cohort.seats}`,
    waiting: String(cohort.waiting),
    instructors: cohort.instructors.length > 0 ? list.format(cohort.instructors) : 'nobody yet',
  };
}

interface Choice {
  id: string;
  name: string;
  value: string;
  label: string;
  hint: string;
  checked: boolean;
}

/** What the forms of a new and of an open cohort share. */
export interface DetailFields {
  admissions: Choice[];
  prerequisites: Choice[];
  instructors: Choice[];
  /** What the search for people brought; null while nobody searched. */
  found: string | null;
  signatories: {
    legend: string;
    name: { name: string; value: string; error: string | null };
    role: { name: string; value: string; error: string | null };
    optional: boolean;
  }[];
}

/** @param people whoever can be ticked: those chosen so far, and those that a search has found */
export function detailFields(
  form: FormState,
  courses: CohortChoices['courses'],
  people: readonly Person[],
  found: string | null,
): DetailFields {
  const [prerequisites, instructors] = [chosenPrerequisites(form), chosenInstructors(form)];
  const field = (name: string) => ({
    name,
    value: form.values[name] ?? '',
    error: form.errorFor[name] ?? null,
  });
  return {
    admissions: admissions.map(({ value, label, hint }) => ({
      id: `admission-${value}`,
      name: 'admission',
      value,
      label,
      hint,
      checked: form.values['admission'] === value,
    })),
    prerequisites: courses.map(({ id, title }) => ({
      ...ticked(prerequisiteField(id), prerequisites.includes(id)),
      label: title,
      hint: '',
    })),
    instructors: people.map(({ id, name, email }) => ({
      ...ticked(instructorField(id), instructors.includes(id)),
      label: name,
      hint: email,
    })),
    found,
    signatories: signatoryFields.map(({ number, name, role }) => ({
      legend: ['First', 'Second', 'Third'][number - 1] ?? '',
      name: field(name),
      role: field(role),
      optional: number > 1,
    })),
  };
}

const ticked = (name: string, checked: boolean) => ({ id: name, name, value: 'yes', checked });

export interface NewCohortPage {
  form: FormState;
  trail: { label: string; href: string }[];
  versions: { value: string; label: string }[];
  zones: { value: string; label: string }[];
  moments: Record<'due' | 'cutOff', MomentField>;
  fields: DetailFields;
}

export function newCohortPage(form: FormState, choices: CohortChoices, fields: DetailFields): NewCohortPage {
  const zone = form.values['timeZone'] ?? '';
  return {
    form,
    trail,
    versions: choices.versions.map(({ id, title, number }) => ({
      value: id,
      label: `${title}, version ${number}`,
    })),
    zones: zoneOptions(zone),
    moments: { due: momentField(form, 'due', zone), cutOff: momentField(form, 'cutOff', zone) },
    fields,
  };
}

export interface EditCohortPage {
  form: FormState;
  trail: { label: string; href: string }[];
  title: string;
  action: string;
  slug: string;
  facts: { name: string; value: string }[];
  datesHref: string;
  links: { href: string; label: string }[];
  joinHint: string;
  fields: DetailFields;
}

export function editCohortPage(
  form: FormState,
  cohort: CohortStored,
  fields: DetailFields,
  now: Date,
): EditCohortPage {
  const day = (date: string) => readableDay(date, { zone: cohort.timeZone, now }).words;
  return {
    form,
    trail,
    title: cohort.name,
    action: `/cohorts/${cohort.slug}/administration`,
    slug: cohort.slug,
    facts: [
      { name: 'Course', value: `${cohort.courseTitle}, version ${cohort.courseVersion}` },
      { name: 'Address', value: `/cohorts/${cohort.slug}` },
      {
        name: 'Dates',
        value: `${day(cohort.startsOn)} to ${day(lastDay(cohort))}; its clock is ${placeOf(cohort.timeZone)}`,
      },
      { name: 'Seats', value: `${cohort.taken} taken, ${cohort.waiting} waiting` },
    ],
    datesHref: `/cohorts/${cohort.slug}/dates`,
    links: linksOf(cohort),
    joinHint: cohort.joinUrlsDiffer
      ? 'The sessions have links of their own. One that is entered here takes the place of them all.'
      : 'Students see it from ten minutes before a session.',
    fields,
  };
}

function linksOf({ slug, admission }: CohortStored): EditCohortPage['links'] {
  const path = `/cohorts/${slug}`;
  return [
    { href: `${path}/enrolments`, label: 'Its people' },
    ...(admission === 'application'
      ? [
          { href: `${path}/applications`, label: 'Applications' },
          { href: `${path}/application-form`, label: 'Questions to applicants' },
        ]
      : []),
    { href: path, label: 'See its page' },
  ];
}

const trail = [{ label: 'Cohorts', href: '/cohorts/administration' }];

const list = new Intl.ListFormat('en-GB', { type: 'conjunction' });
