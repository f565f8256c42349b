import { type SectionText } from './section-text.js';
import { WordPicker } from './word-picker.js';

export interface ChosenWords {
  section: SectionText;
  place: { start: number; end: number };
}

/** Which words are meant: those that are selected with the mouse, or chosen with arrow keys. */
export class WordChoice {
  private picker: WordPicker | null = null;
  /** The section in which words are chosen by keyboard. */
  private around: HTMLElement | null = null;

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
    this.around = document.getElementById(`section-${section.key}`);
    this.around?.focus({ preventScroll: true });
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
    if (!this.picker) return false;
    if (!this.isMeant(event)) {
      // What is selected stays so, to be copied for instance.
      this.picker = null;
      this.say('');
      return false;
    }
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

  /** Keys belong to the choice while one is in its section, at nothing that has a use for them itself. */
  private isMeant({ target, ctrlKey, altKey, metaKey }: KeyboardEvent): boolean {
    if (ctrlKey || altKey || metaKey || document.querySelector('dialog[open]') !== null) return false;
    if (!(target instanceof Element) || this.around?.contains(target) !== true) return false;
    return target.closest('a, button, input, select, textarea, summary') === null;
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
