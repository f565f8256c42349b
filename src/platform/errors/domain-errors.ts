/**
 * What went wrong, in the words of the domain. Services throw these; only `platform/web` knows HTTP.
 * Messages are sentences for the person at the screen: what happened, what is safe, what to do.
 */
export type DomainErrorKind = 'notFound' | 'forbidden' | 'conflict' | 'invalid' | 'tooMany';

export class DomainError extends Error {
  constructor(
    readonly kind: DomainErrorKind,
    message: string,
    /** Facts for a page or a JSON answer, e.g. both values of a stale write. */
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'DomainError';
  }
}

/** For whoever may not even know that the thing exists, and for what does not exist. */
export const notFound = (message = 'There is nothing at this address.') =>
  new DomainError('notFound', message);

/** For somebody who may see the thing but not do this to it. */
export const forbidden = (message: string) => new DomainError('forbidden', message);

/** For a write against something that has changed since, or that no longer allows it. */
export const conflict = (message: string, details: Readonly<Record<string, unknown>> = {}) =>
  new DomainError('conflict', message, details);

/** For input that can't be accepted; `errors` name the fields. */
export const invalid = (message: string, errors: readonly FieldError[] = []) =>
  new DomainError('invalid', message, { errors });

/** For whoever came too often; they may come back after `retryAfterSeconds`. */
export const tooMany = (message: string, retryAfterSeconds: number) =>
  new DomainError('tooMany', message, { retryAfterSeconds });

export interface FieldError {
  field: string;
  message: string;
}
