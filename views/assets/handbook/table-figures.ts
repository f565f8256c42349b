import { blocksToHtml } from '../../../src/assignments/sections/blocks.rules.js';
import { type Book, type BookSection } from '../../../src/assignments/sections/section-kind.rules.js';
import { isSectionKindName, sectionKinds } from '../../../src/assignments/sections/section-kinds.rules.js';
import { type Column, type TableSpec } from '../../../src/assignments/sections/tables/table-spec.rules.js';
import { isRecord } from '../../../src/assignments/sections/text.rules.js';
import { make } from './elements.js';

/** What is computed of a table, below it, as its readers will see it. */
export class TableFigures {
  readonly element: HTMLElement;
  private html = '';

  constructor(title: string) {
    this.element = make('div', {
      class: 'table-figures',
      role: 'group',
      'aria-label': `Computed of ${title}`,
    });
  }

  show(section: BookSection, book: Book): void {
    const html = computedHtml(section, book);
    if (html === this.html) return;
    this.html = html;
    this.element.innerHTML = html;
  }
}

/** Escaped by `blocksToHtml`. Nothing while the table has no rows. */
function computedHtml({ key, kind, content }: BookSection, book: Book): string {
  if (!isSectionKindName(kind) || !isRecord(content)) return '';
  const blocks = sectionKinds[kind].toBlocks({ ...content, notes: null }, book);
  const table = blocks.findIndex(({ type }) => type === 'table');
  return table === -1
    ? ''
    : blocksToHtml(blocks.slice(table + 1), { imageHref: () => '', prefix: `figures-${key}` });
}

export interface Complaints {
  /** Row id, column and sentence. */
  cells: ReadonlyMap<string, ReadonlyMap<string, string>>;
  fields: ReadonlyMap<string, string>;
}

/** What stands in cells and fields and can’t be read, or does not fit where it stands. Gaps are no complaints. */
export function complaintsOf(spec: TableSpec, section: BookSection, book: Book): Complaints {
  const cells = new Map<string, Map<string, string>>();
  const fields = new Map<string, string>();
  if (!isSectionKindName(section.kind)) return { cells, fields };
  const given = filled(section.content);
  for (const { row, column, sentence } of sectionKinds[section.kind].findings(section, book)) {
    if (column === null || !given.has(`${row ?? ''} ${column}`)) continue;
    if (row === null) {
      if (isRead(spec.fields, column) && !fields.has(column)) fields.set(column, sentence);
    } else if (isRead(spec.columns, column)) {
      const own = cells.get(row) ?? new Map<string, string>();
      cells.set(row, own);
      if (!own.has(column)) own.set(column, sentence);
    }
  }
  return { cells, fields };
}

/** Only what means more than its words can be wrong in itself. */
function isRead(columns: readonly Column[], key: string): boolean {
  const type = columns.find((column) => column.key === key)?.type;
  return type !== undefined && !['text', 'long', 'choice'].includes(type);
}

function filled(content: unknown): Set<string> {
  if (!isRecord(content)) return new Set();
  const keys = (row: string, cells: unknown) =>
    isRecord(cells) ? Object.keys(cells).map((column) => `${row} ${column}`) : [];
  const rows = Array.isArray(content['rows']) ? (content['rows'] as unknown[]) : [];
  return new Set([
    ...keys('', content['fields']),
    ...rows.flatMap((row) => (isRecord(row) ? keys(String(row['id']), row['cells']) : [])),
  ]);
}
