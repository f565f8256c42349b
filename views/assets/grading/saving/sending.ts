import { meetAs } from '../../../../src/grading/marking/mark-merge.rules.js';
import { personOfPage } from '../../kept_on_device.js';
import { addStep, type Answer, type Come, isDirty, type Kind, pause, type Send, type Slot } from './slot.js';

/** A write does not wait longer for this device's storage. */
const keepFirstMs = 500;
const retryAtMostMs = 30_000;

interface SendingEvents<V> {
  stateChanged(id: string): void;
  heard(answer: Answer<V>): void;
  /** The server has `sent`. */
  finished(id: string, slot: Slot<V>, sent: V, stored: Come<V>): void;
  /** What the page shows is what the server has, and nothing is on its way there. */
  settled(id: string, slot: Slot<V>): void;
  arrived(id: string, come: Come<V>): void;
  clashed(id: string, theirs: Come<V>, yours: V): void;
  keepAll(): Promise<void>;
}

/**
 * Sends one thing at a time for each slot, against the version that it was made from. While one write is under way,
 * later changes wait for its answer, and what comes back may be an earlier step of what stands here, so that nobody is
 * in conflict with themselves.
 */
export class Sending<V> {
  private stopped = false;
  private readonly person = personOfPage();

  constructor(
    private readonly kind: Kind<V>,
    private readonly send: Send<V>,
    private readonly events: SendingEvents<V>,
  ) {}

  /** @param after milliseconds without a further change before it is sent */
  schedule(id: string, slot: Slot<V>, after: number): void {
    this.cancel(slot);
    if (!this.stopped) slot.timer = window.setTimeout(() => void this.flush(id, slot), after);
  }

  cancel(slot: Slot<V>): void {
    if (slot.timer !== null) window.clearTimeout(slot.timer);
    slot.timer = null;
  }

  flush(id: string, slot: Slot<V>): Promise<void> {
    this.cancel(slot);
    slot.running ??= this.sendUntilSame(id, slot).finally(() => {
      slot.running = null;
      this.events.stateChanged(id);
    });
    return slot.running;
  }

  /** From now on nothing is sent but what is flushed. */
  stop(): void {
    this.stopped = true;
  }

  private async sendUntilSame(id: string, slot: Slot<V>): Promise<void> {
    const { kind, events } = this;
    if (slot.unkeptSince !== null) await Promise.race([events.keepAll(), pause(keepFirstMs)]);
    while (slot.theirs === null && isDirty(kind, slot)) {
      // After this page another one is here, which may be somebody else's.
      if (personOfPage() !== this.person) break;
      const sent = kind.next(id, slot);
      if (sent === undefined) break;
      const { sentBy } = slot;
      addStep(kind, slot, sent);
      slot.sentBy = 'here';
      events.stateChanged(id);
      const answer = await this.send(id, sent, slot.stored.version, slot.note);
      // The server has said that it did not take this one
      if (unwritten.has(answer.kind)) slot.sentBy &&= sentBy;
      if (!this.take(id, slot, sent, answer)) break;
    }
    if (!isDirty(kind, slot) && slot.since !== null) events.settled(id, slot);
  }

  /** @returns whether to go on with what has changed meanwhile */
  private take(id: string, slot: Slot<V>, sent: V, answer: Answer<V>): boolean {
    const { events } = this;
    if (answer.kind !== 'refused') events.heard(answer);
    slot.refusal = null;
    switch (answer.kind) {
      case 'saved':
        slot.tries = 0;
        events.finished(id, slot, sent, { ...answer, value: sent, updatedByName: null });
        return true;
      case 'conflict': {
        const { theirs } = answer;
        const meeting = meetAs(this.kind.same, { ...slot, stored: slot.stored.value }, theirs.value);
        if (meeting === 'same') events.finished(id, slot, slot.wanted, theirs);
        else if (meeting === 'behind') slot.stored = theirs;
        else if (meeting === 'take') events.arrived(id, theirs);
        else {
          slot.theirs = theirs;
          events.clashed(id, theirs, slot.wanted);
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
        this.schedule(id, slot, Math.min(retryAtMostMs, 1000 * 2 ** slot.tries));
        return false;
    }
  }
}

/** Answers of a server that has not stored what was sent. */
const unwritten: ReadonlySet<Answer<unknown>['kind']> = new Set(['refused', 'signed-out', 'other-person']);
