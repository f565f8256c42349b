import { notFound } from '../../platform/errors/domain-errors.js';

/** For the number of an attempt in an address: what can't be one names nothing. */
export const attemptPipe = {
  transform(value: unknown): number {
    if (typeof value !== 'string' || !/^[1-9]\d{0,5}$/.test(value)) throw notFound();
    return Number(value);
  },
};
