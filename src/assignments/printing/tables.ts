import { type Block, type TableBlock, type TableCell } from '../sections/blocks.rules.js';
import { type Box, box, divided, drawAll, heightOf } from './boxes.js';
import { columnWidths, type Extent, sum } from './columns.js';
import { colours, looks, measure, sheet } from './look.js';
import { type Tag } from './pen.js';
import { type Style } from './pieces.js';
import { type Blocksetter, type Setting } from './setting.js';

const GUTTER = 11;
/** Between a row and what stands below it. */
const BELOW = 2.5;
/** A table of so many columns sets its longest texts below its rows. */
const MANY = 8;
/** Of their look's size: the first at which whole words leave some room to set them in. */
const SIZES = [1, 0.92, 0.84, 0.76];
const PAGE = sheet.bottom - sheet.top;
/** A row that is not higher than this moves to the next page as a whole. */
const MOVED_WHOLE = PAGE / 4;

/** A cell where it stands in the grid. */
interface Placed {
  readonly cell: TableCell;
  readonly column: number;
  readonly span: number;
  readonly rowspan: number;
}

type Part = 'head' | 'body' | 'foot';

/** A table as its rows; its head comes again on each page, and its totals never stand alone. */
export function tableBoxes(composer: Blocksetter, table: TableBlock, setting: Setting): Box[] {
  const rows: { part: Part; cells: TableCell[] }[] = [
    ...(table.head === null ? [] : [{ part: 'head' as const, cells: table.head }]),
    ...table.rows.map(({ cells }) => ({ part: 'body' as const, cells })),
    ...table.foot.map((cells) => ({ part: 'foot' as const, cells })),
  ];
  const grid = placed(rows.map(({ cells }) => cells));
  const count = Math.max(1, ...grid.flat().map(({ column, span }) => column + span));
  const {
    lefts,
    widths,
    below,
    isParted,
    style,
    width: all,
  } = fittedColumns(composer, rows, grid, count, setting);

  const tag = setting.tag.within('Table');
  const parts = { head: tag.within('THead'), body: tag.within('TBody'), foot: tag.within('TFoot') };
  const cells = rows.map(({ part }, at): RowCell[] => {
    const row = parts[part].within('TR');
    return (grid[at] ?? []).flatMap(({ cell, column, span, rowspan }) => {
      const element = row.within(cell.heading ? 'TH' : 'TD', { attributes: attributesOf(cell, part) });
      const set = (blocks: readonly Block[], width: number, change: Partial<Style>) =>
        composer.compose(figuresWhole(blocks), {
          ...{ tag: element, x: 0, width, fullWidth: width, align: cell.align, depth: 0 },
          style: composer.setter.styles.with(style, change),
        });
      const isBelow = column === below;
      const width = sum(widths.slice(column, column + span)) + GUTTER * (span - 1);
      const place = { tag: element, x: setting.x + (lefts[column] ?? 0), rowspan };
      if (!isParted || column > 0 || cell.blocks.length < 2) {
        return [{ ...place, boxes: set(cell.blocks, width, lookOf(cell, part)), isBelow }];
      }
      const [first, ...rest] = cell.blocks;
      return [
        { ...place, boxes: set(first ? [first] : [], width, lookOf(cell, part)), isBelow: false },
        { ...place, boxes: set(rest, all, { colour: colours.quiet }), isBelow: true },
      ];
    });
  });
  const padding = style.size * 0.42;
  const heights = heightsOf(cells, padding);
  const made = cells.map((row, at): Box => {
    const part = rows[at]?.part;
    const next = rows[at + 1]?.part;
    const line =
      part === 'head' ? colours.ink : next === 'foot' && part === 'body' ? colours.strong : colours.line;
    return rowBox(row, {
      x: setting.x,
      width: all,
      rule: line,
      padding,
      height: heights[at] ?? 0,
      keep: staysWithNext(rows, at) || row.some(({ rowspan }) => rowspan > 1),
    });
  });
  const [first] = made;
  const again = table.head !== null && first && first.height < PAGE / 3 ? first : null;
  const boxes = made.map((one, at) => (at === 0 ? one : withHead(one, again)));
  if (table.caption === null) return boxes;
  const look = composer.setter.styles.with(looks.fact, { weight: 'strong' });
  const caption = composer.lines(
    [{ type: 'text', text: table.caption }],
    { ...setting, style: look },
    tag.within('Caption'),
  );
  return [...caption.map((line) => ({ ...line, keep: true })), ...boxes];
}

/** Heads and totals never stand alone, nor does a single row on either side of a page break. */
function staysWithNext(rows: readonly { part: Part }[], at: number): boolean {
  const [before, part, next, last] = [at - 1, at, at + 1, at + 2].map((one) => rows[one]?.part);
  if (part === 'head' || (next === 'foot' && part !== 'foot')) return true;
  return part === 'body' && next === 'body' && (before !== 'body' || last !== 'body');
}

/** Groups of equal rank, two beside each other. */
export function groupBoxes(
  composer: Blocksetter,
  groups: readonly { title: string; blocks: Block[] }[],
  setting: Setting,
): Box[] {
  const gutter = 24;
  const width = (setting.fullWidth - gutter) / 2;
  const tag = setting.tag.within('Div');
  const rows: Box[] = [];
  for (let at = 0; at < groups.length; at += 2) {
    const cells = groups.slice(at, at + 2).map(({ title, blocks }, index) => {
      const group = tag.within('Sect');
      const inner = { ...setting, tag: group, x: 0, width, fullWidth: width, style: looks.group };
      const heading: Block = { type: 'heading', level: 3, inlines: [{ type: 'text', text: title }] };
      return {
        tag: group,
        x: setting.x + index * (width + gutter),
        boxes: composer.compose([heading, ...blocks], inner),
        ...{ rowspan: 1, isBelow: false },
      };
    });
    const padding = 7;
    const row = rowBox(cells, {
      ...{ x: setting.x, width: setting.fullWidth, rule: null, padding, keep: false },
      height: innerHeight(cells) + 2 * padding,
    });
    rows.push({
      ...ruled(
        row,
        cells.map(({ x }) => x),
        width,
      ),
      gap: 8,
    });
  }
  return rows;
}

/** With a line above each column, where it begins. */
function ruled(row: Box, lefts: readonly number[], width: number): Box {
  return {
    ...row,
    draw: (pen, x, y) => {
      for (const left of lefts) pen.rule(x + left, y, width, colours.ink, 0.6);
      row.draw(pen, x, y);
    },
    split: (room) => {
      const halves = row.split?.(room);
      return halves ? [ruled(halves[0], lefts, width), halves[1]] : null;
    },
  };
}

interface RowCell {
  readonly tag: Tag;
  readonly x: number;
  readonly boxes: readonly Box[];
  readonly rowspan: number;
  /** It stands under the others, along the row. */
  readonly isBelow: boolean;
}

interface RowOptions {
  readonly x: number;
  readonly width: number;
  /** The colour of the line below it. */
  readonly rule: string | null;
  readonly padding: number;
  readonly height: number;
  readonly keep: boolean;
}

/** Columns of boxes beside each other. One that is high is parted between its lines, in all columns at once. */
function rowBox(cells: readonly RowCell[], options: RowOptions): Box {
  const { x, width, rule, padding, height, keep } = options;
  const isParted = height > MOVED_WHOLE && cells.every(({ rowspan, isBelow }) => rowspan === 1 && !isBelow);
  const half = (boxes: readonly (readonly Box[])[], more: Partial<RowOptions>) => {
    const parts = cells.map((cell, at) => ({ ...cell, boxes: boxes[at] ?? [] }));
    return rowBox(parts, { ...options, height: innerHeight(parts) + 2 * padding, ...more });
  };
  return box(
    height,
    (pen, left, y) => {
      for (const cell of cells) pen.ensure(cell.tag);
      const top = y + padding;
      for (const cell of cells) {
        drawAll(cell.boxes, pen, left + cell.x, cell.isBelow ? top + besideHeight(cells) + BELOW : top);
      }
      if (rule !== null) pen.rule(left + x, y + height, width, rule);
    },
    {
      keep,
      split: (room) => {
        const halves = isParted ? cells.map(({ boxes }) => divided(boxes, room - 2 * padding)) : [];
        // Each column begins here, or the row had better begin on the next page
        if (halves.some(([first, rest]) => first.length === 0 && rest.length > 0)) return null;
        if (halves.every(([, rest]) => rest.length === 0)) return null;
        return [
          half(
            halves.map(([first]) => first),
            { rule: null, keep: false },
          ),
          half(
            halves.map(([, rest]) => rest),
            {},
          ),
        ];
      },
    },
  );
}

/** The row with the head of its table, also in the halves that it is parted into. */
function withHead(row: Box, head: Box | null): Box {
  return {
    ...row,
    head,
    split: (room) => {
      const halves = row.split?.(room);
      return halves ? [withHead(halves[0], head), withHead(halves[1], head)] : null;
    },
  };
}

/** The last row under a cell that reaches over several is made as high as the cell needs. */
function heightsOf(rows: readonly (readonly RowCell[])[], padding: number): number[] {
  const heights = rows.map((cells) => innerHeight(cells) + 2 * padding);
  for (const [at, cells] of rows.entries()) {
    for (const { boxes, rowspan } of cells) {
      if (rowspan === 1) continue;
      const missing = heightOf(boxes) + 2 * padding - sum(heights.slice(at, at + rowspan));
      const last = at + rowspan - 1;
      if (missing > 0) heights[last] = (heights[last] ?? 0) + missing;
    }
  }
  return heights;
}

const innerHeight = (cells: readonly RowCell[]) => besideHeight(cells) + belowHeight(cells);

const besideHeight = (cells: readonly RowCell[]) =>
  Math.max(8, ...cells.map(({ boxes, rowspan, isBelow }) => (rowspan > 1 || isBelow ? 0 : heightOf(boxes))));

const belowHeight = (cells: readonly RowCell[]) =>
  sum(cells.map(({ boxes, isBelow }) => (isBelow && boxes.length > 0 ? heightOf(boxes) + BELOW : 0)));

/** Each cell's place; cells that reach down push those of the rows below to the right. */
function placed(rows: readonly (readonly TableCell[])[]): Placed[][] {
  const taken = rows.map(() => new Set<number>());
  return rows.map((cells, row) => {
    let column = 0;
    return cells.map((cell) => {
      while (taken[row]?.has(column)) column++;
      const span = Math.max(1, cell.colspan);
      const rowspan = Math.max(1, Math.min(cell.rowspan, rows.length - row));
      for (let below = row; below < row + rowspan; below++) {
        for (let at = column; at < column + span; at++) taken[below]?.add(at);
      }
      const one = { cell, column, span, rowspan };
      column += span;
      return one;
    });
  });
}

interface Columns {
  readonly lefts: number[];
  readonly widths: number[];
  /** The column whose cells stand below their rows; null mostly. */
  readonly below: number | null;
  /** What a row's first cell says beyond its name stands below the row. */
  readonly isParted: boolean;
  readonly style: Style;
  /** Of all together. */
  readonly width: number;
}

function fittedColumns(
  composer: Blocksetter,
  rows: readonly { part: Part }[],
  grid: readonly (readonly Placed[])[],
  count: number,
  { fullWidth }: Setting,
): Columns {
  const { styles } = composer.setter;
  const isPlain = grid.flat().every(({ span, rowspan }) => span === 1 && rowspan === 1);
  const isParted =
    isPlain &&
    count >= MANY &&
    grid.some(([first]) => first !== undefined && first.cell.heading && first.cell.blocks.length > 1);
  const longest = count === 1 ? fullWidth : Math.max(60, fullWidth * 0.3);
  const extents = grid.map((cells, row) => {
    const line: (Extent | null)[] = Array.from({ length: count }, () => null);
    for (const { cell, column, span } of cells) {
      if (span > 1) continue;
      const look = styles.with(looks.cell, lookOf(cell, rows[row]?.part ?? 'body'));
      const blocks = isParted && column === 0 ? cell.blocks.slice(0, 1) : cell.blocks;
      line[column] = extentOf(composer, figuresWhole(blocks), look, longest);
    }
    return line;
  });
  const below = isPlain && !isParted ? longestColumn(extents, grid, count, fullWidth) : null;
  const beside = Array.from({ length: count }, (_, at) => at).filter((at) => at !== below);
  const room = fullWidth - GUTTER * (beside.length - 1);
  const least = sum(beside.map((at) => Math.max(0, ...extents.map((row) => row[at]?.least ?? 0))));
  const size = SIZES.find((one) => least * one <= room * 0.8) ?? SIZES.at(-1) ?? 1;
  const scaled = extents.map((row) =>
    beside.map((at) => {
      const one = row[at] ?? null;
      return one && { least: one.least * size + 0.5, most: one.most * size + 0.5 };
    }),
  );
  const comfortable = Math.min(room, measure * 0.85 - GUTTER * (count - 1));
  const widths = columnWidths(scaled, beside.length, room, comfortable);
  const lefts = widths.map((_, at) => sum(widths.slice(0, at)) + GUTTER * at);
  const width = sum(widths) + GUTTER * (beside.length - 1);
  if (below !== null) {
    const left = below === 0 ? 0 : (lefts[1] ?? 0);
    lefts.splice(below, 0, left);
    widths.splice(below, 0, width - left);
  }
  const { size: points, leading } = looks.cell;
  const style =
    size === 1 ? looks.cell : styles.with(looks.cell, { size: points * size, leading: leading * size });
  return { lefts, widths, below, isParted, style, width };
}

/** In a table of many columns, the one whose texts would make it narrow for all others. */
function longestColumn(
  extents: readonly (readonly (Extent | null)[])[],
  grid: readonly (readonly Placed[])[],
  count: number,
  room: number,
): number | null {
  if (count < MANY) return null;
  // What names a row stays where the row begins
  const naming = new Set(
    grid.slice(1).flatMap((cells) => cells.flatMap(({ cell, column }) => (cell.heading ? [column] : []))),
  );
  const most = Array.from({ length: count }, (_, at) =>
    naming.has(at) ? 0 : Math.max(...extents.map((row) => row[at]?.most ?? 0)),
  );
  const longest = Math.max(...most);
  // Along its row a text must not become higher than what may stand on a page
  return longest > room * 0.7 && longest < room * 25 ? most.indexOf(longest) : null;
}

/** A date or a sum is not parted. */
function figuresWhole(blocks: readonly Block[]): readonly Block[] {
  const [only] = blocks;
  const [inline] = only?.type === 'paragraph' ? only.inlines : [];
  if (blocks.length !== 1 || only?.type !== 'paragraph' || only.inlines.length !== 1) return blocks;
  if (
    inline?.type !== 'text' ||
    inline.text.length > 20 ||
    !/^(?:[A-Z]{3} )?[−-]?\d[\d.,  %]*(?: ?\w{3,9} \d{4})?$/u.test(inline.text)
  )
    return blocks;
  return [{ ...only, inlines: [{ ...inline, text: inline.text.replaceAll(' ', '\u00a0') }] }];
}

function extentOf(composer: Blocksetter, blocks: readonly Block[], style: Style, longest: number): Extent {
  let [least, most] = [0, 0];
  for (const block of blocks) {
    const inner = innerExtent(composer, block, style, longest);
    least = Math.max(least, inner.least);
    most = Math.max(most, inner.most);
  }
  return { least, most };
}

function innerExtent(composer: Blocksetter, block: Block, style: Style, longest: number): Extent {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return composer.setter.extent(block.inlines, composer.textOptions(style), longest);
    case 'list': {
      const { least, most } = extentOf(composer, block.items.flat(), style, longest);
      return { least: least + style.size * 1.5, most: most + style.size * 1.5 };
    }
    case 'quote':
      return extentOf(composer, block.blocks, style, longest);
    default:
      return { least: longest, most: longest * 2 };
  }
}

function lookOf({ heading, align }: TableCell, part: Part): Partial<Style> {
  const weight = part === 'foot' || part === 'head' ? 'strong' : heading ? 'medium' : 'regular';
  return { weight, ...(align === 'end' ? { tabular: true } : {}) };
}

function attributesOf({ heading, colspan, rowspan }: TableCell, part: Part) {
  return {
    O: 'Table',
    ...(heading ? { Scope: part === 'head' ? 'Column' : 'Row' } : {}),
    ...(colspan > 1 ? { ColSpan: colspan } : {}),
    ...(rowspan > 1 ? { RowSpan: rowspan } : {}),
  };
}
