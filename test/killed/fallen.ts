import { expect } from '@jest/globals';
import { type OpenThings } from './killed-world.js';

/** What all kills together fell into: a run in which they fall only between things would show nothing. */
export class Fallen {
  /** How many kills fell into running jobs of a queue. */
  readonly jobs = new Map<string, number>();
  private readonly requests = new Map<string, number>();
  private workingAtLast = 0;

  /** @param working how many people were in the middle of something */
  note({ jobs, requests }: OpenThings, working: number): void {
    for (const queue of jobs.keys()) this.jobs.set(queue, (this.jobs.get(queue) ?? 0) + 1);
    for (const what of requests.keys()) this.requests.set(what, (this.requests.get(what) ?? 0) + 1);
    this.workingAtLast = working;
  }

  everywhere(): void {
    expect([...this.jobs.keys()]).toEqual(
      expect.arrayContaining(['certificates.issue', 'certificates.print', 'mail.send']),
    );
    expect([...this.requests.keys()]).toEqual(expect.arrayContaining(['writing', 'marking']));
    expect(this.workingAtLast).toBeGreaterThan(0);
  }
}
