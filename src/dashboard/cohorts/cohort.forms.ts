import { z } from 'zod';
import { type Admission } from '../../courses/cohorts/cohort.entity.js';
import { slugProblem } from '../../courses/cohorts/slug.rules.js';
import { slugOf } from '../../courses/versions/slug.rules.js';
import { type FieldError, invalid } from '../../platform/errors/domain-errors.js';
import {
  type FormState,
  type FormResult,
  freshForm,
  readForm,
  withErrors,
} from '../../platform/web/forms.js';
import { printedLine } from '../../users/names/printable-texts.js';
import { tidyName } from '../../users/user.forms.js';
import { type CohortStored } from './cohort-register.service.js';

/** What of a cohort a form changes that has no date. */
export interface DetailsTyped {
  name: string;
  seats: number;
  admission: Admission;
  signatories: { name: string; role: string }[];
  /** Null: there is none. */
  joinUrl: string | null;
}

export const admissions: { value: Admission; label: string; hint: string }[] = [
  { value: 'open', label: 'Open', hint: 'Whoever wants takes a seat.' },
  { value: 'invitation', label: 'By invitation', hint: 'Whoever was invited takes a seat.' },
  { value: 'application', label: 'By application', hint: 'Whoever answers ten questions well takes a seat.' },
];

const MOST_SEATS = 1000;
const SIGNATORIES = [1, 2, 3] as const;
const prerequisite = 'prerequisite-';
const instructor = 'instructor-';
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const signatoryFields = SIGNATORIES.map((number) => ({
  number,
  name: `signatory-name-${number}`,
  role: `signatory-role-${number}`,
}));

const detailFields = [
  ...['version', 'name', 'seats', 'admission', 'joinUrl', 'search', 'instructors', 'prerequisites'],
  ...signatoryFields.flatMap(({ name, role }) => [name, role]),
];

export const linkWanted = 'Enter an address that begins with https://, such as https://meet.example/room.';

/** As printed below a signature: more would not fit beside the others. */
const NAME = 120;
const ROLE = 90;

const details = z.object({
  name: printedLine('the name of the cohort', 'Enter a name for the cohort.', NAME),
  seats: z
    .string('Enter how many seats there are.')
    .trim()
    .regex(/^\d{1,9}$/, `Enter a number of seats from 1 to ${MOST_SEATS}.`)
    .transform(Number)
    .refine((seats) => seats >= 1 && seats <= MOST_SEATS, `Enter a number of seats from 1 to ${MOST_SEATS}.`),
  admission: z.enum(['open', 'invitation', 'application'], 'Choose who can take a seat.'),
  joinUrl: z
    .string()
    .trim()
    .default('')
    .transform((url) => (url === '' ? null : url))
    .refine((url) => url === null || isLink(url), linkWanted),
});

/** Whether a browser can go there, encrypted. */
export function isLink(url: string): boolean {
  return url.length <= 2000 && URL.canParse(url) && new URL(url).protocol === 'https:';
}

/** The form of a cohort as it is stored. */
export function detailsForm(cohort: CohortStored): FormState {
  return freshForm(storedValues(cohort));
}

/** The form's words for what is stored: as they would be typed. */
export function storedValues(cohort: CohortStored): Record<string, string> {
  const values: Record<string, string> = {
    ...Object.fromEntries(detailFields.map((field) => [field, ''])),
    version: String(cohort.version),
    name: cohort.name,
    seats: String(cohort.seats),
    admission: cohort.admission,
    joinUrl: cohort.joinUrl ?? '',
  };
  signatoryFields.forEach(({ name, role }, at) => {
    values[name] = cohort.signatories[at]?.name ?? '';
    values[role] = cohort.signatories[at]?.role ?? '';
  });
  for (const id of cohort.prerequisiteIds) values[prerequisite + id] = 'yes';
  for (const { id } of cohort.instructors) values[instructor + id] = 'yes';
  return values;
}

/** The form of a cohort that is not there yet. */
export function emptyForm(values: Record<string, string>): FormState {
  return freshForm({
    ...Object.fromEntries([...detailFields, ...openingFields].map((field) => [field, ''])),
    admission: 'open',
    ...values,
  });
}

const openingFields = [
  'courseVersionId',
  'slug',
  'startsOn',
  'timeZone',
  'due',
  'due-at',
  'cutOff',
  'cutOff-at',
];

/** Reads what every form of a cohort asks for. */
export function readDetails(body: unknown): FormResult<DetailsTyped> {
  return read(body, detailFields);
}

/** Reads the form of a new cohort, but for its dates. An address that was left empty is made of the name. */
export function readOpening(body: unknown): FormResult<DetailsTyped & { slug: string }> {
  const { form, ...rest } = read(body, [...detailFields, ...openingFields]);
  const typed = (form.values['slug'] ?? '').trim().toLowerCase();
  const slug = typed === '' ? slugOf(form.values['name'] ?? '') : typed;
  const problem =
    slug === ''
      ? 'Enter an address, for instance “autumn-2027”; none can be made of this name.'
      : slugProblem(slug);
  const shown: FormState = { ...form, values: { ...form.values, slug } };
  if (problem !== null) return { ok: false, form: adding(shown, [{ field: 'slug', message: problem }]) };
  return rest.ok ? { ok: true, data: { ...rest.data, slug }, form: shown } : { ok: false, form: shown };
}

function read(body: unknown, fields: readonly string[]): FormResult<DetailsTyped> {
  const chosen = Object.keys(typeof body === 'object' && body !== null ? body : {}).filter(
    (field) =>
      [prerequisite, instructor].some((prefix) => field.startsWith(prefix)) &&
      uuid.test(field.replace(/^[a-z]+-/, '')),
  );
  const result = readForm(details, body, [...fields, ...chosen]);
  const signatories = readSignatories(result.form.values);
  if (signatories.errors.length > 0) return { ok: false, form: adding(result.form, signatories.errors) };
  if (!result.ok) return result;
  const { name, seats, admission, joinUrl } = result.data;
  const data = { name, seats, admission, joinUrl, signatories: signatories.people };
  return { ok: true, data, form: result.form };
}

/** One to three people, each with a role; a line that is left empty is none. */
function readSignatories(values: Readonly<Record<string, string>>) {
  const errors: FieldError[] = [];
  const people: DetailsTyped['signatories'] = [];
  const typed = (field: string) => tidyName(values[field] ?? '');
  for (const fields of signatoryFields) {
    const [name, role] = [typed(fields.name), typed(fields.role)];
    if (name === '' && role === '') continue;
    const asked = {
      name: fits(role, ROLE) ? `Enter who signs as ${role}.` : 'Enter who signs.',
      role: fits(name, NAME) ? `Enter the role in which ${name} signs.` : 'Enter a role.',
    };
    const read = {
      name: printedLine('the name of a signature', asked.name, NAME).safeParse(name),
      role: printedLine('the role of a signature', asked.role, ROLE).safeParse(role),
    };
    for (const part of ['name', 'role'] as const) {
      const [issue] = read[part].error?.issues ?? [];
      if (issue) errors.push({ field: fields[part], message: issue.message });
    }
    people.push({ name, role });
  }
  const [first] = signatoryFields;
  if (people.length === 0 && first)
    errors.push({ field: first.name, message: 'Enter who signs the certificates of this cohort.' });
  return { people, errors };
}

const fits = (text: string, most: number) => text !== '' && Array.from(text).length <= most;

/** The form with more that is wrong, in the order in which its fields stand. */
export function adding(form: FormState, errors: readonly FieldError[]): FormState {
  const all = [...form.errors, ...errors];
  return all.length === 0 ? form : withErrors(form, invalid('', all));
}

export const chosenInstructors = (form: FormState) => chosenIds(form, instructor);
export const chosenPrerequisites = (form: FormState) => chosenIds(form, prerequisite);
export const instructorField = (id: string) => instructor + id;
export const prerequisiteField = (id: string) => prerequisite + id;

function chosenIds({ values }: FormState, prefix: string): string[] {
  return Object.keys(values)
    .filter((field) => field.startsWith(prefix) && values[field] !== '')
    .map((field) => field.slice(prefix.length));
}
