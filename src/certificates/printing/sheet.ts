import { type PdfFacts, TaggedDocument } from '../../platform/printing/tagged-document.js';
import { type Face, runsOf } from './fonts.js';
import { setLines, type LineStep } from './set-lines.js';

export interface TextStyle {
  readonly face: Face;
  /** Points. */
  readonly size: number;
  readonly colour: string;
  /** Figures of equal width, for columns. */
  readonly tabular?: boolean;
}

export interface StructureOptions {
  readonly alt?: string;
  readonly actual?: string;
  /** For a table's head cells. */
  readonly scope?: 'Row' | 'Column';
  /** Left, top, right, bottom in points from the page's top left corner. */
  readonly bbox?: readonly [number, number, number, number];
}

type Structure = ReturnType<TaggedDocument['struct']>;

/**
 * A pen for one tagged page. All measures are points from the top left corner; texts stand on their baseline. What is
 * drawn stands either in a structure element, which voices read, or in an artifact, which they skip.
 */
export class Sheet {
  readonly document: TaggedDocument;
  private parent: Structure;

  constructor(facts: PdfFacts) {
    this.document = new TaggedDocument(facts, { layout: 'landscape' });
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

  /** Ornament. */
  artifact(draw: () => void): void {
    this.document.markContent('Artifact', { type: 'Layout' });
    draw();
    this.document.endMarkedContent();
  }

  /** Draws one line of text with its baseline at y and gives its width. `from` says what x is: its left or right end. */
  text(
    text: string,
    x: number,
    y: number,
    style: TextStyle,
    from: 'left' | 'right' | 'middle' = 'left',
  ): number {
    const width = this.widthOf(text, style);
    let at = from === 'left' ? x : from === 'right' ? x - width : x - width / 2;
    // A mark that stands in its own place beside its letter (ẹ́, g̃) is read back as a word of its own, unless the file
    // says in so many words what is written here (ISO 32000-1, 14.9.4).
    const hasMarks = /\p{M}/u.test(text);
    if (hasMarks) this.document.markContent('Span', { actual: text });
    for (const run of runsOf(text, style.face)) {
      this.document.useFont(run.font);
      this.document
        .fontSize(style.size)
        .fillColor(style.colour)
        .text(run.text, at, y, { lineBreak: false, baseline: 'alphabetic', ...features(style) });
      at = this.document.x;
    }
    if (hasMarks) this.document.endMarkedContent();
    return width;
  }

  widthOf(text: string, style: Omit<TextStyle, 'colour'>): number {
    return runsOf(text, style.face).reduce((width, run) => {
      this.document.useFont(run.font);
      this.document.fontSize(style.size);
      return width + this.document.widthOfString(run.text, features(style));
    }, 0);
  }

  /** Lines that fit a column; see `setLines`. */
  linesFor(text: string, face: Face, measure: number, steps: readonly LineStep[]) {
    return setLines(text, (part) => this.widthOf(part, { face, size: 1 }), measure, steps);
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

function features(style: Pick<TextStyle, 'tabular'>) {
  return style.tabular ? { features: ['tnum' as const] } : {};
}
