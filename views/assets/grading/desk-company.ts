import { idleAfterMs, pauseBeforeNext } from '../../../src/grading/presence/presence.rules.js';
import { type DeskAnswer, putFromDesk } from './desk-request.js';
import { type TheirMark } from './mark.js';

export interface CoMarker {
  id: string;
  name: string;
  rubricCriterionId: string | null;
}

/** What the server tells of a desk; see src/grading/presence/presence.controller.ts. */
export interface DeskNow {
  people: readonly CoMarker[];
  marks: readonly (TheirMark & { rubricCriterionId: string; seen: string })[];
  grades: number;
  laterId: string | null;
}

interface CompanyEvents {
  /** The criterion that one is at; null while one reads. */
  place(): string | null;
  versions(): Readonly<Record<string, number>>;
  told(now: DeskNow): void;
  answered(answer: DeskAnswer): void;
}

const signs = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'focusin'] as const;
/** Somebody who goes through the criteria says so at this pace, milliseconds. */
const settleMs = 600;

/**
 * Says where one is and hears who else is here and what they changed. Asks at once when the page opens, since it may
 * have been fetched a minute ago, and then as long as it is looked at: a hidden tab, or one that nobody touches, is
 * quiet.
 */
export class DeskCompany {
  private people = 0;
  private failures = 0;
  private timer: number | null = null;
  private asking = false;
  private stopped = false;
  private touchedAt = performance.now();

  constructor(
    private readonly url: string,
    private readonly events: CompanyEvents,
  ) {
    document.addEventListener('visibilitychange', this.onReturn);
    window.addEventListener('online', this.onReturn);
    window.addEventListener('focus', this.onReturn);
    for (const sign of signs) document.addEventListener(sign, this.onTouch, { passive: true });
    void this.ask();
  }

  /** One has gone to another criterion. */
  moved(): void {
    this.later(settleMs);
  }

  stop(): void {
    this.stopped = true;
    document.removeEventListener('visibilitychange', this.onReturn);
    window.removeEventListener('online', this.onReturn);
    window.removeEventListener('focus', this.onReturn);
    for (const sign of signs) document.removeEventListener(sign, this.onTouch);
    if (this.timer !== null) window.clearTimeout(this.timer);
  }

  private get quiet(): boolean {
    return document.visibilityState === 'hidden' || performance.now() - this.touchedAt > idleAfterMs;
  }

  private later(ms: number): void {
    if (this.timer !== null) window.clearTimeout(this.timer);
    if (!this.stopped) this.timer = window.setTimeout(() => void this.ask(), ms);
  }

  private async ask(): Promise<void> {
    if (this.asking || this.stopped || this.quiet) return;
    this.asking = true;
    const { events } = this;
    const answer = await putFromDesk(this.url, { criterionId: events.place(), seen: events.versions() });
    this.asking = false;
    this.hear(answer);
  }

  private hear(answer: DeskAnswer): void {
    if (this.stopped) return;
    this.events.answered(answer);
    if (answer.kind === 'done') {
      const now = answer.body as DeskNow;
      this.people = now.people.length;
      this.failures = 0;
      this.events.told(now);
    } else {
      this.failures += 1;
    }
    this.later(pauseBeforeNext({ people: this.people, failures: this.failures }));
  }

  private readonly onReturn = (): void => {
    if (document.visibilityState === 'hidden') return;
    this.touchedAt = performance.now();
    this.later(0);
  };

  private readonly onTouch = (): void => {
    const wasQuiet = this.quiet;
    this.touchedAt = performance.now();
    if (wasQuiet) this.later(0);
  };
}
