import { type DeviceKeeper } from './device-keeper.js';
import { type Come, type Held, isDirty, type Kept, type Kind, type Slot } from './slot.js';

/** What another tab made is sent by that tab, unless it has gone. */
const otherTabsFirstMs = 6_000;

interface OtherTabsHost<V> {
  readonly slots: ReadonlyMap<string, Slot<V>>;
  readonly keeper: DeviceKeeper<V> | null;
  stateChanged(id: string): void;
  /** The page is to show this. */
  took(id: string, held: Held<V> | Come<V>): void;
  /** Something that this page does not have. @returns whether there is a slot for it now */
  unknown(kept: Kept<V>): boolean;
  schedule(id: string, slot: Slot<V>, after: number): void;
  touch(id: string, slot: Slot<V>): void;
  keepAll(): void;
}

/** What this device kept from earlier, and what other tabs of this browser make. */
export class OtherTabs<V> {
  /** States that this device kept and that wait until the other one of the same thing is settled. */
  private waiting: Kept<V>[] = [];

  constructor(
    private readonly kind: Kind<V>,
    private readonly host: OtherTabsHost<V>,
  ) {}

  found(kept: readonly Kept<V>[]): void {
    this.waiting.push(...kept);
    this.takeWaiting();
  }

  /** Takes up what this device kept from earlier, where nothing else is under way. */
  takeWaiting(): void {
    const { kind, host } = this;
    const waiting = this.waiting;
    this.waiting = [];
    for (const kept of waiting) {
      const slot = this.slotOf(kept);
      if (!slot) continue;
      if (kind.same(kept.value, slot.stored.value) && !this.wasTakenBack(kept, slot)) {
        host.keeper?.strike(kept.id, (value) => kind.same(value, kept.value));
      } else if (!isDirty(kind, slot)) {
        this.takeUp(slot, kept);
        slot.unkeptSince = null;
        host.schedule(kept.id, slot, 0);
      } else if (
        !slot.steps.some((one) => kind.same(one, kept.value)) &&
        !kind.same(slot.wanted, kept.value)
      ) {
        this.waiting.push(kept);
      }
      host.stateChanged(kept.id);
    }
  }

  /** Another tab of this browser has made something: shown here too, and sent if that tab does not. */
  made(kept: Kept<V>): void {
    const { kind, host } = this;
    const slot = this.slotOf(kept);
    if (!slot || slot.theirs || kind.same(slot.wanted, kept.value)) return;
    const ahead = kept.steps.some((one) => kind.same(one, slot.wanted));
    if (isDirty(kind, slot) ? !ahead : kind.same(slot.stored.value, kept.value)) return;
    this.takeUp(slot, kept);
    slot.unkeptSince = performance.now();
    host.schedule(kept.id, slot, otherTabsFirstMs);
    host.keepAll();
    host.stateChanged(kept.id);
  }

  /** Another tab has come to `come`. What this one took up from it on the way goes with it, and what it kept of that. */
  left(id: string, come: Held<V>, left: readonly V[]): void {
    const { kind, host } = this;
    const slot = host.slots.get(id);
    if (!slot || slot.theirs || !isDirty(kind, slot) || come.version < slot.stored.version) return;
    const gone = left.some((one) => kind.same(one, slot.wanted));
    if (!gone && (come.version > slot.stored.version || !kind.same(slot.wanted, come.value))) return;
    slot.wanted = come.value;
    slot.stored = come;
    // The other tab knows what became of what it sent; only this one knows of its own
    if (slot.sentBy === 'another-tab') slot.sentBy = null;
    if (gone) host.took(id, come);
    host.touch(id, slot);
    host.schedule(id, slot, 0);
    host.stateChanged(id);
  }

  private slotOf(kept: Kept<V>): Slot<V> | undefined {
    const { slots } = this.host;
    return slots.get(kept.id) ?? (this.host.unknown(kept) ? slots.get(kept.id) : undefined);
  }

  /** Sent, and then back to what the server has: it is to hear of that before what was sent arrives after all. */
  private wasTakenBack({ value, base, steps }: Kept<V>, { stored }: Slot<V>): boolean {
    const { same } = this.kind;
    return base.version === stored.version && steps.some((one) => !same(one, value));
  }

  private takeUp(slot: Slot<V>, { id, value, base, steps }: Kept<V>): void {
    const { same } = this.kind;
    // The server may have a step of it already. Otherwise it is asked with what it was made from, and tells.
    const known = slot.stored.version === base.version || steps.some((one) => same(one, slot.stored.value));
    if (!known) slot.stored = base;
    slot.wanted = value;
    slot.steps = [...steps];
    slot.sentBy ??= 'another-tab';
    slot.since = performance.now();
    this.host.took(id, { value, version: slot.stored.version });
  }
}
