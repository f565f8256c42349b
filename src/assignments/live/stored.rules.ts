import * as Y from 'yjs';

/**
 * A Yjs snapshot (state vector and delete set) in base64. A state vector alone does not do: a deletion adds nothing to
 * it, so a deleted paragraph would be called saved before it is.
 */
export function encodeSnapshot(snapshot: Y.Snapshot): string {
  return toBase64(Y.encodeSnapshot(snapshot));
}

export function decodeSnapshot(base64: string): Y.Snapshot {
  return Y.decodeSnapshot(fromBase64(base64));
}

/** The snapshot that contains what either of the two contains. */
export function unite(a: Y.Snapshot, b: Y.Snapshot): Y.Snapshot {
  const clocks = new Map(a.sv);
  for (const [client, clock] of b.sv) clocks.set(client, Math.max(clock, clocks.get(client) ?? 0));
  return Y.createSnapshot(Y.mergeDeleteSets([a.ds, b.ds]), clocks);
}

/**
 * True if everything that the encoded snapshot `local` names, insertions and deletions, is also named by `stored`.
 * False for bytes that are no snapshot: whoever sends those has not shown that everything arrived.
 */
export function snapshotContains(stored: Uint8Array, local: Uint8Array): boolean {
  let outer: Y.Snapshot;
  let inner: Y.Snapshot;
  try {
    outer = Y.decodeSnapshot(stored);
    inner = Y.decodeSnapshot(local);
  } catch {
    return false;
  }
  for (const [client, clock] of inner.sv) if (clock > (outer.sv.get(client) ?? 0)) return false;
  return Y.equalDeleteSets(Y.mergeDeleteSets([outer.ds]), Y.mergeDeleteSets([outer.ds, inner.ds]));
}

export function documentFrom(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  applyAll(doc, updates);
  return doc;
}

/** In one transaction, of this origin. */
export function applyAll(doc: Y.Doc, updates: readonly Uint8Array[], origin: unknown = null): void {
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  }, origin);
}

export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  // In pieces: a call takes only so many arguments
  for (let at = 0; at < bytes.length; at += 8192) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return btoa(binary);
}

/** Throws a DOMException for anything that is not base64. */
export function fromBase64(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
