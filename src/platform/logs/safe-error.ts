/** What a log or a failed job may keep of an error. */
export interface SafeError {
  type: string;
  /** A system, PostgreSQL or library code such as `ECONNREFUSED` or `23505`. */
  code?: string;
  /** The name of the violated constraint, if PostgreSQL refused. */
  constraint?: string;
  message?: string;
  /** Frames only: `at function (file:line:column)`. */
  stack: string[];
  cause?: SafeError;
}

/**
 * An error without anything that somebody typed. A mail server repeats the recipient in its refusal, PostgreSQL
 * the value it could not read, JSON.parse the text; so the message is kept only where the language itself wrote
 * it. Type, code, constraint and frames tell where to look, and erasing a person need not search the logs.
 */
export function safeError(error: unknown): SafeError {
  if (!isError(error)) return { type: typeof error, stack: [] };
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return {
    type: error.name === 'Error' ? error.constructor.name : error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code: String(code) } : {}),
    ...(typeof constraint === 'string' ? { constraint } : {}),
    ...(error.name === 'TypeError' || error.name === 'ReferenceError' ? { message: error.message } : {}),
    stack: frames(error.stack),
    ...(error.cause === undefined ? {} : { cause: safeError(error.cause) }),
  };
}

/** Those of another realm, too, such as Node's own when a test runs in a realm of its own. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

function frames(stack = ''): string[] {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim());
}
