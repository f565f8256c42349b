import { type Block, type BlockImage, type Inline } from '../sections/blocks.rules.js';
import { type Box, box, heightOf } from './boxes.js';
import { colours, looks, measure, sheet } from './look.js';
import { type Pen, type Tag } from './pen.js';
import { type Line, type Style, type TextOptions, type Typesetter } from './pieces.js';
import { type Blocksetter, type Setting } from './setting.js';
import { groupBoxes, tableBoxes } from './tables.js';

/** Pictures as PDFKit takes them: PNG or JPEG. */
export type Pictures = ReadonlyMap<string, Uint8Array>;

/** Sets the blocks of one section as boxes. */
export class Composer implements Blocksetter {
  /** Those that the contents name, in the order of the text. */
  readonly headings: { title: string; name: string }[] = [];

  constructor(
    readonly setter: Typesetter,
    private readonly pictures: Pictures,
    /** Makes the names of this section's places unique in the file. */
    private readonly prefix: string,
  ) {}

  textOptions(style: Style): TextOptions {
    return { style, linkColour: colours.link, noteTarget: (number) => this.noteName(number) };
  }

  compose(blocks: readonly Block[], setting: Setting): Box[] {
    let before: Block | null = null;
    return blocks.flatMap((block) => {
      const [first, ...others] = this.block(block, setting);
      if (!first) return [];
      const gap = before === null ? first.gap : gapAbove(block, before, setting.style.leading);
      before = block;
      return [{ ...first, gap }, ...others];
    });
  }

  private block(block: Block, setting: Setting): Box[] {
    const { tag, x, width, style } = setting;
    switch (block.type) {
      case 'paragraph':
        return this.lines(block.inlines, setting, tag.within('P'));
      case 'heading':
        return this.heading(block, setting);
      case 'quote':
        return this.compose(block.blocks, {
          ...setting,
          ...{ tag: tag.within('BlockQuote'), x: x + 18, width: width - 36, fullWidth: width - 36 },
          style: this.setter.styles.with(style, { italic: true }),
        });
      case 'list':
        return this.list(block, setting);
      case 'figure':
        return this.figure(block.image, block.caption, setting);
      case 'table':
        return tableBoxes(this, block, setting);
      case 'facts':
        return tableBoxes(this, factsTable(block), {
          ...setting,
          fullWidth: Math.min(setting.fullWidth, measure),
        });
      case 'groups':
        return groupBoxes(this, block.groups, setting);
      case 'footnotes':
        return this.footnotes(block.notes, setting);
    }
  }

  /** A paragraph: at least two of its lines stay together on either side of a page break. */
  lines(inlines: readonly Inline[], { x, width, style, align }: Setting, tag: Tag): Box[] {
    const lines = this.setter.lines(inlines, width, this.textOptions(style));
    const names = inlines.flatMap((inline) => (inline.type === 'footnote' ? [inline.number] : []));
    return lines.map((line, at) => {
      const keep = (at === 0 && lines.length > 1) || at === lines.length - 2;
      const first = at === 0 ? names : [];
      return box(
        style.leading,
        (pen, left, y) => {
          // A note leads back to the line above its mark's paragraph, where the sentence begins.
          for (const number of first) pen.destination(this.markName(number), y - style.leading);
          drawLine(pen, tag, line, left + x + (align === 'end' ? width - line.width : 0), y, style, {
            more: at < lines.length - 1,
          });
        },
        { keep },
      );
    });
  }

  private heading({ level, inlines }: Extract<Block, { type: 'heading' }>, setting: Setting): Box[] {
    const isOnThePage = setting.style === looks.text;
    const style = isOnThePage ? (level === 3 ? looks.heading : looks.subheading) : looks.groupTitle;
    const tag = setting.tag.within(`H${level}`);
    const title = wordsOf(inlines);
    const name = `heading-${this.prefix}-${this.headings.length + 1}`;
    const isNamed = level === 3 && isOnThePage && title !== '';
    if (isNamed) this.headings.push({ title, name });
    return this.lines(inlines, { ...setting, style }, tag).map((line, at) => ({
      ...line,
      keep: true,
      draw: (pen, x, y) => {
        if (at === 0 && isNamed) pen.mark(title, 3, name, y - 12);
        line.draw(pen, x, y);
      },
    }));
  }

  private list({ start, items }: Extract<Block, { type: 'list' }>, setting: Setting): Box[] {
    const { style } = setting;
    const labels = items.map((_, at) =>
      start === null ? (setting.depth % 2 === 0 ? '•' : '–') : `${start + at}.`,
    );
    const set = labels.map((text) =>
      this.setter.lines([{ type: 'text', text }], 200, this.textOptions(style)),
    );
    const gutter = style.size * 0.5;
    const indent = Math.max(style.size * 1.5, ...set.map(([line]) => (line?.width ?? 0) + gutter));
    const numbering = { attributes: { O: 'List', ListNumbering: start === null ? 'Disc' : 'Decimal' } };
    const tag = setting.tag.within('L', numbering);
    return items.flatMap((item, at) => {
      const listItem = tag.within('LI');
      const label = listItem.within('Lbl');
      const [first = box(style.leading, () => undefined), ...others] = this.compose(item, {
        ...setting,
        ...{ tag: listItem.within('LBody'), x: setting.x + indent, width: setting.width - indent },
        ...{ fullWidth: setting.fullWidth - indent, depth: setting.depth + 1 },
      });
      const [line] = set[at] ?? [];
      const draw: Box['draw'] = (pen, x, y) => {
        if (line) drawLine(pen, label, line, x + setting.x + indent - gutter - line.width, y, style);
        first.draw(pen, x, y);
      };
      return [{ ...first, draw, gap: at === 0 ? 0 : style.leading * 0.28 }, ...others];
    });
  }

  private figure({ id, width, height, alt }: BlockImage, caption: Inline[], setting: Setting): Box[] {
    const bytes = this.pictures.get(id);
    const words = this.lines(caption, { ...setting, style: looks.caption }, setting.tag.within('P'));
    const highest = Math.min(
      (sheet.bottom - sheet.top) * 0.62,
      sheet.bottom - sheet.top - heightOf(words) - 40,
    );
    // Two pixels of what was sent to a point at the most: fine on paper, and a small drawing stays small.
    const scale = Math.min(setting.fullWidth / width, highest / height, 0.6);
    const size = { width: width * scale, height: bytes ? height * scale : 34 };
    const said = alt.trim() || wordsOf(caption);
    const picture = box(
      size.height,
      (pen, x, y) => {
        const left = x + setting.x;
        const bbox = [left, y, left + size.width, y + size.height] as const;
        const tag = setting.tag.within('Figure', { alt: said || 'A picture without a description', bbox });
        if (bytes) pen.tagged(tag, () => pen.document.image(Buffer.from(bytes), left, y, size));
        else this.missingPicture(pen, tag, left, y, setting.width);
      },
      { keep: words.length > 0 },
    );
    const [first, ...others] = words.map((line, at) => ({ ...line, keep: at < words.length - 1 }));
    return first ? [picture, { ...first, gap: 6 }, ...others] : [picture];
  }

  private missingPicture(pen: Pen, tag: Tag, x: number, y: number, width: number): void {
    pen.asArtifact('Layout', () => {
      pen.document.lineWidth(0.5).rect(x, y, width, 34).stroke(colours.strong);
    });
    const text = 'This picture is no longer there.';
    const [line] = this.setter.lines([{ type: 'text', text }], width, this.textOptions(looks.quiet));
    if (line) drawLine(pen, tag, line, x + 10, y + 11, looks.quiet);
  }

  /** At the end of the section, each with a way back to its mark. */
  private footnotes(notes: readonly Inline[][], setting: Setting): Box[] {
    const rule = box(
      10,
      (pen, x, y) => {
        pen.rule(x + setting.x, y, 90, colours.strong);
      },
      { keep: true },
    );
    const style = looks.small;
    const list = notes.flatMap((inlines, at) => {
      const number = at + 1;
      const note = setting.tag.within('Note', { id: this.noteName(number) });
      const label = note.within('Lbl');
      const back: Inline = { type: 'text', text: `${number}`, href: this.markName(number) };
      const [mark] = this.setter.lines([back], 40, this.textOptions(style));
      const lines = this.lines(
        inlines,
        { ...setting, style, x: setting.x + 18, width: setting.width - 18 },
        note.within('P'),
      );
      return lines.map((line, index) => ({
        ...line,
        gap: at > 0 && index === 0 ? 3 : 0,
        draw: ((pen, x, y) => {
          if (index === 0) pen.destination(this.noteName(number), y - style.leading);
          if (index === 0 && mark) drawLine(pen, label, mark, x + setting.x, y, style);
          line.draw(pen, x, y);
        }) satisfies Box['draw'],
      }));
    });
    return [rule, ...list];
  }

  private noteName(number: number): string {
    return `note-${this.prefix}-${number}`;
  }

  private markName(number: number): string {
    return `mark-${this.prefix}-${number}`;
  }
}

function drawLine(
  pen: Pen,
  tag: Tag,
  line: Line,
  x: number,
  y: number,
  style: Style,
  { more = false } = {},
): void {
  pen.line(tag, line.pieces, x, baseline(y, style), more);
}

/** Of a line whose top is y. */
export const baseline = (y: number, { leading, size }: Style) => y + leading / 2 + size * 0.34;

const wordsOf = (inlines: readonly Inline[]) =>
  inlines
    .map((inline) => (inline.type === 'text' ? inline.text : ' '))
    .join('')
    .trim();

function gapAbove(block: Block, before: Block, leading: number): number {
  if (before.type === 'heading') return leading * 0.35;
  if (block.type === 'heading') return leading * (block.level === 3 ? 1.5 : 1.1);
  if (block.type === 'footnotes') return leading * 1.6;
  const wide = ['table', 'figure', 'groups', 'facts'];
  if (wide.includes(block.type) || wide.includes(before.type)) return leading * 1.05;
  return leading * 0.55;
}

function factsTable({ facts }: Extract<Block, { type: 'facts' }>): Extract<Block, { type: 'table' }> {
  const text = (words: string): Block[] =>
    words === '' ? [] : [{ type: 'paragraph', inlines: [{ type: 'text', text: words }] }];
  const rows = facts.map(({ label, value, note }) => ({
    id: null,
    cells: [
      { blocks: text(label), align: 'start' as const, heading: true, colspan: 1, rowspan: 1 },
      {
        blocks: [...text(value), ...text(note ?? '')],
        align: 'start' as const,
        heading: false,
        colspan: 1,
        rowspan: 1,
      },
    ],
  }));
  return { type: 'table', caption: null, head: null, rows, foot: [] };
}
