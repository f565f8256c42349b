import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';

export interface PrintingThreadsOptions {
  /** The compiled worker; its default export draws one document. */
  readonly entry: URL;
  /** What is printed, to say so when it isn't: “A certificate”. */
  readonly what: string;
  /** Threads at most; they start when they are first needed. Each holds about 80 MB. */
  readonly threads?: number;
  /** After this a thread counts as hung and is replaced. */
  readonly timeoutMs?: number;
}

/**
 * Prints in threads of their own, so that drawing never holds the event loop. Documents wait in the order in which
 * they came. A thread that dies or hangs fails its own document only and is replaced.
 */
export class PrintingThreads<Task, Answer> {
  private readonly pool: Piscina<Task, Answer>;
  private readonly timeoutMs: number;
  private readonly waiting: (() => void)[] = [];
  private free: number;
  private closed = false;

  constructor(private readonly options: PrintingThreadsOptions) {
    this.free = options.threads ?? Math.max(1, Math.min(4, availableParallelism() - 1));
    this.timeoutMs = options.timeoutMs ?? 30_000;
    this.pool = new Piscina({
      minThreads: 0,
      maxThreads: this.free,
      idleTimeout: Infinity,
      resourceLimits: { maxOldGenerationSizeMb: 512 },
      // A thread that sleeps between pages never comes round to freeing PDFKit's streams.
      atomics: 'disabled',
    });
    // A thread that dies without a page has nobody to tell; without a listener it would take the process along.
    this.pool.on('error', () => undefined);
  }

  /** How many documents wait for a thread. */
  get queued(): number {
    return this.waiting.length;
  }

  /** @throws Error when drawing failed or took too long, or the threads were closed */
  async print(task: Task): Promise<Answer> {
    await this.turn();
    try {
      return await this.printed(task);
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free++;
    }
  }

  /** Ends every thread. Documents that aren't printed yet are refused. */
  async close(): Promise<void> {
    this.closed = true;
    await this.pool.destroy();
  }

  /** They wait here and not in Piscina, whose signals count the wait as work and whose queue then loses its order. */
  private async turn(): Promise<void> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private async printed(task: Task): Promise<Answer> {
    if (this.closed) throw new Error('The printing threads are closed.');
    const signal = AbortSignal.timeout(this.timeoutMs);
    try {
      return await this.pool.run(task, { filename: this.options.entry.href, signal });
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new Error(`${this.options.what} was not printed within ${this.timeoutMs} ms.`, { cause: error });
    }
  }
}
