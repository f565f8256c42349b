import { join } from 'node:path';
import { type Config } from '../config/config.js';
import { checkServer } from './check-server.js';
import { openEmbedded, type OpenDatabase } from './embedded-postgres.js';

/**
 * The database of the configuration: the server of `DATABASE_URL`, or else the embedded one, started if need be.
 *
 * @param onLost is called with a sentence when the embedded server has ended by itself
 * @throws StartError with a sentence about what is in the way
 */
export async function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  onLost: (sentence: string) => void,
): Promise<OpenDatabase> {
  if (config.databaseUrl === null) return openEmbedded(join(config.dataDir, 'postgres'), onLost);
  await checkServer(config.databaseUrl);
  return { url: config.databaseUrl, close: () => Promise.resolve(), abandon: () => undefined };
}
