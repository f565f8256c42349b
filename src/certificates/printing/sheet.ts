import { type PdfFacts, TaggedDocument } from '../../platform/printing/tagged-document.js';
import {
  type Base,
  baseOf,
  directionalRuns,
  type DirectionalRun,
  inReadingOrder,
} from '../../platform/printing/directions.js';
import {
  FROM_RIGHT,
  type HanForm,
  hanFormOf,
  LEFT_TO_RIGHT_MARK,
  RIGHT_TO_LEFT_MARK,
  type TextRun,
} from '../../platform/printing/fonts.js';
import { outlineOf } from '../../platform/printing/outlines.js';
import { type Face, runsOf } from './fonts.js';
import { languageOf } from './languages.js';
import { type LineStep, setLines, type SetLines } from './set-lines.js';

export interface TextStyle {
  readonly face: Face;
  /** Points. */
  readonly size: number;
  readonly colour: string;
  /** Figures of equal width, for columns. */
  readonly tabular?: boolean;
  /** Where the text begins; at its left end unless it is said. */
  readonly base?: Base;
}

export interface StructureOptions {
  readonly alt?: string;
  /** What is written in it, in the order of reading. */
  readonly actual?: string;
  /** BCP 47. */
  readonly lang?: string;
  /** For a table's head cells. */
  readonly scope?: 'Row' | 'Column';
  /** Left, top, right, bottom in points from the page's top left corner. */
  readonly bbox?: readonly [number, number, number, number];
}

/** Part of PDFKit's code, not of its types. */
interface ImageReader {
  openImage(bytes: Uint8Array): { readonly width: number; readonly height: number };
}

/** From baseline to baseline, by the size of the letters. */
export const LEADING = 1.2;

/** Text rendering modes (ISO 32000-1, 9.3.6): neither filled nor stroked, and filled. */
const UNSEEN = '3 Tr';
const SEEN = '0 Tr';

interface SheetRun extends TextRun {
  readonly fromRight: boolean;
}

type Structure = ReturnType<TaggedDocument['struct']>;

/**
 * A pen for one tagged page. All measures are points from the top left corner; texts stand on their baseline. What is
 * drawn stands either in a structure element, which voices read, or in an artifact, which they skip.
 */
export class Sheet {
  readonly document: TaggedDocument;
  private parent: Structure;
  private readonly measured = new Map<string, number>();

  /** @param han the form of Han characters, where a text doesn't say itself */
  constructor(
    facts: PdfFacts,
    size: 'A4' | 'LETTER',
    private readonly han: HanForm,
  ) {
    this.document = new TaggedDocument(facts, { size, layout: 'landscape' });
    this.parent = this.document.struct('Document');
    this.document.addStructure(this.parent);
  }

  /** A structure element that holds further ones (Table, TR). */
  group(type: string, content: () => void): void {
    const outer = this.parent;
    const group = this.document.struct(type);
    outer.add(group);
    this.parent = group;
    content();
    this.parent = outer;
  }

  /** A structure element that holds what is drawn in it (P, H1, TD, Figure). */
  tagged(type: string, draw: () => void, options: StructureOptions = {}): void {
    this.parent.add(this.document.struct(type, options, draw));
  }

  /** A line of text that opens an address; the description is what voices say of it (ISO 14289-1, 7.18.5). */
  link(text: string, x: number, y: number, style: TextStyle, url: string, description: string): void {
    const link = this.document.struct('Link');
    this.parent.add(link);
    let width = 0;
    link.add(() => {
      width = this.text(text, x, y, style);
    });
    const annotation = { structParent: link, Contents: new String(description) };
    this.document.link(x, y - style.size, width, style.size * 1.3, url, annotation as object);
  }

  /** A picture as large as fits into a box, its middle at the box's, with the words that stand for it. Gives its width. */
  picture(
    bytes: Uint8Array,
    x: number,
    y: number,
    box: { readonly width: number; readonly height: number },
    alt: string,
  ): number {
    const image = (this.document as unknown as ImageReader).openImage(bytes);
    const scale = Math.min(box.width / image.width, box.height / image.height);
    const [width, height] = [image.width * scale, image.height * scale];
    const top = y + (box.height - height) / 2;
    this.tagged(
      'Figure',
      () => this.document.image(image as unknown as ArrayBuffer, x, top, { width, height }),
      {
        alt,
        bbox: [x, top, x + width, top + height],
      },
    );
    return width;
  }

  /** Ornament. */
  artifact(draw: () => void): void {
    this.document.markContent('Artifact', { type: 'Layout' });
    draw();
    this.document.endMarkedContent();
  }

  /** How voices are to read a text that isn't English, where the text itself says. */
  spoken(text: string): StructureOptions {
    const lang = languageOf(text, this.han);
    const turned = directionalRuns(text).some(({ fromRight }) => fromRight);
    return { ...(lang !== null && { lang }), ...(turned && { actual: text }) };
  }

  /** Draws one line of text with its baseline at y and gives its width. `from` says what x is: its left or right end. */
  text(
    text: string,
    x: number,
    y: number,
    style: TextStyle,
    from: 'left' | 'right' | 'middle' = 'left',
  ): number {
    const [, words = text, blank = ''] = /^(.*?)( *)$/.exec(text) ?? [];
    const parts = directionalRuns(words, style.base);
    const reordered = inReadingOrder(parts);
    const runs = this.runsOf(withBlank(reordered ?? parts, blank), text, style);
    const width = this.widthOfRuns(runs, style);
    const left = from === 'left' ? x : from === 'right' ? x - width : x - width / 2;
    if (reordered) {
      this.drawOutline(words, left, y, style);
      this.document.addContent(UNSEEN);
    }
    let pen = left;
    for (const run of runs) {
      this.document.useFont(run.font);
      // Numbers, too, are to be a piece of their own, which pdf.js begins where the size is another one.
      const size = !reordered || run.fromRight ? style.size : style.size + 0.001;
      this.document
        .fontSize(size)
        .fillColor(style.colour)
        .text(run.text, pen, y, { lineBreak: false, baseline: 'alphabetic', ...features(style, run) });
      pen = this.document.x;
    }
    if (reordered) this.document.addContent(SEEN);
    return width;
  }

  /**
   * A line whose parts don't follow each other from left to right as they are read: “Haddad (Ahmed) أحمد”, which begins
   * on its right. Programs that read a page take its parts from left to right, so it is drawn as shapes, and its words
   * are laid upon them unseen, in the order of reading.
   */
  private drawOutline(text: string, x: number, y: number, { face, size, colour, base }: TextStyle): void {
    const han = hanFormOf(text, this.han);
    const outline = outlineOf(text, (part) => runsOf(part, face, han), base);
    this.document.path(outline.path(size, x, y)).fill(colour);
  }

  widthOf(text: string, style: Omit<TextStyle, 'colour'>): number {
    return this.widthOfRuns(this.runsOf(directionalRuns(text, style.base), text, style), style);
  }

  /** In one font and one direction each, from left to right on the paper. */
  private runsOf(
    parts: readonly DirectionalRun[],
    text: string,
    { face }: Pick<TextStyle, 'face'>,
  ): SheetRun[] {
    const han = hanFormOf(text, this.han);
    // Without the mark behind words that go from right to left, programs that read the text take the blanks and brackets
    // which follow for a part of them.
    let after = '';
    return parts.flatMap(({ text: part, fromRight }) => {
      const runs = runsOf(part, face, han).map((run) => ({ ...run, fromRight }));
      const [first, last] = [runs[0], runs.at(-1)];
      if (first) first.text = after + first.text;
      // Likewise with a mark on the last letter, or a full stop behind it.
      if (fromRight && last && !/\p{L}$/u.test(part)) last.text += RIGHT_TO_LEFT_MARK;
      after = fromRight ? LEFT_TO_RIGHT_MARK : '';
      return fromRight ? runs.reverse() : runs;
    });
  }

  private widthOfRuns(runs: readonly SheetRun[], style: Pick<TextStyle, 'size' | 'tabular'>): number {
    return runs.reduce((width, run) => {
      this.document.useFont(run.font);
      this.document.fontSize(style.size);
      return width + this.document.widthOfString(run.text, features(style, run));
    }, 0);
  }

  /** One text as a tagged element, in lines of one size below each other. Gives the last one's baseline. */
  paragraph(
    type: string,
    text: string,
    { lines, size }: SetLines,
    { x, y, leading = LEADING }: { readonly x: number; readonly y: number; readonly leading?: number },
    look: Omit<TextStyle, 'size'>,
    options: StructureOptions = {},
  ): number {
    const style = { base: baseOf(text), ...look, size };
    const widths = lines.map((line) => this.widthOf(line, style));
    const widest = Math.max(...widths);
    const baseline = (at: number) => y + at * size * leading;
    this.tagged(
      type,
      () => {
        lines.forEach((line, at) => {
          // Lines that begin on their right begin at one edge there.
          const indent = style.base === 'rtl' ? widest - (widths[at] ?? widest) : 0;
          // The blank at a line's end keeps two words apart when a machine reads the lines as one.
          const ending = at < lines.length - 1 ? ' ' : '';
          this.text(line + ending, x + indent, baseline(at), style);
        });
      },
      { ...this.spoken(text), ...options },
    );
    return baseline(Math.max(0, lines.length - 1));
  }

  /** Lines that fit a column; see `setLines`. */
  linesFor(text: string, face: Face, measure: number, steps: readonly LineStep[]) {
    return setLines(text, (part) => this.widthAtOne(part, face), measure, steps);
  }

  /** Measured once: whoever looks for lines or a size that fits asks again and again. */
  private widthAtOne(text: string, face: Face): number {
    const name = `${face}:${text}`;
    const known = this.measured.get(name);
    if (known !== undefined) return known;
    const width = this.widthOf(text, { face, size: 1 });
    this.measured.set(name, width);
    return width;
  }

  rule(x: number, y: number, width: number, colour: string, thickness: number): void {
    this.artifact(() => {
      this.document
        .lineWidth(thickness)
        .moveTo(x, y)
        .lineTo(x + width, y)
        .stroke(colour);
    });
  }
}

/** The blank at the end of a line is behind it for programs, and moves nothing. */
function withBlank(parts: readonly DirectionalRun[], blank: string): readonly DirectionalRun[] {
  const last = parts.at(-1);
  if (blank === '' || !last) return parts;
  return last.fromRight
    ? [...parts, { text: blank, fromRight: false, from: last.from + last.text.length }]
    : parts.with(-1, { ...last, text: last.text + blank });
}

/** Whole runs, not word by word, where words go from right to left. */
function features(style: Pick<TextStyle, 'tabular'>, { fromRight }: SheetRun) {
  if (!style.tabular && !fromRight) return {};
  return { features: [...(style.tabular ? ['tnum' as const] : []), ...(fromRight ? [FROM_RIGHT] : [])] };
}
