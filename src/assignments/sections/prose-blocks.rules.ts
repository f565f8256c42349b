import { type Block, blocksText, type Inline, type TableCell } from './blocks.rules.js';
import {
  cleanProse,
  type ProseBlock,
  type ProseCell,
  type ProseDocument,
  type ProseInline,
} from './prose-document.rules.js';

/** Prose as its reader meets it; footnotes are numbered in the order of their marks and stand at the end. */
export function proseBlocks(content: unknown): Block[] {
  const notes: Inline[][] = [];
  const blocks = cleanProse(content).content.map((block) => blockOf(block, notes));
  return notes.length === 0 ? blocks : [...blocks, { type: 'footnotes', notes }];
}

/** The words, a line a paragraph; those of footnotes follow in brackets where their mark stands. */
export function proseText({ content }: ProseDocument): string {
  return content.map(textOf).join('');
}

function blockOf(block: ProseBlock, notes: Inline[][]): Block {
  switch (block.type) {
    case 'paragraph':
      return { type: 'paragraph', inlines: inlinesOf(block.content, notes) };
    case 'heading':
      return { type: 'heading', level: block.attrs.level, inlines: inlinesOf(block.content, notes) };
    case 'blockquote':
      return { type: 'quote', blocks: block.content.map((inner) => blockOf(inner, notes)) };
    case 'bulletList':
    case 'orderedList':
      return {
        type: 'list',
        start: block.type === 'orderedList' ? block.attrs.start : null,
        items: block.content.map((item) => item.content.map((inner) => blockOf(inner, notes))),
      };
    case 'figure': {
      const { image: id, width, height, alt } = block.attrs;
      return {
        type: 'figure',
        image: { id, width, height, alt },
        caption: inlinesOf(block.content, notes),
      };
    }
    case 'table': {
      const rows = figuresToTheRight(
        block.content.map((row) => row.content.map((cell) => cellOf(cell, notes))),
      );
      const [first = [], ...others] = rows;
      // A head that reaches into the rows below it can't be set apart from them
      const isHead = others.length > 0 && first.every(({ heading, rowspan }) => heading && rowspan === 1);
      return {
        type: 'table',
        caption: null,
        head: isHead ? first : null,
        rows: (isHead ? others : rows).map((cells) => ({ id: null, cells })),
        foot: [],
      };
    }
  }
}

/** A number, with what stands around it: “€13,984”, “−4 %”, “1.5”; or a dash for none. */
const figure = /^(?:[-+−±]?\s?(?:\p{Sc}|[A-Z]{3}\s)?\s?\d[\d.,’'\s]*(?:\s?(?:%|\p{Sc}|[A-Z]{3}))?|[–—-])$/u;

/** Columns of figures are read from the right, as in any table; tables with joined cells are left as they are. */
function figuresToTheRight(rows: TableCell[][]): TableCell[][] {
  if (rows.some((cells) => cells.some(({ colspan, rowspan }) => colspan > 1 || rowspan > 1))) return rows;
  const words = rows.map((cells) => cells.map(({ blocks }) => blocksText(blocks).trim()));
  const columns = (rows[0] ?? []).map((_, at) => {
    const given = words
      .flatMap((row, line) => (rows[line]?.[at]?.heading ? [] : [row[at] ?? '']))
      .filter((one) => one !== '');
    return given.length > 0 && given.every((one) => figure.test(one)) && given.some((one) => /\d/.test(one));
  });
  return rows.map((cells) =>
    cells.map((one, at): TableCell => (columns[at] ? { ...one, align: 'end' } : one)),
  );
}

function cellOf({ type, attrs, content }: ProseCell, notes: Inline[][]): TableCell {
  return {
    blocks: content.map((block) => blockOf(block, notes)),
    align: 'start',
    heading: type === 'tableHeader',
    colspan: attrs.colspan,
    rowspan: attrs.rowspan,
  };
}

function inlinesOf(content: readonly ProseInline[] = [], notes: Inline[][]): Inline[] {
  return content.map((inline): Inline => {
    if (inline.type === 'hardBreak') return { type: 'break' };
    if (inline.type === 'footnote') {
      notes.push(linesOf(inline.attrs.text));
      return { type: 'footnote', number: notes.length };
    }
    const run: Inline = { type: 'text', text: inline.text };
    for (const mark of inline.marks ?? []) {
      if (mark.type === 'link') run.href = mark.attrs.href;
      else run[mark.type] = true;
    }
    return run;
  });
}

function linesOf(text: string): Inline[] {
  return text
    .split('\n')
    .flatMap((line, at): Inline[] => [
      ...(at === 0 ? [] : [{ type: 'break' } as const]),
      ...(line === '' ? [] : [{ type: 'text', text: line } as const]),
    ]);
}

function textOf(block: ProseBlock): string {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
    case 'figure':
      return `${(block.content ?? []).map(inlineText).join('')}\n`;
    case 'blockquote':
      return block.content.map(textOf).join('');
    case 'bulletList':
    case 'orderedList':
      return block.content.map((item) => item.content.map(textOf).join('')).join('');
    case 'table':
      return block.content
        .map((row) => `${row.content.map((cell) => cell.content.map(textOf).join('').trim()).join('\t')}\n`)
        .join('');
  }
}

function inlineText(inline: ProseInline): string {
  if (inline.type === 'text') return inline.text;
  return inline.type === 'hardBreak' ? '\n' : ` [${inline.attrs.text}]`;
}
