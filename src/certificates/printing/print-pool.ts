import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { CertificateSnapshot } from '../snapshot.rules.js';
import { UncoveredText } from './fonts.js';
import type { PrintAnswer } from './worker.js';

export interface PrintPoolOptions {
  /** Threads at most; they start when they are first needed. Each holds about 80 MB. */
  readonly threads?: number;
  /** The compiled worker. */
  readonly entry?: URL;
  /** A page takes milliseconds; after this a thread counts as hung and is replaced. */
  readonly timeoutMs?: number;
}

interface Job {
  readonly snapshot: CertificateSnapshot;
  readonly resolve: (bytes: Uint8Array<ArrayBuffer>) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Prints certificates in threads of their own, so that drawing never holds the event loop. Pages wait in the order in
 * which they came. A thread that dies or hangs fails its own page only and is replaced.
 */
export class PrintPool {
  private readonly threads: number;
  private readonly entry: URL;
  private readonly timeoutMs: number;
  private readonly waiting: Job[] = [];
  private readonly idle: Worker[] = [];
  private readonly busy = new Map<Worker, Job>();
  private closed = false;

  constructor(options: PrintPoolOptions = {}) {
    this.threads = options.threads ?? Math.max(1, Math.min(4, availableParallelism() - 1));
    this.entry = options.entry ?? new URL('./worker.js', import.meta.url);
    this.timeoutMs = options.timeoutMs ?? 30_000;
  }

  /**
   * The certificate as a PDF; the same snapshot always gives the same bytes.
   *
   * @throws UncoveredText when no font has some character; Error when drawing failed or the pool was closed
   */
  print(snapshot: CertificateSnapshot): Promise<Uint8Array<ArrayBuffer>> {
    return new Promise((resolve, reject) => {
      if (this.closed) {
        reject(new Error('The printing threads are closed.'));
        return;
      }
      this.waiting.push({ snapshot, resolve, reject });
      this.next();
    });
  }

  /** Ends every thread. Pages that aren't printed yet are refused. */
  async close(): Promise<void> {
    this.closed = true;
    const threads = [...this.idle, ...this.busy.keys()];
    for (const { reject } of [...this.waiting, ...this.busy.values()]) {
      reject(new Error('The printing threads are closed.'));
    }
    this.waiting.length = 0;
    this.idle.length = 0;
    this.busy.clear();
    await Promise.all(threads.map((thread) => thread.terminate()));
  }

  private next(): void {
    if (this.waiting.length === 0) return;
    const thread = this.idle.pop() ?? (this.busy.size < this.threads ? this.started() : undefined);
    const job = thread && this.waiting.shift();
    if (!job) return;

    const timeout = setTimeout(() => {
      this.lose(thread, new Error(`A certificate was not printed within ${this.timeoutMs} ms.`));
    }, this.timeoutMs);
    timeout.unref();
    this.busy.set(thread, job);
    // An idle thread doesn't keep the process alive, a printing one does.
    thread.ref();
    thread.once('message', (answer: PrintAnswer) => {
      clearTimeout(timeout);
      if (!this.busy.delete(thread)) return;
      thread.unref();
      this.idle.push(thread);
      settle(job, answer);
      this.next();
    });
    thread.postMessage(job.snapshot);
  }

  private started(): Worker {
    const thread = new Worker(this.entry, { resourceLimits: { maxOldGenerationSizeMb: 512 } });
    thread.on('error', (error) => {
      this.lose(thread, error instanceof Error ? error : new Error(String(error)));
    });
    thread.on('exit', (code) => {
      this.lose(thread, new Error(`A printing thread ended with code ${code}.`));
    });
    return thread;
  }

  /** A thread is gone or useless: its page fails, the next page gets a new thread. */
  private lose(thread: Worker, reason: Error): void {
    const at = this.idle.indexOf(thread);
    if (at >= 0) this.idle.splice(at, 1);
    const job = this.busy.get(thread);
    this.busy.delete(thread);
    job?.reject(reason);
    void thread.terminate();
    if (!this.closed) this.next();
  }
}

function settle(job: Job, answer: PrintAnswer): void {
  switch (answer.kind) {
    case 'printed':
      job.resolve(answer.bytes);
      return;
    case 'uncovered':
      job.reject(new UncoveredText(answer.characters));
      return;
    case 'failed':
      job.reject(new Error(answer.message));
      return;
  }
}
