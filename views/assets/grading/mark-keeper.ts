import { type KeptWrite, Outbox, thisTab } from './outbox.js';
import { type Mark, type StoredMark, type TheirMark } from './mark.js';

const retryAfterMs = 3_000;

/** A mark that the server is not known to have, with what it was made from. */
export interface KeptMark {
  id: string;
  mark: Mark;
  base: StoredMark;
  /** Earlier states of it that may have reached the server. */
  steps: readonly Mark[];
}

type TabMessage =
  | { type: 'made'; marks: readonly KeptMark[] }
  | { type: 'saved'; id: string; stored: TheirMark }
  /** States that somebody went through and left: they are not to come back from another tab. */
  | { type: 'left'; id: string; stored: StoredMark; marks: readonly Mark[] }
  /** A tab has opened and wants to know what is not on the server yet. */
  | { type: 'hello' }
  /** Somebody has signed in again in one of the tabs. */
  | { type: 'signed-in' };

interface KeeperEvents {
  /** What this device kept from earlier, the latest first. */
  found(marks: readonly KeptMark[]): void;
  /** What another tab of this browser has made. */
  made(mark: KeptMark): void;
  /** What the server has, as another tab was told. */
  saved(id: string, stored: TheirMark): void;
  /** What another tab does not want any more, having come to `stored`. */
  left(id: string, stored: StoredMark, marks: readonly Mark[]): void;
  signedIn(): void;
  /** Storage works, for the first time or again. */
  works(): void;
  unsent(): readonly KeptMark[];
}

/** Keeps the marks of one person and assessment on this device, and tells the other tabs of this browser about them. */
export class MarkKeeper {
  private outbox: Outbox | null = null;
  private readonly channel: BroadcastChannel;
  private failing = false;
  private closed = false;
  private retry: number | null = null;

  constructor(
    private readonly person: string,
    private readonly assessment: string,
    private readonly events: KeeperEvents,
  ) {
    this.channel = new BroadcastChannel(`capstone-desk:${person}:${assessment}`);
    this.channel.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => {
      if (data.type === 'made') for (const mark of data.marks) events.made(mark);
      else if (data.type === 'saved') events.saved(data.id, data.stored);
      else if (data.type === 'left') events.left(data.id, data.stored, data.marks);
      else if (data.type === 'signed-in') events.signedIn();
      else this.send({ type: 'made', marks: events.unsent() });
    });
    this.send({ type: 'hello' });
    void this.open();
  }

  /** True while storage is forbidden, full or broken. */
  get fails(): boolean {
    return this.failing;
  }

  /** @returns whether this device has committed them */
  async keep(marks: readonly KeptMark[]): Promise<boolean> {
    this.send({ type: 'made', marks });
    const { outbox } = this;
    if (outbox === null) return false;
    try {
      const at = Date.now();
      await outbox.keep(
        marks.map(({ id, mark, base, steps }) => ({
          ...{ scope: this.assessment, kind: 'mark', id, tab: thisTab, at },
          body: { mark, base, steps },
        })),
      );
      this.failing = false;
      // A sign-out may have deleted it in the meantime
      return this.outbox === outbox;
    } catch (error) {
      this.broke(error);
      return false;
    }
  }

  /** The server has this, or it is not wanted any more. @param done whether a kept state of it is thereby done with */
  strike(id: string, done: (mark: Mark) => boolean): void {
    const which = { scope: this.assessment, kind: 'mark', id };
    this.outbox
      ?.strike(which, ({ body }) => done((body as Omit<KeptMark, 'id'>).mark))
      .catch((error: unknown) => {
        this.broke(error);
      });
  }

  tellSaved(id: string, stored: TheirMark): void {
    this.send({ type: 'saved', id, stored });
  }

  tellLeft(id: string, { levelId, remark, version }: StoredMark, marks: readonly Mark[]): void {
    if (marks.length > 0) this.send({ type: 'left', id, stored: { levelId, remark, version }, marks });
  }

  tellSignedIn(): void {
    this.send({ type: 'signed-in' });
  }

  close(): void {
    this.closed = true;
    if (this.retry !== null) window.clearTimeout(this.retry);
    this.channel.close();
    this.outbox?.close();
    this.outbox = null;
  }

  private send(message: TabMessage): void {
    if (!this.closed) this.channel.postMessage(message);
  }

  private async open(): Promise<void> {
    try {
      const outbox = await Outbox.open(this.person, (how) => {
        this.outbox = null;
        // Who has signed out does not want it to be made again
        if (how === 'deleted') this.failing = true;
        else this.broke(new Error('The database was lost.'));
      });
      const kept = await outbox.kept(this.assessment);
      if (this.closed) {
        outbox.close();
        return;
      }
      this.outbox = outbox;
      this.failing = false;
      this.events.found(
        kept
          .filter(({ kind }) => kind === 'mark')
          .map(readKept)
          .reverse(),
      );
      this.events.works();
    } catch (error) {
      this.broke(error);
    }
  }

  /** Tries again after a while: there may be room again, or somebody may have allowed it. */
  private broke(error: unknown): void {
    if (!this.failing) console.warn('This browser does not keep marks on this device.', error);
    this.failing = true;
    if (this.closed) return;
    this.retry ??= window.setTimeout(() => {
      this.retry = null;
      if (this.outbox === null) void this.open();
      else this.events.works();
    }, retryAfterMs);
  }
}

export function readKept({ id, body }: KeptWrite): KeptMark {
  return { id, ...(body as Omit<KeptMark, 'id'>) };
}
