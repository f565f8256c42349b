import { UncoveredText } from '../../platform/printing/fonts.js';
import { PrintingThreads, type PrintingThreadsOptions } from '../../platform/printing/printing-threads.js';
import type { CertificateSnapshot } from '../register/snapshot.rules.js';
import type { PrintOptions } from './draw-certificate.js';
import type { PrintAnswer, PrintTask } from './worker.js';

/** Prints certificates in threads of their own. A page takes milliseconds. */
export class PrintPool {
  private readonly threads: PrintingThreads<PrintTask, PrintAnswer>;

  constructor(options: Partial<Omit<PrintingThreadsOptions, 'what'>> = {}) {
    const entry = options.entry ?? new URL('./worker.js', import.meta.url);
    this.threads = new PrintingThreads({ ...options, entry, what: 'A certificate' });
  }

  /**
   * The certificate as a PDF; the same snapshot always gives the same bytes on the same paper.
   *
   * @throws UncoveredText when no font has some character; Error when drawing failed or the pool was closed
   */
  async print(
    snapshot: CertificateSnapshot,
    options: PrintOptions = { paper: 'a4', logo: null },
  ): Promise<Uint8Array<ArrayBuffer>> {
    const answer = await this.threads.print({ snapshot, ...options });
    if ('uncovered' in answer) throw new UncoveredText(answer.uncovered);
    return answer;
  }

  /** Ends every thread. Pages that aren't printed yet are refused. */
  async close(): Promise<void> {
    await this.threads.close();
  }
}
