import { type SectionText } from './section-text.js';

interface Word {
  start: number;
  end: number;
}

/**
 * Chooses words of a section by keyboard: arrows go from word to word and from line to line, with Shift they take more
 * in. The words are selected as with a mouse.
 */
export class WordPicker {
  private readonly text: string;
  private readonly words: Word[];
  private anchor: number;
  private head: number;

  /** @param from the place in the text from which on the first word is chosen */
  constructor(
    private readonly section: SectionText,
    from: number,
  ) {
    this.text = section.read().text;
    this.words = wordsOf(this.text);
    const first = this.words.findIndex(({ end }) => end > from);
    this.anchor = this.head = Math.max(0, first);
  }

  get isEmpty(): boolean {
    return this.words.length === 0;
  }

  get place(): { start: number; end: number } {
    const ends = [this.words[this.anchor], this.words[this.head]];
    return {
      start: Math.min(...ends.map((word) => word?.start ?? 0)),
      end: Math.max(...ends.map((word) => word?.end ?? 0)),
    };
  }

  get chosen(): string {
    return this.text.slice(this.place.start, this.place.end);
  }

  /** @returns false for a key that means nothing here */
  key({ key, shiftKey }: KeyboardEvent): boolean {
    const to = this.target(key);
    if (to === null) return false;
    this.head = Math.max(0, Math.min(this.words.length - 1, to));
    if (!shiftKey) this.anchor = this.head;
    this.show();
    return true;
  }

  show(): void {
    const range = this.section.select(this.place);
    const box = range?.startContainer.parentElement;
    box?.scrollIntoView({ block: 'nearest' });
  }

  private target(key: string): number | null {
    switch (key) {
      case 'ArrowRight':
        return this.head + 1;
      case 'ArrowLeft':
        return this.head - 1;
      case 'ArrowDown':
        return this.lineFrom(this.head, 1);
      case 'ArrowUp':
        return this.lineFrom(this.head, -1);
      case 'Home':
        return 0;
      case 'End':
        return this.words.length - 1;
      default:
        return null;
    }
  }

  /** The first word of the next sentence or line, or of the one before. */
  private lineFrom(at: number, step: 1 | -1): number {
    for (let next = at + step; next >= 0 && next < this.words.length; next += step) {
      if (this.beginsLine(next)) return next;
    }
    return step === 1 ? this.words.length - 1 : 0;
  }

  private beginsLine(at: number): boolean {
    const before = this.words[at - 1];
    const word = this.words[at];
    return !before || !word || /[\n.!?:;]/.test(this.text.slice(before.end, word.start));
  }
}

function wordsOf(text: string): Word[] {
  const segments = new Intl.Segmenter(document.documentElement.lang || 'en', { granularity: 'word' });
  return [...segments.segment(text)].flatMap(({ segment, index, isWordLike }) =>
    isWordLike ? [{ start: index, end: index + segment.length }] : [],
  );
}
