import { type Block, cell, type Inline, type TableBlock, type TableCell, textCell } from '../blocks.rules.js';
import { prose, proseBlocks, proseText, safeLink } from '../prose.rules.js';
import { type Book, type BookSection, type Finding, type SectionKind } from '../section-kind.rules.js';
import { countWords } from '../text.rules.js';
import { amountWords, cellWords } from './cells.rules.js';
import { type Currency } from './currencies.rules.js';
import {
  type Figure,
  figureBlocks,
  type Figures,
  figureWords,
  noFigures,
  storedFigures,
} from './figures.rules.js';
import { gapsOf } from './gaps.rules.js';
import { referred } from './references.rules.js';
import { cleanTable, freezeTable, type TableContent, thawTable } from './table-content.rules.js';
import {
  type Cells,
  type CellValue,
  type Column,
  type ComputedColumn,
  type TableSpec,
} from './table-spec.rules.js';

/** What a table kind says beside its columns. */
export interface TableKindPlan extends TableSpec {
  /** What does not fit beyond empty and unreadable cells, which every table finds by itself. */
  check?: (content: TableContent, section: BookSection, book: Book) => Finding[];
  figures?: (content: TableContent, book: Book) => Figures;
  /** What the section comes to, in a few words. */
  sum?: (figures: Figures, currency: Currency | null) => string | null;
}

/** A kind of section that is a table: words first, then the table, then what is computed of it. */
export function tableKind(plan: TableKindPlan): SectionKind & { table: TableSpec } {
  const clean = (content: unknown) => cleanTable(plan, content);
  const figuresOf = (table: TableContent, book: Book) =>
    storedFigures(table.figures) ?? plan.figures?.(table, book) ?? noFigures;
  return {
    table: plan,
    freeze: (doc, key, frame) => freezeTable(plan, doc, key, frame),
    thaw: (doc, key, content, frame) => {
      thawTable(plan, doc, key, content, frame);
    },
    summarise: (content) => {
      const table = clean(content);
      const cells = table.rows
        .flatMap((row) => Object.values(row.cells))
        .filter((one) => typeof one === 'string');
      return {
        words: countWords([proseText(table.notes), ...cells].join('\n')),
        entries: table.rows.length,
        noun: plan.noun,
        sum: plan.sum?.(figuresOf(table, { currency: null, sections: [] }), table.currency ?? null) ?? null,
      };
    },
    isEmpty: (content) => {
      const table = clean(content);
      return table.rows.length === 0 && prose.isEmpty(table.notes);
    },
    toBlocks: (content, book) => {
      const table = clean(content);
      const figures = figuresOf(table, book);
      const columns = new Set([...plan.columns, ...plan.computed].map(({ key }) => key));
      return [
        ...proseBlocks(table.notes),
        ...fieldBlocks(plan, table),
        ...(table.rows.length === 0
          ? []
          : [
              tableBlock(plan, table, figures, book),
              ...figureBlocks(figures, columns, table.currency ?? book.currency),
            ]),
      ];
    },
    findings: (section, book) => {
      const table = clean(section.content);
      return oneAtEachPlace([
        ...prose.findings({ ...section, content: table.notes }, book),
        ...gapsOf(plan, table, section, book),
        ...(plan.check?.(table, section, book) ?? []),
      ]);
    },
    figures: plan.figures === undefined ? null : (content, book) => plan.figures?.(clean(content), book),
  };
}

/** A cell is told one thing at a time, the first that is wrong with it. */
function oneAtEachPlace(findings: readonly Finding[]): Finding[] {
  const told = new Set<string>();
  return findings.filter(({ row, column }) => {
    if (column === null) return true;
    const place = `${row ?? ''}/${column}`;
    if (told.has(place)) return false;
    told.add(place);
    return true;
  });
}

function fieldBlocks(spec: TableSpec, table: TableContent): Block[] {
  const facts = spec.fields.flatMap((field) => {
    const value = table.fields[field.key];
    return value === undefined
      ? []
      : [{ label: field.label, value: cellWords(field, value, table.currency ?? null), note: null }];
  });
  return facts.length === 0 ? [] : [{ type: 'facts', facts }];
}

/** More columns than this are no table that a page could hold. */
const mostColumns = 8;

function tableBlock(spec: TableSpec, table: TableContent, { totals }: Figures, book: Book): TableBlock {
  const currency = table.currency ?? null;
  const all: (Column | ComputedColumn)[] = [...spec.columns, ...spec.computed];
  // In a wide table, long texts stand below the name of their row
  const below =
    all.length > mostColumns ? spec.columns.filter(({ type }, at) => at > 0 && type === 'long') : [];
  const columns = all.filter((column) => !below.some(({ key }) => key === column.key));
  const sums = columns.map(({ key }) => totals.find((one) => one.key === key)?.value ?? null);
  return {
    type: 'table',
    caption: null,
    head: columns.map(({ label, type }) =>
      // Amounts share one currency: said once, they are easier to compare
      textCell(type === 'money' && currency !== null ? `${label}, ${currency}` : label, {
        heading: true,
        align: alignOf(type),
      }),
    ),
    rows: table.rows.map(({ id, cells }) => ({
      id,
      cells: columns.map((column, at) => {
        const shown = cellOf(column, cells, { heading: at === 0, currency, book });
        const more = at === 0 ? below.flatMap(({ key }) => paragraphsOf(cells[key])) : [];
        return { ...shown, blocks: [...shown.blocks, ...more] };
      }),
    })),
    foot: sums.every((sum) => sum === null)
      ? []
      : [
          sums.map((sum, at) =>
            at === 0
              ? textCell('Total', { heading: true })
              : textCell(sum === null ? '' : withoutCode(sum, currency), { align: 'end' }),
          ),
        ],
  };
}

function cellOf(
  column: Column | ComputedColumn,
  cells: Cells,
  { heading, currency, book }: { heading: boolean; currency: Currency | null; book: Book },
): TableCell {
  const options = { heading, align: alignOf(column.type) };
  const value = 'of' in column ? column.of(cells) : cells[column.key];
  if (value === undefined || value === null) return textCell('', options);
  if (column.type === 'ref') return textCell(referred(book, column.to, value).words, options);
  if (column.type === 'link') return cell(linkInlines(String(value)), options);
  if (column.type === 'money' && typeof value === 'number')
    return textCell(amountWords(value, currency), options);
  return textCell(cellWords(column, value, currency), options);
}

function withoutCode(sum: Figure, currency: Currency | null): string {
  return sum.type === 'money' ? amountWords(sum.value, currency) : figureWords(sum, currency);
}

function paragraphsOf(value: CellValue | undefined): Block[] {
  return value === undefined ? [] : textCell(String(value)).blocks;
}

const alignOf = (type: string): 'start' | 'end' =>
  type === 'money' || type === 'quantity' ? 'end' : 'start';

function linkInlines(text: string): Inline[] {
  const href = safeLink(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`);
  const looksLikeOne = href !== null && text.includes('.') && !/\s/.test(text);
  return [looksLikeOne ? { type: 'text', text, href } : { type: 'text', text }];
}
