export interface QueueSettings {
  /** How often a failed job is tried again before it goes to the dead letters. Default 5. */
  retryLimit?: number;
  /** The first pause between two tries in seconds; each further one is about twice as long. Default 2. */
  retryDelaySeconds?: number;
  /** How long a handler may take before its job counts as failed, in seconds. Default 900. */
  expireSeconds?: number;
  /** How long a finished job is kept, in seconds; an `onceKey` holds that long. Default 7 days. */
  keepSeconds?: number;
  /** How many handlers run at the same time in one process. Default 1; 0 leaves the jobs to other processes. */
  concurrency?: number;
  /** At most one job waits per `singletonKey`, which every job of the queue then needs. */
  singleton?: boolean;
}

/** Of a periodic queue, in which at most one job waits; finished ones are kept for a day unless it says otherwise. */
export type PeriodicSettings = Omit<QueueSettings, 'singleton' | 'concurrency'>;

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
