import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';

export interface OpenMailbox {
  /** Where mail goes in. */
  smtpUrl: string;
  /** Where people read it. */
  webUrl: string;
}

/**
 * The demo's mailbox: maildev in a thread of its own, on loopback only. It stands for the world outside, so its mails
 * lie in a temporary folder and go when it closes.
 */
export class Mailbox {
  private opened: Promise<OpenMailbox> | null = null;
  private worker: Worker | null = null;
  private folder: string | null = null;

  /** @param wantedWebPort where people read the mails, if that port is free */
  constructor(private readonly wantedWebPort: number) {}

  /** Opens it, unless it is open; takes about a second. @throws Error when it cannot be opened */
  open(): Promise<OpenMailbox> {
    this.opened ??= this.start();
    return this.opened;
  }

  async close(): Promise<void> {
    await this.opened?.catch(() => undefined);
    await this.worker?.terminate();
    if (this.folder !== null) await rm(this.folder, { recursive: true, force: true });
  }

  private async start(): Promise<OpenMailbox> {
    this.folder = await mkdtemp(join(tmpdir(), 'capstone-mailbox-'));
    // The worker stands beside this file and is TypeScript where this file is.
    this.worker = new Worker(new URL(`mailbox.worker${extname(import.meta.url)}`, import.meta.url), {
      workerData: { folder: this.folder, wantedWebPort: this.wantedWebPort },
    });
    const [opened] = (await once(this.worker, 'message')) as [OpenMailbox];
    this.worker.on('error', () => undefined);
    this.worker.unref();
    return opened;
  }
}
