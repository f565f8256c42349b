import {
  type Block,
  blocksText,
  type Inline,
  inlinesText,
  type TableBlock,
} from '../sections/blocks.rules.js';

/** What a line of a section is, for whoever reads a comparison. */
export type LineRole =
  'paragraph' | 'heading' | 'item' | 'quote' | 'caption' | 'picture' | 'group' | 'fact' | 'note';

/** A section as lines that can be laid beside those of another time: a paragraph, an entry of a list, a whole table. */
export type Line = TextLine | TableLine;

interface TextLine {
  role: LineRole;
  text: string;
  /** The same for lines in which nothing differs, not even emphasis. */
  key: string;
  /** The same for lines that stand for the same thing whatever they say, such as a total. */
  anchor: string | null;
}

export interface TableLine {
  role: 'table';
  table: TableBlock;
  key: string;
  anchor: string | null;
}

/** The lines of blocks; what is empty is left out. */
export function linesOf(blocks: readonly Block[]): Line[] {
  return blocks.flatMap((block) => linesIn(block, 'paragraph'));
}

function linesIn(block: Block, role: LineRole): Line[] {
  switch (block.type) {
    case 'heading':
      return textLine('heading', block.inlines, String(block.level));
    case 'paragraph':
      return textLine(role, block.inlines);
    case 'quote':
      return block.blocks.flatMap((inner) => linesIn(inner, 'quote'));
    case 'list':
      return block.items.flatMap((item) => item.flatMap((inner) => linesIn(inner, 'item')));
    case 'table':
      return [
        {
          role: 'table',
          table: block,
          key: JSON.stringify(block),
          anchor: block.rows.some(({ id }) => id !== null) ? 'table' : null,
        },
      ];
    case 'figure': {
      const { id, alt } = block.image;
      const picture = { role: 'picture', text: alt === '' ? 'Without alternative text' : alt } as const;
      return [
        { ...picture, key: JSON.stringify(['picture', id, alt]), anchor: id },
        ...textLine('caption', block.caption),
      ];
    }
    case 'groups':
      return block.groups.flatMap(({ title, blocks }) => [
        { role: 'group' as const, text: title, key: `group ${title}`, anchor: null },
        ...blocks.flatMap((inner) => linesIn(inner, role)),
      ]);
    case 'facts':
      return block.facts.map(({ label, value, note }) => {
        const text = `${label}: ${value}${note === null ? '' : ` (${note})`}`;
        return { role: 'fact', text, key: `fact ${text}`, anchor: `fact ${label}` };
      });
    case 'footnotes':
      return block.notes.flatMap((note) => textLine('note', note));
  }
}

function textLine(role: LineRole, inlines: readonly Inline[], more = ''): TextLine[] {
  const text = inlinesText(inlines).trim();
  if (text === '') return [];
  // The number of a footnote's mark says nothing about the line
  const marked = inlines.map((inline) => (inline.type === 'footnote' ? 'footnote' : inline));
  return [{ role, text, key: JSON.stringify([role, more, marked]), anchor: null }];
}

/** The words of a line, for telling how alike two are. */
export function wordsOfLine(line: Line): string[] {
  const text = line.role === 'table' ? blocksText([line.table]) : line.text;
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
