import {
  characters,
  type FontChain,
  fontFor,
  type FontKey,
  runsIn,
  uncoveredBy,
} from '../../platform/printing/fonts.js';
import { type Inline } from '../sections/blocks.rules.js';

/** What a text looks like. Equal looks are the same object. */
export interface Style {
  readonly family: 'serif' | 'sans';
  readonly weight: 'regular' | 'medium' | 'strong';
  readonly italic: boolean;
  /** Points. */
  readonly size: number;
  /** From one baseline to the next, points. */
  readonly leading: number;
  readonly colour: string;
  /** Figures of equal width, for columns. */
  readonly tabular?: boolean;
  /** Points above the baseline. */
  readonly rise?: number;
}

/** A word, or a part of one, in one font. */
export interface Piece {
  readonly text: string;
  readonly style: Style;
  readonly font: FontKey;
  readonly width: number;
  /** The blank before it, points; 0 where it goes on with the word before it. */
  readonly space: number;
  /** A line may begin with it. */
  readonly breakable: boolean;
  /** An address, or the name of a place in this file. */
  readonly target: string | null;
  /** What stands here, where no font can draw it. */
  readonly actual: string | null;
}

export interface Line {
  readonly pieces: readonly Piece[];
  readonly width: number;
}

/** Stands for characters that no font has. */
const PLACEHOLDER = '□';
const placeholderFonts: FontChain = ['sans'];

const chains = {
  serif: {
    regular: ['serif', 'sans'],
    medium: ['serifMedium', 'sansMedium'],
    strong: ['serifStrong', 'sansStrong'],
  },
  sans: {
    regular: ['sans', 'serif'],
    medium: ['sansMedium', 'serifMedium'],
    strong: ['sansStrong', 'serifStrong'],
  },
  serifItalic: {
    regular: ['serifItalic', 'sansItalic', 'sans'],
    medium: ['serifStrongItalic', 'sansStrongItalic', 'sans'],
    strong: ['serifStrongItalic', 'sansStrongItalic', 'sans'],
  },
  sansItalic: {
    regular: ['sansItalic', 'serifItalic', 'sans'],
    medium: ['sansStrongItalic', 'serifStrongItalic', 'sans'],
    strong: ['sansStrongItalic', 'serifStrongItalic', 'sans'],
  },
} as const satisfies Record<string, Record<Style['weight'], FontChain>>;

const chainOf = ({ family, weight, italic }: Style): FontChain =>
  chains[italic ? (`${family}Italic` as const) : family][weight];

/** Looks that differ from another one in a word are made once, so that equal ones are the same. */
class Styles {
  private readonly made = new Map<Style, Map<string, Style>>();

  with(style: Style, change: Partial<Style>): Style {
    const name = JSON.stringify(change);
    let known = this.made.get(style);
    if (!known) this.made.set(style, (known = new Map<string, Style>()));
    let other = known.get(name);
    if (!other) known.set(name, (other = { ...style, ...change }));
    return other;
  }
}

export interface TextOptions {
  readonly style: Style;
  /** The colour of links. */
  readonly linkColour: string;
  /** The place of a footnote's text, by its number. */
  readonly noteTarget: (number: number) => string;
}

/** The width of a text at a size of one point. */
type Measure = (font: FontKey, text: string, tabular: boolean) => number;

/** Sets texts in lines. One for a document: it counts what no font has. */
export class Typesetter {
  readonly styles = new Styles();
  /** The characters that became boxes. */
  readonly missing = new Set<string>();

  private readonly widths = new Map<string, Map<string, number>>();

  constructor(private readonly measured: Measure) {}

  /** Lines no wider than the measure; a word that is wider is broken between letters. Each `break` ends a line. */
  lines(inlines: readonly Inline[], measure: number, options: TextOptions): Line[] {
    return paragraphsOf(inlines).flatMap((paragraph) =>
      this.filled(this.pieces(paragraph, options), measure),
    );
  }

  /** The widest word and the widest line, points; long words are broken at `longest`. */
  extent(inlines: readonly Inline[], options: TextOptions, longest: number): { least: number; most: number } {
    let [least, most] = [0, 0];
    for (const paragraph of paragraphsOf(inlines)) {
      let line = 0;
      for (const unit of unitsOf(this.pieces(paragraph, options))) {
        const width = widthOf(unit);
        line += (unit[0]?.space ?? 0) + width;
        least = Math.max(least, Math.min(width, longest));
      }
      most = Math.max(most, line);
    }
    return { least, most };
  }

  private pieces(inlines: readonly Inline[], options: TextOptions): Piece[] {
    const pieces: Piece[] = [];
    let space = 0;
    for (const inline of inlines) {
      if (inline.type === 'break') continue;
      if (inline.type === 'footnote') {
        const { size } = options.style;
        const style = this.styles.with(options.style, { size: size * 0.66, rise: size * 0.34 });
        const target = options.noteTarget(inline.number);
        this.word(pieces, String(inline.number), style, { space: 0, breakable: false, target });
        continue;
      }
      const style = this.styleOf(inline, options);
      // White space is kept where it was written, and only a blank: it separates words.
      for (const part of printable(inline.text).split(/([ \t]+)/)) {
        if (part === '') continue;
        if (/^[ \t]+$/.test(part)) space = this.measure(chainOf(style)[0] ?? 'serif', ' ', style);
        else {
          this.word(pieces, part, style, { space, breakable: space > 0, target: inline.href ?? null });
          space = 0;
        }
      }
    }
    return pieces;
  }

  private styleOf(inline: Extract<Inline, { type: 'text' }>, { style, linkColour }: TextOptions): Style {
    let result = style;
    if (inline.bold) result = this.styles.with(result, { weight: 'strong' });
    if (inline.italic) result = this.styles.with(result, { italic: !style.italic });
    if (inline.href !== undefined) result = this.styles.with(result, { colour: linkColour });
    return result;
  }

  /** A word as its pieces: in one font each, and apart where a line may break within it. */
  private word(
    into: Piece[],
    word: string,
    style: Style,
    first: Pick<Piece, 'space' | 'breakable' | 'target'>,
  ): void {
    let { space, breakable } = first;
    const add = (text: string, font: FontKey, actual: string | null) => {
      const width = this.measure(font, text, style);
      into.push({ text, style, font, width, space, breakable, target: first.target, actual });
      [space, breakable] = [0, false];
    };
    const chain = chainOf(style);
    for (const [at, part] of partsOf(word).entries()) {
      if (at > 0) breakable = true;
      const font = fontFor(chain, part);
      if (font !== null) {
        add(part, font, null);
        continue;
      }
      const missing = new Set(uncoveredBy(chain, part));
      if (missing.size === 0) {
        for (const { font, text } of runsIn(chain, part)) add(text, font, null);
        continue;
      }
      for (const character of characters(part)) {
        if (missing.has(character)) {
          this.missing.add(character);
          breakable ||= into.at(-1)?.actual != null;
          add(PLACEHOLDER, placeholderFonts[0] ?? 'sans', character);
        } else {
          for (const { font, text } of runsIn(chain, character)) add(text, font, null);
        }
      }
    }
  }

  private filled(pieces: readonly Piece[], measure: number): Line[] {
    const lines: { pieces: Piece[]; width: number }[] = [{ pieces: [], width: 0 }];
    for (const unit of unitsOf(pieces).flatMap((one) => this.fitting(one, measure))) {
      const line = lines.at(-1);
      const width = widthOf(unit);
      const space = unit[0]?.space ?? 0;
      if (line && (line.pieces.length === 0 || line.width + space + width <= measure + 0.01)) {
        line.width += (line.pieces.length === 0 ? 0 : space) + width;
        line.pieces.push(...unit);
      } else lines.push({ pieces: [...unit], width });
    }
    return lines;
  }

  private measure(font: FontKey, text: string, { size, tabular = false }: Style): number {
    const name = tabular ? `${font} tabular` : font;
    let known = this.widths.get(name);
    if (!known) this.widths.set(name, (known = new Map<string, number>()));
    let width = known.get(text);
    if (width === undefined) known.set(text, (width = this.measured(font, text, tabular)));
    return width * size;
  }

  /** A unit that is wider than a line is cut between letters. */
  private fitting(unit: Piece[], measure: number): Piece[][] {
    if (widthOf(unit) <= measure) return [unit];
    const cut: Piece[][] = [];
    let room = 0;
    for (const piece of unit) {
      let { space } = piece;
      for (const text of characters(piece.text)) {
        const width = this.measure(piece.font, text, piece.style);
        if (width > room) {
          cut.push([]);
          room = measure;
        }
        const line = cut.at(-1) ?? [];
        line.push({ ...piece, text, width, space, breakable: line.length === 0 });
        room -= width;
        space = 0;
      }
    }
    return cut;
  }
}

/** Pieces that no line break may come between. */
function unitsOf(pieces: readonly Piece[]): Piece[][] {
  const units: Piece[][] = [];
  for (const piece of pieces) {
    if (piece.breakable || units.length === 0) units.push([piece]);
    else units.at(-1)?.push(piece);
  }
  return units;
}

const widthOf = (unit: readonly Piece[]) =>
  unit.reduce((sum, { width, space }, at) => sum + width + (at === 0 ? 0 : space), 0);

/** A line may end after a dash or a hyphen between letters, after the strokes of an address, and at a zero-width blank. */
function partsOf(word: string): string[] {
  const places = /:\/\/|^www\./i.test(word)
    ? /(?<=[^/][/.?&=_-])(?=[^/.])|\u200b/u
    : /(?<=[\p{L}\p{N}][-–/])(?=[\p{L}\p{N}(])|(?<=—)|\u200b/u;
  return word.split(places).filter((part) => part !== '');
}

/** Lines as their author broke them. */
function paragraphsOf(inlines: readonly Inline[]): Inline[][] {
  const paragraphs: Inline[][] = [[]];
  for (const inline of inlines) {
    if (inline.type === 'break') paragraphs.push([]);
    else paragraphs.at(-1)?.push(inline);
  }
  return paragraphs;
}

/** Without what has no shape: control characters, halves of characters, soft hyphens, marks of direction. */
function printable(text: string): string {
  return (
    text
      .toWellFormed()
      .normalize('NFC')
      .replace(/[\t\n\r\u2000-\u200a\u205f\u3000]/gu, ' ')
      .replace(/\u202f/gu, '\u00a0')
      .replace(/[\p{Cc}\u00ad\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]|\ufe0e|\ufe0f/gu, '')
      .replace(/(?<!\p{Extended_Pictographic})\u200d/gu, '')
      // A figure stays with its sign
      .replace(/(?<=\d) (?=[%‰°€])|(?<=\b[A-Z]{3}) (?=[−\d])/gu, '\u00a0')
  );
}
