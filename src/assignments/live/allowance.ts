/** A person may hold the server's one thread for a tenth of the time, and for a second at once. */
const most = 1_000;
const perMillisecond = 0.1;

/**
 * How much of the server a person may use, in milliseconds of its thread. Whoever has used it up is read again once
 * it has grown back; nothing is lost, as what was sent waits in the network.
 */
export class Allowance {
  private left = most;

  constructor(private at: number) {}

  /** `now` in milliseconds of any steady clock. Returns for how many milliseconds nothing should be read. */
  spend(milliseconds: number, now: number): number {
    this.left = Math.min(most, this.left + (now - this.at) * perMillisecond) - milliseconds;
    this.at = now;
    return this.left >= 0 ? 0 : -this.left / perMillisecond;
  }

  /** True when forgetting it changes nothing. */
  isWhole(now: number): boolean {
    return this.left + (now - this.at) * perMillisecond >= most;
  }
}
