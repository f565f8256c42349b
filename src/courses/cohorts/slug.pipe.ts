import { notFound } from '../../platform/errors/domain-errors.js';

/** For slugs in addresses: what can't be one names nothing. */
export const slugPipe = {
  transform(value: unknown): string {
    if (typeof value !== 'string' || !/^[a-z0-9][a-z0-9-]{0,99}$/.test(value)) throw notFound();
    return value;
  },
};

/** For the number of a week in an address: 1, 2 or 3. */
export const weekPipe = {
  transform(value: unknown): number {
    if (typeof value !== 'string' || !/^[1-3]$/.test(value)) throw notFound();
    return Number(value);
  },
};
