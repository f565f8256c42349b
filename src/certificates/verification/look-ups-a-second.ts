import { clientKey } from '../../platform/limits/client-key.rules.js';

/** More than people ask for who check certificates one after another, and nothing for a database. */
export const LOOK_UPS_A_SECOND = 5;

/**
 * How often the database is asked for the networks that have used up their misses: a few times a second each, so that a
 * certificate is still answered, and whoever goes on trying codes costs no more. Each process counts for itself.
 */
export class LookUpsASecond {
  private second = 0;
  private readonly counts = new Map<string, number>();

  /** Counts one more. False: that would be too many within this second. */
  admits(address: string, now: Date): boolean {
    const second = Math.floor(now.getTime() / 1000);
    if (second !== this.second) {
      this.second = second;
      this.counts.clear();
    }
    const network = clientKey(address);
    const count = (this.counts.get(network) ?? 0) + 1;
    this.counts.set(network, count);
    return count <= LOOK_UPS_A_SECOND;
  }
}
