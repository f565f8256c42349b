import { Client } from 'pg';
import { PgBoss } from 'pg-boss';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { Newcomers } from '../../src/dashboard/demo/newcomers.js';
import { castPassword } from '../../src/users/cast.js';
import { ServerProcess } from '../assignments/never-lost-support.js';
import { Browser, startTestApp, type TestApp } from '../support/app.js';

export interface Student {
  readonly id: string;
  readonly email: string;
  readonly handbookId: string;
}

/** A cohort on a database, and a server in front of it that is killed again and again. */
export class KilledWorld {
  private server: ServerProcess | null = null;
  private isUp = false;
  /** Resolves as soon as it is up. */
  private up = Promise.withResolvers<true>();
  private startedAt = new Date(0);
  /** What people wait for, and how many of them. */
  private readonly waitedFor = new Map<string, number>();

  private constructor(
    readonly app: TestApp,
    readonly db: Client,
    /** Does what a server that lives for half a minute does by itself: finds the jobs of the dead. */
    private readonly supervisor: PgBoss,
    readonly slug: string,
    readonly students: readonly Student[],
  ) {}

  static async make(students: number): Promise<KilledWorld> {
    const app = await startTestApp();
    const chronicle = app.get(Chronicle);
    const slug = 'november';
    const cohort = await chronicle.openCohort(
      await chronicle.publishStrategist(app.ids.ada),
      {
        slug,
        name: 'November cohort',
        startsOn: '2026-11-16',
        timeZone: 'Europe/Paris',
        seats: students,
        signatories: [{ name: 'Ada Lindqvist', role: 'Director of studies' }],
        instructorIds: [app.ids.bob],
        dueLocal: '2026-12-06T18:00',
        cutOffLocal: '2026-12-08T18:00',
      },
      app.ids.ada,
    );
    const enrolled: Student[] = [];
    for (let at = 1; at <= students; at += 1) {
      const email = `student-${at}@capstone.example`;
      const id = await app.get(Newcomers).add({ name: `Student ${at}`, email, timeZone: 'Europe/Paris' });
      enrolled.push({ id, email, handbookId: await chronicle.enrol(cohort, id) });
    }
    // From here on only the server that is killed works, and it alone does the jobs
    await app.stop();
    const connectionString = app.config.databaseUrl ?? '';
    const db = new Client({ connectionString });
    await db.connect();
    const supervisor = new PgBoss({
      ...{ connectionString, schema: 'pgboss', max: 1 },
      ...{ supervise: false, schedule: false, migrate: false },
    });
    return new KilledWorld(app, db, await supervisor.start(), slug, enrolled);
  }

  get address() {
    const { url } = this.app;
    return { origin: url, url: url.replace('http', 'ws') };
  }

  /** @returns whether it came up; false when it was killed before */
  async start(): Promise<boolean> {
    const [row] = (await this.db.query<{ now: Date }>('SELECT clock_timestamp() AS now')).rows;
    this.startedAt = row?.now ?? this.startedAt;
    const server = ServerProcess.begin(this.app, this.app.config.port);
    this.server = server;
    this.isUp = (await server.up) && this.server === server;
    if (this.isUp) this.up.resolve(true);
    return this.isUp;
  }

  /** @returns what it was in the middle of */
  async kill(): Promise<OpenThings> {
    const requests = new Map(this.waitedFor);
    const { server } = this;
    this.server = null;
    // Whoever is refused now waits for the next start
    if (this.isUp) this.up = Promise.withResolvers();
    this.isUp = false;
    await server?.kill();
    return { requests, jobs: await this.jobsBegun() };
  }

  /** Jobs that this server, or the one that was killed last, has begun and not ended, by queue. */
  async jobsBegun(queue?: string): Promise<Map<string, number>> {
    const { rows } = await this.db.query<{ name: string; n: number }>(
      `SELECT name, count(*)::int AS n FROM pgboss.job
        WHERE state = 'active' AND started_on >= $1 AND ($2::text IS NULL OR name = $2) GROUP BY name`,
      [this.startedAt, queue ?? null],
    );
    return new Map(rows.map(({ name, n }) => [name, n]));
  }

  /**
   * While no server runs: a minute goes by for the jobs of the dead, so that the next server does them again. One that
   * was killed many times is not given up, as it would be after five, since here killing is all that goes wrong.
   */
  async aMinutePasses(): Promise<void> {
    await this.db.query(
      `UPDATE pgboss.job SET heartbeat_on = heartbeat_on - interval '1 minute', retry_limit = 1000
        WHERE state = 'active'`,
    );
    await this.db.query('UPDATE pgboss.queue SET monitor_claim_on = NULL, monitor_on = NULL');
    await this.supervisor.supervise();
    await this.db.query(`UPDATE pgboss.job SET start_after = now() WHERE state = 'retry'`);
  }

  /**
   * Does something with the server, as often as it takes until an answer arrives.
   *
   * @param what for the record of what a kill fell into
   */
  async answered<T>(what: string, act: () => Promise<T>): Promise<T> {
    for (;;) {
      await this.up.promise;
      try {
        return await this.during(what, act());
      } catch (error) {
        if (!isCutOff(error)) throw error;
        await new Promise((again) => setTimeout(again, 20));
      }
    }
  }

  /** Notes what somebody waits for as long as it takes. */
  async during<T>(what: string, waiting: Promise<T>): Promise<T> {
    this.waitedFor.set(what, (this.waitedFor.get(what) ?? 0) + 1);
    try {
      return await waiting;
    } finally {
      const left = (this.waitedFor.get(what) ?? 0) - 1;
      if (left > 0) this.waitedFor.set(what, left);
      else this.waitedFor.delete(what);
    }
  }

  async signedIn(email: string): Promise<Browser> {
    const browser = new Browser(this.app.url);
    await this.answered('signing in', () => browser.signIn(email, castPassword));
    return browser;
  }

  async close(): Promise<void> {
    await this.server?.kill();
    await this.supervisor.stop({ graceful: false });
    await this.db.end();
    await this.app.close();
  }
}

/** What a kill has ended, by what it was and how many of it. */
export interface OpenThings {
  readonly requests: ReadonlyMap<string, number>;
  readonly jobs: ReadonlyMap<string, number>;
}

const cutOff = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ECONNABORTED']);

/** Errors of Node itself are not of the tests' own realm, so that `instanceof` does not tell. */
function isCutOff(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  return cutOff.has(code) || /socket hang up|aborted/.test(message);
}
