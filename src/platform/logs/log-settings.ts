import { type Options } from 'pino-http';
import { type Config } from '../config/config.js';
import { safeError } from './safe-error.js';

/** Fields that hold what no log may hold, wherever somebody puts them by mistake. */
const secretFields = ['password', 'token', 'cookie', 'email', 'name', 'address', 'authorization', '_csrf'];

/** Nothing from the machine, times as people read them, errors without what was typed. */
export function logSettings({ logLevel }: Pick<Config, 'logLevel'>): Options {
  return {
    level: logLevel,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (level) => ({ level }) },
    // What is no error any more has been through safeError before.
    serializers: { err: (error: unknown) => (error instanceof Error ? safeError(error) : error) },
    wrapSerializers: false,
    redact: secretFields.flatMap((field) => [field, `*.${field}`]),
    autoLogging: false,
  };
}
