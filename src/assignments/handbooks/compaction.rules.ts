import * as Y from 'yjs';
import { applyAll, documentFrom } from '../live/stored.rules.js';

/**
 * The same document in fewer bytes: one update for each run of updates. What was deleted is gone from them – the text
 * itself, not only its place –, while each letter that is left keeps its identity, so that a browser which comes back
 * with old changes still merges. Each result builds only on those before it.
 *
 * @param runs stored updates in their order, none of the lists empty
 * @returns null when the runs build on something that is not among them; they are to be left as they are
 */
export function compacted(runs: readonly (readonly Uint8Array[])[]): Uint8Array[] | null {
  const whole = documentFrom(runs.flat());
  const growing = new Y.Doc();
  try {
    if (isIncomplete(whole)) return null;
    const deletions = Y.encodeStateAsUpdate(whole, Y.encodeStateVector(whole));
    const updates: Uint8Array[] = [];
    for (const run of runs) {
      const before = Y.encodeStateVector(growing);
      // With what is deleted later, or an earlier author's row would keep the text that another one took out
      applyAll(growing, [...run, deletions]);
      if (growing.store.pendingStructs !== null) return null;
      updates.push(Y.encodeStateAsUpdate(growing, before));
    }
    return Y.equalSnapshots(Y.snapshot(whole), Y.snapshot(growing)) ? updates : null;
  } finally {
    whole.destroy();
    growing.destroy();
  }
}

function isIncomplete({ store }: Y.Doc): boolean {
  return store.pendingStructs !== null || store.pendingDs !== null;
}

/** Rows in their order, as lists of neighbours by the same author. */
export function runsOfOneAuthor<T extends { authorId: string }>(rows: readonly T[]): [T, ...T[]][] {
  const runs: [T, ...T[]][] = [];
  for (const row of rows) {
    const run = runs.at(-1);
    if (run?.[0].authorId === row.authorId) run.push(row);
    else runs.push([row]);
  }
  return runs;
}
