import { quoteWords } from '../../../../src/grading/remarks/anchor.rules.js';
import { type ListedRemark } from './remark-list.js';
import { type RemarkSaver } from './remark-saver.js';

/** A remark on words, apart from what is said and how far that is saved. */
export interface KnownRemark {
  id: string;
  sectionKey: string;
  /** -1 where the words are not found in the text. */
  start: number;
  end: number;
  quote: string;
  /** Who wrote it last; empty for what was written here. */
  by: string;
}

/** The remarks of a desk, in reading order and as the server counts them. */
export class KnownRemarks extends Map<string, KnownRemark> {
  /** @param order the keys of the sections as the handbook has them */
  constructor(private readonly order: readonly string[]) {
    super();
  }

  inSection(key: string): KnownRemark[] {
    return [...this.values()].filter((remark) => remark.sectionKey === key);
  }

  /** The number of each, counted from 1 through the handbook. */
  numbers(): Map<string, number> {
    const place = ({ start }: KnownRemark) => (start < 0 ? Number.MAX_SAFE_INTEGER : start);
    const all = [...this.values()].sort(
      (one, other) =>
        this.order.indexOf(one.sectionKey) - this.order.indexOf(other.sectionKey) ||
        place(one) - place(other) ||
        one.end - other.end,
    );
    return new Map(all.map(({ id }, at) => [id, at + 1]));
  }

  /** The lines of a section's list; a remark in which nobody has written a word is none. */
  listed(key: string, saver: RemarkSaver, titleOf: (criterionId: string | null) => string): ListedRemark[] {
    const numbers = this.numbers();
    return this.inSection(key)
      .sort((one, other) => (numbers.get(one.id) ?? 0) - (numbers.get(other.id) ?? 0))
      .flatMap(({ id, quote, by }) => {
        const value = saver.shownOf(id);
        if (!value || (value.body.trim() === '' && saver.versionOf(id) === 0)) return [];
        return {
          id,
          number: numbers.get(id) ?? 0,
          quote: quoteWords(quote),
          body: value.body,
          criterion: titleOf(value.criterionId),
          by,
          state: saver.isUnsent(id) ? saver.wordsOf(id) : '',
        };
      });
  }

  /** What the desk's form says of what has been seen: `id:version`, with blanks between them. */
  seen(saver: RemarkSaver): string {
    return [...this.keys()]
      .map((id) => [id, saver.versionOf(id)] as const)
      .filter(([, version]) => version > 0)
      .map(([id, version]) => `${id}:${version}`)
      .join(' ');
  }
}
