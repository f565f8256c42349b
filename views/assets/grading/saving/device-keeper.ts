import { type KeptWrite, Outbox, thisTab } from '../outbox.js';
import { type Come, type Held, type Kept, type Kind } from './slot.js';

const retryAfterMs = 3_000;

type TabMessage<V> =
  | { type: 'made'; kept: readonly Kept<V>[] }
  | { type: 'saved'; id: string; stored: Come<V> }
  /** States that somebody went through and left: they are not to come back from another tab. */
  | { type: 'left'; id: string; stored: Held<V>; values: readonly V[] }
  /** A tab has opened and wants to know what is not on the server yet. */
  | { type: 'hello' }
  /** Somebody has signed in again in one of the tabs. */
  | { type: 'signed-in' };

export interface KeeperEvents<V> {
  /** What this device kept from earlier, the latest first. */
  found(kept: readonly Kept<V>[]): void;
  /** What another tab of this browser has made. */
  made(kept: Kept<V>): void;
  /** What the server has, as another tab was told. */
  saved(id: string, stored: Come<V>): void;
  /** What another tab does not want any more, having come to `stored`. */
  left(id: string, stored: Held<V>, values: readonly V[]): void;
  signedIn(): void;
  /** Storage works, for the first time or again. */
  works(): void;
  unsent(): readonly Kept<V>[];
}

/** Whose desk, and which. */
export interface Place {
  person: string;
  assessment: string;
}

/** Keeps what one person makes on a desk on this device, and tells the other tabs of this browser about it. */
export class DeviceKeeper<V> {
  private outbox: Outbox | null = null;
  private readonly channel: BroadcastChannel;
  private failing = false;
  private closed = false;
  private retry: number | null = null;

  constructor(
    private readonly kind: Kind<V>,
    private readonly place: Place,
    private readonly events: KeeperEvents<V>,
  ) {
    this.channel = new BroadcastChannel(`capstone-desk:${kind.name}:${place.person}:${place.assessment}`);
    this.channel.addEventListener('message', ({ data }: MessageEvent<TabMessage<V>>) => {
      if (data.type === 'made') for (const kept of data.kept) events.made(kept);
      else if (data.type === 'saved') events.saved(data.id, data.stored);
      else if (data.type === 'left') events.left(data.id, data.stored, data.values);
      else if (data.type === 'signed-in') events.signedIn();
      else this.send({ type: 'made', kept: events.unsent() });
    });
    this.send({ type: 'hello' });
    void this.open();
  }

  /** True while storage is forbidden, full or broken. */
  get fails(): boolean {
    return this.failing;
  }

  /** @returns whether this device has committed them */
  async keep(kept: readonly Kept<V>[]): Promise<boolean> {
    this.send({ type: 'made', kept });
    const { outbox } = this;
    if (outbox === null) return false;
    try {
      const at = Date.now();
      await outbox.keep(
        kept.map(({ id, ...body }) => ({
          ...{ scope: this.place.assessment, kind: this.kind.name, id, tab: thisTab, at, body },
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
  strike(id: string, done: (value: V) => boolean): void {
    const which = { scope: this.place.assessment, kind: this.kind.name, id };
    this.outbox
      ?.strike(which, ({ body }) => done((body as Omit<Kept<V>, 'id'>).value))
      .catch((error: unknown) => {
        this.broke(error);
      });
  }

  tellSaved(id: string, stored: Come<V>): void {
    this.send({ type: 'saved', id, stored });
  }

  tellLeft(id: string, { value, version }: Held<V>, values: readonly V[]): void {
    if (values.length > 0) this.send({ type: 'left', id, stored: { value, version }, values });
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

  private send(message: TabMessage<V>): void {
    if (!this.closed) this.channel.postMessage(message);
  }

  private async open(): Promise<void> {
    try {
      const outbox = await Outbox.open(this.place.person, (how) => {
        this.outbox = null;
        // Who has signed out does not want it to be made again
        if (how === 'deleted') this.failing = true;
        else this.broke(new Error('The database was lost.'));
      });
      const kept = await outbox.kept(this.place.assessment);
      if (this.closed) {
        outbox.close();
        return;
      }
      this.outbox = outbox;
      this.failing = false;
      const own = kept.filter(({ kind }) => kind === this.kind.name);
      this.events.found(own.map((write) => readKept<V>(write)).reverse());
      this.events.works();
    } catch (error) {
      this.broke(error);
    }
  }

  /** Tries again after a while: there may be room again, or somebody may have allowed it. */
  private broke(error: unknown): void {
    if (!this.failing) console.warn(`This browser does not keep ${this.kind.name}s on this device.`, error);
    this.failing = true;
    if (this.closed) return;
    this.retry ??= window.setTimeout(() => {
      this.retry = null;
      if (this.outbox === null) void this.open();
      else this.events.works();
    }, retryAfterMs);
  }
}

export function readKept<V>({ id, body }: KeptWrite): Kept<V> {
  return { id, ...(body as Omit<Kept<V>, 'id'>) };
}
