export interface Mark {
  levelId: string | null;
  remark: string;
}

/** A mark as the server has it. */
export interface StoredMark extends Mark {
  version: number;
}

export interface TheirMark extends StoredMark {
  updatedAt: string;
  updatedByName: string | null;
}

/** What became of one write. */
export type Answer =
  | { kind: 'saved'; stored: StoredMark & { updatedAt: string } }
  | { kind: 'conflict'; theirs: TheirMark }
  /** The server said no, and would again; what was typed stays on the page. */
  | { kind: 'refused'; message: string }
  | { kind: 'signed-out' }
  | { kind: 'unreachable' };

export type Send = (criterionId: string, mark: Mark, version: number) => Promise<Answer>;

export type SaverState =
  | { kind: 'saved'; at: string | null }
  | { kind: 'saving' }
  | { kind: 'offline' }
  | { kind: 'signed-out' }
  | { kind: 'refused'; message: string }
  | { kind: 'conflict'; count: number };

interface Slot {
  wanted: Mark;
  stored: StoredMark;
  /** The write that is under way, with what follows it. */
  running: Promise<void> | null;
  timer: number | null;
  theirs: TheirMark | null;
  trouble: 'offline' | 'signed-out' | { message: string } | null;
  tries: number;
}

/**
 * Saves marks one criterion at a time, each against the version that it was made from. While one write of a criterion
 * is under way, later changes wait for its answer, so that nobody is in conflict with themselves. "Saved" is said only
 * when the server has everything.
 */
export class MarkSaver {
  private readonly slots = new Map<string, Slot>();
  private savedAt: string | null = null;

  constructor(
    private readonly send: Send,
    private readonly told: {
      stateChanged: () => void;
      saved: (criterionId: string, version: number) => void;
      clashed: (criterionId: string, theirs: TheirMark, yours: Mark) => void;
    },
  ) {}

  begin(criterionId: string, stored: StoredMark): void {
    this.slots.set(criterionId, {
      wanted: stored,
      stored,
      running: null,
      timer: null,
      theirs: null,
      trouble: null,
      tries: 0,
    });
  }

  /** @param after milliseconds without a further change before it is sent */
  change(criterionId: string, mark: Mark, after = 0): void {
    const slot = this.slots.get(criterionId);
    if (!slot) return;
    slot.wanted = mark;
    // A mark in conflict waits for the decision.
    if (!slot.theirs) this.schedule(criterionId, slot, after);
    this.told.stateChanged();
  }

  /** The page came with a conflict: what it shows is not stored. */
  clash(criterionId: string, theirs: TheirMark, yours: Mark): void {
    const slot = this.slots.get(criterionId);
    if (!slot) return;
    slot.theirs = theirs;
    slot.wanted = yours;
    this.told.stateChanged();
  }

  /** Ends a conflict: the given mark, made in the knowledge of theirs, is saved over it. */
  decide(criterionId: string, mark: Mark): void {
    const slot = this.slots.get(criterionId);
    if (!slot?.theirs) return;
    slot.stored = slot.theirs;
    slot.theirs = null;
    this.change(criterionId, mark);
  }

  /** Sends again what could not be sent, as after a connection came back. */
  retry(): void {
    for (const [id, slot] of this.slots) {
      if (slot.trouble === 'offline' || slot.trouble === 'signed-out') this.schedule(id, slot, 0);
    }
  }

  get state(): SaverState {
    const slots = [...this.slots.values()];
    for (const { trouble } of slots) {
      if (trouble !== null && typeof trouble === 'object')
        return { kind: 'refused', message: trouble.message };
    }
    if (slots.some((slot) => slot.trouble === 'signed-out')) return { kind: 'signed-out' };
    if (slots.some((slot) => slot.trouble === 'offline')) return { kind: 'offline' };
    const clashes = slots.filter((slot) => slot.theirs !== null).length;
    if (clashes > 0) return { kind: 'conflict', count: clashes };
    return slots.some(isDirty) ? { kind: 'saving' } : { kind: 'saved', at: this.savedAt };
  }

  /** Their mark, while a conflict with it waits for a decision. */
  theirsOf(criterionId: string): TheirMark | null {
    return this.slots.get(criterionId)?.theirs ?? null;
  }

  /** Sends everything that waits. @returns whether the server has all of it */
  async settle(): Promise<boolean> {
    await Promise.all([...this.slots].map(([id, slot]) => this.flush(id, slot)));
    return this.state.kind === 'saved';
  }

  /** The page is left: no more retries, and what waits is sent once. */
  stop(): void {
    for (const [id, slot] of this.slots) {
      if (slot.timer !== null) void this.flush(id, slot);
    }
  }

  private schedule(id: string, slot: Slot, after: number): void {
    if (slot.timer !== null) window.clearTimeout(slot.timer);
    slot.timer = window.setTimeout(() => void this.flush(id, slot), after);
  }

  private flush(id: string, slot: Slot): Promise<void> {
    if (slot.timer !== null) window.clearTimeout(slot.timer);
    slot.timer = null;
    slot.running ??= this.sendUntilSame(id, slot).finally(() => {
      slot.running = null;
      this.told.stateChanged();
    });
    return slot.running;
  }

  private async sendUntilSame(id: string, slot: Slot): Promise<void> {
    while (slot.theirs === null && differs(slot)) {
      const sent = slot.wanted;
      this.told.stateChanged();
      const answer = await this.send(id, sent, slot.stored.version);
      this.take(id, slot, sent, answer);
      if (answer.kind !== 'saved') return;
    }
  }

  private take(id: string, slot: Slot, sent: Mark, answer: Answer): void {
    slot.trouble = null;
    switch (answer.kind) {
      case 'saved':
        // What was typed is what is stored, apart from white space around it.
        slot.stored = { ...sent, version: answer.stored.version };
        slot.tries = 0;
        this.savedAt = answer.stored.updatedAt;
        this.told.saved(id, answer.stored.version);
        return;
      case 'conflict':
        slot.theirs = answer.theirs;
        this.told.clashed(id, answer.theirs, slot.wanted);
        return;
      case 'refused':
        slot.trouble = { message: answer.message };
        return;
      case 'signed-out':
        slot.trouble = 'signed-out';
        return;
      case 'unreachable':
        slot.trouble = 'offline';
        slot.tries += 1;
        this.schedule(id, slot, Math.min(30_000, 1000 * 2 ** slot.tries));
    }
  }
}

const differs = ({ wanted, stored }: Slot) =>
  wanted.levelId !== stored.levelId || wanted.remark !== stored.remark;

const isDirty = (slot: Slot) => slot.running !== null || slot.theirs !== null || differs(slot);
