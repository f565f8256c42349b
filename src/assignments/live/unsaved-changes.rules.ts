import * as Y from 'yjs';
import { unite } from './stored.rules.js';

/** More entries than this of the same sections are merged into one, so that an hour offline stays small. */
const mergeAbove = 50;

interface Change {
  update: Uint8Array;
  sections: readonly string[];
  since: number;
}

/**
 * The author's own changes that the server has not yet confirmed as stored. What is not in here is saved, and nothing
 * leaves it before a snapshot of the storage contains it.
 */
export class UnsavedChanges {
  private changes: Change[] = [];
  private stored: Y.Snapshot = Y.emptySnapshot;

  /** `now` in milliseconds of any steady clock; `oldest` answers in the same. */
  add(update: Uint8Array, sections: readonly string[], now: number): void {
    this.changes.push({ update, sections, since: now });
    const alike = this.changes.filter((change) => change.sections.join('\n') === sections.join('\n'));
    if (alike.length <= mergeAbove) return;
    const merged = Y.mergeUpdates(alike.map((change) => change.update));
    const since = Math.min(...alike.map((change) => change.since));
    this.changes = this.changes.filter((change) => !alike.includes(change));
    this.changes.push({ update: merged, sections, since });
  }

  /** The server has committed what `snapshot` names; returns the sections of which something became saved. */
  confirm(snapshot: Y.Snapshot, whole: boolean): Set<string> {
    const stored = whole ? snapshot : unite(this.stored, snapshot);
    this.stored = stored;
    const saved = this.changes.filter((change) => Y.snapshotContainsUpdate(stored, change.update));
    this.changes = this.changes.filter((change) => !saved.includes(change));
    return new Set(saved.flatMap((change) => change.sections));
  }

  /** When the oldest unsaved change was made, of one section or of the whole; null if everything is saved. */
  oldest(section?: string): number | null {
    const times = this.changes
      .filter((change) => section === undefined || change.sections.includes(section))
      .map((change) => change.since);
    return times.length === 0 ? null : Math.min(...times);
  }
}

/** The keys of the sections that a transaction changed. */
export function changedSections(transaction: Y.Transaction): string[] {
  const keys: string[] = [];
  for (const type of transaction.changedParentTypes.keys()) {
    if (type.parent === null && type.doc !== null)
      keys.push(Y.findRootTypeKey(type as Y.AbstractType<unknown>));
  }
  return keys.sort();
}
