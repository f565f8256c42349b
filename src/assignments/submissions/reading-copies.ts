import { LRUCache } from 'lru-cache';
import { type ReadableSection } from './readable-sections.js';

/** Characters of HTML; of a handbook of forty pages there are some 300,000. */
const mostCharacters = 64 * 2 ** 20;
/** Then it is gone from memory, too, if its author was erased meanwhile. */
const hour = 3_600_000;

/**
 * Handed-in texts as they are read. A frozen text never changes, so what was made of it once serves until there is no
 * room: the desk asks for the same one criterion by criterion. Whether it may still be read is for the caller to ask
 * each time, of the database.
 */
export class ReadingCopies {
  private readonly copies = new LRUCache<string, readonly ReadableSection[]>({
    maxSize: mostCharacters,
    ttl: hour,
    ttlAutopurge: true,
    sizeCalculation: (sections) =>
      sections.reduce((sum, { html, findings }) => sum + String(html).length + 200 * findings.length, 1),
  });

  get(submissionId: string): readonly ReadableSection[] | undefined {
    return this.copies.get(submissionId);
  }

  keep(submissionId: string, sections: readonly ReadableSection[]): void {
    this.copies.set(submissionId, sections);
  }

  forget(submissionId: string): void {
    this.copies.delete(submissionId);
  }
}
