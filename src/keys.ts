import { readFile, writeFile } from 'node:fs/promises';
import { exportRing, importRing } from './certificates/keys/key-backup.js';
import { KeyChanges } from './certificates/keys/key-changes.service.js';
import { KeyRing } from './certificates/keys/key-ring.service.js';
import { resealRing } from './certificates/keys/key-resealing.js';
import { type KeyPurpose, keyPurposes } from './certificates/keys/signing-key.js';
import { entities } from './entities.js';
import { Clock } from './platform/clock/clock.js';
import { type Config, readConfig } from './platform/config/config.js';
import { createDataSource } from './platform/database/data-source.js';
import { migrate } from './platform/database/migrations.js';
import { openDatabase } from './platform/database/open-database.js';
import { DomainError } from './platform/errors/domain-errors.js';
import { Notifications } from './platform/notifications/notifications.js';
import { StartError } from './platform/start-error.js';
import { AuditLog } from './users/audit/audit-log.js';
import { type DataSource } from 'typeorm';

/**
 * The keys that sign certificates, for operators: `npm run keys -- rotate proof`, `… export keys.json`,
 * `… import keys.json`, `… reseal`. It works beside a running Capstone where that has a database server of its own, and tells it.
 */
const usage =
  'Say what to do: "list", "rotate" with proof, jwt or pdf, "export" with a new file, "import" with such a file, or "reseal".';

try {
  await run(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof StartError || error instanceof DomainError ? error.message : error);
  process.exitCode = 1;
}

async function run([act, what, ...more]: readonly string[]): Promise<void> {
  const work = more.length === 0 ? workOf(act, what) : null;
  if (!work) throw new StartError(usage);
  const config = readConfig(process.env);
  const database = await openDatabase(config, (sentence) => {
    console.error(sentence);
  });
  try {
    await migrate(database.url);
    const db = await createDataSource({ url: database.url, entities, poolSize: 2 }).initialize();
    try {
      const clock = new Clock();
      const audit = new AuditLog(clock);
      const ring = new KeyRing(db, config, clock, new Notifications(db), audit);
      console.log(await work({ config, db, ring, audit, changes: new KeyChanges(db, ring, audit, clock) }));
    } finally {
      await db.destroy();
    }
  } finally {
    await database.close();
  }
}

interface Tools {
  config: Config;
  db: DataSource;
  ring: KeyRing;
  audit: AuditLog;
  changes: KeyChanges;
}

/** What a command does, and the sentence that it ends with; null for what is no command. */
function workOf(act = '', what = ''): ((tools: Tools) => Promise<string>) | null {
  switch (act) {
    case 'list':
      return what === '' ? async ({ ring }) => listOf(await ring.all()) : null;
    case 'rotate': {
      if (!isPurpose(what)) return null;
      return async ({ ring, changes }) => {
        await ring.prepare();
        return `${await changes.rotate(what, null)} signs from now on.`;
      };
    }
    case 'export':
      if (what === '') return null;
      return async ({ db, config }) => {
        await writing(what, await exportRing(db, config.keyEncryptionKey));
        return `The keys are in ${what}, encrypted with your KEY_ENCRYPTION_KEY, which you keep elsewhere.`;
      };
    case 'import':
      if (what === '') return null;
      return async ({ db, config, audit, changes }) => {
        const added = await importRing(db, await reading(what), {
          keyEncryptionKey: config.keyEncryptionKey,
          keyEncryptionKeyBefore: config.keyEncryptionKeyBefore,
          changes,
          audit,
        });
        return added === 1 ? '1 key was new.' : `${String(added)} keys were new.`;
      };
    case 'reseal':
      return what === '' ? async ({ db, config, audit }) => reseal(db, config, audit) : null;
    default:
      return null;
  }
}

async function reseal(db: DataSource, config: Config, audit: AuditLog): Promise<string> {
  const { keyEncryptionKey, keyEncryptionKeyBefore } = config;
  if (keyEncryptionKeyBefore === null || keyEncryptionKeyBefore === keyEncryptionKey) {
    throw new StartError(
      'Set KEY_ENCRYPTION_KEY to the new key, and KEY_ENCRYPTION_KEY_BEFORE to the one with which the signing keys are encrypted now.',
    );
  }
  const count = await resealRing(db, config, audit);
  if (count === 0) return 'All keys are encrypted with this KEY_ENCRYPTION_KEY already. Nothing was changed.';
  return `${count === 1 ? '1 key is' : `${String(count)} keys are`} encrypted with your new KEY_ENCRYPTION_KEY, which you keep elsewhere.`;
}

function isPurpose(text: string): text is KeyPurpose {
  return (keyPurposes as readonly string[]).includes(text);
}

function listOf(keys: Awaited<ReturnType<KeyRing['all']>>): string {
  if (keys.length === 0) return 'There is no key yet.';
  return keys
    .map(({ name, retiredAt, compromisedSince }) => {
      if (compromisedSince) return `${name}  compromised since ${compromisedSince.toISOString()}`;
      return retiredAt ? `${name}  retired on ${retiredAt.toISOString()}` : `${name}  signs`;
    })
    .join('\n');
}

async function reading(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new StartError(`The file ${path} can’t be read.`, { cause: error });
  }
}

/** A file that is there is never written over: it may hold the only copy of a key. */
async function writing(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw new StartError(`The file ${path} can’t be written, or is there already.`, { cause: error });
  }
}
