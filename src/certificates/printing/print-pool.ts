import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
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

/**
 * Prints certificates in threads of their own, so that drawing never holds the event loop. Pages wait in the order in
 * which they came. A thread that dies or hangs fails its own page only and is replaced.
 */
export class PrintPool {
  private readonly threads: Piscina<CertificateSnapshot, PrintAnswer>;
  private readonly filename: string;
  private readonly timeoutMs: number;
  private readonly waiting: (() => void)[] = [];
  private free: number;
  private closed = false;

  constructor(options: PrintPoolOptions = {}) {
    this.free = options.threads ?? Math.max(1, Math.min(4, availableParallelism() - 1));
    this.filename = (options.entry ?? new URL('./worker.js', import.meta.url)).href;
    this.timeoutMs = options.timeoutMs ?? 30_000;
    this.threads = new Piscina({
      minThreads: 0,
      maxThreads: this.free,
      idleTimeout: Infinity,
      resourceLimits: { maxOldGenerationSizeMb: 512 },
      // A thread that sleeps between pages never comes round to freeing PDFKit's streams.
      atomics: 'disabled',
    });
    // A thread that dies without a page has nobody to tell; without a listener it would take the process along.
    this.threads.on('error', () => undefined);
  }

  /**
   * The certificate as a PDF; the same snapshot always gives the same bytes.
   *
   * @throws UncoveredText when no font has some character; Error when drawing failed or the pool was closed
   */
  async print(snapshot: CertificateSnapshot): Promise<Uint8Array<ArrayBuffer>> {
    await this.turn();
    try {
      const answer = await this.printed(snapshot);
      if ('uncovered' in answer) throw new UncoveredText(answer.uncovered);
      return answer;
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free++;
    }
  }

  /** Ends every thread. Pages that aren't printed yet are refused. */
  async close(): Promise<void> {
    this.closed = true;
    await this.threads.destroy();
  }

  /** Pages wait here and not in Piscina, whose signals count the wait as work and whose queue then loses its order. */
  private async turn(): Promise<void> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private async printed(snapshot: CertificateSnapshot): Promise<PrintAnswer> {
    if (this.closed) throw new Error('The printing threads are closed.');
    const signal = AbortSignal.timeout(this.timeoutMs);
    try {
      return await this.threads.run(snapshot, { filename: this.filename, signal });
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new Error(`A certificate was not printed within ${this.timeoutMs} ms.`, { cause: error });
    }
  }
}
