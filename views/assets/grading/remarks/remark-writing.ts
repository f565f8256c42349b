import { quoteWords } from '../../../../src/grading/remarks/anchor.rules.js';
import { type ShownRemark } from '../../../../src/grading/remarks/remark-merge.rules.js';
import { type KnownRemarks } from './known-remarks.js';
import { RemarkBox } from './remark-box.js';
import { type RemarkSaver } from './remark-saver.js';
import { blockOf, type RemarkView } from './remark-view.js';
import { type SectionText } from './section-text.js';

/** How long somebody may pause while typing before a remark is sent, milliseconds. */
export const pauseWhileTyping = 700;

/** The one remark that is being written: its box below the words, and what is decided there. */
export class RemarkWriting {
  private box: RemarkBox | null = null;

  constructor(
    private readonly template: HTMLTemplateElement,
    private readonly sections: ReadonlyMap<string, SectionText>,
    private readonly remarks: KnownRemarks,
    private readonly saver: RemarkSaver,
    private readonly view: RemarkView,
  ) {}

  /** The remark whose box is open. */
  get id(): string | null {
    return this.box?.id ?? null;
  }

  /** Whether somebody types in it. */
  get isTyped(): boolean {
    return this.box !== null && document.activeElement === this.box.body;
  }

  get hasFocus(): boolean {
    return this.box?.element.contains(document.activeElement) === true;
  }

  open(id: string): void {
    const remark = this.remarks.get(id);
    const value = this.saver.shownOf(id);
    const section = remark && this.sections.get(remark.sectionKey);
    if (!remark || !value || !section) return;
    this.drop();
    const box = new RemarkBox(this.template, id);
    this.box = box;
    this.view.current = id;
    const block = blockOf(section.lastMark(id), section.element);
    if (block) block.after(box.element);
    else section.element.append(box.element);
    const { sectionKey } = remark;
    const number = this.remarks.numbers().get(id) ?? 0;
    box.show({ number, sectionKey, quote: quoteWords(remark.quote), value });
    this.showState();
    this.showClash(id);
    this.view.showCurrent();
    box.element.scrollIntoView({ block: 'nearest' });
    box.body.focus({ preventScroll: true });
    box.body.setSelectionRange(box.body.value.length, box.body.value.length);
  }

  /** Closes the box; what nobody wrote a word in is no remark. */
  close(): void {
    const { box } = this;
    if (!box) return;
    const { id } = box;
    const key = this.remarks.get(id)?.sectionKey ?? '';
    const held = this.hasFocus;
    this.drop();
    // Words that were erased again while they were being saved are deleted.
    if (box.value.body.trim() === '' && this.saver.versionOf(id) === 0) this.saver.change(id, null);
    this.view.draw(key);
    if (held) (this.view.numberOf(id) ?? document.getElementById(`section-${key}`))?.focus();
    if (this.saver.theirsOf(id) === undefined) this.openNextClash();
  }

  /** Takes the box away, whatever is in it. */
  drop(): void {
    this.box?.element.remove();
    this.box = null;
    this.view.current = null;
  }

  /** @param after milliseconds without a further change before it is sent */
  changed(after = 0): void {
    if (this.box) this.saver.change(this.box.id, this.box.value, after);
  }

  /** Asks first, unless there is nothing to lose. */
  remove(id: string): void {
    const words = this.box?.id === id ? this.box.value.body : (this.saver.shownOf(id)?.body ?? '');
    if (words.trim() !== '' && !window.confirm('Delete this remark?')) return;
    if (this.box?.id === id) this.drop();
    const key = this.remarks.get(id)?.sectionKey ?? '';
    if (this.saver.theirsOf(id) === undefined) this.saver.change(id, null);
    else this.saver.decide(id, null);
    this.view.draw(key);
  }

  keepMine(): void {
    const { box } = this;
    if (!box) return;
    box.hideClash();
    if (this.saver.wantedOf(box.id) === null) this.decideGone(box.id);
    else {
      this.saver.decide(box.id, box.value);
      box.body.focus();
    }
  }

  takeTheirs(): void {
    const { box } = this;
    const theirs = box && this.saver.theirsOf(box.id);
    if (!box || theirs === undefined) return;
    box.hideClash();
    if (theirs === null) {
      this.decideGone(box.id);
      return;
    }
    box.value = theirs;
    this.saver.decide(box.id, { body: theirs.body, criterionId: theirs.criterionId });
    this.view.draw(this.remarks.get(box.id)?.sectionKey ?? '');
    box.body.focus();
  }

  /** It was made elsewhere; null where it was deleted. */
  took(id: string, value: ShownRemark): void {
    if (this.box?.id !== id) return;
    if (value) this.box.value = value;
    else this.drop();
  }

  /** Two texts, and somebody who decides: in the box that is open, or in its own as soon as there is none. */
  showClash(id: string): void {
    const theirs = this.saver.theirsOf(id);
    if (theirs === undefined) return;
    if (this.box?.id === id) this.box.showClash(theirs, this.saver.wantedOf(id));
    else if (!this.box) this.open(id);
  }

  showState(): void {
    if (this.box) this.box.state = this.saver.wordsOf(this.box.id);
  }

  private decideGone(id: string): void {
    this.drop();
    this.saver.decide(id, null);
    this.openNextClash();
  }

  private openNextClash(): void {
    const next = [...this.remarks.keys()].find((id) => this.saver.theirsOf(id) !== undefined);
    if (next !== undefined) this.open(next);
  }
}
