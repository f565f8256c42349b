import { DomainError } from '../../platform/errors/domain-errors.js';

/** Why a service refused what a form asked for, to show on the page that holds the form; anything else is thrown on. */
export function sentenceOf(error: unknown): string {
  if (error instanceof DomainError && error.kind === 'invalid') return error.message;
  throw error;
}
