import { type FindQuery, type FindTarget } from './find-target.js';

interface FieldMatch {
  field: HTMLInputElement | HTMLTextAreaElement;
  from: number;
  to: number;
}

/** Every text field of a handbook as something that can be searched: the cells of tables, the entries of a grid. */
export class FieldsTarget implements FindTarget<FieldMatch> {
  constructor(readonly element: HTMLElement) {}

  /** The fields of the handbook that the page shows, each by itself, so that they are visited in the page's order. */
  static all(): FieldsTarget[] {
    const fields = document.querySelectorAll<HTMLElement>(
      '[data-section-editor] :is(textarea, input[type="text"], input[type="url"], input:not([type]))',
    );
    return [...fields].map((field) => new FieldsTarget(field));
  }

  matches(query: FindQuery | null): FieldMatch[] {
    const field = this.element as FieldMatch['field'];
    field.classList.remove('find-field', 'find-current');
    if (query === null) return [];
    const found = rangesOf(field.value, query).map(([from, to]) => ({ field, from, to }));
    if (found.length > 0) field.classList.add('find-field');
    return found;
  }

  reveal({ field, from, to }: FieldMatch): void {
    field.classList.add('find-current');
    field.setSelectionRange(from, to);
    field.scrollIntoView({ block: 'center' });
  }

  enter({ field, from, to }: FieldMatch): void {
    field.focus({ preventScroll: true });
    field.setSelectionRange(from, to);
  }

  replace(matches: readonly FieldMatch[], by: string): boolean {
    const [first] = matches;
    if (!first || first.field.readOnly || first.field.disabled) return false;
    // From the last one on, so that the places of the others stay true
    for (const { field, from, to } of [...matches].reverse()) field.setRangeText(by, from, to, 'end');
    first.field.dispatchEvent(new Event('input', { bubbles: true }));
    return true;
  }
}

/** Where a text stands in another, as prosemirror-search finds it in prose. */
function rangesOf(text: string, { text: wanted, matchCase, wholeWord }: FindQuery): [number, number][] {
  if (wanted === '') return [];
  const literal = wanted.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const found: [number, number][] = [];
  for (const match of text.matchAll(new RegExp(literal, matchCase ? 'gu' : 'giu'))) {
    const range: [number, number] = [match.index, match.index + match[0].length];
    if (!wholeWord || isWhole(text, range)) found.push(range);
  }
  return found;
}

function isWhole(text: string, [from, to]: [number, number]): boolean {
  const isPart = (character: string | undefined): boolean =>
    character !== undefined && /[\p{L}\p{N}_]/u.test(character);
  const startsWithin = isPart(text[from - 1]) && isPart(text[from]);
  return !startsWithin && !(isPart(text[to - 1]) && isPart(text[to]));
}
