import { readFileSync } from 'node:fs';
import { create, type Font, type Glyph, type GlyphRun } from 'fontkit';

/**
 * Every font file that printed pages may use: whole TrueType files from npm, with a licence to embed (SIL OFL 1.1).
 * A further script is a further line here and in the chains of whoever sets text. Nothing is read before it is wanted.
 */
const files = {
  serif: '@expo-google-fonts/source-serif-4/400Regular/SourceSerif4_400Regular.ttf',
  serifItalic: '@expo-google-fonts/source-serif-4/400Regular_Italic/SourceSerif4_400Regular_Italic.ttf',
  serifMedium: '@expo-google-fonts/source-serif-4/500Medium/SourceSerif4_500Medium.ttf',
  serifStrong: '@expo-google-fonts/source-serif-4/600SemiBold/SourceSerif4_600SemiBold.ttf',
  serifStrongItalic:
    '@expo-google-fonts/source-serif-4/600SemiBold_Italic/SourceSerif4_600SemiBold_Italic.ttf',
  sans: '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  sansItalic: '@expo-google-fonts/inter/400Regular_Italic/Inter_400Regular_Italic.ttf',
  sansMedium: '@expo-google-fonts/inter/500Medium/Inter_500Medium.ttf',
  sansStrong: '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
  sansStrongItalic: '@expo-google-fonts/inter/600SemiBold_Italic/Inter_600SemiBold_Italic.ttf',
} as const;

export type FontKey = keyof typeof files;

/** The fonts that a piece of text may be set in, the first one preferred. */
export type FontChain = readonly FontKey[];

/** A parsed font, opaque to everything but PDFKit: its types know files and buffers only, its code takes these too. */
export interface PdfFont {
  layout(text: string): unknown;
}

export interface TextRun {
  readonly font: FontKey;
  readonly text: string;
}

/** Text that no font of its chain can draw. */
export class UncoveredText extends Error {
  constructor(readonly characters: readonly string[]) {
    super(`No font has ${characters.map((one) => `“${one}”`).join(', ')}.`);
    this.name = 'UncoveredText';
  }
}

/**
 * The characters (as readers see them, with their marks) of a text that none of the fonts has, each once, in the order
 * of the text; empty if all of it can be printed.
 */
export function uncoveredBy(chain: FontChain, text: string): string[] {
  const missing = characters(text.normalize('NFC')).filter((one) => !chain.some((key) => covers(key, one)));
  return [...new Set(missing)];
}

/** The first font that has the whole text; null where none has. */
export function fontFor(chain: FontChain, text: string): FontKey | null {
  return chain.find((key) => covers(key, text)) ?? null;
}

/**
 * Splits a text into runs of one font each: one run in the first font that has all of its letters, so that a name is
 * never a mixture of two hands where one will do.
 *
 * @throws UncoveredText
 */
export function runsIn(chain: FontChain, text: string): TextRun[] {
  const whole = fontFor(chain, text);
  if (whole) return [{ font: whole, text }];

  const runs: { font: FontKey; text: string }[] = [];
  for (const character of characters(text)) {
    const font = chain.find((key) => covers(key, character));
    if (!font) throw new UncoveredText(uncoveredBy(chain, text));
    const last = runs.at(-1);
    if (last?.font === font) last.text += character;
    else runs.push({ font, text: character });
  }
  return runs;
}

/** The font, parsed once in each thread and shared by all documents after that. */
export function parsedFont(key: FontKey): PdfFont {
  return loaded(key).font;
}

interface LoadedFont {
  readonly font: Font;
  readonly codePoints: ReadonlySet<number>;
}

const cache = new Map<FontKey, LoadedFont>();

function loaded(key: FontKey): LoadedFont {
  let entry = cache.get(key);
  if (!entry) {
    const font = create(readFileSync(new URL(import.meta.resolve(files[key]))));
    if ('fonts' in font) throw new Error(`${files[key]} holds several fonts.`);
    rememberNoMeanings(font);
    rememberShapes(font);
    entry = { font, codePoints: new Set(font.characterSet) };
    cache.set(key, entry);
  }
  return entry;
}

/**
 * fontkit keeps each glyph together with the characters that asked for it first, for as long as the font lives. In a
 * font that many documents share, what one of them says would then depend on which were printed before it. Here a
 * glyph that is asked for by other characters gets a twin.
 */
function rememberNoMeanings(font: Font): void {
  const getGlyph = font.getGlyph.bind(font);
  const twins = new Map<string, Glyph>();

  font.getGlyph = (id, codePoints) => {
    const glyph = getGlyph(id, codePoints);
    if (!codePoints || sameMeaning(glyph.codePoints, codePoints)) return glyph;

    const name = `${id}:${codePoints.join()}`;
    let twin = twins.get(name);
    if (!twin) {
      twin = Object.create(glyph, { codePoints: { value: codePoints } }) as Glyph;
      twins.set(name, twin);
    }
    return twin;
  };
}

/** What one font remembers: words, not codes and addresses, which never come again. At most some 8 MB. */
const REMEMBERED = { words: 4000, longest: 24 };

/**
 * Shaping is the dearest part of a page, and most words of a cohort's certificates are the same. PDFKit scales the
 * positions that it is given in place, so it gets copies.
 */
function rememberShapes(font: Font): void {
  const layout = font.layout.bind(font);
  const shapes = new Map<string, GlyphRun>();

  font.layout = (text, features) => {
    if (text.length > REMEMBERED.longest) return layout(text, features);
    const name = `${JSON.stringify(features)}:${text}`;
    let shape = shapes.get(name);
    if (!shape) {
      shape = layout(text, features);
      if (shapes.size >= REMEMBERED.words) shapes.clear();
      shapes.set(name, shape);
    }
    const positions = shape.positions.map((position) => ({ ...position }));
    return Object.create(shape, { positions: { value: positions } }) as GlyphRun;
  };
}

function sameMeaning(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((codePoint, at) => codePoint === other[at]);
}

function covers(key: FontKey, text: string): boolean {
  const { codePoints } = loaded(key);
  for (const character of text) if (!codePoints.has(character.codePointAt(0) ?? 0)) return false;
  return true;
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** A text as readers count it: a letter and its combining marks are one. */
export function characters(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}
