import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from './config-error.js';

/** Of every demo the same: what its keys sign has no worth, and a database without its data folder stays readable. */
export const demoKeyEncryptionKey = 'de30'.repeat(16);

/**
 * The demo's own secret, drawn at the first start and kept in the data folder so that people stay signed in.
 *
 * @throws ConfigError when the data folder cannot be written
 */
export function demoSecret(dataDir: string): string {
  const path = join(dataDir, 'secret');
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The usual reason is a first start. Whatever else it is, writing fails too and says so below.
  }
  const draft = join(dataDir, `secret.${process.pid}`);
  try {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(draft, randomBytes(32).toString('hex'), { mode: 0o600 });
    try {
      // A link is made whole or not at all: of two copies that start at once, one wins and both read its secret.
      linkSync(draft, path);
    } finally {
      rmSync(draft, { force: true });
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new ConfigError(`DATA_DIR must be a folder that can be written, and ${dataDir} is not.`, {
        cause: error,
      });
    }
  }
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`DATA_DIR must be a folder that can be read and written, and ${dataDir} is not.`, {
      cause: error,
    });
  }
}
