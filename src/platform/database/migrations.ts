import { readdirSync } from 'node:fs';
import { Client } from 'pg';
import { type DataSource } from 'typeorm';
import { StartError } from '../start-error.js';
import { createDataSource, type MigrationClass } from './data-source.js';

/** Beside `src/`, whether this runs from the sources or from `dist/`. */
const folder = new URL('../../../migrations/', import.meta.url);

/**
 * Brings the schema to this release's. Several processes may start at once: one migrates, the others wait for it.
 * Each migration is a transaction of its own.
 *
 * @returns the names of the migrations that ran, oldest first
 * @throws StartError when the database has met a newer release
 */
export async function migrate(url: string): Promise<string[]> {
  const migrations = await loadMigrations();
  const lock = new Client({ connectionString: url, application_name: 'capstone migrations' });
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1, $2)', [...lockKey]);
    return await runPending(url, migrations);
  } finally {
    // The lock goes with the connection.
    await lock.end();
  }
}

/** Two arbitrary numbers: "CAPS" as bytes, and the second of Capstone's locks. */
const lockKey = [0x43415053, 2] as const;

async function runPending(url: string, migrations: MigrationClass[]): Promise<string[]> {
  const db = createDataSource({
    url,
    entities: [],
    migrations,
    poolSize: 2,
    applicationName: 'capstone migrations',
    statementTimeout: 0,
  });
  await db.initialize();
  try {
    await refuseNewer(db);
    const ran = await db.runMigrations({ transaction: 'each' });
    return ran.map(({ name }) => name);
  } catch (error) {
    if ((error as { code?: unknown }).code !== '42501') throw error;
    throw new StartError(
      `The user of DATABASE_URL must own the database, since Capstone makes its tables (${(error as Error).message}).`,
      { cause: error },
    );
  } finally {
    await db.destroy();
  }
}

/** An older release would not know what the newer one's tables demand of it. */
async function refuseNewer(db: DataSource): Promise<void> {
  const [before] = await db.query<{ any: boolean }[]>(`SELECT to_regclass('migrations') IS NOT NULL AS any`);
  if (before?.any !== true) return;
  const known = new Set(db.migrations.map((migration) => migration.name));
  const done = await db.query<{ name: string }[]>('SELECT name FROM migrations ORDER BY id');
  const unknown = done.find(({ name }) => !known.has(name));
  if (unknown) {
    throw new StartError(
      `The database has met a newer Capstone (its migration ${unknown.name} is unknown here): start that release, or use another database.`,
    );
  }
}

/**
 * Every `<timestamp>-<verb-noun>` file of `migrations/`, oldest first. A file exports one class that implements
 * TypeORM's MigrationInterface; the file's name is the migration's name in the database.
 */
export async function loadMigrations(): Promise<MigrationClass[]> {
  const files = readdirSync(folder).filter((name) => /\.[jt]s$/.test(name) && !name.endsWith('.d.ts'));
  return Promise.all(
    files.sort().map(async (file) => {
      const [, timestamp, title] = /^(\d{13})-([a-z0-9-]+)\.[jt]s$/.exec(file) ?? [];
      if (timestamp === undefined || title === undefined) {
        throw new Error(`migrations/${file} must be named <13 digits>-<verb-noun>.`);
      }
      const module = (await import(new URL(file, folder).href)) as Record<string, unknown>;
      const migration = Object.values(module).find(isMigration);
      if (migration === undefined) throw new Error(`migrations/${file} exports no class with up().`);
      // TypeORM reads the order from the last 13 characters of the name.
      return class extends migration {
        override readonly name = `${title}-${timestamp}`;
      };
    }),
  );
}

function isMigration(value: unknown): value is MigrationClass {
  return typeof value === 'function' && 'up' in (value.prototype as object);
}
