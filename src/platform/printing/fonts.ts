import { readFileSync } from 'node:fs';
import { type HanForm } from './han-form.rules.js';
import { characters, PrintedFont } from './printed-font.js';

export { type HanForm } from './han-form.rules.js';

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
  arabic: '@embedpdf/fonts-arabic/fonts/NotoNaskhArabic-Regular.ttf',
  arabicStrong: '@embedpdf/fonts-arabic/fonts/NotoNaskhArabic-Bold.ttf',
  hebrew: '@embedpdf/fonts-hebrew/fonts/NotoSansHebrew-Regular.ttf',
  hebrewStrong: '@embedpdf/fonts-hebrew/fonts/NotoSansHebrew-Bold.ttf',
  devanagari: '@expo-google-fonts/noto-sans-devanagari/400Regular/NotoSansDevanagari_400Regular.ttf',
  devanagariStrong: '@expo-google-fonts/noto-sans-devanagari/600SemiBold/NotoSansDevanagari_600SemiBold.ttf',
  simplified: '@embedpdf/fonts-sc/fonts/NotoSansHans-Regular.otf',
  simplifiedStrong: '@embedpdf/fonts-sc/fonts/NotoSansHans-Medium.otf',
  traditional: '@embedpdf/fonts-tc/fonts/NotoSansHant-Regular.otf',
  traditionalStrong: '@embedpdf/fonts-tc/fonts/NotoSansHant-Medium.otf',
  japanese: '@embedpdf/fonts-jp/fonts/NotoSansJP-Regular.otf',
  japaneseStrong: '@embedpdf/fonts-jp/fonts/NotoSansJP-Medium.otf',
  korean: '@embedpdf/fonts-kr/fonts/NotoSansKR-Regular.otf',
  koreanStrong: '@embedpdf/fonts-kr/fonts/NotoSansKR-Medium.otf',
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
  text: string;
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

  const runs: TextRun[] = [];
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

export { characters, FROM_RIGHT, LEFT_TO_RIGHT_MARK, RIGHT_TO_LEFT_MARK } from './printed-font.js';

const cache = new Map<FontKey, PrintedFont>();

function loaded(key: FontKey): PrintedFont {
  let font = cache.get(key);
  if (!font) {
    font = PrintedFont.parsed(readFileSync(addressOf(files[key])));
    cache.set(key, font);
  }
  return font;
}

const hanForms = ['simplified', 'traditional', 'japanese', 'korean'] as const satisfies readonly HanForm[];

/** Some packages name their program only, and hold the fonts in a folder beside it. */
function addressOf(file: string): URL {
  const [name = '', font] = file.split('/fonts/');
  return font === undefined
    ? new URL(import.meta.resolve(file))
    : new URL(`../fonts/${font}`, import.meta.resolve(name));
}

/** Fonts of a script are opened for texts that have something of it only; those of Han characters are large. */
const scripts: Partial<Record<string, RegExp>> = {
  arabic: /\p{Script_Extensions=Arabic}/u,
  hebrew: /\p{Script_Extensions=Hebrew}/u,
  devanagari: /\p{Script_Extensions=Devanagari}/u,
  ...Object.fromEntries(
    hanForms.map((form) => [
      form,
      /[\p{Script_Extensions=Han}\p{Script_Extensions=Hira}\p{Script_Extensions=Kana}\p{Script_Extensions=Hang}\p{Script_Extensions=Bopo}\u3000-\u303f\uff00-\uffef]/u,
    ]),
  ),
};

function covers(key: FontKey, text: string): boolean {
  const script = scripts[key.replace('Strong', '')];
  return (script === undefined || script.test(text)) && loaded(key).covers(text);
}

/**
 * A chain for texts in any script: fonts of Latin, Greek and Cyrillic first, then those of one script each. Han
 * characters come in the given form, and from another form's font only where that one lacks them.
 */
export function everyScript(first: FontChain, weight: 'regular' | 'strong', han: HanForm): FontChain {
  const forms = [han, ...hanForms.filter((form) => form !== han)];
  const further = ['arabic', 'hebrew', 'devanagari', ...forms] as const;
  return [...first, ...further.map((key): FontKey => (weight === 'strong' ? `${key}Strong` : key))];
}

/** Kana are Japanese and Hangul is Korean, whatever was chosen. */
export function hanFormOf(text: string, chosen: HanForm): HanForm {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return 'japanese';
  if (/\p{Script=Hangul}/u.test(text)) return 'korean';
  return chosen;
}
