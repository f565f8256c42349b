import { meet, sameMark } from '../../../src/grading/marking/mark-merge.rules.js';
import {
  type MarkAccess,
  markSaveState,
  type MarkSaveState,
} from '../../../src/grading/marking/mark-save-state.rules.js';
import { type Answer, type Mark, type Send, type StoredMark, type TheirMark } from './mark.js';
import { type KeptMark, MarkKeeper } from './mark-keeper.js';

interface SaverEvents {
  stateChanged(): void;
  saved(criterionId: string, version: number): void;
  clashed(criterionId: string, theirs: TheirMark, yours: Mark): void;
  /** The page is to show this: it was made here earlier, in another tab, or by a co-marker. */
  took(criterionId: string, mark: StoredMark, whose: 'own' | 'theirs'): void;
}

interface Slot {
  wanted: Mark;
  stored: StoredMark;
  /** What was sent or kept on the way from `stored` to `wanted`; the server may have one of them. */
  steps: Mark[];
  /** Who may have sent one of `steps` without it being known what became of it. */
  sentBy: 'here' | 'another-tab' | null;
  /** When the oldest change was made that the server does not have, and that this device has not committed either. */
  since: number | null;
  unkeptSince: number | null;
  /** The write that is under way, with what follows it. */
  running: Promise<void> | null;
  timer: number | null;
  theirs: TheirMark | null;
  refusal: string | null;
  tries: number;
}

const mostSteps = 60;
/** Between two states that are kept of somebody who types, milliseconds. */
const keepEveryMs = 200;
/** A write does not wait longer for this device's storage. */
const keepFirstMs = 500;
/** What another tab made is sent by that tab, unless it has gone. */
const otherTabsFirstMs = 6_000;

/**
 * Saves marks one criterion at a time, each against the version that it was made from. A mark is kept on this device
 * before it is sent, and until the server has it. While one write of a criterion is under way, later changes wait for
 * its answer, and what comes back may be an earlier step of what stands here, so that nobody is in conflict with
 * themselves. “Saved” is said only when the server has everything.
 */
export class MarkSaver {
  private readonly slots = new Map<string, Slot>();
  private readonly keeper: MarkKeeper | null;
  /** States that this device kept and that wait until the criterion's other one is settled. */
  private waiting: KeptMark[] = [];
  private savedAt: string | null = null;
  private access: MarkAccess = 'marking';
  private stranger: string | null = null;
  private reachable = true;
  private keeping: Promise<void> | null = null;
  private stopped = false;
  private readonly tick: number;

  /** @param place whose marks these are, and of which assessment; without it nothing is kept on this device */
  constructor(
    private readonly send: Send,
    private readonly told: SaverEvents,
    place: { person: string; assessment: string } | null = null,
  ) {
    this.keeper =
      place &&
      new MarkKeeper(place.person, place.assessment, {
        found: (marks) => {
          this.waiting.push(...marks);
          this.takeWaiting();
        },
        made: (mark) => {
          this.takeMade(mark);
        },
        saved: (id, stored) => {
          this.arrive(id, stored, 'own');
        },
        left: (id, stored, marks) => {
          this.leave(id, stored, marks);
        },
        signedIn: () => {
          this.signedIn(false);
        },
        works: () => void this.keepAll(),
        unsent: () => this.dirty().map(([id, slot]) => keptOf(id, slot)),
      });
    this.tick = window.setInterval(() => {
      if (this.unsent) told.stateChanged();
    }, 500);
  }

  begin(criterionId: string, stored: StoredMark): void {
    this.slots.set(criterionId, {
      ...{ wanted: stored, stored, steps: [], sentBy: null, since: null, unkeptSince: null },
      ...{ running: null, timer: null, theirs: null, refusal: null, tries: 0 },
    });
  }

  /** @param after milliseconds without a further change before it is sent */
  change(criterionId: string, mark: Mark, after = 0): void {
    const slot = this.slots.get(criterionId);
    if (!slot) return;
    // A field that is left says once more what it said while one typed: that is kept already
    const again = mark.levelId === slot.wanted.levelId && mark.remark === slot.wanted.remark;
    slot.refusal = null;
    if (!again || slot.since === null) {
      slot.wanted = mark;
      this.touch(criterionId, slot);
    }
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
    this.touch(criterionId, slot);
    this.told.stateChanged();
  }

  /** Ends a conflict: the given mark, made in the knowledge of theirs, is saved over it. */
  decide(criterionId: string, mark: Mark): void {
    const slot = this.slots.get(criterionId);
    if (!slot?.theirs) return;
    const left = [slot.wanted, ...slot.steps];
    slot.stored = slot.theirs;
    slot.theirs = null;
    slot.steps = [];
    slot.sentBy = null;
    this.keeper?.strike(criterionId, (kept) => left.some((one) => sameMark(one, kept)));
    this.change(criterionId, mark);
    this.takeWaiting();
  }

  /** A mark that somebody else, or another tab, has saved. */
  arrive(criterionId: string, come: TheirMark, whose: 'own' | 'theirs' = 'theirs'): void {
    const slot = this.slots.get(criterionId);
    if (!slot || come.version <= Math.max(slot.stored.version, slot.theirs?.version ?? 0)) return;
    switch (slot.theirs ? 'clash' : meet(slot, come)) {
      case 'same':
        this.finish(criterionId, slot, slot.wanted, come);
        break;
      case 'take':
        slot.wanted = slot.stored = come;
        this.settled(criterionId, slot);
        this.told.took(criterionId, come, whose);
        break;
      case 'behind':
        slot.stored = come;
        this.schedule(criterionId, slot, 0);
        break;
      case 'clash':
        slot.theirs = come;
        this.told.clashed(criterionId, come, slot.wanted);
    }
    this.told.stateChanged();
  }

  /** Sends again what could not be sent, as after a connection came back. */
  retry(): void {
    for (const [id, slot] of this.dirty()) {
      if (!slot.theirs && !slot.running && slot.refusal === null) this.schedule(id, slot, 0);
    }
  }

  /** Something else on this page has heard from the server. */
  heard({ kind, ...answer }: { kind: string; name?: string }): void {
    if (kind === 'unreachable') this.reachable = false;
    else if (kind === 'signed-out') this.access = 'signed-out';
    else if (kind === 'other-person') {
      this.access = 'other-person';
      this.stranger = answer.name ?? null;
    } else {
      const wasAway = !this.reachable || this.access !== 'marking';
      this.reachable = true;
      this.access = 'marking';
      if (wasAway) this.retry();
    }
    this.told.stateChanged();
  }

  /** Somebody has signed in on this page: the answer to the next write says who. */
  signedIn(here = true): void {
    if (here) this.keeper?.tellSignedIn();
    this.access = 'marking';
    this.retry();
    this.told.stateChanged();
  }

  get state(): MarkSaveState {
    const dirty = this.dirty().map(([, slot]) => slot);
    const open = dirty.filter((slot) => slot.theirs === null);
    return markSaveState({
      access: this.access,
      reachable: this.reachable,
      unsavedSince: earliest(open.map((slot) => slot.since)),
      unkeptSince: earliest(open.map((slot) => slot.unkeptSince)),
      deviceFails: this.keeper?.fails ?? true,
      refusal: dirty.find((slot) => slot.refusal !== null)?.refusal ?? null,
      clashes: dirty.length - open.length,
      now: performance.now(),
    });
  }

  /** When something was last saved here, as an ISO instant. */
  get lastSaved(): string | null {
    return this.savedAt;
  }

  get currentAccess(): MarkAccess {
    return this.access;
  }

  /** Who is signed in in the place of whoever this page was made for. */
  get otherPerson(): string | null {
    return this.access === 'other-person' ? this.stranger : null;
  }

  /** True while something that was made here is not known to be stored by the server. */
  get unsent(): boolean {
    return this.dirty().length > 0;
  }

  /** True while something is neither stored by the server nor committed by this device. */
  get unkept(): boolean {
    return this.dirty().some(([, slot]) => slot.unkeptSince !== null);
  }

  /** The versions that this page shows, by criterion. */
  get versions(): Record<string, number> {
    return Object.fromEntries(
      [...this.slots].map(([id, { stored, theirs }]) => [id, theirs?.version ?? stored.version]),
    );
  }

  /** Their mark, while a conflict with it waits for a decision. */
  theirsOf(criterionId: string): TheirMark | null {
    return this.slots.get(criterionId)?.theirs ?? null;
  }

  /** Sends everything that waits. @returns whether the server has all of it */
  async settle(): Promise<boolean> {
    await Promise.all(this.dirty().map(([id, slot]) => this.flush(id, slot)));
    return !this.unsent;
  }

  /** The page is left: what waits is sent once; what does not arrive is kept, and sent from the next page. */
  stop(): void {
    this.stopped = true;
    window.clearInterval(this.tick);
    void Promise.all([this.keepAll(), this.settle()]).finally(() => this.keeper?.close());
  }

  private dirty(): [string, Slot][] {
    return [...this.slots].filter(([, slot]) => this.isDirty(slot));
  }

  /** Notes since when a slot waits, and has the device keep it. */
  private touch(id: string, slot: Slot): void {
    if (!this.isDirty(slot)) {
      // Back to what the server has, and nothing was sent: what was kept on the way is done with
      this.settled(id, slot);
      return;
    }
    const now = performance.now();
    slot.since ??= now;
    slot.unkeptSince ??= now;
    void this.keepAll();
  }

  /** Writes what this device does not have yet, one transaction after the other. */
  private keepAll(): Promise<void> {
    this.keeping ??= this.keepUntilSame().finally(() => {
      this.keeping = null;
      this.told.stateChanged();
    });
    return this.keeping;
  }

  private async keepUntilSame(): Promise<void> {
    const { keeper } = this;
    if (keeper === null) return;
    for (;;) {
      const unkept = this.dirty().filter(([, slot]) => slot.unkeptSince !== null);
      if (unkept.length === 0) return;
      const marks = unkept.map(([id, slot]) => {
        step(slot, slot.wanted);
        return keptOf(id, slot);
      });
      if (!(await keeper.keep(marks))) return;
      const now = performance.now();
      for (const { id, mark, base } of marks) {
        const slot = this.slots.get(id);
        if (!slot) continue;
        if (!this.isDirty(slot)) keeper.strike(id, (kept) => sameMark(kept, mark));
        else if (slot.unkeptSince !== null)
          slot.unkeptSince = slot.wanted === mark && slot.stored.version === base.version ? null : now;
      }
      this.told.stateChanged();
      if (this.stopped) continue;
      await pause(keepEveryMs);
    }
  }

  /** What was taken back after it was sent is dirty too: the server may have the one that was sent. */
  private isDirty({ theirs, sentBy, wanted, stored }: Slot): boolean {
    return theirs !== null || sentBy !== null || !sameMark(wanted, stored);
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
      this.told.stateChanged();
    });
    return slot.running;
  }

  private async sendUntilSame(id: string, slot: Slot): Promise<void> {
    if (slot.unkeptSince !== null) await Promise.race([this.keepAll(), pause(keepFirstMs)]);
    while (slot.theirs === null && this.isDirty(slot)) {
      const sent = slot.wanted;
      const { sentBy } = slot;
      step(slot, sent);
      slot.sentBy = 'here';
      this.told.stateChanged();
      const answer = await this.send(id, sent, slot.stored.version);
      // The server has said that it did not take this one
      if (unwritten.has(answer.kind)) slot.sentBy &&= sentBy;
      if (!this.take(id, slot, sent, answer)) break;
    }
    if (!this.isDirty(slot) && slot.since !== null) this.settled(id, slot);
  }

  /** @returns whether to go on with what has changed meanwhile */
  private take(id: string, slot: Slot, sent: Mark, answer: Answer): boolean {
    if (answer.kind !== 'refused') this.heard(answer);
    slot.refusal = null;
    switch (answer.kind) {
      case 'saved':
        slot.tries = 0;
        this.finish(id, slot, sent, { ...answer.stored, updatedByName: null });
        return true;
      case 'conflict': {
        const meeting = meet(slot, answer.theirs);
        if (meeting === 'same') this.finish(id, slot, slot.wanted, answer.theirs);
        else if (meeting === 'behind') slot.stored = answer.theirs;
        else if (meeting === 'take') this.arrive(id, answer.theirs);
        else {
          slot.theirs = answer.theirs;
          this.told.clashed(id, answer.theirs, slot.wanted);
        }
        return meeting === 'behind';
      }
      case 'refused':
        slot.refusal = answer.message;
        return false;
      case 'signed-out':
      case 'other-person':
        return false;
      case 'unreachable':
        slot.tries += 1;
        this.schedule(id, slot, Math.min(30_000, 1000 * 2 ** slot.tries));
        return false;
    }
  }

  /** The server has `sent`. */
  private finish(id: string, slot: Slot, sent: Mark, stored: TheirMark): void {
    const done = [sent, ...slot.steps];
    const left = slot.steps.filter((one) => !sameMark(one, sent) && !sameMark(one, slot.wanted));
    // What was typed is what is stored, apart from white space around it.
    slot.stored = { ...sent, version: stored.version };
    slot.steps = [];
    slot.sentBy = null;
    this.savedAt = stored.updatedAt;
    if (this.isDirty(slot)) {
      slot.since = slot.unkeptSince = performance.now();
      void this.keepAll();
    } else {
      slot.since = slot.unkeptSince = null;
    }
    this.keeper?.strike(id, (kept) => done.some((one) => sameMark(one, kept)));
    this.keeper?.tellLeft(id, slot.stored, left);
    this.keeper?.tellSaved(id, stored);
    this.told.saved(id, stored.version);
    this.takeWaiting();
  }

  /** The page shows what the server has, and nothing is on its way there. */
  private settled(id: string, slot: Slot): void {
    const done = [slot.wanted, ...slot.steps];
    const left = slot.steps.filter((one) => !sameMark(one, slot.wanted));
    slot.since = slot.unkeptSince = slot.sentBy = slot.refusal = null;
    slot.steps = [];
    this.keeper?.strike(id, (kept) => done.some((one) => sameMark(one, kept)));
    this.keeper?.tellLeft(id, slot.stored, left);
  }

  /** Another tab has come to `come`. What this one took up from it on the way goes with it, and what it kept of that. */
  private leave(id: string, come: StoredMark, left: readonly Mark[]): void {
    const slot = this.slots.get(id);
    if (!slot || slot.theirs || !this.isDirty(slot) || come.version < slot.stored.version) return;
    const gone = left.some((one) => sameMark(one, slot.wanted));
    if (!gone && (come.version > slot.stored.version || !sameMark(slot.wanted, come))) return;
    slot.wanted = slot.stored = come;
    // The other tab knows what became of what it sent; only this one knows of its own
    if (slot.sentBy === 'another-tab') slot.sentBy = null;
    if (gone) this.told.took(id, come, 'own');
    this.touch(id, slot);
    this.schedule(id, slot, 0);
    this.told.stateChanged();
  }

  /** Takes up what this device kept from earlier, where nothing else is under way. */
  private takeWaiting(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const kept of waiting) {
      const slot = this.slots.get(kept.id);
      if (!slot) continue;
      if (sameMark(kept.mark, slot.stored)) {
        this.keeper?.strike(kept.id, (mark) => sameMark(mark, kept.mark));
      } else if (!this.isDirty(slot)) {
        this.takeUp(slot, kept);
        slot.unkeptSince = null;
        this.schedule(kept.id, slot, 0);
      } else if (!slot.steps.some((one) => sameMark(one, kept.mark)) && !sameMark(slot.wanted, kept.mark)) {
        this.waiting.push(kept);
      }
    }
    this.told.stateChanged();
  }

  /** Another tab of this browser has made something: shown here too, and sent if that tab does not. */
  private takeMade(kept: KeptMark): void {
    const slot = this.slots.get(kept.id);
    if (!slot || slot.theirs || sameMark(slot.wanted, kept.mark)) return;
    const ahead = kept.steps.some((one) => sameMark(one, slot.wanted));
    if (this.isDirty(slot) ? !ahead : sameMark(slot.stored, kept.mark)) return;
    this.takeUp(slot, kept);
    slot.unkeptSince = performance.now();
    this.schedule(kept.id, slot, otherTabsFirstMs);
    void this.keepAll();
    this.told.stateChanged();
  }

  private takeUp(slot: Slot, { id, mark, base, steps }: KeptMark): void {
    // The server may have a step of it already. Otherwise it is asked with what the mark was made from, and tells.
    const known = slot.stored.version === base.version || steps.some((one) => sameMark(one, slot.stored));
    if (!known) slot.stored = base;
    slot.wanted = mark;
    slot.steps = [...steps];
    slot.sentBy ??= 'another-tab';
    slot.since = performance.now();
    this.told.took(id, { ...mark, version: slot.stored.version }, 'own');
  }
}

function step(slot: Slot, mark: Mark): void {
  if (slot.steps.some((one) => sameMark(one, mark))) return;
  slot.steps = [...slot.steps, mark].slice(-mostSteps);
}

/** Answers of a server that has not stored what was sent. */
const unwritten: ReadonlySet<Answer['kind']> = new Set(['refused', 'signed-out', 'other-person']);

const keptOf = (id: string, { wanted, stored, steps }: Slot): KeptMark => ({
  id,
  mark: wanted,
  base: { levelId: stored.levelId, remark: stored.remark, version: stored.version },
  steps,
});

const earliest = (times: readonly (number | null)[]): number | null => {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
};

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
