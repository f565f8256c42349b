import { create, type Font, type Glyph, type GlyphPosition, type GlyphRun } from 'fontkit';
import { mirrored } from './directions.js';
import { type GlyphPart, isBlank, PrintedGlyph, type PrintedSubset, subsetOf } from './font-subset.js';

/** A printed glyph with how far the pen moves on and where it draws, in the font's units. */
interface PlacedGlyph {
  readonly glyph: PrintedGlyph;
  readonly advance: number;
  readonly x: number;
  readonly y: number;
}

/** What PDFKit gets for a text. It scales the positions in place, so they are made anew each time. */
interface PrintedRun {
  readonly glyphs: readonly PrintedGlyph[];
  readonly positions: readonly GlyphPosition[];
  readonly advanceWidth: number;
}

/** A run with this feature reads from right to left; it is OpenType's own name for mirrored forms. */
export const FROM_RIGHT = 'rtlm' as const;

/** Drawn as nothing, in whatever font: only programs that read the text see them. */
export const LEFT_TO_RIGHT_MARK = '\u200e';
export const RIGHT_TO_LEFT_MARK = '\u200f';

/** What one font remembers: words, not codes and addresses, which never come again. At most some 8 MB. */
const REMEMBERED = { words: 4000, longest: 24 };

/** Scripts whose letters change their order within a syllable: each syllable is shaped, and stands, by itself. */
const syllabic = /\p{Script=Devanagari}/u;

/** What belongs to the letter before it: marks, joiners, variation selectors. */
const attached = /^[\p{M}\u200c-\u200f]/u;

/** What says which form of the letter before it is meant: 邊󠄂. */
const variations = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** A text as readers count it: a letter and its combining marks are one. */
export function characters(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/**
 * A parsed font in PDFKit's sense, with one glyph for each character of a text, in the order of the text (against it where
 * words go from right to left). Shaping alone gives no such glyphs: marks come apart from their letters, vowels stand
 * before the consonant that they follow, ligatures are several letters, and one glyph serves two characters. Programs that
 * copy or search a file would get something else than was set, and few of them ask what it says beside its glyphs.
 *
 * So what can't be divided on paper – a letter with its marks, a ligature, a syllable of Devanagari – is put together as one
 * glyph of the subset that is embedded; it stands for the first character, and blanks beside it for the others.
 */
export class PrintedFont {
  /** Asked one by one: the list of all that a font has takes a fifth of a second for 30,000 Han characters. */
  private readonly known = new Map<string, boolean>();
  private readonly isTrueType: boolean;
  private readonly remembered = new Map<string, readonly PlacedGlyph[]>();
  private readonly shape: Font['layout'];

  /** @param font is changed: from now on it lays texts out, and is embedded, as said above */
  constructor(readonly font: Font) {
    tellGlyphsApart(font);
    this.shape = font.layout.bind(font);
    const wholeSubset = font.createSubset.bind(font) as unknown as () => Parameters<typeof subsetOf>[1];
    this.isTrueType = !('CFF ' in (font as unknown as { directory: { tables: object } }).directory.tables);
    Object.assign(font, {
      layout: (text: string, features: readonly string[] = []) => this.layout(text, features),
      createSubset: (): PrintedSubset => subsetOf(font, wholeSubset()),
    });
  }

  static parsed(file: Buffer): PrintedFont {
    const font = create(file);
    if ('fonts' in font) throw new Error('This file holds several fonts.');
    return new PrintedFont(font);
  }

  /** A font that knows nothing of a letter's variation draws the letter, as Unicode has it (23.4). */
  covers(text: string): boolean {
    const letters = text.replace(variations, '');
    if (letters === '') return false;
    for (const character of letters) if (!this.has(character)) return false;
    // Only TrueType can put glyphs together.
    if (this.isTrueType || !/\p{M}/u.test(letters)) return true;
    return characters(letters).every(
      (letter) => !/\p{M}/u.test(letter) || this.run(letter, []).glyphs.length === 1,
    );
  }

  private has(character: string): boolean {
    let has = this.known.get(character);
    if (has === undefined) {
      has = this.font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0);
      this.known.set(character, has);
    }
    return has;
  }

  private layout(text: string, features: readonly string[]): PrintedRun {
    const placed = this.placed(text, features);
    const positions = placed.map(({ advance, x, y }) => ({
      xAdvance: advance,
      yAdvance: 0,
      xOffset: x,
      yOffset: y,
    }));
    return {
      glyphs: placed.map(({ glyph }) => glyph),
      positions,
      // Asked for once the positions are scaled.
      get advanceWidth() {
        return positions.reduce((width, { xAdvance }) => width + xAdvance, 0);
      },
    };
  }

  /** Shaping is the dearest part of a page, and most words of a cohort's certificates are the same. */
  private placed(text: string, features: readonly string[]): readonly PlacedGlyph[] {
    if (text.length > REMEMBERED.longest) return this.shaped(text, features);
    const name = `${features.join()}:${text}`;
    let placed = this.remembered.get(name);
    if (!placed) {
      placed = this.shaped(text, features);
      if (this.remembered.size >= REMEMBERED.words) this.remembered.clear();
      this.remembered.set(name, placed);
    }
    return placed;
  }

  private shaped(text: string, features: readonly string[]): PlacedGlyph[] {
    if (syllabic.test(text)) return characters(text).flatMap((syllable) => this.asOne(syllable, features));
    const run = this.run(text, features);
    const clusters = clustersOf(text, run, features.includes(FROM_RIGHT));
    const fromRight = features.includes(FROM_RIGHT);
    if (clusters) return clusters.flatMap((cluster) => this.drawn(cluster, run, fromRight));
    // A font that takes letters apart and doesn't say how: each by itself, then.
    if (fromRight) return this.asOne(text, features);
    return characters(text).flatMap((character) => this.asOne(character, features));
  }

  private asOne(text: string, features: readonly string[]): PlacedGlyph[] {
    const run = this.run(text, features);
    return this.drawn({ text, from: 0, to: run.glyphs.length }, run, features.includes(FROM_RIGHT));
  }

  private run(text: string, features: readonly string[]): GlyphRun {
    const others = features.filter((feature) => feature !== FROM_RIGHT);
    return features.includes(FROM_RIGHT)
      ? this.shape(mirrored(text), others, undefined, undefined, 'rtl')
      : this.shape(text, others, undefined, undefined, 'ltr');
  }

  private drawn({ text, from, to }: Cluster, run: GlyphRun, fromRight: boolean): PlacedGlyph[] {
    let pen = 0;
    const parts: GlyphPart[] = [];
    for (let at = from; at < to; at++) {
      const { xAdvance, xOffset, yOffset } = run.positions[at] ?? nowhere;
      const id = run.glyphs[at]?.id ?? 0;
      parts.push({ id, x: Math.round(pen + xOffset), y: Math.round(yOffset) });
      pen += xAdvance;
    }
    const [first = { id: 0, x: 0, y: 0 }] = parts;
    const letters = Array.from(text);
    if (text === LEFT_TO_RIGHT_MARK && this.isTrueType) return this.shared(letters, [], 0);
    // From the right, a letter has its kerning in its own width: where the pen jumps back, some programs see a new word.
    const plain = parts.length === 1 && letters.length === 1 && !fromRight;
    if (plain || !this.isTrueType) {
      const [letter = text, ...marks] = letters;
      const glyph = this.whole(letter, first.id);
      if (marks.length === 0) return [{ glyph, advance: pen, x: first.x, y: first.y }];
      // Nothing can be put together here: blanks at the glyph's end stand for the marks that it has drawn already.
      const blank = this.font.glyphForCodePoint(0x20);
      return [
        { glyph, advance: pen - blank.advanceWidth, x: first.x, y: first.y },
        ...marks.map((mark, at) => ({
          glyph: this.whole(mark, blank.id),
          advance: at === marks.length - 1 ? blank.advanceWidth : 0,
          x: 0,
          y: 0,
        })),
      ];
    }
    return this.shared(
      fromRight ? letters.reverse() : letters,
      parts.filter(({ id }) => !isBlank(this.font, id)),
      Math.max(0, Math.round(pen)),
    );
  }

  private whole(text: string, id: number): PrintedGlyph {
    return new PrintedGlyph(text, [{ id, x: 0, y: 0 }], this.font.getGlyph(id).advanceWidth);
  }

  /** The first letter on the paper draws it all; letters share the width, marks have none. */
  private shared(letters: readonly string[], parts: readonly GlyphPart[], width: number): PlacedGlyph[] {
    const wide = Math.max(1, letters.filter((letter) => !attached.test(letter)).length);
    let passed = 0;
    return letters.map((letter, at) => {
      const before = Math.round((width * passed) / wide);
      if (!attached.test(letter)) passed++;
      const advance = Math.round((width * passed) / wide) - before;
      return { glyph: new PrintedGlyph(letter, at === 0 ? parts : [], advance), advance, x: 0, y: 0 };
    });
  }
}

const nowhere = { xAdvance: 0, xOffset: 0, yOffset: 0 };

/** A piece of a text and its glyphs in a run, from the first to the one behind the last. */
interface Cluster {
  text: string;
  from: number;
  to: number;
}

/**
 * The clusters of a shaped run from left to right; null where the font doesn't tell which characters its glyphs stand
 * for. Every glyph knows how many characters it was made of, and they come in the order of the text.
 */
function clustersOf(text: string, { glyphs }: GlyphRun, fromRight: boolean): Cluster[] | null {
  const letters = Array.from(text);
  const clusters: Cluster[] = [];
  let taken = 0;
  for (let step = 0; step < glyphs.length; step++) {
    const at = fromRight ? glyphs.length - 1 - step : step;
    const count = glyphs[at]?.codePoints.length ?? 0;
    const own = letters.slice(taken, taken + count).join('');
    taken += count;
    const last = clusters.at(-1);
    if (last && (own === '' || attached.test(own))) {
      last.text += own;
      last.from = Math.min(last.from, at);
      last.to = Math.max(last.to, at + 1);
    } else if (own === '') return null;
    else clusters.push({ text: own, from: at, to: at + 1 });
  }
  if (taken !== letters.length) return null;
  return fromRight ? clusters.reverse() : clusters;
}

/**
 * fontkit keeps each glyph together with the characters that asked for it first, for as long as the font lives. Here a
 * glyph that is asked for by other characters gets a twin.
 */
function tellGlyphsApart(font: Font): void {
  const getGlyph = font.getGlyph.bind(font);
  font.getGlyph = (id, codePoints) => {
    const glyph = getGlyph(id, codePoints);
    if (!codePoints || sameMeaning(glyph.codePoints, codePoints)) return glyph;
    return Object.create(glyph, { codePoints: { value: codePoints } }) as Glyph;
  };
}

function sameMeaning(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((codePoint, at) => codePoint === other[at]);
}
