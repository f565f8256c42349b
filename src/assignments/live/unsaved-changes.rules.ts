import * as Y from 'yjs';
import { unite } from './stored.rules.js';

/** More entries than this of the same sections are merged into one, so that an hour offline stays small. */
const mergeAbove = 50;

export interface UnsavedChange {
  readonly update: Uint8Array;
  /** The keys of the sections that it changes. */
  readonly sections: readonly string[];
}

interface Entry extends UnsavedChange {
  readonly since: number;
  /** True once this device's own storage has committed it. */
  kept: boolean;
}

/**
 * The author's own changes that the server has not yet confirmed as stored. What is not in here is saved, and nothing
 * leaves it before a snapshot of the storage contains it. Of each it is known whether this device keeps it.
 */
export class UnsavedChanges {
  private entries: Entry[] = [];
  private snapshot: Y.Snapshot = Y.emptySnapshot;
  /** What the server has told in parts since it was connected to. */
  private parts: Y.Snapshot = Y.emptySnapshot;

  /** What the server is known to have stored. */
  get stored(): Y.Snapshot {
    return this.snapshot;
  }

  get all(): readonly UnsavedChange[] {
    return this.entries;
  }

  /** What this device does not keep yet. */
  get unkept(): readonly UnsavedChange[] {
    return this.entries.filter(({ kept }) => !kept);
  }

  /** `now` in milliseconds of any steady clock; `oldest` answers in the same. What is stored already is left out. */
  add(update: Uint8Array, sections: readonly string[], now: number, kept = false): void {
    if (Y.snapshotContainsUpdate(this.snapshot, update)) return;
    this.entries.push({ update, sections, since: now, kept });
    this.merge(sections, kept);
  }

  /** This device has committed these. One that was merged with others meanwhile is not known, and is kept again. */
  keep(changes: readonly UnsavedChange[]): void {
    const written = new Set(changes);
    const merged = new Set<string>();
    for (const entry of this.entries) {
      if (!written.has(entry)) continue;
      entry.kept = true;
      merged.add(entry.sections.join('\n'));
    }
    for (const sections of merged) this.merge(sections === '' ? [] : sections.split('\n'), true);
  }

  /** What this device had kept is gone. */
  forgetKept(): void {
    for (const entry of this.entries) entry.kept = false;
  }

  /**
   * The server has committed what `snapshot` names; returns what became saved by it. A `whole` one replaces what was
   * known from earlier connections, but not the parts of this one, which may be newer and arrive before it.
   */
  confirm(snapshot: Y.Snapshot, whole: boolean): readonly UnsavedChange[] {
    if (!whole) this.parts = unite(this.parts, snapshot);
    const stored = unite(whole ? this.parts : this.snapshot, snapshot);
    this.snapshot = stored;
    const saved = this.entries.filter((entry) => Y.snapshotContainsUpdate(stored, entry.update));
    this.entries = this.entries.filter((entry) => !saved.includes(entry));
    return saved;
  }

  /** The next `whole` snapshot comes over another connection, perhaps of a server that was set back. */
  disconnected(): void {
    this.parts = Y.emptySnapshot;
  }

  /** When the oldest unsaved change was made, of one section or of the whole; null if everything is saved. */
  oldest(section?: string): number | null {
    return this.earliest(section, () => true);
  }

  /** The same for what is neither on the server nor on this device. */
  oldestUnkept(section?: string): number | null {
    return this.earliest(section, ({ kept }) => !kept);
  }

  private earliest(section: string | undefined, counts: (entry: Entry) => boolean): number | null {
    const times = this.entries
      .filter((entry) => (section === undefined || entry.sections.includes(section)) && counts(entry))
      .map((entry) => entry.since);
    return times.length === 0 ? null : Math.min(...times);
  }

  private merge(sections: readonly string[], kept: boolean): void {
    const same = sections.join('\n');
    const alike = this.entries.filter((entry) => entry.kept === kept && entry.sections.join('\n') === same);
    if (alike.length <= mergeAbove) return;
    const update = Y.mergeUpdates(alike.map((entry) => entry.update));
    const since = Math.min(...alike.map((entry) => entry.since));
    this.entries = this.entries.filter((entry) => !alike.includes(entry));
    this.entries.push({ update, sections, since, kept });
  }
}

/** The keys of the sections that a transaction changed. A part of a section, `key/part`, belongs to `key`. */
export function changedSections(transaction: Y.Transaction): string[] {
  const keys = new Set<string>();
  for (const type of transaction.changedParentTypes.keys()) {
    if (type.parent !== null || type.doc === null) continue;
    const root = Y.findRootTypeKey(type as Y.AbstractType<unknown>);
    keys.add(root.split('/', 1)[0] ?? root);
  }
  return [...keys].sort();
}
