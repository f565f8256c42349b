import { Client } from 'pg';
import { StartError } from '../start-error.js';

/**
 * Connects once to the server of DATABASE_URL.
 *
 * @param oldestMajor the oldest PostgreSQL that the schema was made for
 * @throws StartError whose sentence names the server and the database and never the password
 */
export async function checkServer(url: string, oldestMajor = 15): Promise<void> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    application_name: 'capstone start',
  });
  // What happens to a connection that failed anyway is told by the query.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ major: number; encoding: string }>(
      `SELECT current_setting('server_version_num')::int / 10000 AS major, getdatabaseencoding() AS encoding`,
    );
    const [{ major, encoding } = { major: 0, encoding: '' }] = rows;
    if (major < oldestMajor) {
      throw new StartError(
        `DATABASE_URL leads to PostgreSQL ${major}, and Capstone needs ${oldestMajor} or newer.`,
      );
    }
    if (encoding !== 'UTF8') {
      throw new StartError(
        `DATABASE_URL leads to a database in the encoding ${encoding}, and Capstone needs one in UTF8.`,
      );
    }
  } catch (error) {
    throw error instanceof StartError ? error : explained(error, client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function explained(error: unknown, { host, port, database, user }: Client): StartError {
  const { code, message } = innermost(error);
  const server = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return new StartError(
    sentences[code]?.({ server, database: database ?? '', user: user ?? '' }) ??
      `The database at ${server} (DATABASE_URL) cannot be used: ${message.replace(/\.$/, '')}.`,
    { cause: error },
  );
}

interface Place {
  server: string;
  database: string;
  user: string;
}

/** By the system's error code or PostgreSQL's SQLSTATE. */
const sentences: Record<string, (place: Place) => string> = {
  ECONNREFUSED: ({ server }) => `No database answers at ${server}, where DATABASE_URL points.`,
  ENOTFOUND: ({ server }) => `No host is known by the name in DATABASE_URL (${server}).`,
  EAI_AGAIN: ({ server }) => `No host is known by the name in DATABASE_URL (${server}).`,
  ETIMEDOUT: ({ server }) => `No database answers at ${server}, where DATABASE_URL points.`,
  EHOSTUNREACH: ({ server }) => `No database answers at ${server}, where DATABASE_URL points.`,
  ENETUNREACH: ({ server }) => `No database answers at ${server}, where DATABASE_URL points.`,
  TIMEOUT: ({ server }) => `No database answers at ${server}, where DATABASE_URL points.`,
  CLOSED: ({ server }) => `What answers at ${server}, where DATABASE_URL points, is not a PostgreSQL server.`,
  '28P01': ({ server, user }) =>
    `The database at ${server} refuses the password that DATABASE_URL gives for the user ${user}.`,
  '28000': ({ server, user, database }) =>
    `The database at ${server} does not let the user ${user} of DATABASE_URL into the database ${database}.`,
  '3D000': ({ server, database }) =>
    `There is no database ${database} at ${server}, where DATABASE_URL points: create it, and start again.`,
  '42501': ({ database, user }) =>
    `The user ${user} of DATABASE_URL has no right to connect to the database ${database}.`,
  '53300': ({ server }) => `The database at ${server} has no connection left for DATABASE_URL.`,
  '57P03': ({ server }) => `The database at ${server} (DATABASE_URL) is starting up or shutting down.`,
};

/** Node bundles the failures of several addresses of one host; `pg` gives some failures no code. */
function innermost(error: unknown): { code: string; message: string } {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0]);
  if (!(error instanceof Error)) return { code: '', message: String(error) };
  const { code, message } = error as Error & { code?: string };
  if (code !== undefined) return { code, message };
  if (/timeout/i.test(message)) return { code: 'TIMEOUT', message };
  if (/terminated unexpectedly/i.test(message)) return { code: 'CLOSED', message };
  return { code: '', message };
}
