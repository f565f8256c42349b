import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type DataSource, getMetadataArgsStorage } from 'typeorm';
import { entities } from '../../src/entities.js';
import { projectRoot } from '../../src/platform/config/project-root.js';
import { createDataSource } from '../../src/platform/database/data-source.js';
import { loadMigrations } from '../../src/platform/database/migrations.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

describe('the schema', () => {
  let database: TestDatabase;
  let db: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    const migrations = await loadMigrations();
    db = await createDataSource({ url: database.url, entities, migrations }).initialize();
  });
  afterAll(async () => {
    await db.destroy();
    await database.drop();
  });

  it('of the migrations is the one that the entities describe', async () => {
    const { upQueries } = await db.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('would notice a drift', async () => {
    await db.query('ALTER TABLE cohorts ALTER COLUMN name DROP NOT NULL');
    const { upQueries } = await db.driver.createSchemaBuilder().log();
    await db.query('ALTER TABLE cohorts ALTER COLUMN name SET NOT NULL');
    expect(upQueries).not.toEqual([]);
  });

  it('goes down to nothing and up again to the same', async () => {
    const before = await shapeOf(db);
    expect(before.length).toBeGreaterThan(300);
    // An event that the schema before did not know, of an enrolment that is left out here.
    await db.transaction(async (tx) => {
      await tx.query('SET LOCAL session_replication_role = replica');
      await tx.query(
        `INSERT INTO enrolment_events (enrolment_id, sequence, kind, at)
         VALUES (gen_random_uuid(), 2, 'reopened', now())`,
      );
    });
    for (let left = db.migrations.length; left > 0; left -= 1)
      await db.undoLastMigration({ transaction: 'each' });
    // TypeORM's own list of migrations stays.
    expect((await shapeOf(db)).filter((line) => !/\bmigrations\b|\bpk_migrations\b/.test(line))).toEqual([]);
    expect(await db.runMigrations({ transaction: 'each' })).toHaveLength(db.migrations.length);
    expect(await shapeOf(db)).toEqual(before);
  });
});

it('lists every entity of the house, and no two of one table', async () => {
  const files = readdirSync(join(projectRoot, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.entity.ts'),
  );
  const found = new Set<string>();
  for (const file of files) {
    const module = (await import(pathToFileURL(join(projectRoot, 'src', file)).href)) as Record<
      string,
      unknown
    >;
    const tables = getMetadataArgsStorage().tables.map(({ target }) => target);
    for (const [name, value] of Object.entries(module)) {
      if (tables.includes(value as never)) found.add(name);
    }
  }
  expect(found.size).toBeGreaterThan(30);
  expect(entities.map(({ name }) => name).sort()).toEqual([...found].sort());
  const named = getMetadataArgsStorage().tables.map(({ name }) => name);
  expect(new Set(named).size).toBe(named.length);
});

/** Every column, constraint, index, trigger and function, one a line. */
async function shapeOf(db: DataSource): Promise<string[]> {
  const rows = await db.query<{ line: string }[]>(`
    SELECT format('%s.%s %s %s default %s', table_name, column_name, data_type, is_nullable, column_default) AS line
      FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT format('%s %s', conrelid::regclass, pg_get_constraintdef(oid))
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ORDER BY line`);
  return rows.map(({ line }) => line);
}
