import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { PgBoss } from 'pg-boss';
import { Clock } from '../../src/platform/clock/clock.js';
import { StoryClock } from '../../src/platform/clock/story-clock.js';
import { JobsModule } from '../../src/platform/jobs/jobs.module.js';
import { GiveUp, Jobs } from '../../src/platform/jobs/jobs.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { jobsDone } from '../support/jobs.js';
import { type Services, startServices } from '../support/services.js';

describe('Jobs', () => {
  let database: TestDatabase;
  const running: Services[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((services) => services.stop()));
  });
  afterAll(() => database.drop());

  /** An application that has jobs and nothing else. */
  async function start(define: (jobs: Jobs) => void, clock = new Clock()) {
    const services = await startServices(
      database.url,
      [JobsModule],
      (app) => {
        define(app.get(Jobs));
      },
      { clock },
    );
    running.push(services);
    return { ...services, jobs: services.app.get(Jobs) };
  }

  it('delivers a job after its transaction, at once', async () => {
    const got: { at: number; data: object }[] = [];
    const { jobs, db } = await start((jobs) => {
      jobs.define('test.deliver', {}, (data: { submissionId: string }) => {
        got.push({ at: Date.now(), data });
        return Promise.resolve();
      });
    });
    let committed = 0;
    await db.transaction(async (tx) => {
      await jobs.enqueue(tx, 'test.deliver', { submissionId: 'a1' });
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(got).toEqual([]);
      committed = Date.now();
    });
    await jobsDone(db);
    expect(got.map(({ data }) => data)).toEqual([{ submissionId: 'a1' }]);
    // The workers' polling alone would take up to two seconds.
    expect((got[0]?.at ?? 0) - committed).toBeLessThan(1000);
  });

  it('never delivers a job whose transaction was rolled back', async () => {
    const got: string[] = [];
    const { jobs, db } = await start((jobs) => {
      jobs.define('test.rollback', {}, ({ id }: { id: string }) => {
        got.push(id);
        return Promise.resolve();
      });
    });
    await expect(
      db.transaction(async (tx) => {
        await jobs.enqueue(tx, 'test.rollback', { id: 'rolled back' });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await db.transaction((tx) => jobs.enqueue(tx, 'test.rollback', { id: 'committed' }));
    await jobsDone(db);
    expect(got).toEqual(['committed']);
    expect(await db.query('SELECT 1 FROM pgboss.job WHERE data::text LIKE $1', ['%rolled back%'])).toEqual(
      [],
    );
  });

  it('refuses to enqueue outside a transaction, or into a queue that nobody handles', async () => {
    const { jobs, db } = await start((jobs) => {
      jobs.define('test.refuse', {}, () => Promise.resolve());
    });
    await expect(jobs.enqueue(db.manager, 'test.refuse', {})).rejects.toThrow('transaction');
    await expect(db.transaction((tx) => jobs.enqueue(tx, 'test.nobody', {}))).rejects.toThrow('test.nobody');
  });

  it('works through a backlog without waiting for the next poll', async () => {
    let count = 0;
    const { jobs, db } = await start((jobs) => {
      jobs.define('test.backlog', {}, () => {
        count += 1;
        return Promise.resolve();
      });
    });
    await db.transaction(async (tx) => {
      for (let n = 0; n < 50; n += 1) await jobs.enqueue(tx, 'test.backlog', { n });
    });
    const began = Date.now();
    await jobsDone(db);
    expect(count).toBe(50);
    expect(Date.now() - began).toBeLessThan(5000);
  });

  it('tries a failed job again', async () => {
    const attempts: number[] = [];
    const { jobs, db } = await start((jobs) => {
      jobs.define('test.retry', { retryDelaySeconds: 1 }, (_data, { attempt }) => {
        attempts.push(attempt);
        return attempt < 2 ? Promise.reject(new Error('not yet')) : Promise.resolve();
      });
    });
    await db.transaction((tx) => jobs.enqueue(tx, 'test.retry', {}));
    await jobsDone(db);
    expect(attempts).toEqual([1, 2]);
    expect(await jobs.deadLetters()).toEqual([]);
  });

  it('keeps what failed for good, without the words of the error, and puts it back when asked', async () => {
    let broken = true;
    let done = 0;
    const { jobs, db } = await start((jobs) => {
      jobs.define('test.dead', { retryLimit: 0 }, () => {
        if (broken) {
          throw Object.assign(new Error('550 <alice@capstone.example> is not here'), { code: 'EENVELOPE' });
        }
        done += 1;
        return Promise.resolve();
      });
    });
    await db.transaction((tx) => jobs.enqueue(tx, 'test.dead', { certificateId: 'c7' }));
    await jobsDone(db);
    const [letter] = await jobs.deadLetters();
    expect(letter).toMatchObject({
      queue: 'test.dead',
      data: { certificateId: 'c7' },
      error: { type: 'Error', code: 'EENVELOPE' },
    });
    expect(letter?.error?.stack.join()).toContain('jobs.spec');
    expect(await db.query(`SELECT 1 FROM pgboss.job j WHERE j::text LIKE '%alice%'`)).toEqual([]);

    broken = false;
    expect(await jobs.redeliver(letter?.id ?? '')).toBe(true);
    await jobsDone(db);
    expect(done).toBe(1);
    expect(await jobs.deadLetters()).toEqual([]);
  });

  it('does not try again what a handler gave up', async () => {
    let attempts = 0;
    const { jobs, db } = await start((jobs) => {
      jobs.define('test.give-up', {}, () => {
        attempts += 1;
        throw new GiveUp('nobody lives here', { cause: new TypeError('Invalid URL') });
      });
    });
    await db.transaction((tx) => jobs.enqueue(tx, 'test.give-up', {}));
    await jobsDone(db);
    expect(attempts).toBe(1);
    const [letter] = await jobs.deadLetters();
    expect(letter).toMatchObject({
      queue: 'test.give-up',
      error: { type: 'GiveUp', cause: { type: 'TypeError', message: 'Invalid URL' } },
    });
  });

  it('enqueues a onceKey once, even after the job is done', async () => {
    let count = 0;
    const { jobs, db } = await start((jobs) => {
      jobs.define('test.once', {}, () => {
        count += 1;
        return Promise.resolve();
      });
    });
    const enqueue = (onceKey: string) =>
      db.transaction((tx) => jobs.enqueue(tx, 'test.once', {}, { onceKey }));
    expect(await Promise.all([enqueue('a'), enqueue('a'), enqueue('b')])).toEqual(
      expect.arrayContaining([true, true, false]),
    );
    await jobsDone(db);
    expect(await enqueue('a')).toBe(false);
    await jobsDone(db);
    expect(count).toBe(2);
  });

  it('lets one job wait per singletonKey', async () => {
    const got: number[] = [];
    const { jobs, db } = await start((jobs) => {
      jobs.define('test.singleton', { singleton: true }, ({ n }: { n: number }) => {
        got.push(n);
        return Promise.resolve();
      });
    });
    const enqueue = (n: number) =>
      db.transaction((tx) =>
        jobs.enqueue(
          tx,
          'test.singleton',
          { n },
          { singletonKey: 'k', startAfter: new Date(Date.now() + 200) },
        ),
      );
    expect([await enqueue(1), await enqueue(2)]).toEqual([true, false]);
    await jobsDone(db);
    expect(got).toEqual([1]);
    expect(await enqueue(3)).toBe(true);
    await jobsDone(db);
    expect(got).toEqual([1, 3]);
    await expect(db.transaction((tx) => jobs.enqueue(tx, 'test.singleton', { n: 4 }))).rejects.toThrow(
      'singletonKey',
    );
  });

  it('starts a job again whose process was killed', async () => {
    const attempts: number[] = [];
    const { db } = await start((jobs) => {
      jobs.define('test.killed', { retryDelaySeconds: 1 }, (_data, { attempt }) => {
        attempts.push(attempt);
        return Promise.resolve();
      });
    });
    const other = new PgBoss({ connectionString: database.url, supervise: false, schedule: false });
    other.on('error', () => undefined);
    await other.start();
    try {
      // Another process takes a job and says no more: no result, no heartbeat.
      await other.send('test.killed', {}, { startAfter: 3600 });
      const [taken] = await other.fetch('test.killed', { ignoreStartAfter: true });
      await db.query(`UPDATE pgboss.job SET heartbeat_on = now() - interval '31 seconds' WHERE id = $1`, [
        taken?.id,
      ]);
      await other.supervise('test.killed');
      await jobsDone(db);
      expect(attempts).toEqual([2]);
    } finally {
      await other.stop({ graceful: false });
    }
  });

  it('waits for the running handlers when it stops', async () => {
    let ended = false;
    let begun = (): void => undefined;
    const begin = new Promise<void>((resolve) => (begun = resolve));
    const { jobs, db, stop } = await start((jobs) => {
      jobs.define('test.stop', {}, async () => {
        begun();
        await new Promise((resolve) => setTimeout(resolve, 700));
        ended = true;
      });
    });
    await db.transaction((tx) => jobs.enqueue(tx, 'test.stop', {}));
    await begin;
    await stop();
    running.splice(0);
    expect(ended).toBe(true);
  });

  describe('that come again', () => {
    const plans = (of: Services['db']) =>
      of.query<{ name: string; cron: string; timezone: string }[]>(
        'SELECT name, cron, timezone FROM pgboss.schedule',
      );
    /** An application that counts how often its periodic job ran. */
    async function startCounting(cron: string, clock = new Clock()) {
      const ran: number[] = [];
      const services = await start((jobs) => {
        jobs.repeat('test.again', cron, {}, ({ attempt }) => {
          ran.push(attempt);
          return Promise.resolve();
        });
      }, clock);
      return { ...services, ran };
    }
    it('run only when triggered under a clock that stands, and are planned once it runs', async () => {
      const story = await startCounting('*/5 * * * *', new StoryClock('2026-11-23T09:00:00Z'));
      expect(await plans(story.db)).toEqual([]);
      expect(await story.jobs.trigger('test.again')).toBe(true);
      await jobsDone(story.db);
      expect(story.ran).toEqual([1]);
      await story.stop();
      running.splice(0);

      const served = await startCounting('*/5 * * * *');
      expect(await plans(served.db)).toEqual([{ name: 'test.again', cron: '*/5 * * * *', timezone: 'UTC' }]);
    });

    it('follow a new plan, and go when nobody does them any more', async () => {
      const { db } = await startCounting('0 4 * * *');
      expect(await plans(db)).toEqual([{ name: 'test.again', cron: '0 4 * * *', timezone: 'UTC' }]);
      await start(() => undefined);
      expect(await plans(db)).toEqual([]);
    });

    it('are made up for once, by one of all processes, when their minute passed while nothing ran', async () => {
      const anHourAgo = new Date(Date.now() - 3_600_000);
      const cron = `${String(anHourAgo.getUTCMinutes())} ${String(anHourAgo.getUTCHours())} * * *`;
      const first = await startCounting(cron);
      await first.stop();
      running.splice(0);
      const { db } = await start(() => undefined, new StoryClock());
      await db.query(`UPDATE pgboss.schedule SET created_on = now() - interval '1 day'`);
      const nothingRanForHours = () =>
        db.query(`UPDATE pgboss.version SET cron_on = now() - interval '2 hours'`);

      await nothingRanForHours();
      const both = await Promise.all([startCounting(cron), startCounting(cron)]);
      const ran = () => both.flatMap((process) => process.ran);
      for (let n = 0; n < 600 && ran().length === 0; n += 1) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      // Somebody who looks at the same hours again finds them done.
      await nothingRanForHours();
      const third = await startCounting(cron);
      await new Promise((resolve) => setTimeout(resolve, 6_000));
      expect([...ran(), ...third.ran]).toEqual([1]);
    });

    it('wait once, however often they are triggered, and are told from queues that others fill', async () => {
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      let count = 0;
      const { jobs, db } = await start((jobs) => {
        jobs.repeat('test.often', '0 4 * * *', {}, async () => {
          count += 1;
          await held;
        });
        jobs.define('test.filled', {}, () => Promise.resolve());
      }, new StoryClock());
      await jobs.trigger('test.often');
      while (count === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      expect([await jobs.trigger('test.often'), await jobs.trigger('test.often')]).toEqual([true, false]);
      release();
      await jobsDone(db);
      expect(count).toBe(2);
      await expect(jobs.trigger('test.filled')).rejects.toThrow('test.filled');
      await expect(db.transaction((tx) => jobs.enqueue(tx, 'test.often', {}))).rejects.toThrow('test.often');
    });
  });
});
