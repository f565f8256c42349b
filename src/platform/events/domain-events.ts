import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type JobData } from '../jobs/job-data.js';
import { Jobs } from '../jobs/jobs.js';
import { type QueueSettings } from '../jobs/queue-settings.js';
import { transactionOf } from '../jobs/transaction.js';

/** The class of an event. An event is a plain fact in the past tense: `new GradesReleased(releaseId, cohortId)`. */
export type EventClass<E> = new (...fields: never[]) => E;

/**
 * How a module tells those on its right what happened, without knowing them. Listeners register in `onModuleInit`.
 *
 * `within` listens inside the publisher's transaction and may refuse by throwing; then nothing happened at all.
 * `after` is handled by a job that this transaction enqueues: at least once, after the commit.
 */
@Injectable()
export class DomainEvents {
  private readonly within_ = new Map<unknown, ((tx: EntityManager, event: never) => Promise<void>)[]>();
  private readonly after_ = new Map<unknown, string[]>();

  constructor(private readonly jobs: Jobs) {}

  /** Listeners run one after the other, in the order in which they registered. */
  within<E extends object>(
    type: EventClass<E>,
    listener: (tx: EntityManager, event: E) => Promise<void>,
  ): void {
    this.within_.set(type, [...(this.within_.get(type) ?? []), listener]);
  }

  /**
   * @param queue the queue of this listener alone; its name stays, as jobs under it survive an upgrade
   * @param handler gets the event as an instance of its class; it may get the same one twice
   */
  after<E extends JobData<E>>(
    type: EventClass<E>,
    queue: string,
    handler: (event: E) => Promise<void>,
    settings: QueueSettings = {},
  ): void {
    this.jobs.define(queue, settings, (data: E) => handler(revive(type, data)));
    this.after_.set(type, [...(this.after_.get(type) ?? []), queue]);
  }

  /**
   * @throws whatever a listener threw to refuse; let it pass, so that the transaction rolls back
   * @throws Error when `tx` is not in a transaction
   */
  async publish<E extends JobData<E>>(tx: EntityManager, event: E): Promise<void> {
    transactionOf(tx);
    for (const listener of this.within_.get(event.constructor) ?? []) await listener(tx, event as never);
    for (const queue of this.after_.get(event.constructor) ?? []) await this.jobs.enqueue(tx, queue, event);
  }
}

function revive<E extends object>(type: EventClass<E>, data: E): E {
  return Object.assign(Object.create(type.prototype as object) as E, data);
}
