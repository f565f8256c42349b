import { type KnownRemarks } from './known-remarks.js';
import { showList } from './remark-list.js';
import { type RemarkSaver } from './remark-saver.js';
import { type SectionText } from './section-text.js';

/** The remarks as they stand on the page: marks and numbers among the words, and a list under each section. */
export class RemarkView {
  /** The remark whose box is open. */
  current: string | null = null;

  constructor(
    private readonly page: HTMLElement,
    private readonly sections: ReadonlyMap<string, SectionText>,
    private readonly remarks: KnownRemarks,
    private readonly saver: RemarkSaver,
    private readonly parts: { line: HTMLTemplateElement; box: HTMLTemplateElement },
  ) {}

  drawAll(): void {
    for (const key of this.sections.keys()) this.draw(key);
  }

  /** A section's words and its list; what follows is numbered anew when something came or went. */
  draw(key: string): void {
    const numbers = this.remarks.numbers();
    for (const section of this.sections.values()) {
      const placed = this.remarks
        .inSection(section.key)
        .filter(({ id, start }) => start >= 0 && this.saver.shownOf(id) !== null);
      section.draw(placed.map(({ id, start, end }) => ({ id, start, end, number: numbers.get(id) ?? 0 })));
      if (section.key !== key) this.showLists(section.key);
    }
    this.showLists(key);
    this.showCurrent();
  }

  showLists(key: string): void {
    const list = this.listOf(key);
    const listed = this.remarks.listed(key, this.saver, (id) => this.titleOf(id));
    if (list) showList(list, this.parts.line, listed);
  }

  showCurrent(): void {
    for (const mark of this.page.querySelectorAll<HTMLElement>('mark.remarked')) {
      const ids = (mark.dataset['remarks'] ?? '').split(' ');
      mark.toggleAttribute('data-current', this.current !== null && ids.includes(this.current));
    }
  }

  /** The list under a section. */
  listOf(key: string): HTMLElement | null {
    return this.page.querySelector<HTMLElement>(`[data-remarks-list="${key}"]`);
  }

  /** The number of a remark, among the words. */
  numberOf(id: string): HTMLElement | null {
    return this.page.querySelector<HTMLElement>(`a.remark-number[data-remark="${id}"]`);
  }

  /** Brings the words of a remark into view. */
  goTo(id: string | null): void {
    const remark = id === null ? undefined : this.remarks.get(id);
    const section = remark && this.sections.get(remark.sectionKey);
    if (!remark || !section) return;
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    section.marks(remark.id)[0]?.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' });
    this.numberOf(remark.id)?.focus({ preventScroll: true });
  }

  /** The criterion that one is in on the desk. */
  currentCriterion(): string | null {
    const current = this.page.querySelector<HTMLElement>('.criterion[data-current]')?.dataset['id'];
    const option = this.parts.box.content.querySelector<HTMLOptionElement>(
      `[data-rubric-criterion="${current ?? ''}"]`,
    );
    return option?.value ?? null;
  }

  private titleOf(criterionId: string | null): string {
    const options = [...this.parts.box.content.querySelectorAll('option')];
    return criterionId === null ? '' : (options.find(({ value }) => value === criterionId)?.text ?? '');
  }
}

/** The remark to which an element belongs. */
export const remarkAt = (target: EventTarget | null): string | null =>
  (target instanceof Element ? target.closest<HTMLElement>('[data-remark]')?.dataset['remark'] : null) ??
  null;

/** The remark that a click is meant for: that of a number, or of a mark that is clicked and not selected. */
export function clickedRemark(target: Element): string | null {
  const number = target.closest<HTMLElement>('a.remark-number');
  const mark = target.closest<HTMLElement>('mark.remarked');
  if (number) return number.dataset['remark'] ?? null;
  if (!mark || target.closest('a') || window.getSelection()?.isCollapsed === false) return null;
  return mark.dataset['remarks']?.split(' ')[0] ?? null;
}

/** The block of a section that holds an element: a paragraph, a list, a table as a whole. */
export function blockOf(inner: Element | null, section: Element): Element | null {
  let block = inner;
  while (block && block.parentElement !== section) block = block.parentElement;
  return block;
}
