import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newKeyPair } from '../../src/certificates/keys/key-pairs.js';
import { rootCertificate } from '../../src/certificates/keys/x509.js';
import { ConfigError } from '../../src/platform/config/config-error.js';
import { readConfig } from '../../src/platform/config/config.js';

const secret = 'c1f0a9d27be34568c1f0a9d27be34568c1f0a9d2';
const keyEncryptionKey = '7d1b9f3c5a8e20467d1b9f3c5a8e20467d1b9f3c5a8e20467d1b9f3c5a8e2046';
const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://capstone.example',
  SECRET: secret,
  KEY_ENCRYPTION_KEY: keyEncryptionKey,
  SMTP_URL: 'smtps://capstone:letters@mail.example:465',
  MAIL_FROM: 'Capstone <hello@capstone.example>',
};

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'capstone-config-'));
});
afterAll(() => rm(dataDir, { recursive: true }));

function refusal(env: Record<string, string | undefined>): string {
  try {
    readConfig({ DATA_DIR: dataDir, ...env });
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('the demo', () => {
  it('needs no variable at all', () => {
    expect(readConfig({ DATA_DIR: dataDir })).toMatchObject({
      mode: 'demo',
      demo: true,
      secure: false,
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://localhost:3000',
      databaseUrl: null,
      dataDir,
      trustProxy: false,
      smtpUrl: null,
      mailLinksInLog: false,
      timestampUrl: null,
      logLevel: 'info',
    });
  });

  it('follows PORT in its address', () => {
    expect(readConfig({ DATA_DIR: dataDir, PORT: '8080' }).publicUrl).toBe('http://localhost:8080');
  });

  it('draws a secret once and keeps it to itself', async () => {
    const first = readConfig({ DATA_DIR: dataDir }).secret;
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(readConfig({ DATA_DIR: dataDir }).secret).toBe(first);
    expect(await readFile(join(dataDir, 'secret'), 'utf8')).toBe(first);
    expect((await stat(join(dataDir, 'secret'))).mode & 0o077).toBe(0);
  });

  it('brings a key for its keys, and takes one', () => {
    expect(readConfig({ DATA_DIR: dataDir }).keyEncryptionKey).toMatch(/^[0-9a-f]{64}$/);
    const KEY_ENCRYPTION_KEY = keyEncryptionKey.toUpperCase();
    expect(readConfig({ DATA_DIR: dataDir, KEY_ENCRYPTION_KEY }).keyEncryptionKey).toBe(keyEncryptionKey);
    expect(readConfig({ DATA_DIR: dataDir }).keyEncryptionKeyBefore).toBeNull();
    const both = { DATA_DIR: dataDir, KEY_ENCRYPTION_KEY_BEFORE: KEY_ENCRYPTION_KEY };
    expect(readConfig(both).keyEncryptionKeyBefore).toBe(keyEncryptionKey);
  });

  it('takes a variable that is set to nothing as not set', () => {
    expect(readConfig({ DATA_DIR: dataDir, DATABASE_URL: '', PORT: ' ', SMTP_URL: '' })).toMatchObject({
      databaseUrl: null,
      port: 3000,
      smtpUrl: null,
    });
  });

  it('says so when the data folder is a file', async () => {
    const file = join(dataDir, 'file');
    await writeFile(file, '');
    expect(refusal({ DATA_DIR: file })).toBe(
      `DATA_DIR must be a folder that can be read and written, and ${file} is not.`,
    );
  });
});

describe('production', () => {
  it('takes what it is given', () => {
    expect(
      readConfig({ ...production, PUBLIC_URL: 'https://Capstone.example/', TRUST_PROXY: '1' }),
    ).toMatchObject({
      mode: 'production',
      demo: false,
      secure: true,
      host: '0.0.0.0',
      publicUrl: 'https://capstone.example',
      secret,
      keyEncryptionKey,
      smtpUrl: production.SMTP_URL,
      mailFrom: production.MAIL_FROM,
      trustProxy: 1,
    });
  });

  it('asks a time stamp server when there is one', () => {
    const TIMESTAMP_URL = 'http://timestamp.example/tsr?policy=1';
    expect(readConfig({ ...production, TIMESTAMP_URL }).timestampUrl).toBe(TIMESTAMP_URL);
  });

  it('believes the authorities of time that are in a file, if one is named', async () => {
    expect(readConfig(production).timestampCa).toBeNull();
    const pair = await newKeyPair('root');
    const issuer = { name: 'Time', publicUrl: 'https://time.example' };
    const root = await rootCertificate(pair, issuer, new Date('2026-11-23T09:00:00Z'));
    const file = join(dataDir, 'authorities.pem');
    const sentence = `TIMESTAMP_CA must be a file with the certificates of time stamp authorities as PEM, and ${file} is not.`;
    await writeFile(file, `The root:\r\n${root.replaceAll('\n', '\r\n')}\nand once more\n${root}`);
    expect(readConfig({ ...production, TIMESTAMP_CA: file }).timestampCa).toBe(root + root);
    for (const wrong of ['', 'nothing', root.replace('MII', 'MIJ'), root.slice(0, 200)]) {
      await writeFile(file, wrong);
      expect(refusal({ ...production, TIMESTAMP_CA: file })).toBe(sentence);
    }
    expect(refusal({ ...production, TIMESTAMP_CA: dataDir })).toBe(sentence.replace(file, dataDir));
  });

  it('runs without a mail server when told to print links in the log', () => {
    expect(
      refusal({ ...production, SMTP_URL: undefined, MAIL_FROM: undefined, MAIL_LINKS_IN_LOG: 'true' }),
    ).toBe('accepted');
  });

  it('can be tried on this machine without TLS', () => {
    expect(refusal({ ...production, PUBLIC_URL: 'http://localhost:3000' })).toBe('accepted');
  });

  it.each([
    [
      { PUBLIC_URL: undefined },
      'PUBLIC_URL is required in production and must be the address people type, such as https://capstone.example.',
    ],
    [{ PUBLIC_URL: 'http://capstone.example' }, 'PUBLIC_URL must begin with https:// in production.'],
    [
      { SECRET: undefined },
      'SECRET is required in production and must be at least 32 random characters, such as the output of "openssl rand -hex 32".',
    ],
    ...[
      'change-me-change-me-change-me-change-me',
      'a'.repeat(40),
      'This is the SECRET of our academy, 2026',
    ].map(
      (SECRET) =>
        [
          { SECRET },
          'SECRET must not be an example or a default in production; use the output of "openssl rand -hex 32".',
        ] as const,
    ),
    [
      { KEY_ENCRYPTION_KEY: undefined },
      'KEY_ENCRYPTION_KEY is required in production and must be 64 hexadecimal digits, such as the output of "openssl rand -hex 32".',
    ],
    ...[readConfig({ SECRET: secret }).keyEncryptionKey, 'a'.repeat(64), '0123456789abcdef'.repeat(4)].map(
      (KEY_ENCRYPTION_KEY) =>
        [
          { KEY_ENCRYPTION_KEY },
          'KEY_ENCRYPTION_KEY must not be an example or the SECRET in production; use another output of "openssl rand -hex 32".',
        ] as const,
    ),
    [
      { SECRET: keyEncryptionKey.toUpperCase() },
      'KEY_ENCRYPTION_KEY must not be an example or the SECRET in production; use another output of "openssl rand -hex 32".',
    ],
    [
      { SMTP_URL: undefined },
      'SMTP_URL is required in production and must be the address of your mail server, such as smtps://user:password@mail.example:465, unless MAIL_LINKS_IN_LOG is true.',
    ],
    [
      { MAIL_FROM: undefined },
      'MAIL_FROM is required beside SMTP_URL and must be the sender of all mail, such as Capstone <hello@capstone.example>.',
    ],
  ])('refuses %p', (change, sentence) => {
    expect(refusal({ ...production, ...change })).toBe(sentence);
  });
});

describe('every mode', () => {
  const port = 'PORT must be a whole number from 1 to 65535.';
  const publicUrl =
    'PUBLIC_URL must be an address of the form https://capstone.example, with a port if need be and nothing behind it.';
  const databaseUrl = 'DATABASE_URL must have the form postgres://user:password@host:5432/database.';
  const proxies =
    'TRUST_PROXY must be the number of proxies before Capstone, or their addresses or ranges separated by commas, such as 10.0.0.5 or 10.0.0.0/8.';
  const kek =
    'KEY_ENCRYPTION_KEY must be 64 hexadecimal digits, such as the output of "openssl rand -hex 32".';
  const smtp = 'SMTP_URL must have the form smtp://user:password@host:587 or smtps://user:password@host:465.';
  const mailFrom =
    'MAIL_FROM must be one address, with a name or without, such as Capstone <hello@capstone.example>.';
  const host =
    'HOST must be the address or the name of a network interface of this machine, such as 127.0.0.1 or 0.0.0.0.';
  it.each([
    [
      { NODE_ENV: 'prodution' },
      'NODE_ENV must be production, or be left out for the demo; it is "prodution".',
    ],
    [{ PORT: 'abc' }, port],
    [{ PORT: '0' }, port],
    [{ PORT: '65536' }, port],
    [{ PORT: '80.5' }, port],
    [{ HOST: 'a b' }, host],
    [
      { HOST: '0.0.0.0' },
      'HOST must be 127.0.0.1, ::1 or localhost in the demo, whose passwords everybody knows; other hosts need NODE_ENV=production.',
    ],
    [{ PUBLIC_URL: 'capstone.example' }, publicUrl],
    [{ PUBLIC_URL: 'https://capstone.example/academy' }, publicUrl],
    [{ PUBLIC_URL: 'https://capstone.example/?a=1' }, publicUrl],
    [{ PUBLIC_URL: 'https://ada@capstone.example' }, publicUrl],
    [{ PUBLIC_URL: 'ftp://capstone.example' }, publicUrl],
    [{ DATABASE_URL: 'mysql://u:hunter2@db/capstone' }, databaseUrl],
    [{ DATABASE_URL: 'postgres://u:hunter2@db' }, databaseUrl],
    [{ DATABASE_URL: 'postgres:///capstone' }, databaseUrl],
    [{ DATABASE_URL: 'capstone' }, databaseUrl],
    [{ TRUST_PROXY: 'true' }, proxies],
    [{ TRUST_PROXY: '10.0.0.0/33' }, proxies],
    [{ TRUST_PROXY: '10.0.0.1,' }, proxies],
    [{ TRUST_PROXY: '10.0.0.1/8/8' }, proxies],
    [
      { SECRET: 'short' },
      'SECRET must be at least 32 characters long, such as the output of "openssl rand -hex 32".',
    ],
    ...['7d1b9f3c', 'g'.repeat(64), '7d'.repeat(33)].map(
      (KEY_ENCRYPTION_KEY) => [{ KEY_ENCRYPTION_KEY }, kek] as const,
    ),
    [
      { KEY_ENCRYPTION_KEY_BEFORE: 'before' },
      'KEY_ENCRYPTION_KEY_BEFORE must be the 64 hexadecimal digits that were the KEY_ENCRYPTION_KEY before.',
    ],
    ...['timestamp.example', 'ldap://timestamp.example'].map(
      (TIMESTAMP_URL) =>
        [
          { TIMESTAMP_URL },
          'TIMESTAMP_URL must be the address of a time stamp server, such as http://timestamp.example/tsr.',
        ] as const,
    ),
    [{ SMTP_URL: 'mail.example' }, smtp],
    [{ SMTP_URL: 'https://mail.example' }, smtp],
    [{ MAIL_FROM: 'Capstone' }, mailFrom],
    [{ MAIL_FROM: 'a@b.example, c@d.example' }, mailFrom],
    [{ MAIL_FROM: 'Ada\r\nBcc: x@y.example <a@b.example>' }, mailFrom],
    [{ MAIL_LINKS_IN_LOG: 'yes' }, 'MAIL_LINKS_IN_LOG must be true or false.'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent.'],
  ])('refuses %p', (env, sentence) => {
    const said = refusal(env);
    expect(said).toBe(sentence);
    expect(said).not.toContain('hunter2');
  });

  it.each([
    ['0', false],
    ['2', 2],
    ['10.0.0.5', ['10.0.0.5']],
    ['10.0.0.0/8, fd00::/8, loopback', ['10.0.0.0/8', 'fd00::/8', 'loopback']],
  ])('understands TRUST_PROXY=%s', (TRUST_PROXY, expected) => {
    expect(readConfig({ DATA_DIR: dataDir, TRUST_PROXY }).trustProxy).toEqual(expected);
  });

  it.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost'])('takes %s as this machine', (HOST) => {
    expect(refusal({ HOST })).toBe('accepted');
  });
});
