import { type FontKey, runsIn, type TextRun, uncoveredBy } from '../../platform/printing/fonts.js';

/**
 * What a piece of a certificate is set in: the first font of the chain that has all its letters.
 *
 * The holder's name has a weight that nothing else on the page uses. A PDF font says once for each glyph what it
 * means, and some letters share a glyph (’ and ʼ, - and ‐): in a font of its own the name reads back as it went in.
 */
const chains = {
  name: ['serifMedium', 'sansMedium'],
  title: ['serifStrong', 'sansStrong'],
  prose: ['serifItalic', 'sans'],
  person: ['serif', 'sans'],
  label: ['sans', 'serif'],
  strong: ['sansStrong', 'serifStrong'],
} as const satisfies Record<string, readonly FontKey[]>;

export type Face = keyof typeof chains;

/**
 * The characters of a text that a certificate can't print; empty if all of it can be printed. Ask before a name is
 * frozen into a snapshot: boxes on a certificate would be worse than none, so nothing is printed with them.
 */
export function uncoveredCharacters(text: string, face: Face = 'name'): string[] {
  return uncoveredBy(chains[face], text);
}

/** @throws UncoveredText */
export function runsOf(text: string, face: Face): TextRun[] {
  return runsIn(chains[face], text);
}
