import { type Moment } from './cohort-dates.rules.js';
import { isLocal, resolveLocal } from '../times/local-times.rules.js';
import { occurrenceWords, skippedWords, twiceWords } from '../times/local-times.views.js';
import { type FieldError } from '../../platform/errors/domain-errors.js';
import { type FormState } from '../../platform/web/forms.js';
import { isTimeZone } from '../../users/user.forms.js';

/** A field for a time on a wall. A second one, `<name>-at`, holds the instant where the first means two. */
export interface MomentField {
  name: string;
  value: string;
  error: string | null;
  readonly: boolean;
  /** Both that can be meant; empty for all but two hours a year. */
  choices: { name: string; id: string; value: string; label: string; checked: boolean }[];
}

export const chosenField = (name: string) => `${name}-at`;

/** Browsers leave seconds out, unless they are told otherwise. */
const withoutSeconds = (typed: string) => typed.trim().replace(/^(.{16}):00(\.0+)?$/, '$1');

/**
 * What a time on a wall that was typed means.
 *
 * @param zone IANA name; with one that does not exist nothing can be said, and the zone's own field says so
 */
export function readMoment(
  values: Readonly<Record<string, string>>,
  name: string,
  zone: string,
): Moment | FieldError | null {
  const local = withoutSeconds(values[name] ?? '');
  if (local === '') return { field: name, message: 'Enter a day and a time.' };
  if (!isLocal(local)) return { field: name, message: 'Enter a day and a time that the calendar has.' };
  if (!isTimeZone(zone)) return null;
  const resolved = resolveLocal(local, zone);
  if (resolved.kind === 'once') return { local, at: resolved.at.toISOString() };
  if (resolved.kind === 'skipped') return { field: name, message: skippedWords(resolved, zone) };
  const chosen = values[chosenField(name)];
  const meant = [resolved.first, resolved.second].find(({ at }) => at.toISOString() === chosen);
  return meant ? { local, at: meant.at.toISOString() } : { field: name, message: twiceWords(local, zone) };
}

/** The field with what was typed, and with the question which of two is meant, where there are two. */
export function momentField(form: FormState, name: string, zone: string, readonly = false): MomentField {
  const value = withoutSeconds(form.values[name] ?? '');
  return { name, value, error: form.errorFor[name] ?? null, readonly, choices: choicesOf(form, name, zone) };
}

function choicesOf(form: FormState, name: string, zone: string): MomentField['choices'] {
  const local = withoutSeconds(form.values[name] ?? '');
  if (!isLocal(local) || !isTimeZone(zone)) return [];
  const resolved = resolveLocal(local, zone);
  if (resolved.kind !== 'twice') return [];
  const secondIsMeant = form.values[chosenField(name)] === resolved.second.at.toISOString();
  return (['first', 'second'] as const).map((which) => ({
    name: chosenField(name),
    id: `${name}-${which}`,
    value: resolved[which].at.toISOString(),
    label: occurrenceWords(resolved[which], which, local),
    checked: (which === 'second') === secondIsMeant,
  }));
}
