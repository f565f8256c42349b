import { setImmediate } from 'node:timers/promises';

/** Short enough that nobody else notices. */
const LONGEST_MS = 10;

/**
 * Carries out what would hold the event loop for too long: between two of its steps everybody else gets their turn,
 * whenever ten milliseconds are over.
 *
 * @param steps yields after each step; one of them must be short
 */
export async function inSlices<T>(steps: Generator<void, T>): Promise<T> {
  let began = performance.now();
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() - began < LONGEST_MS) continue;
    await setImmediate();
    began = performance.now();
  }
}

/** Steps for `inSlices`: the result of each, in their order. */
export function* eachInTurn<A, B>(all: readonly A[], act: (one: A) => B): Generator<void, B[]> {
  const results: B[] = [];
  for (const one of all) {
    results.push(act(one));
    yield;
  }
  return results;
}
