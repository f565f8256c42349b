import { type LoggerOptions } from 'pino';
import { type Options } from 'pino-http';
import { type Config } from '../config/config.js';
import { isError, safeError } from './safe-error.js';

/** Fields that hold what no log may hold, wherever somebody puts them by mistake. */
const secretFields = ['password', 'token', 'cookie', 'email', 'name', 'address', 'authorization', '_csrf'];

/** Nothing from the machine, times as people read them, errors without what was typed. */
export function logSettings({ logLevel }: Pick<Config, 'logLevel'>): Options {
  return {
    level: logLevel,
    base: null,
    timestamp: timestamps(),
    formatters: { level: (level) => ({ level }) },
    // What is no error any more has been through safeError before.
    serializers: { err: (error: unknown) => (isError(error) ? safeError(error) : error) },
    wrapSerializers: false,
    redact: secretFields.flatMap((field) => [field, `*.${field}`]),
    hooks: { logMethod: plainly },
    autoLogging: false,
  };
}

/** A time is written out once for all the lines of its millisecond: under load there are many. */
function timestamps(): () => string {
  let [at, written] = [0, ''];
  return () => {
    const now = Date.now();
    if (now !== at) [at, written] = [now, `,"time":"${new Date(now).toISOString()}"`];
    return written;
  };
}

/** Pino's number for it. */
const INFO = 30;

type LogMethod = NonNullable<NonNullable<LoggerOptions['hooks']>['logMethod']>;

/** Where Nest lists each module and route at every start; no operator reads that. */
const chatter = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
]);

/** Pino would take the words of an error for the line's own where the line has none. */
const plainly: LogMethod = function (args, method, level) {
  const [first, message] = args as unknown[];
  const { context } = (first ?? {}) as { context?: unknown };
  if (level === INFO && typeof context === 'string' && chatter.has(context)) return;
  const error = isError(first) ? first : (first as { err?: unknown } | undefined)?.err;
  if (isError(error) && message === undefined && !hasMessage(first))
    method.call(this, isError(first) ? { err: first } : (first as object), 'an error');
  else method.apply(this, args);
};

function hasMessage(line: unknown): boolean {
  return !isError(line) && (line as { msg?: unknown }).msg !== undefined;
}
