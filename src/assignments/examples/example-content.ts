import { proseFromMarkdown } from '../sections/prose-markdown.js';
import { type Book, type SectionKind } from '../sections/section-kind.rules.js';
import {
  type FrozenSection,
  type HandbookPlace,
  sectionKinds,
  withFigures,
} from '../sections/section-kinds.rules.js';
import { quadrants } from '../sections/swot-rows.rules.js';
import { readCell } from '../sections/tables/cells.rules.js';
import { type Currency, isCurrency } from '../sections/tables/currencies.rules.js';
import { hasMoney } from '../sections/tables/table-content.rules.js';
import { type Cells, type Column } from '../sections/tables/table-spec.rules.js';
import { type ExampleSection } from './example-handbook.js';

/** What is written down as an author would type it, frozen as their handbook would be, with its figures. */
export function exampleContents(
  written: Readonly<Record<string, ExampleSection>>,
  places: readonly HandbookPlace[],
): FrozenSection[] {
  const priced = places.find(({ kind }) => kind === 'budget');
  const named = priced && written[priced.key]?.fields?.['currency'];
  const currency = isCurrency(named) ? named : null;
  const sections = places.map(({ key, kind, title }) => ({
    key,
    kind,
    title,
    content: contentOf(sectionKinds[kind], kind, written[key] ?? {}, currency),
  }));
  const book: Book = { currency, sections };
  return sections.map(({ key, kind, content }) => ({ key, kind, content: withFigures(kind, content, book) }));
}

function contentOf(
  { table }: SectionKind,
  kind: string,
  section: ExampleSection,
  currency: Currency | null,
): unknown {
  const words = proseFromMarkdown(section.prose ?? '');
  if (kind === 'swot') {
    const lists = quadrants.map((name) => [
      name,
      (section.swot?.[name] ?? []).map((text, at) => ({ id: `${name}-${at + 1}`, text })),
    ]);
    return { ...(Object.fromEntries(lists) as object), notes: words };
  }
  if (table === null) return words;
  const read = (columns: readonly Column[], typed: Readonly<Record<string, string>> = {}): Cells =>
    Object.fromEntries(
      columns.flatMap((column) => {
        const value = readCell(column, typed[column.key] ?? '', currency);
        return value === null ? [] : [[column.key, value]];
      }),
    );
  return {
    notes: words,
    fields: read(table.fields, section.fields),
    rows: (section.rows ?? []).map((row) => ({ id: row.id, cells: read(table.columns, row) })),
    ...(hasMoney(table) ? { currency } : {}),
  };
}
