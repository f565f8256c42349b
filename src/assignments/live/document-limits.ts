import * as Y from 'yjs';
import { BadFrame } from './frames.rules.js';
import { type DecodedUpdate, nestingOf, readUpdate, rootKeys } from './updates.rules.js';

const largestDocument = 48 * 1024 * 1024;
/** Three weeks of typing leave a hundred thousand; each takes a quarter of a kilobyte of memory. */
const mostStructs = 500_000;
/** Deletions are taken beyond the limits, as they make a document smaller. */
const roomForDeletions = 4 * 1024 * 1024;
const deepestNesting = 100;
const mostRootsOfSection = 8;
const measureEveryMs = 10_000;

/** What one living document may become: its size, its sections, its depth. */
export class DocumentLimits {
  private measuredAt = -Infinity;

  constructor(
    private readonly document: Y.Doc,
    private bytes: number,
  ) {}

  grown(bytes: number): void {
    this.bytes += bytes;
  }

  /**
   * @param sections the keys of the handbook's sections; undefined: any
   * @returns false when the document would grow too large
   * @throws BadFrame for what does not belong into this document at all
   */
  hasRoomFor(update: Uint8Array, sections: readonly string[] | undefined): boolean {
    const decoded = readUpdate(update);
    if (sections !== undefined) this.checkSections(decoded, sections);
    if (decoded.structs.length > 0 && this.structs() + decoded.structs.length > mostStructs) return false;
    if (nestingOf(decoded, this.document) > deepestNesting)
      throw new BadFrame('A change nests more deeply than any page does.');
    const room = decoded.structs.length === 0 ? roomForDeletions : 0;
    if (this.bytes + update.byteLength > largestDocument + room) this.measure();
    return this.bytes + update.byteLength <= largestDocument + room;
  }

  /** What was deleted no longer counts. Costly in a large document, so not done for each change that is refused. */
  private measure(): void {
    if (performance.now() - this.measuredAt < measureEveryMs) return;
    this.bytes = Y.encodeStateAsUpdate(this.document).byteLength;
    this.measuredAt = performance.now();
  }

  private structs(): number {
    let count = 0;
    for (const list of this.document.store.clients.values()) count += list.length;
    return count;
  }

  private checkSections(decoded: DecodedUpdate, sections: readonly string[]): void {
    for (const key of rootKeys(decoded)) {
      const [section = '', part] = key.split('/', 2);
      const known = sections.includes(section) && (part === undefined || key === `${section}/${part}`);
      const isNew = !this.document.share.has(key);
      if (!known || (isNew && this.document.share.size >= sections.length * mostRootsOfSection))
        throw new BadFrame('This handbook has no such section.');
    }
  }
}
