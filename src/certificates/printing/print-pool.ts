import { UncoveredText } from '../../platform/printing/fonts.js';
import { PrintingThreads, type PrintingThreadsOptions } from '../../platform/printing/printing-threads.js';
import type { CertificateSnapshot } from '../register/snapshot.rules.js';
import type { PdfSigning } from '../signing/sign-pdf.js';
import type { PrintOptions } from './draw-certificate.js';
import type {
  BadgeTask,
  CredentialKeys,
  PrintAnswer,
  PrintSigning,
  PrintTask,
  SignedTexts,
  SigningTask,
} from './worker.js';

type Task = PrintTask | BadgeTask | SigningTask;
type Answer = PrintAnswer | SignedTexts;

/** How a page is printed, and signed, if it is. */
interface PoolPrintOptions extends PrintOptions {
  readonly signing?: (PrintSigning & Pick<PdfSigning, 'onUnstamped'>) | null;
}

/**
 * Prints certificates and signs credentials in threads of their own. Each takes milliseconds; reading the libraries that
 * sign takes a third of a second, once a thread.
 */
export class PrintPool {
  private readonly threads: PrintingThreads<Task, Answer>;

  constructor(options: Partial<Omit<PrintingThreadsOptions, 'what'>> = {}) {
    const entry = options.entry ?? new URL('./worker.js', import.meta.url);
    this.threads = new PrintingThreads({ ...options, entry, what: 'A certificate' });
  }

  /**
   * The certificate as a PDF; not signed, the same snapshot always gives the same bytes on the same paper.
   *
   * @throws UncoveredText when no font has some character; Error when drawing failed or the pool was closed
   */
  async print(
    snapshot: CertificateSnapshot,
    { signing = null, ...options }: PoolPrintOptions = { paper: 'a4', logo: null },
  ): Promise<Uint8Array<ArrayBuffer>> {
    // A function does not travel into a thread.
    const { onUnstamped, ...how } = signing ?? {};
    const task = { snapshot, ...options, signing: signing && (how as PrintSigning) };
    const answer = (await this.threads.print(task)) as PrintAnswer;
    if ('uncovered' in answer) throw new UncoveredText(answer.uncovered);
    if (!('signed' in answer)) return answer;
    if (answer.unstamped !== null) onUnstamped?.(answer.unstamped);
    return answer.signed;
  }

  /**
   * The certificate as a picture that holds its credential; the same two always give the same bytes.
   *
   * @param credential JSON with an embedded proof
   * @throws Error when drawing failed or the pool was closed
   */
  async badge(
    badge: CertificateSnapshot,
    type: 'png' | 'svg',
    credential: string,
  ): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.threads.print({ badge, type, credential })) as Uint8Array<ArrayBuffer>;
  }

  /** Any credential, signed in both forms. @throws Error when signing failed or the pool was closed */
  async sign(unsigned: SigningTask['unsigned'], keys: CredentialKeys): Promise<SignedTexts> {
    return (await this.threads.print({ unsigned, ...keys })) as SignedTexts;
  }

  /** Ends every thread. Pages that aren't printed yet are refused. */
  async close(): Promise<void> {
    await this.threads.close();
  }
}
