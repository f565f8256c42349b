import bidiFactory from 'bidi-js';

/** Its types say that an ES module is imported here, and Node takes the CommonJS one. */
const bidi = (bidiFactory as unknown as typeof bidiFactory.default)();

/** A part of a line that reads in one direction. Its text is in the order of reading. */
export interface DirectionalRun {
  readonly text: string;
  readonly fromRight: boolean;
}

const mayReadFromRight =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/**
 * The runs of a line in the order in which they stand on paper, from left to right (Unicode Bidirectional Algorithm,
 * UAX 9). The line itself reads from the left, as the page does.
 */
export function directionalRuns(line: string): DirectionalRun[] {
  if (!mayReadFromRight.test(line)) return [{ text: line, fromRight: false }];
  const embedding = bidi.getEmbeddingLevels(line, 'ltr');
  const runs: { from: number; to: number; level: number }[] = [];
  for (const at of bidi.getReorderedIndices(line, embedding)) {
    const level = embedding.levels[at] ?? 0;
    const last = runs.at(-1);
    if (last?.level === level && at === (level % 2 === 1 ? last.from - 1 : last.to)) {
      last.from = Math.min(last.from, at);
      last.to = Math.max(last.to, at + 1);
    } else runs.push({ from: at, to: at + 1, level });
  }
  return runs.map(({ from, to, level }) => ({ text: line.slice(from, to), fromRight: level % 2 === 1 }));
}

/** ) for (: what is drawn for a character in text that reads from right to left. */
export function mirrored(text: string): string {
  return Array.from(text, (character) => bidi.getMirroredCharacter(character) ?? character).join('');
}
