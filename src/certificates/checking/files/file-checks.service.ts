import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import { Config } from '../../../platform/config/config.js';
import { projectRoot } from '../../../platform/config/project-root.js';
import { invalid, tooMany } from '../../../platform/errors/domain-errors.js';
import { clientKey } from '../../../platform/limits/client-key.rules.js';
import { Limits } from '../../../platform/limits/limits.js';
import { PrintingThreads } from '../../../platform/printing/printing-threads.js';
import { KeyRing } from '../../keys/key-ring.service.js';
import { type FileAnswer, fileAnswer, isAsIssued, type RegisterEntry } from './file-answer.rules.js';
import { digestsOf, type FileReading, type FileTask } from './read-file.js';
import { RegisterEntries } from './register-entries.service.js';

/** Threads run compiled JavaScript only, also while the tests run the rest from its sources. */
const entry = pathToFileURL(join(projectRoot, 'dist/src/certificates/checking/files/worker.js'));

/** A certificate takes a tenth of a second. */
const LONGEST_MS = 10_000;
const MOST_WAITING = 20;
/** Of one network, so that others get their turn. */
const MOST_AT_ONCE = 2;
/** What a file costs that has kept the thread for so long, or has ended it. */
const TRIES_FOR_TROUBLE = 20;

export interface CheckedFile {
  readonly answer: FileAnswer;
  /** What the register says of the certificate that it names. */
  readonly entry: RegisterEntry | null;
}

/** Files that people hold, checked. Nothing of them is kept, and nothing of them is written into the log. */
@Injectable()
export class FileChecks implements OnApplicationShutdown {
  private readonly log = new Logger('FileChecks');
  // One of their own, so that no stranger's file ever keeps a certificate from being printed.
  private readonly threads = new PrintingThreads<FileTask, FileReading>({
    entry,
    what: 'An answer about a file',
    threads: 1,
    timeoutMs: LONGEST_MS,
  });

  /** How many files each network has in here. */
  private readonly atOnce = new Map<string, number>();

  constructor(
    private readonly entries: RegisterEntries,
    private readonly keys: KeyRing,
    private readonly limits: Limits,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.threads.close();
  }

  /**
   * To be asked before a file is received, so that one that won't be read costs nothing. Counts a try.
   *
   * @param address of who asks
   * @throws DomainError tooMany
   */
  async admit(address: string): Promise<void> {
    this.assertRoom(address);
    await this.limits.consume('filesByAddress', address);
  }

  /**
   * What the file is, and what the register says of its certificate now. Two statements at most beside what counts the tries.
   *
   * @param address of who asks and was admitted, for the limits: codes that lead nowhere, and files that can't be read
   * @throws DomainError tooMany; invalid for a file that can't be read within some seconds
   */
  async check(bytes: Uint8Array, address: string): Promise<CheckedFile> {
    const reading = await this.read(bytes, address);
    const registered =
      reading.code !== null && 'given' in reading
        ? await this.entries.of(reading.code, digestsOf(reading), address, (kept) =>
            isAsIssued(reading, kept),
          )
        : null;
    return { answer: fileAnswer(reading, registered, this.config.publicUrl), entry: registered };
  }

  private async read(bytes: Uint8Array, address: string): Promise<FileReading> {
    const known = {
      publicUrl: await this.keys.origin(),
      pagesUrl: this.config.publicUrl,
      keys: await this.keys.all(),
      now: this.clock.now(),
      timeAuthorities: this.config.timestampCa,
    };
    // Others have come while this one was received.
    this.assertRoom(address);
    const network = clientKey(address);
    this.atOnce.set(network, (this.atOnce.get(network) ?? 0) + 1);
    try {
      return await this.threads.print({ bytes, known });
    } catch {
      // What went wrong could repeat what stands in the file.
      this.log.warn('A file that somebody wanted checked could not be read.');
      await this.limits.consume('filesByAddress', address, TRIES_FOR_TROUBLE).catch(() => undefined);
      throw invalid(
        'This file can’t be read here, so it is not as a certificate of this academy is made. Check the code that is printed on it instead.',
      );
    } finally {
      const left = (this.atOnce.get(network) ?? 1) - 1;
      if (left > 0) this.atOnce.set(network, left);
      else this.atOnce.delete(network);
    }
  }

  private assertRoom(address: string): void {
    if (this.threads.queued >= MOST_WAITING)
      throw tooMany('Many files are being checked at the moment. Send yours again in a few seconds.', 5);
    if ((this.atOnce.get(clientKey(address)) ?? 0) >= MOST_AT_ONCE)
      throw tooMany(
        'Other files from your network are being checked at the moment. Send yours again in a few seconds.',
        5,
      );
  }
}
