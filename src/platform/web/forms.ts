import { StandardSchemaValidationPipe, type StandardSchemaValidationPipeOptions } from '@nestjs/common';
import { type ZodType } from 'zod';
import { DomainError, type FieldError, invalid, notFound } from '../errors/domain-errors.js';

/** What a template shows of a form: everything that was typed, and each message beside its field. */
export interface FormState {
  values: Record<string, string>;
  errors: readonly FieldError[];
  errorFor: Record<string, string | null>;
}

export type FormResult<T> = { ok: true; data: T; form: FormState } | { ok: false; form: FormState };

/** A form as it is first shown. `values` names every field that the template reads. */
export function freshForm(values: Record<string, string>): FormState {
  return formState(values, []);
}

/**
 * Reads a submitted form. A body that does not fit keeps what was typed, so that the page can be shown again
 * with status 422 and nothing lost. `fields` names every field of the template.
 */
export function readForm<T>(schema: ZodType<T>, body: unknown, fields: readonly string[]): FormResult<T> {
  const typed = typedValues(body, fields);
  const result = schema.safeParse(storable(body ?? {}));
  if (result.success) return { ok: true, data: result.data, form: formState(typed, []) };
  const errors = new Map<string, FieldError>();
  for (const issue of result.error.issues) {
    const field = String(issue.path[0] ?? '');
    if (!errors.has(field)) errors.set(field, { field, message: issue.message });
  }
  return { ok: false, form: formState(typed, [...errors.values()]) };
}

/** The same form with what a service found wrong, when `error` is about input; anything else is thrown on. */
export function withErrors(form: FormState, error: unknown): FormState {
  if (!(error instanceof DomainError) || error.kind !== 'invalid') throw error;
  const named = error.details['errors'] as readonly FieldError[];
  const errors = named.length > 0 ? named : [{ field: '', message: error.message }];
  return formState(form.values, errors);
}

function formState(values: Record<string, string>, errors: readonly FieldError[]): FormState {
  const errorFor: Record<string, string | null> = {};
  for (const field of Object.keys(values)) {
    errorFor[field] = errors.find((error) => error.field === field)?.message ?? null;
  }
  return { values, errors, errorFor };
}

/** Without U+0000, which no keyboard types and PostgreSQL has no place for. */
function storable(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  const clean = (value: unknown) => (typeof value === 'string' ? value.replaceAll('\0', '') : value);
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, clean(value)]));
}

function typedValues(body: unknown, fields: readonly string[]): Record<string, string> {
  const values: Record<string, string> = {};
  const source = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  for (const field of fields) {
    const value = source[field];
    values[field] = typeof value === 'string' ? value : '';
  }
  return values;
}

const whatFits: StandardSchemaValidationPipeOptions = {
  exceptionFactory: (issues) =>
    invalid(
      'The request does not have the form that is expected here.',
      issues.map((issue) => ({
        field: (issue.path ?? [])
          .map((part) => (typeof part === 'object' ? String(part.key) : String(part)))
          .join('.'),
        message: issue.message,
      })),
    ),
};

/** Validates what carries a schema (`@Body({schema})`); an answer of 422 names each field. */
export const validationPipe = () => new StandardSchemaValidationPipe(whatFits);

/** For ids in addresses: what is no UUID names nothing, so it is "not found" rather than "invalid". */
export const idPipe = {
  transform(value: unknown): string {
    if (typeof value !== 'string' || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value))
      throw notFound();
    return value.toLowerCase();
  },
};
