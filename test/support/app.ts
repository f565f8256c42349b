import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import supertest, { type Response } from 'supertest';
import { type Type } from '@nestjs/common';
import { type Server } from 'node:http';
import { type DataSource } from 'typeorm';
import { type Capstone, createApp } from '../../src/app.setup.js';
import { StoryClock } from '../../src/platform/clock/story-clock.js';
import { Config, type ConfigValues } from '../../src/platform/config/config.js';
import { cast, castPassword } from '../../src/users/cast.js';
import { Users } from '../../src/users/users.service.js';
import { createTestDatabase } from './database.js';
import { startMailServer, type ReceivedMail } from './mail-server.js';

export type Name = keyof typeof cast;

export interface TestApp {
  capstone: Capstone;
  db: DataSource;
  /** Time stands still unless a test moves it. */
  clock: StoryClock;
  config: Config;
  /** Where it listens; the same as its PUBLIC_URL. */
  url: string;
  /** A provider of the application, whatever module it lives in. */
  get<T>(type: Type<T>): T;
  /** Somebody of the cast, signed in. Each call is a browser of its own. */
  as(name: Name): Promise<Browser>;
  /** A visitor without a session. */
  visitor(): Browser;
  ids: Record<Name, string>;
  /** What it has mailed, over SMTP. */
  mails: readonly ReceivedMail[];
  /** Ends the server and its jobs; database, files and mail server stay until it is closed. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export interface TestAppSettings {
  config?: Partial<ConfigValues>;
  /** A second process on the same database; the cast is there already. */
  beside?: TestApp;
  /** Nobody and nothing is in it, as at the first start. */
  empty?: boolean;
}

/** The whole application with real parts on a database of its own, listening, with the cast in it. */
export async function startTestApp({
  config: given = {},
  beside,
  empty = false,
}: TestAppSettings = {}): Promise<TestApp> {
  const database = beside
    ? { url: beside.config.databaseUrl ?? '', drop: () => Promise.resolve() }
    : await createTestDatabase();
  const dataDir = beside?.config.dataDir ?? mkdtempSync(join(tmpdir(), 'capstone-test-data-'));
  const mailServer = await startMailServer();
  const port = await freePort();
  const config = new Config({
    mode: 'demo',
    host: '127.0.0.1',
    port,
    publicUrl: `http://127.0.0.1:${String(port)}`,
    databaseUrl: database.url,
    dataDir,
    trustProxy: false,
    secret: 'a secret of the tests, long enough for anybody',
    keyEncryptionKey: 'c0ffee00'.repeat(8),
    smtpUrl: mailServer.url,
    mailFrom: 'Capstone <capstone@example.org>',
    mailLinksInLog: false,
    logLevel: 'silent',
    ...given,
  });
  const clock = beside?.clock ?? new StoryClock('2026-11-23T09:00:00Z');
  const capstone = await createApp(config, { clock });
  await capstone.app.listen(port, '127.0.0.1');
  const ids = beside?.ids ?? (empty ? ({} as Record<Name, string>) : await addCast(capstone));
  const server = capstone.app.getHttpServer();
  let stopped: Promise<void> | null = null;
  const stop = () => (stopped ??= capstone.close());
  return {
    capstone,
    db: capstone.db,
    clock,
    config,
    url: config.publicUrl,
    ids,
    mails: mailServer.received,
    get: (type) => capstone.app.get(type, { strict: false }),
    visitor: () => new Browser(server),
    async as(name) {
      const browser = new Browser(server);
      await browser.signIn(cast[name].email, castPassword);
      return browser;
    },
    stop,
    async close() {
      await stop();
      await mailServer.close();
      await database.drop();
      if (!beside) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Someone at a browser: keeps cookies, sends the page's token with every form. */
export class Browser {
  private readonly agent: ReturnType<typeof supertest.agent>;
  private token: string | null = null;

  /** @param server of this process, or the address of another's */
  constructor(server: Server | string) {
    this.agent = supertest.agent(server);
  }

  get(path: string, accept = 'text/html'): Promise<Response> {
    return this.agent.get(path).set('accept', accept).redirects(0);
  }

  /** Fetches a page that may never be shown, as a script does that is ahead of its reader. */
  ahead(path: string): Promise<Response> {
    return this.agent.get(path).set('accept', 'text/html').set('x-sec-purpose', 'prefetch').redirects(0);
  }

  /** Sends a form as a page of ours would; of several boxes with one name, those that are ticked. */
  async post(path: string, fields: Record<string, string | readonly string[]> = {}): Promise<Response> {
    const _csrf = await this.csrfToken();
    const answer = await this.agent
      .post(path)
      .set('accept', 'text/html')
      .redirects(0)
      .type('form')
      .send({ ...fields, _csrf });
    // A token belongs to whoever is signed in.
    if ([answer.headers['set-cookie']].join().includes('session=')) this.token = null;
    return answer;
  }

  /** Sends a file as a script of ours would: the token in a header. */
  async upload(path: string, file: Buffer, name = 'picture.png'): Promise<Response> {
    const token = await this.csrfToken();
    return this.agent
      .post(path)
      .set('accept', 'application/json')
      .set('x-csrf-token', token)
      .redirects(0)
      .attach('image', file, name);
  }

  /** Sends JSON as a script of ours would. */
  async put(path: string, body: object): Promise<Response> {
    const token = await this.csrfToken();
    return this.agent
      .put(path)
      .set('accept', 'application/json')
      .set('x-csrf-token', token)
      .redirects(0)
      .send(body);
  }

  /** Deletes as a script of ours would. */
  async delete(path: string): Promise<Response> {
    const token = await this.csrfToken();
    return this.agent.delete(path).set('accept', 'application/json').set('x-csrf-token', token).redirects(0);
  }

  /** Sends a form as a page of another site would: with the cookies, without the token. */
  postFromElsewhere(path: string, fields: Record<string, string> = {}): Promise<Response> {
    return this.agent.post(path).set('accept', 'text/html').redirects(0).type('form').send(fields);
  }

  async signIn(email: string, password: string): Promise<Response> {
    const answer = await this.post('/sign-in', { email, password });
    this.token = null;
    if (answer.status !== 303) throw new Error(`${email} could not sign in: ${String(answer.status)}`);
    return answer;
  }

  /** The session's cookie, for a socket. */
  cookie(url: string): string {
    return this.agent.jar
      .getCookies({ domain: new URL(url).hostname, path: '/', secure: false, script: false })
      .toValueString();
  }

  private async csrfToken(): Promise<string> {
    if (this.token !== null) return this.token;
    // Signed out, only a page with a form has one; signed in, every page has.
    const signIn = await this.get('/sign-in');
    const page = signIn.status === 200 ? signIn : await this.get('/');
    const found = /(?:name="csrf-token" content|name="_csrf" value)="([^"]+)"/.exec(page.text)?.[1];
    if (found === undefined) throw new Error('The page has no form token.');
    this.token = found;
    return found;
  }
}

async function addCast({ app, db }: Capstone): Promise<Record<Name, string>> {
  const users = app.get(Users, { strict: false });
  return db.transaction(async (tx) => {
    const ids = {} as Record<Name, string>;
    for (const name of Object.keys(cast) as Name[]) {
      ids[name] = (await users.add(tx, { ...cast[name], password: castPassword })).id;
    }
    await users.appoint(tx, ids.ada, ids.ada);
    await tx.query(`INSERT INTO academies (name, created_at) VALUES ('Harbour Academy', now())`);
    return ids;
  });
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
