import { longestReason } from '../../assignments/extensions/extension.rules.js';
import { type LatePolicy } from '../../assignments/lateness/late-policy.rules.js';
import { chosenField, readMoment } from '../../courses/cohorts/moment-fields.js';
import { type FieldError } from '../../platform/errors/domain-errors.js';
import { type FormState, freshForm } from '../../platform/web/forms.js';

/** A form with more to say than what its schema found. */
export function adding(form: FormState, errors: readonly FieldError[]): FormState {
  const errorFor = { ...form.errorFor };
  for (const { field, message } of errors) errorFor[field] ??= message;
  return { ...form, errors: [...form.errors, ...errors], errorFor };
}

/** The form of a policy as it is in force. */
export function policyForm(policy: LatePolicy | null, seen: number): FormState {
  const { graceMinutes, pointsADay, floor } = policy ?? { graceMinutes: 0, pointsADay: 0, floor: 0 };
  return freshForm({
    graceMinutes: String(graceMinutes),
    points: plain(pointsADay),
    floor: plain(floor),
    seen: String(seen),
    reviewed: '',
  });
}

export interface TypedPolicy {
  policy: LatePolicy;
  /** The number of the policy that the page showed; -1 for none that there could be. */
  seen: number;
  /** The digest of the changes that the page showed; empty for none. */
  reviewed: string;
}

/** Reads a policy that was typed; `typed` is null when a figure can't be one, and the form says which. */
export function readPolicy(body: unknown): { form: FormState; typed: TypedPolicy | null } {
  const form = freshForm(textsOf(body, ['graceMinutes', 'points', 'floor', 'seen', 'reviewed']));
  const { graceMinutes = '', points = '', floor = '', seen = '', reviewed = '' } = form.values;
  const errors: FieldError[] = [];
  const read = <T>(field: string, value: T | string): T | null => {
    if (typeof value !== 'string') return value;
    errors.push({ field, message: value });
    return null;
  };
  const policy = {
    graceMinutes: read('graceMinutes', readMinutes(graceMinutes)),
    pointsADay: read('points', readFigure(points)),
    floor: read('floor', readFigure(floor)),
  };
  if (policy.graceMinutes === null || policy.pointsADay === null || policy.floor === null)
    return { form: adding(form, errors), typed: null };
  const known = /^\d{1,6}$/.test(seen) ? Number(seen) : -1;
  const { graceMinutes: grace, pointsADay, floor: lowest } = policy;
  return {
    form,
    typed: { policy: { graceMinutes: grace, pointsADay, floor: lowest }, seen: known, reviewed },
  };
}

const A_DAY = 24 * 60;

function readMinutes(typed: string): number | string {
  const minutes = /^\d{1,5}$/.test(typed) ? Number(typed) : NaN;
  return minutes <= A_DAY ? minutes : 'Enter whole minutes from 0 to 1,440, which is a day.';
}

/** Hundredths, or why it is none. */
function readFigure(typed: string): number | string {
  if (/^\d+,\d+$/.test(typed)) return `Write ${typed.replace(',', '.')} with a point instead of a comma.`;
  const figure = /^\d{1,3}(\.\d{1,2})?$/.test(typed) ? Math.round(Number(typed) * 100) : NaN;
  return figure <= 10_000 ? figure : 'Enter a number from 0 to 100, with two decimals at most.';
}

const plain = (hundredths: number) => String(Number((hundredths / 100).toFixed(2)));

/** Whom an extension is for, with the attempt that the page showed of each. */
export interface TypedExtension {
  kind: 'extended' | 'returned';
  students: { enrolmentId: string; attempt: number }[];
  until: Date;
  reason: string;
}

export interface ExtensionForm {
  form: FormState;
  /** Enrolments that are ticked. */
  chosen: ReadonlySet<string>;
}

export function freshExtension(students: unknown, kind: unknown): ExtensionForm {
  const form = freshForm({
    ...{ kind: kind === 'returned' ? 'returned' : 'extended', until: '', [chosenField('until')]: '' },
    ...{ reason: '', students: '' },
  });
  return { form, chosen: new Set(listOf(students)) };
}

/** Reads what was typed; `typed` is null when the time can't be read, and the form says why. */
export function readExtension(
  body: unknown,
  timeZone: string,
): ExtensionForm & { typed: TypedExtension | null } {
  const source = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const texts = textsOf(body, ['kind', 'until', chosenField('until')]);
  // What was written is shown again as it was; a text that is much too long is cut where the refusal is certain.
  const written = typeof source['reason'] === 'string' ? source['reason'].replaceAll('\0', '') : '';
  const reason = written
    .replace(/\r\n?/g, '\n')
    .toWellFormed()
    .slice(0, 10 * longestReason);
  const form = freshForm({ ...texts, reason, students: '' });
  const chosen = new Set(listOf(source['students']).map((id) => id.toLowerCase()));
  const kind = texts['kind'] === 'returned' ? 'returned' : 'extended';
  const moment = readMoment(form.values, 'until', timeZone);
  if (moment === null || 'message' in moment) {
    const errors = [
      ...(chosen.size === 0 ? [{ field: 'students', message: 'Choose at least one student.' }] : []),
      ...(moment === null ? [] : [moment]),
      ...(reason.trim() === '' ? [{ field: 'reason', message: 'Write down why.' }] : []),
    ];
    return { form: adding(form, errors), chosen, typed: null };
  }
  const students = [...chosen].map((enrolmentId) => {
    const attempt = source[`attempt-${enrolmentId}`];
    const known = typeof attempt === 'string' && /^\d{1,6}$/.test(attempt) ? Number(attempt) : 0;
    return { enrolmentId, attempt: known };
  });
  return { form, chosen, typed: { kind, students, until: new Date(moment.at), reason: reason.trim() } };
}

/** Ids, however many boxes were ticked; what is no id is nobody's. */
function listOf(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((one) => (typeof one === 'string' && one !== '' ? [one] : []));
}

function textsOf(body: unknown, fields: readonly string[]): Record<string, string> {
  const source = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  return Object.fromEntries(
    fields.map((field) => {
      const value = source[field];
      return [field, typeof value === 'string' ? value.replaceAll('\0', '').trim().slice(0, 200) : ''];
    }),
  );
}
