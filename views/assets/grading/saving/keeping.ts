import { type DeviceKeeper } from './device-keeper.js';
import { addStep, isDirty, keptOf, type Kind, pause, type Slot } from './slot.js';

/** Between two states that are kept of somebody who types, milliseconds. */
const keepEveryMs = 200;

/** Has this device keep what the server is not known to have, one transaction after the other. */
export class Keeping<V> {
  private running: Promise<void> | null = null;
  private stopped = false;

  constructor(
    private readonly kind: Kind<V>,
    private readonly slots: ReadonlyMap<string, Slot<V>>,
    private readonly keeper: DeviceKeeper<V> | null,
    private readonly changed: () => void,
  ) {}

  /** Resolves once it is kept, or can't be. */
  all(): Promise<void> {
    this.running ??= this.untilSame().finally(() => {
      this.running = null;
      this.changed();
    });
    return this.running;
  }

  /** The page is left: no pauses any more. */
  stop(): void {
    this.stopped = true;
  }

  private async untilSame(): Promise<void> {
    const { keeper, kind, slots } = this;
    if (keeper === null) return;
    for (;;) {
      const unkept = [...slots].filter(([, slot]) => slot.unkeptSince !== null && isDirty(kind, slot));
      if (unkept.length === 0) return;
      const all = unkept.map(([id, slot]) => {
        // What is not sent as it stands is nothing that the server could have
        if (slot.wanted === null || kind.next(id, slot) !== undefined) addStep(kind, slot, slot.wanted);
        return keptOf(id, slot);
      });
      if (!(await keeper.keep(all))) return;
      const now = performance.now();
      for (const { id, value, base } of all) {
        const slot = slots.get(id);
        if (!slot || !isDirty(kind, slot)) keeper.strike(id, (kept) => kind.same(kept, value));
        else if (slot.unkeptSince !== null)
          slot.unkeptSince = slot.wanted === value && slot.stored.version === base.version ? null : now;
      }
      this.changed();
      if (!this.stopped) await pause(keepEveryMs);
    }
  }
}
