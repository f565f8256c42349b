import bidiFactory from 'bidi-js';

/** Its types say that an ES module is imported here, and Node takes the CommonJS one. */
const bidi = (bidiFactory as unknown as typeof bidiFactory.default)();

/** A part of a line that reads in one direction. Its text is in the order of reading. */
export interface DirectionalRun {
  readonly text: string;
  readonly fromRight: boolean;
  /** Where its text begins in the line. */
  readonly from: number;
}

const mayReadFromRight =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Where a line begins: what stands in no direction, as a full stop does, goes by it. */
export type Base = 'ltr' | 'rtl';

/** The direction of a text's first letter that has one, as `dir="auto"` has it on a page (UAX 9, P2 and P3). */
export function baseOf(text: string): Base {
  if (!mayReadFromRight.test(text)) return 'ltr';
  return bidi.getEmbeddingLevels(text).paragraphs[0]?.level === 1 ? 'rtl' : 'ltr';
}

/**
 * The runs of a line in the order in which they stand on paper, from left to right (Unicode Bidirectional Algorithm,
 * UAX 9).
 */
export function directionalRuns(line: string, base: Base = 'ltr'): DirectionalRun[] {
  if (!mayReadFromRight.test(line)) return [{ text: line, fromRight: false, from: 0 }];
  const embedding = bidi.getEmbeddingLevels(line, base);
  const runs: { from: number; to: number; level: number }[] = [];
  for (const at of bidi.getReorderedIndices(line, embedding)) {
    const level = embedding.levels[at] ?? 0;
    const last = runs.at(-1);
    if (last?.level === level && at === (level % 2 === 1 ? last.from - 1 : last.to)) {
      last.from = Math.min(last.from, at);
      last.to = Math.max(last.to, at + 1);
    } else runs.push({ from: at, to: at + 1, level });
  }
  return runs.map(({ from, to, level }) => ({
    text: line.slice(from, to),
    fromRight: level % 2 === 1,
    from,
  }));
}

/** Words that go from right to left, with nothing but blanks between them. */
const words =
  /[\p{L}\p{M}\u05be\u05f3\u05f4\u200c\u200d]+(?:\s+[\p{L}\p{M}\u05be\u05f3\u05f4\u200c\u200d]+)*/gu;

/**
 * The same runs in the order of reading, for programs that take a page from left to right whatever it says: only words
 * are left in runs from the right, for such programs have rules of their own for what stands beside and between them.
 * Null where that changes nothing.
 */
export function inReadingOrder(runs: readonly DirectionalRun[]): DirectionalRun[] | null {
  const ordered: { text: string; fromRight: boolean; from: number }[] = [];
  const add = (text: string, fromRight: boolean, from: number) => {
    const last = ordered.at(-1);
    if (text === '') return;
    if (last?.fromRight === fromRight) last.text += text;
    else ordered.push({ text, fromRight, from });
  };
  for (const { text, fromRight, from } of runs.toSorted((one, other) => one.from - other.from)) {
    let passed = 0;
    for (const { 0: part, index } of fromRight ? text.matchAll(words) : []) {
      add(text.slice(passed, index), false, from + passed);
      add(part, true, from + index);
      passed = index + part.length;
    }
    add(text.slice(passed), false, from + passed);
  }
  const isSame = runs.every(({ from, text }, at) => ordered[at]?.from === from && ordered[at].text === text);
  return isSame ? null : ordered;
}

/** ) for (: what is drawn for a character in text that reads from right to left. */
export function mirrored(text: string): string {
  return Array.from(text, (character) => bidi.getMirroredCharacter(character) ?? character).join('');
}
