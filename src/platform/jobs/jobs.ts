import { createHash } from 'node:crypto';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { type JobResult, type JobWithMetadata, PgBoss, type Queue, type SendOptions } from 'pg-boss';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { safeError, type SafeError } from '../logs/safe-error.js';
import { connectionOf } from '../database/connection.js';
import { type JobData } from './job-data.js';
import { type EnqueueSettings, type PeriodicSettings, type QueueSettings } from './queue-settings.js';
import { transactionOf } from './transaction.js';

export interface Attempt {
  jobId: string;
  /** 1 for the first try. */
  attempt: number;
  /** Aborted when the process stops without waiting any longer. */
  signal: AbortSignal;
  /** Keeps a word about how it ended with the job; it must name nobody. */
  note: (word: string) => void;
}

/** What became of a job. */
export interface JobFate {
  readonly state: 'waiting' | 'done' | 'failed';
  /** When it ended; when it was enqueued of one that waits. */
  readonly at: Date;
  /** What its handler noted; null for nothing. */
  readonly note: string | null;
}

export type JobHandler<T> = (data: T, attempt: Attempt) => Promise<void>;

/** Thrown by a handler for whom trying again is of no use: the job goes to the dead letters at once. */
export class GiveUp extends Error {
  override readonly name = 'GiveUp';
}

export interface DeadLetter {
  id: string;
  queue: string;
  data: Readonly<Record<string, unknown>>;
  enqueuedAt: Date;
  givenUpAt: Date;
  error: SafeError | null;
}

interface Definition {
  settings: QueueSettings;
  /** When it runs by itself; null for a queue that others fill. */
  cron: string | null;
  handle: (job: JobWithMetadata<never>, note: Attempt['note']) => Promise<void>;
}

const deadLetterQueue = 'dead-letters';
const aYear = 365 * 24 * 3600;

/**
 * Work that is done after a transaction, on PostgreSQL through pg-boss.
 *
 * A job is enqueued inside the transaction that gives rise to it: rolled back, it was never there. It is delivered
 * at least once. A handler whose process was killed is started again within about a minute (its heartbeat stops),
 * so handlers must bear being run twice. What fails for good is kept among the dead letters for a year.
 *
 * A periodic job runs at the minutes of its cron expression, once for all processes together. Under a clock that
 * stands (a story, a test) it runs only when it is triggered.
 */
@Injectable()
export class Jobs implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Jobs');
  private readonly definitions = new Map<string, Definition>();
  private started: Promise<PgBoss> | null = null;

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Says how the jobs of a queue are handled; to be called in `onModuleInit`.
   *
   * @param queue letters, digits, dots and hyphens, such as `certificates.issue`
   * @throws Error when the queue is defined twice or the application has already started
   */
  define<T extends JobData<T>>(queue: string, settings: QueueSettings, handler: JobHandler<T>): void {
    this.add(queue, {
      settings,
      cron: null,
      handle: (job: JobWithMetadata<T>, note) => handler(job.data, attemptOf(job, note)),
    });
  }

  /**
   * Says what is done again and again, as long as the application runs; to be called in `onModuleInit`.
   *
   * Each time it is due one job is made, whatever the number of processes, and none as long as one waits. A minute
   * that passed while nothing ran is made up for with a single job at the next start, so a handler looks for what is
   * to be done since it last did, not for what this minute brings. A job that takes longer than the pause to the
   * next may run beside that one in another process.
   *
   * @param cron five fields – minute, hour, day, month, weekday – in UTC, such as `0 4 * * *`
   * @throws Error when the queue is defined twice or the application has already started; at the start when `cron`
   *   cannot be read
   */
  repeat(
    queue: string,
    cron: string,
    settings: PeriodicSettings,
    handler: (attempt: Attempt) => Promise<void>,
  ): void {
    this.add(queue, {
      settings: { keepSeconds: 24 * 3600, ...settings, singleton: true },
      cron,
      handle: (job, note) => handler(attemptOf(job, note)),
    });
  }

  /**
   * Runs a periodic job as soon as a worker is free, whatever the time.
   *
   * @returns false when one waits already
   * @throws Error when the queue is not a periodic one
   */
  async trigger(queue: string): Promise<boolean> {
    if (typeof this.definitions.get(queue)?.cron !== 'string') {
      throw new Error(`The queue ${queue} is not a periodic one.`);
    }
    const boss = await this.start();
    return (await boss.send(queue, {})) !== null;
  }

  /**
   * Enqueues a job in the given transaction.
   *
   * @returns whether it was enqueued; false when a key says that it is already there
   * @throws Error when `tx` is not in a transaction, or the queue is not defined
   */
  async enqueue<T extends JobData<T>>(
    tx: EntityManager,
    queue: string,
    data: T,
    { singletonKey, onceKey, startAfter }: EnqueueSettings = {},
  ): Promise<boolean> {
    const definition = this.filledByOthers(queue);
    if ((definition.settings.singleton === true) !== (singletonKey !== undefined)) {
      throw new Error(`The queue ${queue} and its job disagree about a singletonKey.`);
    }
    const options: SendOptions = {
      db: transactionOf(tx),
      ...(singletonKey === undefined ? {} : { singletonKey }),
      ...(onceKey === undefined ? {} : { id: idFrom(queue, onceKey) }),
      ...(startAfter === undefined ? {} : { startAfter }),
    };
    const boss = await this.start();
    return (await boss.send(queue, { ...data }, options)) !== null;
  }

  /**
   * Enqueues many jobs of a queue in the given transaction, with one statement for every 1,000.
   *
   * @returns how many were enqueued; those whose `onceKey` is there already are not
   * @throws Error when `tx` is not in a transaction, or the queue is not defined or a `singleton`
   */
  async enqueueOnce<T extends JobData<T>>(
    tx: EntityManager,
    queue: string,
    jobs: readonly { data: T; onceKey: string }[],
  ): Promise<number> {
    if (this.filledByOthers(queue).settings.singleton === true) {
      throw new Error(`The jobs of the queue ${queue} need a singletonKey each.`);
    }
    const db = transactionOf(tx);
    const boss = await this.start();
    // One statement can't hold the same key twice.
    const rows = new Map(jobs.map(({ data, onceKey }) => [idFrom(queue, onceKey), data]));
    const inserts = [...rows].map(([id, data]) => ({ id, data: { ...data } }));
    let enqueued = 0;
    for (let at = 0; at < inserts.length; at += 1000) {
      const ids = await boss.insert(queue, inserts.slice(at, at + 1000), { db, returnId: true });
      enqueued += ids?.length ?? 0;
    }
    return enqueued;
  }

  /**
   * What has not become of these jobs of a queue: `waiting` are still to be done, `failed` were given up. All others
   * are done, or were never enqueued. One statement.
   */
  async unfinished(queue: string, onceKeys: readonly string[]): Promise<{ waiting: number; failed: number }> {
    const ids = onceKeys.map((key) => idFrom(queue, key));
    const [row] = await this.db.query<{ waiting: number; failed: number }[]>(
      `SELECT count(*) FILTER (WHERE state IN ('created', 'retry', 'active'))::int AS waiting,
              count(*) FILTER (WHERE state = 'failed')::int AS failed
         FROM pgboss.job WHERE name = $1 AND id = ANY ($2)`,
      [queue, ids],
    );
    return row ?? { waiting: 0, failed: 0 };
  }

  /** What became of each of these jobs, in their order; null for one that is not kept any more, or never was. One statement. */
  async fates(queue: string, onceKeys: readonly string[]): Promise<(JobFate | null)[]> {
    const ids = onceKeys.map((key) => idFrom(queue, key));
    const rows = await this.db.query<({ id: string } & JobFate)[]>(
      `SELECT id, CASE WHEN state = 'completed' THEN 'done' WHEN state IN ('created', 'retry', 'active') THEN 'waiting'
                       ELSE 'failed' END AS state,
              coalesce(completed_on, created_on) AS at, output->>'note' AS note
         FROM pgboss.job WHERE name = $1 AND id = ANY ($2)`,
      [queue, ids],
    );
    return ids.map((id) => rows.find((row) => row.id === id) ?? null);
  }

  /** Jobs that failed at every try, the latest first. */
  async deadLetters(): Promise<DeadLetter[]> {
    const boss = await this.start();
    const jobs = await boss.findJobs<Record<string, unknown>>(deadLetterQueue, { queued: true });
    return jobs
      .map((job) => ({
        id: job.id,
        queue: job.sourceName ?? deadLetterQueue,
        data: job.data,
        enqueuedAt: job.sourceCreatedOn ?? job.createdOn,
        givenUpAt: job.createdOn,
        error: (job.sourceOutput as Partial<Outcome> | null)?.error ?? null,
      }))
      .sort((a, b) => b.givenUpAt.getTime() - a.givenUpAt.getTime());
  }

  /** Puts a dead letter back into its queue, with all its tries. @returns false when there is no such letter */
  async redeliver(deadLetterId: string): Promise<boolean> {
    const boss = await this.start();
    return (await boss.redrive(deadLetterQueue, { ids: [deadLetterId] })) === 1;
  }

  /** @throws Error when jobs cannot be reached */
  async ping(): Promise<void> {
    const boss = await this.start();
    await boss.getDb().executeSql('SELECT 1');
  }

  async onApplicationBootstrap(): Promise<void> {
    const boss = await this.start();
    for (const [queue, definition] of this.definitions) {
      for (let n = 0; n < (definition.settings.concurrency ?? 1); n += 1)
        await this.work(boss, queue, definition);
    }
    if (this.clock.runs) await this.plan(boss);
  }

  /** Before the HTTP server and the database go: takes no further job and waits for those that run. */
  async beforeApplicationShutdown(): Promise<void> {
    if (!this.started) return;
    const boss = await this.started;
    const running = Promise.all(
      [...this.definitions.keys()].map((queue) => boss.offWork(queue, { wait: true })),
    );
    const patience = new AbortController();
    await Promise.race([running, pause(30_000, patience.signal)]);
    patience.abort();
    // What still runs is given back to its queue.
    await boss.stop({ graceful: false });
  }

  /** The first one who needs pg-boss starts it; its schema and the queues are there when this returns. */
  private start(): Promise<PgBoss> {
    this.started ??= this.open();
    return this.started;
  }

  private async open(): Promise<PgBoss> {
    const boss = new PgBoss({
      ...connectionOf(this.db),
      application_name: 'capstone jobs',
      schema: 'pgboss',
      max: 4,
      // A job that becomes ready wakes its worker at once; polling only finds retries and what a broken connection missed.
      useListenNotify: true,
      superviseIntervalSeconds: 30,
      monitorIntervalSeconds: 30,
      schedule: this.clock.runs && this.periodic().length > 0,
    });
    boss.on('error', (error) => {
      this.logger.error({ err: safeError(error), msg: 'the job queue has trouble' });
    });
    boss.on('warning', ({ message }) => {
      this.logger.warn(message);
    });
    await boss.start();
    const existing = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
    await this.settle(boss, existing.get(deadLetterQueue), {
      name: deadLetterQueue,
      policy: 'standard',
      retentionSeconds: aYear,
    });
    for (const [name, { settings }] of this.definitions) {
      await this.settle(boss, existing.get(name), {
        name,
        policy: settings.singleton === true ? 'short' : 'standard',
        deadLetter: deadLetterQueue,
        notify: true,
        retryLimit: settings.retryLimit ?? 5,
        retryDelay: settings.retryDelaySeconds ?? 2,
        retryBackoff: true,
        expireInSeconds: settings.expireSeconds ?? 900,
        deleteAfterSeconds: settings.keepSeconds ?? 7 * 24 * 3600,
        heartbeatSeconds: 30,
      });
    }
    return boss;
  }

  private add(queue: string, definition: Definition): void {
    if (this.started) throw new Error(`The queue ${queue} is defined after the start.`);
    if (this.definitions.has(queue)) throw new Error(`The queue ${queue} is defined twice.`);
    this.definitions.set(queue, definition);
  }

  private filledByOthers(queue: string): Definition {
    const definition = this.definitions.get(queue);
    if (!definition) throw new Error(`The queue ${queue} is not defined.`);
    if (definition.cron !== null) throw new Error(`The queue ${queue} is periodic: trigger it.`);
    return definition;
  }

  private periodic(): { queue: string; cron: string }[] {
    return [...this.definitions].flatMap(([queue, { cron }]) => (cron === null ? [] : [{ queue, cron }]));
  }

  /** The plan lies in the database: what an earlier release repeated and nobody handles any more goes from it. */
  private async plan(boss: PgBoss): Promise<void> {
    const periodic = this.periodic();
    for (const { name } of await boss.getSchedules()) {
      if (!periodic.some(({ queue }) => queue === name)) await boss.unschedule(name);
    }
    for (const { queue, cron } of periodic) {
      await boss.schedule(queue, cron, {}, { tz: 'UTC', missed: 'once' });
    }
  }

  private async settle(boss: PgBoss, existing: Queue | undefined, { name, policy, ...rest }: NamedQueue) {
    if (!existing) {
      await boss.createQueue(name, { policy, ...rest });
    } else if (existing.policy !== policy) {
      throw new Error(
        `The queue ${name} exists with the policy ${existing.policy ?? 'standard'}, which can't change.`,
      );
    } else {
      await boss.updateQueue(name, rest);
    }
  }

  private async work(boss: PgBoss, queue: string, definition: Definition): Promise<void> {
    const options = {
      includeMetadata: true,
      perJobResults: true,
      pollingIntervalSeconds: 2,
      notifyPollingIntervalSeconds: 2,
    } as const;
    const worker = await boss.work<never, Outcome, typeof options>(queue, options, async (jobs) => {
      const results = await Promise.all(jobs.map((job) => this.attempt(definition, job)));
      // One notification may stand for many jobs, so look again before going to sleep.
      boss.notifyWorker(worker);
      return results;
    });
  }

  /** pg-boss keeps the outcome with the job, so that gets the part of an error which names nobody. */
  private async attempt(definition: Definition, job: JobWithMetadata<never>): Promise<JobResult<Outcome>> {
    const noted: Outcome = {};
    try {
      await definition.handle(job, (word) => (noted.note = word));
      return { id: job.id, status: 'completed', output: noted };
    } catch (thrown) {
      const error = safeError(thrown);
      const line = { queue: job.name, jobId: job.id, attempt: job.retryCount + 1, err: error };
      const last = job.retryCount >= job.retryLimit || thrown instanceof GiveUp;
      if (last)
        this.logger.error({ ...line, msg: 'a job failed for good and is kept among the dead letters' });
      else this.logger.warn({ ...line, msg: 'a job failed and will be tried again' });
      return { id: job.id, status: last ? 'deadletter' : 'failed', output: { error } };
    }
  }
}

function attemptOf({ id, retryCount, signal }: JobWithMetadata, note: Attempt['note']): Attempt {
  return { jobId: id, attempt: retryCount + 1, signal, note };
}

interface Outcome {
  error?: SafeError;
  note?: string;
}

type NamedQueue = Queue & { policy: string };

/** A name-based UUID (version 8 of RFC 9562) over SHA-256: the primary key of the job then settles the race. */
function idFrom(queue: string, key: string): string {
  const bytes = createHash('sha256').update(`${queue}\0${key}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
