import { type Temporal } from 'temporal-polyfill';
import { instantOf } from '../../courses/times/times.rules.js';
import { type StoryClock } from '../../platform/clock/story-clock.js';

/** Where the demo's academy is. */
export const ZONE = 'Europe/Paris';

/** What happens in the demo: whoever tells of it first, it is done in the order of its time. */
export class StoryLine {
  private readonly acts: { at: Date; act: () => Promise<unknown> }[] = [];

  /** @param time `HH:MM` on the academy's wall */
  on(day: Temporal.PlainDate, time: string, act: () => Promise<unknown>): void {
    this.acts.push({ at: instantOf(`${day.toString()}T${time}`, ZONE), act });
  }

  /** What was told for the same moment is done in the order in which it was told. */
  async play(clock: StoryClock): Promise<void> {
    for (const { at, act } of this.acts.toSorted((one, other) => one.at.getTime() - other.at.getTime())) {
      clock.set(at);
      await act();
    }
  }
}

/** Something that the story brings about, for what comes after it. */
export class Later<T> {
  private value: T | null = null;

  set(value: T): void {
    this.value = value;
  }

  get(): T {
    if (this.value === null) throw new Error('The demo’s story speaks of something before it has happened.');
    return this.value;
  }
}

/** What all scenes share. What is looked up here is there as soon as the academy is founded. */
export interface Stage {
  readonly line: StoryLine;
  readonly today: Temporal.PlainDate;
  /** Of this week. */
  readonly monday: Temporal.PlainDate;
  readonly ids: { ada: string; bob: string; noor: string; alice: string };
  readonly versions: { strategist: string; manager: string };
}
