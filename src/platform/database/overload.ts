import { QueryFailedError } from 'typeorm';

/**
 * Whether the database could not serve this in time, though nothing is wrong with what was asked: all connections were in
 * use, a lock or an answer took too long, or two transactions stood in each other's way. Whatever the failed transaction
 * had done is taken back, so asking once more is safe.
 */
export function isOverload(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof QueryFailedError) return isOverload(error.driverError);
  // `pg` and its pool give these no code.
  return 'code' in error ? sqlStates.has(String(error.code)) : sentences.test(error.message);
}

/** Appendix A of PostgreSQL's documentation. */
const sqlStates: ReadonlySet<string> = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '53300', // too_many_connections
  '55P03', // lock_not_available
  '57014', // query_canceled: our own statement_timeout
]);

const sentences =
  /^(?:timeout exceeded when trying to connect|Connection terminated due to connection timeout|Query read timeout)$/;

/**
 * Whether the database was not there: it restarts, or the way to it is cut. A transaction that was being committed in that
 * moment may have happened or not.
 */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof QueryFailedError) return isAway(error.driverError);
  return 'code' in error ? awayCodes.has(String(error.code)) : awaySentences.test(error.message);
}

const awayCodes: ReadonlySet<string> = new Set([
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN'],
]);

/** Of `pg`, whose own errors have no code. */
const awaySentences =
  /^(?:Connection terminated(?: unexpectedly)?|timeout expired|Client has encountered a connection error and is not queryable)$/;
