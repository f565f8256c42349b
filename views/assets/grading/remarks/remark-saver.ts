import { personOfPage } from '../../kept_on_device.js';

export interface RemarkValue {
  criterionId: string | null;
  body: string;
}

/** A remark as the server has it, with who wrote it. */
export interface TheirRemark extends RemarkValue {
  version: number;
  updatedAt: string;
  updatedByName: string | null;
}

/** What became of one write. */
export type RemarkAnswer =
  | { kind: 'saved'; version: number; updatedAt: string | null }
  /** Null where somebody deleted it. */
  | { kind: 'conflict'; theirs: TheirRemark | null }
  /** The server said no, and would again; what was typed stays on the page. */
  | { kind: 'refused'; message: string }
  | { kind: 'signed-out' }
  | { kind: 'other-person'; name: string }
  | { kind: 'unreachable' };

/** Writes a remark, or deletes it (null), against the version that it was made from. */
export type SendRemark = (id: string, wanted: RemarkValue | null, version: number) => Promise<RemarkAnswer>;

export type RemarkState =
  | { kind: 'saved'; at: string | null }
  | { kind: 'saving' }
  /** Without words there is nothing to save; `stored` when the server still has some. */
  | { kind: 'empty'; stored: boolean }
  | { kind: 'conflict' }
  | { kind: 'stuck'; why: string };

interface SaverEvents {
  stateChanged: (id: string) => void;
  saved: (id: string, version: number) => void;
  deleted: (id: string) => void;
  clashed: (id: string) => void;
}

interface Slot {
  /** Null to have it deleted. */
  wanted: RemarkValue | null;
  /** Null where the server has none. */
  stored: RemarkValue | null;
  version: number;
  /** What was sent since then without an answer: the server may have one of them. */
  unanswered: RemarkValue[];
  running: Promise<void> | null;
  timer: number | null;
  /** Undefined while there is no conflict; null where they deleted it. */
  theirs: TheirRemark | null | undefined;
  trouble: string | null;
  tries: number;
  savedAt: string | null;
  mayBeEmpty: boolean;
}

const mostUnanswered = 60;

/**
 * Saves remarks one at a time, each against the version that it was made from, as `MarkSaver` does with marks. An answer
 * that was lost brings nobody in conflict with themselves, and nothing is sent in the name of anybody but whoever the
 * page was made for. "Saved" is said only when the server has it.
 */
export class RemarkSaver {
  private readonly slots = new Map<string, Slot>();
  private readonly person = personOfPage();
  private stopped = false;

  constructor(
    private readonly send: SendRemark,
    private told: SaverEvents,
  ) {}

  /** @param version 0 for one that nobody has stored */
  begin(id: string, value: RemarkValue, version: number, { mayBeEmpty = false } = {}): void {
    this.slots.set(id, {
      wanted: value,
      stored: version === 0 ? (mayBeEmpty ? value : null) : value,
      version,
      unanswered: [],
      running: null,
      timer: null,
      theirs: undefined,
      trouble: null,
      tries: 0,
      savedAt: null,
      mayBeEmpty,
    });
  }

  /** @param after milliseconds without a further change before it is sent */
  change(id: string, wanted: RemarkValue | null, after = 0): void {
    const slot = this.slots.get(id);
    if (!slot) return;
    slot.wanted = wanted;
    if (slot.theirs === undefined) this.schedule(id, slot, after);
    this.told.stateChanged(id);
  }

  clash(id: string, theirs: TheirRemark | null): void {
    const slot = this.slots.get(id);
    if (slot) slot.theirs = theirs;
  }

  /** Ends a conflict in the knowledge of theirs. */
  decide(id: string, wanted: RemarkValue | null): void {
    const slot = this.slots.get(id);
    if (slot?.theirs === undefined) return;
    slot.stored = slot.theirs;
    slot.version = slot.theirs?.version ?? 0;
    slot.unanswered = [];
    slot.theirs = undefined;
    this.change(id, wanted);
    // Nothing of it is anywhere any more.
    if (wanted === null && slot.stored === null) this.told.deleted(id);
  }

  forget(id: string): void {
    const slot = this.slots.get(id);
    if (slot?.timer != null) window.clearTimeout(slot.timer);
    this.slots.delete(id);
  }

  theirsOf(id: string): TheirRemark | null | undefined {
    return this.slots.get(id)?.theirs;
  }

  wantedOf(id: string): RemarkValue | null {
    return this.slots.get(id)?.wanted ?? null;
  }

  /** Whether the server has it, or will have it once it has answered what is under way. */
  mayBeStored(id: string): boolean {
    const slot = this.slots.get(id);
    return slot !== undefined && mayBeStored(slot);
  }

  versionOf(id: string): number {
    return this.slots.get(id)?.version ?? 0;
  }

  stateOf(id: string): RemarkState {
    const slot = this.slots.get(id);
    if (!slot) return { kind: 'saved', at: null };
    if (slot.theirs !== undefined) return { kind: 'conflict' };
    if (slot.trouble !== null) return { kind: 'stuck', why: slot.trouble };
    if (isEmpty(slot)) return { kind: 'empty', stored: mayBeStored(slot) };
    return isDirty(slot) ? { kind: 'saving' } : { kind: 'saved', at: slot.savedAt };
  }

  /** Ids of what the server does not have as it stands here; an empty remark that nobody stored is none. */
  get unsaved(): string[] {
    return [...this.slots]
      .filter(([, slot]) => isDirty(slot) && !(isEmpty(slot) && !mayBeStored(slot)))
      .map(([id]) => id);
  }

  retry(): void {
    for (const [id, slot] of this.slots) if (slot.trouble !== null) this.schedule(id, slot, 0);
  }

  /** Sends everything that waits. @returns whether the server has all of it */
  async settle(): Promise<boolean> {
    await Promise.all([...this.slots].map(([id, slot]) => this.flush(id, slot)));
    return this.unsaved.length === 0;
  }

  /** The page is left: what waits is sent once, and nobody is told of it any more. */
  stop(): void {
    this.stopped = true;
    this.told = deaf;
    for (const [id, slot] of this.slots) if (slot.timer !== null) void this.flush(id, slot);
  }

  private schedule(id: string, slot: Slot, after: number): void {
    if (slot.timer !== null) window.clearTimeout(slot.timer);
    slot.timer = null;
    if (!this.stopped) slot.timer = window.setTimeout(() => void this.flush(id, slot), after);
  }

  private flush(id: string, slot: Slot): Promise<void> {
    if (slot.timer !== null) window.clearTimeout(slot.timer);
    slot.timer = null;
    slot.running ??= this.sendUntilSame(id, slot).finally(() => {
      slot.running = null;
      this.told.stateChanged(id);
    });
    return slot.running;
  }

  private async sendUntilSame(id: string, slot: Slot): Promise<void> {
    while (slot.theirs === undefined && differs(slot) && !isEmpty(slot)) {
      // After this page another one is here, which may be somebody else's.
      if (personOfPage() !== this.person) return;
      const sent = slot.wanted;
      this.told.stateChanged(id);
      const answer = await this.send(id, sent, versionToSend(slot));
      if (!this.take(id, slot, sent, answer)) break;
    }
    // Nobody ever stored what is not wanted any more.
    if (slot.wanted === null && slot.theirs === undefined && !differs(slot)) this.told.deleted(id);
  }

  /** @returns whether to go on with what has changed meanwhile */
  private take(id: string, slot: Slot, sent: RemarkValue | null, answer: RemarkAnswer): boolean {
    slot.trouble = null;
    switch (answer.kind) {
      case 'saved':
        slot.stored = sent;
        slot.version = answer.version;
        slot.unanswered = [];
        slot.savedAt = answer.updatedAt;
        slot.tries = 0;
        if (sent !== null) this.told.saved(id, answer.version);
        return true;
      case 'conflict': {
        const { theirs } = answer;
        const own = theirs && slot.unanswered.find((one) => sameRemark(one, theirs));
        if (theirs && own) {
          slot.stored = own;
          slot.version = theirs.version;
          slot.unanswered = [];
          return true;
        }
        slot.theirs = theirs;
        this.told.clashed(id);
        return false;
      }
      case 'refused':
        slot.trouble = answer.message;
        return false;
      case 'signed-out':
        slot.trouble = 'You are signed out. Sign in in another tab, then come back';
        return false;
      case 'other-person':
        slot.trouble = `${answer.name} is signed in here now. Sign in again in another tab, then come back`;
        return false;
      case 'unreachable':
        slot.trouble = 'The server can’t be reached. Trying again';
        slot.tries += 1;
        if (sent !== null) slot.unanswered = [...slot.unanswered, sent].slice(-mostUnanswered);
        this.schedule(id, slot, Math.min(30_000, 1000 * 2 ** slot.tries));
        return false;
    }
  }
}

const nothing = () => undefined;
const deaf: SaverEvents = { stateChanged: nothing, saved: nothing, deleted: nothing, clashed: nothing };

const differs = ({ wanted, stored, unanswered }: Slot) =>
  wanted === null || stored === null
    ? wanted !== stored || unanswered.length > 0
    : wanted.body !== stored.body || wanted.criterionId !== stored.criterionId;

const mayBeStored = ({ version, unanswered, running }: Slot) =>
  version > 0 || unanswered.length > 0 || running !== null;

/** What is deleted although no answer said that it was stored can only have got its first version. */
const versionToSend = ({ wanted, version, unanswered }: Slot) =>
  wanted === null && version === 0 && unanswered.length > 0 ? 1 : version;

/** The server stores no white space around a remark, and a remark on the whole has no criterion. */
const sameRemark = (one: RemarkValue, other: RemarkValue) =>
  (one.criterionId ?? null) === (other.criterionId ?? null) && tidied(one.body) === tidied(other.body);

const tidied = (body: string) => body.replace(/\r\n?/g, '\n').trim();

const isEmpty = ({ wanted, mayBeEmpty }: Slot) => !mayBeEmpty && wanted?.body.trim() === '';

const isDirty = (slot: Slot) => slot.running !== null || slot.theirs !== undefined || differs(slot);

export function stateWords(state: RemarkState, clock: (iso: string) => string): string {
  switch (state.kind) {
    case 'saved':
      return state.at === null ? 'Saved' : `Saved ${clock(state.at)}`;
    case 'saving':
      return 'Saving';
    case 'empty':
      return state.stored ? 'Not saved: a remark needs words. Write some, or delete it' : 'Saved as you type';
    case 'conflict':
      return 'Waits for your decision';
    case 'stuck':
      return `Not saved yet: ${state.why}`;
  }
}
