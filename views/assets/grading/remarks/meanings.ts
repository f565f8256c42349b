import { quoteWords } from '../../../../src/grading/remarks/anchor.rules.js';
import { type Meanings } from '../../../../src/grading/remarks/placeholders.rules.js';

/** What the placeholders of the bank stand for in one field of the desk: its criterion, level, section and words. */
export function meaningsAt(
  field: HTMLTextAreaElement,
  remark: { sectionKey: string; quote: string } | null,
): Meanings {
  const criterion = remark ? criterionOfBox(field) : field.closest<HTMLElement>('.criterion[data-id]');
  const levels = [...(criterion?.querySelectorAll<HTMLInputElement>('.level:not(.level-none) input') ?? [])];
  const at = levels.findIndex((level) => level.checked);
  return {
    criterion: criterion ? ownText(criterion.querySelector('.criterion-title')) : null,
    level: titleOf(levels[at]),
    next: at < 0 ? null : titleOf(levels[at + 1]),
    section: remark && ownText(document.getElementById(`section-title-${remark.sectionKey}`)),
    quote: remark && quoteWords(remark.quote),
  };
}

/** The criterion that is chosen in a remark's box. */
function criterionOfBox(field: HTMLTextAreaElement): HTMLElement | null {
  const select = field.closest('[data-remark-box]')?.querySelector('select');
  const id = select?.selectedOptions[0]?.dataset['rubricCriterion'];
  return id === undefined ? null : document.querySelector<HTMLElement>(`.criterion[data-id="${id}"]`);
}

const titleOf = (level: HTMLInputElement | undefined): string | null =>
  level ? ownText(level.closest('.level')?.querySelector('.level-title') ?? null) : null;

/** The text of an element without that of the elements in it, such as numbers and points. */
function ownText(element: Element | null): string | null {
  const texts = [...(element?.childNodes ?? [])].filter((node) => node instanceof Text);
  const words = texts
    .map(({ data }) => data)
    .join('')
    .trim();
  return words === '' ? null : words;
}
