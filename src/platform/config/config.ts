import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { readCertificates } from './certificate-file.js';
import { demoKeyEncryptionKey, demoSecret } from './demo-secret.js';
import { ConfigError } from './config-error.js';
import { isAddressRange, isLoopback, isMailbox, looksLikeAnExample, parseUrl } from './config.rules.js';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * Who may say where a request came from (X-Forwarded-For): nobody, the nearest n proxies, or proxies at
 * these addresses. Fastify's `trustProxy` takes it as it is.
 */
export type TrustProxy = false | number | string[];

export interface ConfigValues {
  mode: 'demo' | 'production';
  host: string;
  port: number;
  /** An origin such as `https://capstone.example`: no path, no slash at the end. */
  publicUrl: string;
  /** Without it, the embedded server below `dataDir` is used. */
  databaseUrl: string | null;
  /** An absolute path. */
  dataDir: string;
  trustProxy: TrustProxy;
  /** At least 32 characters; keys of cookies and form tokens are derived from it. */
  secret: string;
  /** 64 hexadecimal digits: AES-256, with which private signing keys rest in the database. */
  keyEncryptionKey: string;
  /** The one before, which opens what is not encrypted anew yet. */
  keyEncryptionKeyBefore?: string | null;
  /** Without it, the demo mailbox takes the mail, or in production the log takes the links. */
  smtpUrl: string | null;
  /** `Name <address>` or an address. */
  mailFrom: string;
  mailLinksInLog: boolean;
  /** A server that stamps what is signed with the time (RFC 3161); without it, certificates are signed without a stamp. */
  timestampUrl?: string | null;
  /** PEM of the authorities whose time stamps are believed; without it, whoever reads a certificate decides that. */
  timestampCa?: string | null;
  /** Nothing is mailed: what the demo tells of the past was read long ago. */
  mailsNothing?: boolean;
  /** Certificates are written down, and another process prints them. */
  printsNothing?: boolean;
  logLevel: LogLevel;
}

/** What the operator decided, read once at the start. A value provider in Nest; tests build their own. */
export class Config implements Readonly<ConfigValues> {
  readonly mode: ConfigValues['mode'];
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly trustProxy: TrustProxy;
  readonly secret: string;
  readonly keyEncryptionKey: string;
  readonly keyEncryptionKeyBefore: string | null;
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  readonly mailLinksInLog: boolean;
  readonly timestampUrl: string | null;
  readonly timestampCa: string | null;
  readonly mailsNothing: boolean;
  readonly printsNothing: boolean;
  readonly logLevel: LogLevel;

  constructor(values: ConfigValues) {
    this.mode = values.mode;
    this.host = values.host;
    this.port = values.port;
    this.publicUrl = values.publicUrl;
    this.databaseUrl = values.databaseUrl;
    this.dataDir = values.dataDir;
    this.trustProxy = values.trustProxy;
    this.secret = values.secret;
    this.keyEncryptionKey = values.keyEncryptionKey;
    this.keyEncryptionKeyBefore = values.keyEncryptionKeyBefore ?? null;
    this.smtpUrl = values.smtpUrl;
    this.mailFrom = values.mailFrom;
    this.mailLinksInLog = values.mailLinksInLog;
    this.timestampUrl = values.timestampUrl ?? null;
    this.timestampCa = values.timestampCa ?? null;
    this.mailsNothing = values.mailsNothing ?? false;
    this.printsNothing = values.printsNothing ?? false;
    this.logLevel = values.logLevel;
  }

  /** The same decisions, and the database that was opened for them. */
  withDatabase(databaseUrl: string): Config {
    return new Config(Object.assign({}, this as ConfigValues, { databaseUrl }));
  }

  /** The same decisions for what is told of the past: nothing is mailed, and nothing is printed yet. */
  forThePast(): Config {
    return new Config(Object.assign({}, this as ConfigValues, { mailsNothing: true, printsNothing: true }));
  }

  get demo(): boolean {
    return this.mode === 'demo';
  }

  /** Whether people reach the academy over TLS, and cookies may therefore demand it. */
  get secure(): boolean {
    return this.publicUrl.startsWith('https:');
  }
}

/**
 * Reads the configuration. A variable that is set to nothing counts as not set.
 *
 * @param env usually `process.env`
 * @throws ConfigError whose message is one sentence that names the first variable that is wrong
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(env)
      .map(([name, value]) => [name, value?.trim()] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = environment.safeParse(given);
  if (!result.success) throw new ConfigError(result.error.issues[0]?.message ?? result.error.message);
  return result.data.NODE_ENV === 'production' ? production(result.data) : demo(result.data);
}

function production(given: Environment): Config {
  const publicUrl = required(
    given.PUBLIC_URL,
    'PUBLIC_URL is required in production and must be the address people type, such as https://capstone.example.',
  );
  if (!publicUrl.startsWith('https:') && !isLoopback(new URL(publicUrl).hostname)) {
    throw new ConfigError('PUBLIC_URL must begin with https:// in production.');
  }
  const secret = required(
    given.SECRET,
    'SECRET is required in production and must be at least 32 random characters, such as the output of "openssl rand -hex 32".',
  );
  if (looksLikeAnExample(secret)) {
    throw new ConfigError(
      'SECRET must not be an example or a default in production; use the output of "openssl rand -hex 32".',
    );
  }
  const keyEncryptionKey = required(
    given.KEY_ENCRYPTION_KEY,
    'KEY_ENCRYPTION_KEY is required in production and must be 64 hexadecimal digits, such as the output of "openssl rand -hex 32".',
  );
  if (looksLikeAnExample(keyEncryptionKey) || keyEncryptionKey === secret.toLowerCase()) {
    throw new ConfigError(
      'KEY_ENCRYPTION_KEY must not be an example or the SECRET in production; use another output of "openssl rand -hex 32".',
    );
  }
  const mailLinksInLog = given.MAIL_LINKS_IN_LOG === 'true';
  if (given.SMTP_URL === undefined && !mailLinksInLog) {
    throw new ConfigError(
      'SMTP_URL is required in production and must be the address of your mail server, such as smtps://user:password@mail.example:465, unless MAIL_LINKS_IN_LOG is true.',
    );
  }
  if (given.SMTP_URL !== undefined && given.MAIL_FROM === undefined) {
    throw new ConfigError(
      'MAIL_FROM is required beside SMTP_URL and must be the sender of all mail, such as Capstone <hello@capstone.example>.',
    );
  }
  return new Config({
    mode: 'production',
    host: given.HOST ?? '0.0.0.0',
    publicUrl,
    secret,
    keyEncryptionKey,
    mailFrom: given.MAIL_FROM ?? 'Capstone <capstone@localhost>',
    mailLinksInLog,
    ...common(given),
  });
}

function demo(given: Environment): Config {
  const host = given.HOST ?? '127.0.0.1';
  if (!isLoopback(host)) {
    throw new ConfigError(
      'HOST must be 127.0.0.1, ::1 or localhost in the demo, whose passwords everybody knows; other hosts need NODE_ENV=production.',
    );
  }
  const { port, dataDir, ...rest } = common(given);
  return new Config({
    mode: 'demo',
    host,
    port,
    dataDir,
    publicUrl: given.PUBLIC_URL ?? `http://localhost:${port}`,
    secret: given.SECRET ?? demoSecret(dataDir),
    keyEncryptionKey: given.KEY_ENCRYPTION_KEY ?? demoKeyEncryptionKey,
    mailFrom: given.MAIL_FROM ?? 'Capstone <capstone@localhost>',
    mailLinksInLog: given.MAIL_LINKS_IN_LOG === 'true',
    ...rest,
  });
}

function common(given: Environment) {
  return {
    port: given.PORT ?? 3000,
    databaseUrl: given.DATABASE_URL ?? null,
    dataDir: resolve(given.DATA_DIR ?? 'data'),
    trustProxy: given.TRUST_PROXY ?? (false as const),
    keyEncryptionKeyBefore: given.KEY_ENCRYPTION_KEY_BEFORE ?? null,
    smtpUrl: given.SMTP_URL ?? null,
    timestampUrl: given.TIMESTAMP_URL ?? null,
    timestampCa: given.TIMESTAMP_CA === undefined ? null : readCertificates(given.TIMESTAMP_CA),
    logLevel: given.LOG_LEVEL ?? ('info' as const),
  };
}

function required<T>(value: T | undefined, sentence: string): T {
  if (value === undefined) throw new ConfigError(sentence);
  return value;
}

/** A text that one rule accepts; values that may hold a password are never repeated in the sentence. */
function text(rule: (value: string) => boolean, sentence: string) {
  return z.string().refine(rule, { error: sentence });
}

const hexadecimalKey = (sentence: string) =>
  text((value) => /^[0-9a-f]{64}$/i.test(value), sentence)
    .transform((value) => value.toLowerCase())
    .optional();

const environment = z.object({
  NODE_ENV: z
    .enum(['production', 'demo', 'development', 'test'], {
      error: (issue) =>
        `NODE_ENV must be production, or be left out for the demo; it is ${JSON.stringify(issue.input)}.`,
    })
    .optional(),
  PORT: text(
    (value) => /^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65535,
    'PORT must be a whole number from 1 to 65535.',
  )
    .transform(Number)
    .optional(),
  HOST: text(
    (value) => isIP(value) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(value),
    'HOST must be the address or the name of a network interface of this machine, such as 127.0.0.1 or 0.0.0.0.',
  ).optional(),
  PUBLIC_URL: text((value) => {
    const url = parseUrl(value, ['http:', 'https:']);
    return url !== null && (url.href === `${url.origin}/` || url.href === url.origin);
  }, 'PUBLIC_URL must be an address of the form https://capstone.example, with a port if need be and nothing behind it.')
    .transform((value) => new URL(value).origin)
    .optional(),
  DATABASE_URL: text((value) => {
    const url = parseUrl(value, ['postgres:', 'postgresql:']);
    return url !== null && url.hostname !== '' && url.pathname.length > 1;
  }, 'DATABASE_URL must have the form postgres://user:password@host:5432/database.').optional(),
  DATA_DIR: text((value) => !value.includes('\0'), 'DATA_DIR must be the path of a folder.').optional(),
  TRUST_PROXY: text(
    (value) => /^\d{1,2}$/.test(value) || value.split(',').every((part) => isAddressRange(part.trim())),
    'TRUST_PROXY must be the number of proxies before Capstone, or their addresses or ranges separated by commas, such as 10.0.0.5 or 10.0.0.0/8.',
  )
    .transform((value): TrustProxy => {
      if (/^\d+$/.test(value)) return Number(value) === 0 ? false : Number(value);
      return value.split(',').map((part) => part.trim());
    })
    .optional(),
  SECRET: text(
    (value) => value.length >= 32,
    'SECRET must be at least 32 characters long, such as the output of "openssl rand -hex 32".',
  ).optional(),
  KEY_ENCRYPTION_KEY: hexadecimalKey(
    'KEY_ENCRYPTION_KEY must be 64 hexadecimal digits, such as the output of "openssl rand -hex 32".',
  ),
  KEY_ENCRYPTION_KEY_BEFORE: hexadecimalKey(
    'KEY_ENCRYPTION_KEY_BEFORE must be the 64 hexadecimal digits that were the KEY_ENCRYPTION_KEY before.',
  ),
  SMTP_URL: text(
    (value) => (parseUrl(value, ['smtp:', 'smtps:'])?.hostname ?? '') !== '',
    'SMTP_URL must have the form smtp://user:password@host:587 or smtps://user:password@host:465.',
  ).optional(),
  MAIL_FROM: text(
    isMailbox,
    'MAIL_FROM must be one address, with a name or without, such as Capstone <hello@capstone.example>.',
  ).optional(),
  MAIL_LINKS_IN_LOG: z
    .enum(['true', 'false'], { error: 'MAIL_LINKS_IN_LOG must be true or false.' })
    .optional(),
  TIMESTAMP_URL: text(
    (value) => parseUrl(value, ['http:', 'https:']) !== null,
    'TIMESTAMP_URL must be the address of a time stamp server, such as http://timestamp.example/tsr.',
  ).optional(),
  TIMESTAMP_CA: z.string().optional(),
  LOG_LEVEL: z.enum(logLevels, { error: `LOG_LEVEL must be one of ${logLevels.join(', ')}.` }).optional(),
});
type Environment = z.infer<typeof environment>;
