import { meetAs } from '../../../../src/grading/marking/mark-merge.rules.js';
import {
  type MarkAccess,
  type MarkSaveState,
} from '../../../../src/grading/marking/mark-save-state.rules.js';
import { DeviceKeeper, type Place } from './device-keeper.js';
import { Keeping } from './keeping.js';
import { OtherTabs } from './other-tabs.js';
import { Reach } from './reach.js';
import { stateOf } from './save-state.js';
import { Sending } from './sending.js';
import {
  type Come,
  type Held,
  isDirty,
  type Kept,
  keptOf,
  type Kind,
  newSlot,
  type Send,
  type Slot,
} from './slot.js';

export interface SaverEvents<V> {
  /** @param id of what it is about; null where time has passed */
  stateChanged(id: string | null): void;
  saved(id: string, stored: Come<V>): void;
  clashed(id: string, theirs: Come<V>, yours: V): void;
  /** The page is to show this: it was made here earlier, in another tab, or by a co-marker. */
  took(id: string, held: Held<V> | Come<V>, whose: 'own' | 'theirs'): void;
  /** Something that this device keeps and this page does not have. @returns whether it has been begun */
  unknown(kept: Kept<V>): boolean;
}

/**
 * Saves what is made on a desk, one thing at a time, each against the version that it was made from. It is kept on this
 * device before it is sent, and until the server has it. “Saved” is said only when the server has everything.
 */
export class Saver<V> {
  private readonly slots = new Map<string, Slot<V>>();
  private readonly keeper: DeviceKeeper<V> | null;
  private readonly keeping: Keeping<V>;
  private readonly sending: Sending<V>;
  private readonly tabs: OtherTabs<V>;
  private readonly reach = new Reach();
  private savedAt: string | null = null;
  private readonly tick: number;

  /** @param place whose desk it is, and which; without it nothing is kept on this device */
  constructor(
    private readonly kind: Kind<V>,
    send: Send<V>,
    private readonly told: SaverEvents<V>,
    place: Place | null,
  ) {
    this.sending = new Sending(kind, send, {
      stateChanged: (id) => {
        told.stateChanged(id);
      },
      heard: (answer) => {
        this.heard(answer);
      },
      finished: (id, slot, sent, stored) => {
        this.finish(id, slot, sent, stored);
      },
      settled: (id, slot) => {
        this.settled(id, slot);
      },
      arrived: (id, come) => {
        this.arrive(id, come);
      },
      clashed: (id, theirs, yours) => {
        told.clashed(id, theirs, yours);
      },
      keepAll: () => this.keeping.all(),
    });
    this.keeper = place && this.openKeeper(kind, place);
    this.keeping = new Keeping(kind, this.slots, this.keeper, () => {
      told.stateChanged(null);
    });
    this.tabs = new OtherTabs(kind, {
      slots: this.slots,
      keeper: this.keeper,
      stateChanged: (id) => {
        told.stateChanged(id);
      },
      took: (id, held) => {
        told.took(id, held, 'own');
      },
      unknown: (kept) => told.unknown(kept),
      schedule: (id, slot, after) => {
        this.sending.schedule(id, slot, after);
      },
      touch: (id, slot) => {
        this.touch(id, slot);
      },
      keepAll: () => void this.keeping.all(),
    });
    this.tick = window.setInterval(() => {
      if (this.unsent) told.stateChanged(null);
    }, 500);
  }

  /** @param note what goes with it and never changes, for whoever sends it */
  begin(id: string, stored: Held<V>, note: unknown = null): void {
    this.forget(id);
    this.slots.set(id, newSlot(stored, note));
  }

  /** It is not on the page any more, nor anywhere else. */
  forget(id: string): void {
    const slot = this.slots.get(id);
    if (slot) this.sending.cancel(slot);
    this.slots.delete(id);
  }

  /** @param after milliseconds without a further change before it is sent */
  change(id: string, value: V, after = 0): void {
    const slot = this.slots.get(id);
    if (!slot) return;
    // A field that is left says once more what it said while one typed: that is kept already
    const again = JSON.stringify(value) === JSON.stringify(slot.wanted);
    slot.refusal = null;
    if (!again || slot.since === null) {
      slot.wanted = value;
      this.touch(id, slot);
    }
    // What is in conflict waits for the decision.
    if (!slot.theirs) this.sending.schedule(id, slot, after);
    this.told.stateChanged(id);
  }

  /** The page came with a conflict: what it shows is not stored. */
  clash(id: string, theirs: Come<V>, yours: V): void {
    const slot = this.slots.get(id);
    if (!slot) return;
    slot.theirs = theirs;
    slot.wanted = yours;
    this.touch(id, slot);
    this.told.stateChanged(id);
  }

  /** Ends a conflict: the given value, made in the knowledge of theirs, is saved over it. */
  decide(id: string, value: V): void {
    const slot = this.slots.get(id);
    if (!slot?.theirs) return;
    const left = [slot.wanted, ...slot.steps];
    slot.stored = slot.theirs;
    slot.theirs = null;
    slot.steps = [];
    slot.sentBy = null;
    // What was kept was made in the knowledge of another version, and goes: this is kept anew
    slot.since = slot.unkeptSince = null;
    this.strike(id, left);
    this.change(id, value);
    this.tabs.takeWaiting();
  }

  /** What somebody else, or another tab, has saved. */
  arrive(id: string, come: Come<V>, whose: 'own' | 'theirs' = 'theirs'): void {
    const slot = this.slots.get(id);
    if (!slot || come.version <= Math.max(slot.stored.version, slot.theirs?.version ?? 0)) return;
    const meeting = meetAs(this.kind.same, { ...slot, stored: slot.stored.value }, come.value);
    switch (slot.theirs ? 'clash' : meeting) {
      case 'same':
        this.finish(id, slot, slot.wanted, come);
        break;
      case 'take':
        slot.wanted = come.value;
        slot.stored = come;
        this.settled(id, slot);
        this.told.took(id, come, whose);
        break;
      case 'behind':
        slot.stored = come;
        this.sending.schedule(id, slot, 0);
        break;
      case 'clash':
        slot.theirs = come;
        this.told.clashed(id, come, slot.wanted);
    }
    this.told.stateChanged(id);
  }

  /** Sends again what could not be sent, as after a connection came back. */
  retry(): void {
    for (const [id, slot] of this.dirty()) {
      if (!slot.theirs && !slot.running && slot.refusal === null) this.sending.schedule(id, slot, 0);
    }
  }

  /** Something else on this page has heard from the server. */
  heard(answer: { kind: string; name?: string }): void {
    if (this.reach.heard(answer)) this.retry();
    this.told.stateChanged(null);
  }

  /** Somebody has signed in on this page: the answer to the next write says who. */
  signedIn(here = true): void {
    if (here) this.keeper?.tellSignedIn();
    this.reach.access = 'marking';
    this.retry();
    this.told.stateChanged(null);
  }

  /** Of everything, or of one thing. */
  state(id: string | null = null): MarkSaveState {
    const dirty = this.dirty().filter(([one]) => id === null || one === id);
    return stateOf(this.kind, dirty, this.reach, this.keeper?.fails ?? true);
  }

  /** When something, or this, was last saved here, as an ISO instant. */
  lastSaved(id: string | null = null): string | null {
    return id === null ? this.savedAt : (this.slots.get(id)?.savedAt ?? null);
  }

  get access(): MarkAccess {
    return this.reach.access;
  }

  /** Who is signed in in the place of whoever this page was made for. */
  get otherPerson(): string | null {
    return this.reach.stranger;
  }

  /** True while something that was made here is not known to be stored by the server. */
  get unsent(): boolean {
    return this.dirty().length > 0;
  }

  /** True while something is neither stored by the server nor committed by this device. */
  get unkept(): boolean {
    return this.dirty().some(([, slot]) => slot.unkeptSince !== null);
  }

  /** A thing as it is under way; undefined for what this page does not have. */
  at(id: string): Readonly<Slot<V>> | undefined {
    return this.slots.get(id);
  }

  get ids(): string[] {
    return [...this.slots.keys()];
  }

  isUnsent(id: string): boolean {
    const slot = this.slots.get(id);
    return slot !== undefined && isDirty(this.kind, slot);
  }

  /** Sends everything that waits. @returns whether the server has all of it */
  async settle(): Promise<boolean> {
    await Promise.all(this.dirty().map(([id, slot]) => this.sending.flush(id, slot)));
    return !this.unsent;
  }

  /** The page is left: what waits is sent once; what does not arrive is kept, and sent from the next page. */
  stop(): void {
    this.keeping.stop();
    this.sending.stop();
    window.clearInterval(this.tick);
    void Promise.all([this.keeping.all(), this.settle()]).finally(() => this.keeper?.close());
  }

  private openKeeper(kind: Kind<V>, place: Place): DeviceKeeper<V> {
    return new DeviceKeeper(kind, place, {
      found: (kept) => {
        this.tabs.found(kept);
      },
      made: (kept) => {
        this.tabs.made(kept);
      },
      saved: (id, stored) => {
        this.arrive(id, stored, 'own');
      },
      left: (id, stored, values) => {
        this.tabs.left(id, stored, values);
      },
      signedIn: () => {
        this.signedIn(false);
      },
      works: () => void this.keeping.all(),
      unsent: () => this.dirty().map(([id, slot]) => keptOf(id, slot)),
    });
  }

  private dirty(): [string, Slot<V>][] {
    return [...this.slots].filter(([, slot]) => isDirty(this.kind, slot));
  }

  private strike(id: string, values: readonly V[]): void {
    this.keeper?.strike(id, (kept) => values.some((one) => this.kind.same(one, kept)));
  }

  /** Notes since when a slot waits, and has the device keep it. */
  private touch(id: string, slot: Slot<V>): void {
    if (!isDirty(this.kind, slot)) {
      // Back to what the server has, and nothing was sent: what was kept on the way is done with
      this.settled(id, slot);
      return;
    }
    const now = performance.now();
    slot.since ??= now;
    slot.unkeptSince ??= now;
    void this.keeping.all();
  }

  /** The server has `sent`. */
  private finish(id: string, slot: Slot<V>, sent: V, stored: Come<V>): void {
    const { same } = this.kind;
    const done = [sent, ...slot.steps];
    const left = slot.steps.filter((one) => !same(one, sent) && !same(one, slot.wanted));
    // What was typed is what is stored, apart from white space around it.
    slot.stored = { value: sent, version: stored.version };
    slot.steps = [];
    slot.sentBy = null;
    slot.savedAt = this.savedAt = stored.updatedAt ?? this.savedAt;
    // Before what is left is kept, which may be one of these
    this.strike(id, done);
    if (isDirty(this.kind, slot)) {
      slot.since = slot.unkeptSince = performance.now();
      void this.keeping.all();
    } else {
      slot.since = slot.unkeptSince = null;
    }
    this.keeper?.tellLeft(id, slot.stored, left);
    this.keeper?.tellSaved(id, stored);
    this.told.saved(id, stored);
    this.tabs.takeWaiting();
  }

  /** The page shows what the server has, and nothing is on its way there. */
  private settled(id: string, slot: Slot<V>): void {
    const { same } = this.kind;
    const done = [slot.wanted, ...slot.steps];
    const left = slot.steps.filter((one) => !same(one, slot.wanted));
    slot.since = slot.unkeptSince = slot.sentBy = slot.refusal = null;
    slot.steps = [];
    this.strike(id, done);
    this.keeper?.tellLeft(id, slot.stored, left);
  }
}
