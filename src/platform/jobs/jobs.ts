import { createHash } from 'node:crypto';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { type JobResult, type JobWithMetadata, PgBoss, type Queue, type SendOptions } from 'pg-boss';
import { DataSource, type EntityManager } from 'typeorm';
import { safeError, type SafeError } from '../logs/safe-error.js';
import { connectionOf } from './connection.js';
import { type JobData } from './job-data.js';
import { transactionOf } from './transaction.js';

export interface QueueSettings {
  /** How often a failed job is tried again before it goes to the dead letters. Default 5. */
  retryLimit?: number;
  /** The first pause between two tries in seconds; each further one is about twice as long. Default 2. */
  retryDelaySeconds?: number;
  /** How long a handler may take before its job counts as failed, in seconds. Default 900. */
  expireSeconds?: number;
  /** How long a finished job is kept, in seconds; an `onceKey` holds that long. Default 7 days. */
  keepSeconds?: number;
  /** How many handlers run at the same time in one process. Default 1. */
  concurrency?: number;
  /** At most one job waits per `singletonKey`, which every job of the queue then needs. */
  singleton?: boolean;
}

export interface EnqueueSettings {
  /**
   * For a `singleton` queue: if a job with this key already waits, nothing is enqueued. That job may start before
   * this transaction commits, so its handler must not depend on seeing this transaction's rows.
   */
  singletonKey?: string;
  /** The same key is enqueued only once, for as long as the queue keeps its finished jobs. */
  onceKey?: string;
  startAfter?: Date;
}

export interface Attempt {
  jobId: string;
  /** 1 for the first try. */
  attempt: number;
  /** Aborted when the process stops without waiting any longer. */
  signal: AbortSignal;
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
  handle: (job: JobWithMetadata<never>) => Promise<void>;
}

const deadLetterQueue = 'dead-letters';
const aYear = 365 * 24 * 3600;

/**
 * Work that is done after a transaction, on PostgreSQL through pg-boss.
 *
 * A job is enqueued inside the transaction that gives rise to it: rolled back, it was never there. It is delivered
 * at least once. A handler whose process was killed is started again within about a minute (its heartbeat stops),
 * so handlers must bear being run twice. What fails for good is kept among the dead letters for a year.
 */
@Injectable()
export class Jobs implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Jobs');
  private readonly definitions = new Map<string, Definition>();
  private started: Promise<PgBoss> | null = null;

  constructor(private readonly db: DataSource) {}

  /**
   * Says how the jobs of a queue are handled; to be called in `onModuleInit`.
   *
   * @param queue letters, digits, dots and hyphens, such as `certificates.issue`
   * @throws Error when the queue is defined twice or the application has already started
   */
  define<T extends JobData<T>>(queue: string, settings: QueueSettings, handler: JobHandler<T>): void {
    if (this.started) throw new Error(`The queue ${queue} is defined after the start.`);
    if (this.definitions.has(queue)) throw new Error(`The queue ${queue} is defined twice.`);
    this.definitions.set(queue, {
      settings,
      handle: (job: JobWithMetadata<T>) =>
        handler(job.data, { jobId: job.id, attempt: job.retryCount + 1, signal: job.signal }),
    });
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
    const definition = this.definitions.get(queue);
    if (!definition) throw new Error(`The queue ${queue} is not defined.`);
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
      schedule: false,
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
    try {
      await definition.handle(job);
      return { id: job.id, status: 'completed' };
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

interface Outcome {
  error: SafeError;
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
