import { setTimeout as pause } from 'node:timers/promises';

/** What a trigger tells the processes arrives a moment after the commit. The clock stands, so nothing ends by itself. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (await holds()) return;
    await pause(20);
  }
  throw new Error('It did not come to hold.');
}
