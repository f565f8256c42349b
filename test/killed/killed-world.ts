import { Client } from 'pg';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { Users } from '../../src/users/users.service.js';
import { ServerProcess } from '../assignments/never-lost-support.js';
import { Browser, startTestApp, type TestApp } from '../support/app.js';

const password = 'a password that is long enough';

export interface Student {
  readonly id: string;
  readonly email: string;
  readonly handbookId: string;
}

/** A cohort on a database, and a server in front of it that is killed again and again. */
export class KilledWorld {
  private server: ServerProcess | null = null;
  /** Resolves while it is up. */
  private up: Promise<void> = Promise.resolve();

  private constructor(
    readonly app: TestApp,
    readonly db: Client,
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
        seats: 1000,
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
      const { id } = await app.db.transaction((tx) =>
        app.get(Users).add(tx, { name: `Student ${at}`, email, password, timeZone: 'Europe/Paris' }),
      );
      enrolled.push({ id, email, handbookId: await chronicle.enrol(cohort, id) });
    }
    // From here on only the server that is killed works, and it alone does the jobs
    await app.stop();
    const db = new Client({ connectionString: app.config.databaseUrl ?? '' });
    await db.connect();
    return new KilledWorld(app, db, slug, enrolled);
  }

  get address() {
    const { url } = this.app;
    return { origin: url, url: url.replace('http', 'ws') };
  }

  start(): Promise<void> {
    this.up = ServerProcess.start(this.app, undefined, this.app.config.port).then((server) => {
      this.server = server;
    });
    return this.up;
  }

  async kill(): Promise<void> {
    const { server } = this;
    this.server = null;
    // Whoever is refused now waits for the next start, which follows at once
    await server?.kill();
  }

  /** Does something with the server, as often as it takes until an answer arrives. */
  async answered<T>(act: () => Promise<T>): Promise<T> {
    for (;;) {
      await this.up;
      try {
        return await act();
      } catch (error) {
        if (!isCutOff(error)) throw error;
        await new Promise((again) => setTimeout(again, 20));
      }
    }
  }

  async signedIn(email: string, word = password): Promise<Browser> {
    const browser = new Browser(this.app.url);
    await this.answered(() => browser.signIn(email, word));
    return browser;
  }

  async close(): Promise<void> {
    await this.kill();
    await this.db.end();
    await this.app.close();
  }
}

const cutOff = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ECONNABORTED']);

/** Errors of Node itself are not of the tests' own realm, so that `instanceof` does not tell. */
function isCutOff(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  return cutOff.has(code) || /socket hang up|aborted/.test(message);
}
