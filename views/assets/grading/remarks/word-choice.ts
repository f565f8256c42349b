import { type SectionText } from './section-text.js';
import { WordPicker } from './word-picker.js';

export interface ChosenWords {
  section: SectionText;
  place: { start: number; end: number };
}

/** Which words are meant: those that are selected with the mouse, or chosen with arrow keys. */
export class WordChoice {
  private picker: WordPicker | null = null;

  constructor(
    private readonly page: HTMLElement,
    private readonly sections: ReadonlyMap<string, SectionText>,
    private readonly say: (words: string) => void,
  ) {}

  /** Null while no word of the handbook is selected. */
  get chosen(): ChosenWords | null {
    const selection = window.getSelection();
    if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
    const range = selection.getRangeAt(0);
    for (const section of this.sections.values()) {
      if (!range.intersectsNode(section.element)) continue;
      const place = section.placeOf(range);
      if (place) return { section, place };
    }
    return null;
  }

  /** Begins to choose by keyboard, with the first word that is in view. */
  begin(): void {
    const section = this.sectionInView();
    if (!section) return;
    const picker = new WordPicker(section, section.firstInView());
    if (picker.isEmpty) return;
    this.picker = picker;
    document.getElementById(`section-${section.key}`)?.focus({ preventScroll: true });
    picker.show();
    this.say(
      `${picker.chosen}. Arrow keys choose words, with Shift several; R writes the remark, Escape ends.`,
    );
  }

  end(): void {
    this.picker = null;
    window.getSelection()?.removeAllRanges();
    this.say('');
  }

  /** @returns whether the words are chosen, so that the remark may begin */
  key(event: KeyboardEvent): boolean {
    if (!this.picker || event.target instanceof HTMLTextAreaElement) return false;
    if (event.key === 'Enter') {
      event.preventDefault();
      return true;
    }
    if (event.key === 'Escape') {
      event.preventDefault();
      this.end();
    } else if (this.picker.key(event)) {
      event.preventDefault();
      this.say(this.picker.chosen);
    }
    return false;
  }

  private sectionInView(): SectionText | null {
    const pane = this.page.querySelector('.desk-handbook')?.getBoundingClientRect();
    const top = Math.max(0, pane?.top ?? 0);
    const sections = [...this.sections.values()];
    const here = document.activeElement?.closest('.desk-section');
    const inView = sections.find(({ element }) => element.getBoundingClientRect().bottom > top + 40);
    return sections.find(({ element }) => here?.contains(element)) ?? inView ?? sections[0] ?? null;
  }
}
