import { type Inline } from '../sections/blocks.rules.js';
import { type Box, box, drawAll, Flow, heightOf } from './boxes.js';
import { baseline, Composer } from './compose.js';
import { colours, full, looks, measure, mm, sheet } from './look.js';
import { Pen } from './pen.js';
import { type Style, Typesetter } from './pieces.js';
import { type PrintedHandbook } from './printed-handbook.js';
import { onThePage, type Setting } from './setting.js';

const LEFT_EMPTY = 'Left empty.';

/**
 * Draws a handbook on A4 pages: a title page, the contents with page numbers, the sections. The same handbook always
 * gives the same bytes. Characters that no font has become boxes, and the title page says so.
 */
export function drawHandbook(handbook: PrintedHandbook): Uint8Array<ArrayBuffer> {
  const pen = new Pen({
    title: handbook.title,
    author: handbook.author,
    subject: handbook.kicker,
    language: handbook.language,
    createdAt: new Date(handbook.createdAt),
  });
  const setter = new Typesetter((font, text, tabular) => pen.widthAtOne(font, text, tabular));
  return new HandbookPrinter(pen, setter, handbook).print();
}

class HandbookPrinter {
  private readonly composer: Composer;
  /** What is said at the head of each page; null where nothing is. */
  private readonly heads: (string | null)[] = [];

  constructor(
    private readonly pen: Pen,
    private readonly setter: Typesetter,
    private readonly handbook: PrintedHandbook,
  ) {
    this.composer = new Composer(setter, new Map(), 'front');
  }

  print(): Uint8Array<ArrayBuffer> {
    const { pen, handbook } = this;
    // Set first, so that the title page can tell of characters that no font has; drawn when their pages are there.
    const sections = handbook.sections.map((section, at) => this.section(section, at));
    const entries = sections.flatMap(({ title, name, inner }) => [
      { title, name, level: 2 as const },
      ...inner,
    ]);
    const contents = this.contents(
      entries.length > 90 ? entries.filter(({ level }) => level === 2) : entries,
    );

    this.titlePage();
    const contentsTag = pen.root.within('Sect');
    pen.ensure(contentsTag);
    contents.forEach(() => {
      pen.addPage();
      this.heads.push(null);
    });
    this.sectionPages(sections);
    this.drawContents(contents, contentsTag);
    this.headsAndFeet();
    this.outline();
    pen.finishIds();
    return pen.document.finished();
  }

  private titlePage(): void {
    const { pen, handbook } = this;
    pen.addPage();
    this.heads.push(null);
    const tag = pen.root.within('Sect');
    const setting = { ...onThePage(tag), width: full };
    const kicker = this.words(handbook.kicker, looks.fact, setting, 'P');
    const title = this.words(handbook.title, titleLook(this.setter, handbook.title), setting, 'H1');
    const about = this.words(handbook.about ?? '', looks.text, { ...setting, width: measure }, 'P');
    const warn = this.setter.styles.with(looks.fact, { weight: 'strong', colour: colours.warn });
    const remark = this.words(handbook.remark ?? '', warn, setting, 'P');
    const facts = this.facts(setting);

    let y = mm(72);
    const put = (boxes: readonly Box[], gap: number) => {
      if (boxes.length === 0) return;
      drawAll(boxes, pen, sheet.left, y);
      y += heightOf(boxes) + gap;
    };
    put(kicker, 10);
    put(title, 14);
    pen.rule(sheet.left, y, full, colours.ink, 0.75);
    y += 16;
    put(remark, 10);
    put(about, 0);
    drawAll(facts, pen, sheet.left, Math.max(y + 16, sheet.bottom - heightOf(facts)));
  }

  /** A list of names and values, and what is to be known of the file. */
  private facts(setting: Setting): Box[] {
    const { facts } = this.handbook;
    const table = {
      type: 'table' as const,
      ...{ caption: null, head: null, foot: [] },
      rows: facts.map(({ label, value, isCode }) => ({
        id: null,
        cells: [
          { ...plainCell(label), heading: true },
          plainCell(isCode ? (value.match(/.{1,16}/g) ?? []).join(' ') : value),
        ],
      })),
    };
    const missing = this.setter.missing.size;
    const note =
      missing === 0
        ? ''
        : `□ stands for a character that the fonts of this file do not have. There ${missing === 1 ? 'is one' : `are ${missing}`} of them; copied from here, or read aloud, they are what was written.`;
    const notes = this.words(note, looks.quiet, { ...setting, width: measure }, 'P');
    return [
      ...this.composer.compose([table], setting),
      ...notes.map((line, at) => ({ ...line, gap: at === 0 ? 10 : 0 })),
    ];
  }

  private section({ key, title, blocks }: PrintedHandbook['sections'][number], at: number) {
    const { pen, handbook } = this;
    const name = `section-${at + 1}`;
    const tag = pen.root.within('Sect');
    const composer = new Composer(this.setter, handbook.pictures, key);
    const setting = onThePage(tag);
    const heading = this.words(title, looks.section, { ...setting, width: full }, 'H2');
    const quiet = this.setter.styles.with(looks.text, { italic: true, colour: colours.quiet });
    const body =
      blocks.length === 0 ? this.words(LEFT_EMPTY, quiet, setting, 'P') : composer.compose(blocks, setting);
    const boxes = [
      ...heading.map((line, index): Box => ({
        ...line,
        keep: true,
        draw: (on, x, y) => {
          if (index === 0) on.mark(title, 2, name, y - 18);
          line.draw(on, x, y);
        },
      })),
      ...body.map((one, index) => (index === 0 ? { ...one, gap: 12 } : one)),
    ];
    const inner = composer.headings.map((one) => ({ ...one, level: 3 as const }));
    return { title, name, boxes, inner };
  }

  private sectionPages(sections: readonly { title: string; boxes: readonly Box[] }[]): void {
    let current = '';
    const flow = new Flow(this.pen, { left: sheet.left, top: sheet.top, bottom: sheet.bottom }, () => {
      this.heads.push(current);
    });
    for (const { title, boxes } of sections) {
      current = title;
      const isBegun = flow.room > (sheet.bottom - sheet.top) * 0.4;
      if (!isBegun) flow.newPage();
      else flow.place([sectionRule]);
      flow.place(boxes);
    }
  }

  /** The contents by page, on one where they fit; each entry learns its page number when all pages are there. */
  private contents(entries: readonly Entry[]): ContentsEntry[][] {
    const [loose = [[]], ...closer] = [1, 0.7, 0.4].map((air) => this.contentsWith(entries, air));
    return closer.find(({ length }) => length < loose.length) ?? loose;
  }

  private contentsWith(entries: readonly Entry[], air: number): ContentsEntry[][] {
    const pages: ContentsEntry[][] = [[]];
    let room = sheet.bottom - sheet.top - 50;
    for (const { title, name, level } of entries) {
      const style = level === 2 ? looks.contents : looks.contentsInner;
      const indent = level === 2 ? 0 : 16;
      const inlines: Inline[] = [{ type: 'text', text: title }];
      const options = this.composer.textOptions(style);
      const lines = this.setter.lines(inlines, full - indent - 50, options);
      const gap = level === 2 ? 8 * air : air;
      const height = lines.length * style.leading + gap;
      if (height > room) {
        pages.push([]);
        room = sheet.bottom - sheet.top;
      }
      room -= height;
      pages.at(-1)?.push({ title, name, level, lines, style, indent, gap });
    }
    return pages;
  }

  private drawContents(pages: readonly ContentsEntry[][], tag: ReturnType<Pen['root']['within']>): void {
    const { pen } = this;
    const list = tag.within('TOC');
    const marks = new Map(pen.marks.map((mark) => [mark.name, mark]));
    for (const [at, page] of pages.entries()) {
      pen.document.switchToPage(1 + at);
      let y = sheet.top;
      if (at === 0) {
        const heading = this.words('Contents', looks.section, onThePage(tag), 'H2');
        drawAll(heading, pen, sheet.left, y);
        y += heightOf(heading) + 18;
      }
      for (const { name, lines, style, indent, gap } of page) {
        const mark = marks.get(name);
        if (!mark) continue;
        y += gap;
        const item = list.within('TOCI');
        const last = lines.at(-1);
        const number = String(mark.page);
        const numberLook = this.setter.styles.with(style, { tabular: true });
        const [page] = this.setter.lines(
          [{ type: 'text', text: number }],
          60,
          this.composer.textOptions(numberLook),
        );
        for (const [index, line] of lines.entries()) {
          const linked = line.pieces.map((piece) => ({ ...piece, target: mark.name }));
          const base = baseline(y + index * style.leading, style);
          pen.line(item, linked, sheet.left + indent, base, true);
        }
        const base = baseline(y + (lines.length - 1) * style.leading, style);
        const from = sheet.left + indent + (last?.width ?? 0) + 6;
        const width = page?.width ?? 0;
        this.leaders(from, sheet.left + full - width - 6, base);
        if (page) {
          const linked = page.pieces.map((piece) => ({ ...piece, target: mark.name }));
          pen.line(item, linked, sheet.left + full - width, base);
        }
        y += lines.length * style.leading;
      }
    }
  }

  private leaders(from: number, to: number, y: number): void {
    const { pen } = this;
    pen.asArtifact('Layout', () => {
      // On one grid for all lines, so that the dots stand below each other.
      const step = 5;
      for (let x = Math.ceil(from / step) * step; x < to; x += step) pen.document.circle(x, y - 0.6, 0.45);
      pen.document.fill(colours.strong);
    });
  }

  private headsAndFeet(): void {
    const { pen, handbook } = this;
    const total = this.heads.length;
    const look = looks.running;
    const options = this.composer.textOptions(look);
    for (const [at, head] of this.heads.entries()) {
      if (at === 0) continue;
      pen.document.switchToPage(at);
      pen.asArtifact('Pagination', () => {
        const line = (text: string, y: number, end: boolean, room: number) => {
          const [first] = this.setter.lines([{ type: 'text', text }], room, options);
          if (first) pen.line(pen.root, first.pieces, sheet.left + (end ? full - first.width : 0), y);
        };
        if (head !== null) {
          line(head, mm(17), false, full);
          pen.rule(sheet.left, mm(19), full, colours.line);
        }
        line(handbook.title, sheet.height - mm(14), false, full - 80);
        line(`Page ${at + 1} of ${total}`, sheet.height - mm(14), true, 80);
      });
    }
  }

  private outline(): void {
    const { outline } = this.pen.document;
    let section: OutlineItem = outline;
    for (const { title, level, page, y } of this.pen.marks) {
      // PDFKit counts `left` from the right edge
      const options = { pageNumber: page - 1, top: Math.max(0, y), left: sheet.width, expanded: false };
      if (level === 2) section = outline.addItem(title, options);
      else section.addItem(title, options);
    }
  }

  private words(text: string, style: Style, setting: Setting, type: string): Box[] {
    if (text === '') return [];
    const inlines: Inline[] = [{ type: 'text', text }];
    return this.composer.lines(inlines, { ...setting, style }, setting.tag.within(type));
  }
}

type OutlineItem = Pen['document']['outline'];

interface Entry {
  readonly title: string;
  readonly name: string;
  readonly level: 2 | 3;
}

interface ContentsEntry extends Entry {
  readonly lines: ReturnType<Typesetter['lines']>;
  readonly style: Style;
  readonly indent: number;
  readonly gap: number;
}

/** Between two sections on one page. */
const sectionRule: Box = box(
  14,
  (pen, x, y) => {
    pen.rule(x, y, full, colours.line);
  },
  { gap: 34, keep: false },
);

function titleLook(setter: Typesetter, title: string): Style {
  if (title.length <= 60) return looks.title;
  return setter.styles.with(looks.title, { size: 26, leading: 31 });
}

const plainCell = (text: string) => ({
  blocks: [{ type: 'paragraph' as const, inlines: [{ type: 'text' as const, text }] }],
  align: 'start' as const,
  ...{ heading: false, colspan: 1, rowspan: 1 },
});
