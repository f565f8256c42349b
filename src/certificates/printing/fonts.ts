import {
  everyScript,
  type FontChain,
  type HanForm,
  runsIn,
  type TextRun,
  uncoveredBy,
} from '../../platform/printing/fonts.js';

/** What a piece of a certificate is set in: the first font that has all its letters. */
const faces = {
  name: { first: ['serifMedium', 'sansMedium'], weight: 'regular' },
  title: { first: ['serifStrong', 'sansStrong'], weight: 'strong' },
  prose: { first: ['serifItalic', 'sans'], weight: 'regular' },
  person: { first: ['serif', 'sans'], weight: 'regular' },
  label: { first: ['sans', 'serif'], weight: 'regular' },
  strong: { first: ['sansStrong', 'serifStrong'], weight: 'strong' },
} as const satisfies Record<string, { first: FontChain; weight: 'regular' | 'strong' }>;

export type Face = keyof typeof faces;

const chains = new Map<string, FontChain>();

function chainOf(face: Face, han: HanForm): FontChain {
  const name = `${face} ${han}`;
  let chain = chains.get(name);
  if (!chain) chains.set(name, (chain = everyScript(faces[face].first, faces[face].weight, han)));
  return chain;
}

/**
 * The characters of a text that a certificate can't print; empty if all of it can be printed. Ask before a name is
 * frozen into a snapshot: boxes on a certificate would be worse than none, so nothing is printed with them.
 */
export function uncoveredCharacters(text: string, face: Face = 'name'): string[] {
  return uncoveredBy(chainOf(face, 'simplified'), text);
}

/** @throws UncoveredText */
export function runsOf(text: string, face: Face, han: HanForm): TextRun[] {
  return runsIn(chainOf(face, han), text);
}
