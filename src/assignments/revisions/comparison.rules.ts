import { differingWords, folded, type Piece } from '../../courses/versions/words.rules.js';
import { blocksText, type TableBlock, type TableCell, type TableRow } from '../sections/blocks.rules.js';
import { type Book } from '../sections/section-kind.rules.js';
import { isSectionKindName, sectionKinds } from '../sections/section-kinds.rules.js';
import { align, sharedWords, type Step } from './alignment.rules.js';
import { type Line, type LineRole, linesOf, type TableLine, wordsOfLine } from './lines.rules.js';

export type ComparedLine =
  | { type: 'text'; change: Change; role: LineRole; pieces: Piece[] }
  | { type: 'table'; change: Change; table: ComparedTable }
  /** So many lines that are the same in both. */
  | { type: 'same'; count: number };

/**
 * `changed` has differing words, `marked` the same words with other emphasis, links, rank or picture. What moved as it
 * was is `moved`.
 */
export type Change = 'same' | 'added' | 'removed' | 'moved' | 'changed' | 'moved-and-changed' | 'marked';

export interface ComparedTable {
  columns: { change: 'same' | 'added' | 'removed'; label: string }[];
  /** Rows that are the same in both are left out. */
  rows: { change: Change; cells: { changed: boolean; toEnd: boolean; pieces: Piece[] }[] }[];
  sameRows: number;
}

export interface ComparedSection {
  key: string;
  title: string;
  /** Empty when nothing in it differs. */
  lines: ComparedLine[];
}

/** All sections of two states of a handbook; those of `after`, in its order. */
export function compareBooks(before: Book, after: Book): ComparedSection[] {
  return after.sections.map(({ key, kind, title, content }) => {
    const former = before.sections.find((section) => section.key === key);
    if (!isSectionKindName(kind)) return { key, title, lines: [] };
    const from = former ? sectionKinds[kind].toBlocks(former.content, before) : [];
    return {
      key,
      title,
      lines: compareLines(linesOf(from), linesOf(sectionKinds[kind].toBlocks(content, after))),
    };
  });
}

/** Only what differs, with one line before and after it; empty for the same. */
export function compareLines(before: readonly Line[], after: readonly Line[]): ComparedLine[] {
  const words = new Map<Line, string[]>();
  const wordsIn = (line: Line) => {
    const known = words.get(line) ?? wordsOfLine(line);
    words.set(line, known);
    return known;
  };
  const steps = align(before, after, {
    key: ({ key }) => key,
    alike: (from, to) => {
      if ((from.role === 'table') !== (to.role === 'table')) return 0;
      if (from.anchor !== null && from.anchor === to.anchor) return 1;
      return sharedWords(wordsIn(from), wordsIn(to));
    },
  });
  return shortened(steps.map(comparedLine));
}

function comparedLine(step: Step<Line>): ComparedLine {
  const { before, after } = step;
  const line = after ?? before;
  if (line === null) return { type: 'same', count: 0 };
  if (line.role === 'table') {
    const [from, to] = [tableOf(before), tableOf(after)];
    return { type: 'table', change: changeOf(step), table: compareTables(from, to) };
  }
  const text = (one: Line | null) => (one === null || one.role === 'table' ? '' : one.text);
  const pieces = differingWords(text(before), text(after));
  const change = changeOf(step);
  if (change === 'changed' && text(before) === text(after))
    return { type: 'text', change: 'marked', role: line.role, pieces };
  return {
    type: 'text',
    change,
    role: line.role,
    pieces: change === 'changed' ? folded(joined(pieces)) : joined(pieces),
  };
}

/** Words that changed one after the other are one change, with the blanks between them. */
export function joined(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  let [removed, added] = ['', ''];
  const flush = () => {
    if (removed !== '') result.push({ kind: 'removed', text: removed });
    if (added !== '') result.push({ kind: 'added', text: added });
    [removed, added] = ['', ''];
  };
  pieces.forEach(({ kind, text }, at) => {
    const next = pieces[at + 1];
    const between = removed !== '' && added !== '' && next !== undefined && /^\s+$/u.test(text);
    if (kind === 'removed' || (kind === 'same' && between)) removed += text;
    if (kind === 'added' || (kind === 'same' && between)) added += text;
    if (kind !== 'same' || between) return;
    flush();
    result.push({ kind, text });
  });
  flush();
  return result;
}

const tableOf = (line: Line | null): TableBlock | null =>
  line?.role === 'table' ? (line satisfies TableLine).table : null;

function changeOf({ before, after, moved }: Step<{ key: string }>): Change {
  if (before === null) return 'added';
  if (after === null) return 'removed';
  if (before.key === after.key) return moved ? 'moved' : 'same';
  return moved ? 'moved-and-changed' : 'changed';
}

/** Of lines that are the same, only the neighbours of what differs stay. */
function shortened(lines: readonly ComparedLine[]): ComparedLine[] {
  const differs = (line: ComparedLine | undefined) =>
    line !== undefined && 'change' in line && line.change !== 'same';
  if (!lines.some(differs)) return [];
  const shown: ComparedLine[] = [];
  lines.forEach((line, at) => {
    // A table that is the same would be large for a neighbour
    const near = line.type === 'text' && (differs(lines[at - 1]) || differs(lines[at + 1]));
    const last = shown.at(-1);
    if (differs(line) || near) shown.push(line);
    else if (last?.type === 'same') last.count += 1;
    else shown.push({ type: 'same', count: 1 });
  });
  return shown;
}

/** Rows are the same by their id, whatever they say; in tables of prose, by what they say. */
export function compareTables(before: TableBlock | null, after: TableBlock | null): ComparedTable {
  const columns = alignColumns(before, after);
  const rows = align(keyed(before), keyed(after), {
    key: ({ key }) => key,
    alike: (from, to) =>
      (from.row.id ?? to.row.id) === null ? sharedWords(rowWords(from.row), rowWords(to.row)) : 0,
  }).map((step) => {
    const cells = columns.map(({ before: from, after: to }) =>
      compareCells(cellAt(step.before, from), cellAt(step.after, to)),
    );
    const differs = cells.some(({ changed }) => changed);
    const both = step.before !== null && step.after !== null;
    const change: Change = !both
      ? changeOf({ before: step.before, after: step.after, moved: false })
      : step.moved
        ? differs
          ? 'moved-and-changed'
          : 'moved'
        : differs
          ? 'changed'
          : 'same';
    return { change, cells: both ? cells : cells.map((cell) => ({ ...cell, changed: false })) };
  });
  return {
    columns: columns.map(({ before: from, after: to }) => ({
      change: from === null ? 'added' : to === null ? 'removed' : 'same',
      label: (to ?? from)?.label ?? '',
    })),
    rows: rows.filter(({ change }) => change !== 'same'),
    sameRows: rows.filter(({ change }) => change === 'same').length,
  };
}

interface KeyedRow {
  key: string;
  row: TableRow;
}

function keyed(table: TableBlock | null): KeyedRow[] {
  return (table?.rows ?? []).map((row) => ({ key: row.id ?? JSON.stringify(row.cells), row }));
}

interface Heading {
  label: string;
  at: number;
}

/** Columns are the same by what their head says; without heads, by their place. */
function alignColumns(before: TableBlock | null, after: TableBlock | null): Step<Heading>[] {
  const headings = (table: TableBlock | null): Heading[] => {
    const width = Math.max(
      0,
      ...(table?.rows ?? []).map(({ cells }) => cells.length),
      table?.head?.length ?? 0,
    );
    return Array.from({ length: width }, (_, at) => ({ at, label: words(table?.head?.[at] ?? null) }));
  };
  const [from, to] = [headings(before), headings(after)];
  if (before === null) return to.map((one) => ({ before: one, after: one, moved: false }));
  if (after === null) return from.map((one) => ({ before: one, after: one, moved: false }));
  if (before.head === null || after.head === null)
    return Array.from({ length: Math.max(from.length, to.length) }, (_, at) => ({
      before: from[at] ?? null,
      after: to[at] ?? null,
      moved: false,
    }));
  const one = (heading: Heading) => [heading.label];
  return align(from, to, { key: ({ label }) => label, alike: (a, b) => sharedWords(one(a), one(b)) });
}

function cellAt(row: KeyedRow | null, heading: Heading | null): TableCell | null {
  return (heading === null ? null : row?.row.cells[heading.at]) ?? null;
}

function compareCells(before: TableCell | null, after: TableCell | null) {
  const [from, to] = [words(before), words(after)];
  const toEnd = (after ?? before)?.align === 'end';
  // A figure is another figure, not one with some other digits
  const pieces: Piece[] = toEnd && from !== to ? whole(from, to) : joined(differingWords(from, to));
  return { changed: from !== to, toEnd, pieces };
}

function whole(from: string, to: string): Piece[] {
  const pieces: Piece[] = [
    { kind: 'removed', text: from },
    { kind: 'added', text: to },
  ];
  return pieces.filter(({ text }) => text !== '');
}

const words = (cell: TableCell | null) => (cell === null ? '' : blocksText(cell.blocks));
const rowWords = ({ cells }: TableRow) =>
  cells
    .map(words)
    .join(' ')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];
