import { type PdfFacts, TaggedDocument } from '../../platform/printing/tagged-document.js';
import { type FontKey } from '../../platform/printing/fonts.js';
import { type Piece, type Style } from './pieces.js';

export type Structure = ReturnType<TaggedDocument['struct']>;

/** Attributes of structure elements that PDFKit has no words for (ISO 32000-1, 14.8.5). */
type Attributes = Readonly<Record<string, string | number>>;

interface TagOptions {
  readonly alt?: string;
  readonly lang?: string;
  readonly bbox?: readonly [number, number, number, number];
  readonly attributes?: Attributes;
  /** Unique in the file; notes must have one (ISO 14289-1, 7.9). */
  readonly id?: string;
}

/** A structure element that comes to be when something is drawn in it, or when it is asked for. */
export class Tag {
  private made: Structure | null = null;

  constructor(
    private readonly pen: Pen,
    private readonly parent: Tag | null,
    private readonly type: string,
    private readonly options: TagOptions = {},
  ) {}

  within(type: string, options: TagOptions = {}): Tag {
    return new Tag(this.pen, this, type, options);
  }

  make(): void {
    this.made ??= this.element;
  }

  get element(): Structure {
    if (this.made) return this.made;
    const { attributes, id, ...options } = this.options;
    const element = this.pen.document.struct(this.type, options);
    const { data } = dictionaryOf(element);
    if (attributes) data['A'] = attributes;
    if (id !== undefined) {
      data['ID'] = new String(id);
      this.pen.ids.set(id, element);
    }
    if (this.parent) this.parent.element.add(element);
    else this.pen.document.addStructure(element);
    this.made = element;
    return element;
  }
}

interface Mark {
  readonly title: string;
  readonly level: 2 | 3;
  readonly name: string;
  readonly page: number;
  readonly y: number;
}

/**
 * A pen for the pages of one tagged document, all of which stay open until it is finished. All measures are points
 * from the top left corner; texts stand on their baseline. What is drawn stands in a structure element, which voices
 * read, or in an artifact, which they skip.
 */
export class Pen {
  readonly document: TaggedDocument;
  readonly root: Tag;
  readonly ids = new Map<string, Structure>();
  /** The headings met so far, in the order of the text. */
  readonly marks: Mark[] = [];
  private artifact = false;
  pages = 0;

  constructor(facts: PdfFacts) {
    this.document = new TaggedDocument(facts, {
      layout: 'portrait',
      autoFirstPage: false,
      bufferPages: true,
    });
    this.root = new Tag(this, null, 'Document');
  }

  /** Points, at a size of one. */
  widthAtOne(font: FontKey, text: string, tabular: boolean): number {
    this.document.useFont(font);
    this.document.fontSize(1);
    if (tabular) return this.document.widthOfString(text, { features: ['tnum'] });
    // PDFKit shapes a word together with the blank after it and remembers it so; nearly all words are drawn with one
    return this.document.widthOfString(`${text} `) - this.document.widthOfString(' ');
  }

  addPage(): void {
    this.document.addPage({ size: 'A4', layout: 'portrait', margin: 0 });
    this.pages++;
  }

  /** Draws in a structure element, or in the artifact that is being drawn. */
  tagged(tag: Tag, draw: () => void): void {
    if (this.artifact) draw();
    else tag.element.add(draw);
  }

  /** Makes a structure element that may have nothing in it, such as an empty cell. */
  ensure(tag: Tag): void {
    if (!this.artifact) tag.make();
  }

  /** What machine voices skip: ornament, and what is said again on each page. */
  asArtifact(type: 'Layout' | 'Pagination', draw: () => void): void {
    if (this.artifact) {
      draw();
      return;
    }
    this.artifact = true;
    this.document.markContent('Artifact', { type });
    draw();
    this.document.endMarkedContent();
    this.artifact = false;
  }

  rule(x: number, y: number, width: number, colour: string, thickness = 0.5): void {
    this.asArtifact('Layout', () => {
      this.document
        .lineWidth(thickness)
        .moveTo(x, y)
        .lineTo(x + width, y)
        .stroke(colour);
    });
  }

  /** One line of pieces from x on, its baseline at y. `more`: the text goes on in a next line. */
  line(tag: Tag, pieces: readonly Piece[], x: number, y: number, more = false): void {
    const runs = joined(pieces);
    let at = x;
    for (const [index, run] of runs.entries()) {
      const start = index === 0 ? x : at + run.space;
      const text = index === runs.length - 1 && more ? `${run.text} ` : run.text;
      const draw = () => {
        this.put(text, run.style, run.font, start, y, run.actual);
      };
      if (run.target === null || this.artifact) this.tagged(tag, draw);
      else this.linked(tag, run.target, run, { x: start, y, width: run.width }, draw);
      at = start + run.width;
    }
  }

  /** A rectangle that leads to an address (with a colon) or to a place in this file. Ended at once: it knows its page. */
  private linked(
    tag: Tag,
    target: string,
    { style, text }: { style: Style; text: string },
    at: { x: number; y: number; width: number },
    draw: () => void,
  ): void {
    const link = this.document.struct('Link');
    tag.element.add(link);
    link.add(() => {
      draw();
    });
    const isAddress = target.includes(':');
    const said = text.trim();
    const contents = new String(isAddress && said !== target ? `${said}: ${target}` : said);
    const options = { structParent: link, Contents: contents } as object;
    const box = [at.x, at.y - style.size, at.width, style.size * 1.3] as const;
    if (isAddress) this.document.link(...box, target, options);
    else this.document.goTo(...box, target, options);
    (link as unknown as { end(): void }).end();
  }

  private put(
    text: string,
    style: Style,
    font: Piece['font'],
    x: number,
    y: number,
    actual: string | null = null,
  ): void {
    const { document } = this;
    // A mark that stands in its own place beside its letter is read back as a word of its own, and a box as nothing,
    // unless the file says in so many words what is written here (ISO 32000-1, 14.9.4).
    const said = actual ?? (/\p{M}/u.test(text) ? text : null);
    if (said !== null) document.markContent('Span', { actual: said });
    document.useFont(font);
    document
      .fontSize(style.size)
      .fillColor(style.colour)
      .text(text, x, y - (style.rise ?? 0), {
        lineBreak: false,
        baseline: 'alphabetic',
        ...(style.tabular ? { features: ['tnum' as const] } : {}),
      });
    if (said !== null) document.endMarkedContent();
  }

  /** Remembers a heading for the contents and the outline; links lead to it by its name. */
  mark(title: string, level: 2 | 3, name: string, y: number): void {
    if (this.artifact) return;
    this.marks.push({ title, level, name, page: this.pages, y });
    this.destination(name, y);
  }

  /** A list of the elements that have names is wanted once one has (ISO 32000-1, table 322). */
  finishIds(): void {
    if (this.ids.size === 0) return;
    const names = [...this.ids]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .flatMap(([name, element]) => [new String(name), dictionaryOf(element)]);
    const tree = this.document.ref({ Names: names });
    const root = this.document as unknown as { getStructTreeRoot(): { data: Record<string, unknown> } };
    root.getStructTreeRoot().data['IDTree'] = tree;
    tree.end(null);
  }

  destination(name: string, y: number): void {
    if (!this.artifact) this.document.addNamedDestination(name, 'XYZ', 0, Math.max(0, y), null);
  }
}

/** Part of PDFKit's code, not of its types. */
const dictionaryOf = (element: Structure) =>
  (element as unknown as { dictionary: { data: Record<string, unknown> } }).dictionary;

interface Joined {
  text: string;
  style: Style;
  font: Piece['font'];
  target: string | null;
  actual: string | null;
  /** Before it. */
  space: number;
  width: number;
}

/** Neighbours that look alike and lead to the same place are one run of text. */
function joined(pieces: readonly Piece[]): Joined[] {
  const runs: Joined[] = [];
  for (const piece of pieces) {
    const last = runs.at(-1);
    const alike =
      last?.style === piece.style &&
      last.font === piece.font &&
      last.target === piece.target &&
      (last.actual === null) === (piece.actual === null);
    const blank = piece.space > 0 ? ' ' : '';
    if (last && alike) {
      last.text += blank + piece.text;
      last.width += piece.space + piece.width;
      if (last.actual !== null) last.actual += blank + (piece.actual ?? '');
    } else {
      // The blank belongs to the words before it: voices would read two words as one.
      if (last) last.text += blank;
      const { text, style, font, target, actual, space, width } = piece;
      runs.push({ text, style, font, target, actual, space, width });
    }
  }
  return runs;
}
