import { characters } from '../../platform/printing/fonts.js';

export interface SetLines {
  readonly lines: readonly string[];
  /** Points. */
  readonly size: number;
}

/** With that many lines, no larger than `largest` and, while more lines may help, no smaller than `smallest`. */
export interface LineStep {
  readonly largest: number;
  readonly smallest: number;
}

/**
 * Breaks a text into as few lines as look well: one line as long as it stays above the first step's smallest size,
 * else two evenly filled ones, and so on. The last step shrinks as far as it must, so that nothing is ever cut off.
 * A single word wider than the measure at the last step's smallest size is broken between letters.
 *
 * @param widthAtOne width of a text at a size of 1 point
 * @param measure width of the column, points
 * @param steps the first for one line, the second for two …; at least one
 */
export function setLines(
  text: string,
  widthAtOne: (text: string) => number,
  measure: number,
  steps: readonly LineStep[],
): SetLines {
  const words = text.split(' ').filter((word) => word !== '');
  let best: SetLines = { lines: [text], size: 0 };

  for (const [at, { largest, smallest }] of steps.entries()) {
    const isLast = at === steps.length - 1;
    const parts = isLast ? words.flatMap((word) => brokenWord(word, widthAtOne, measure / smallest)) : words;
    const lines = evenLines(parts, at + 1, widthAtOne);
    const widest = Math.max(...lines.map(widthAtOne));
    const size = Math.min(largest, widest > 0 ? measure / widest : largest);
    if (size > best.size) best = { lines, size };
    if (size >= smallest) break;
  }
  return best;
}

/** The break into at most `count` lines whose widest line is as narrow as can be. */
function evenLines(words: readonly string[], count: number, widthOf: (text: string) => number): string[] {
  const joined = (from: number, to: number) => words.slice(from, to).join(' ');
  // widest[n]: the narrowest possible widest line when the first n words fill the lines so far; start[n]: its last break.
  let widest = words.map((_, at) => widthOf(joined(0, at + 1)));
  const starts: number[][] = [words.map(() => 0)];

  for (let line = 1; line < Math.min(count, words.length); line++) {
    const before = widest;
    const start: number[] = [];
    widest = words.map((_, last) => {
      let best = before[last] ?? 0;
      start[last] = last + 1;
      for (let from = 1; from <= last; from++) {
        const width = Math.max(before[from - 1] ?? 0, widthOf(joined(from, last + 1)));
        if (width < best) [best, start[last]] = [width, from];
      }
      return best;
    });
    starts.push(start);
  }

  const lines: string[] = [];
  let end = words.length;
  for (const start of starts.toReversed()) {
    const from = start[end - 1] ?? 0;
    if (from < end) lines.unshift(joined(from, end));
    end = from;
    if (end === 0) break;
  }
  return lines;
}

function brokenWord(word: string, widthOf: (text: string) => number, measure: number): string[] {
  if (widthOf(word) <= measure) return [word];
  const pieces: string[] = [''];
  for (const character of characters(word)) {
    const piece = pieces.at(-1) ?? '';
    if (piece !== '' && widthOf(piece + character) > measure) pieces.push(character);
    else pieces[pieces.length - 1] = piece + character;
  }
  return pieces;
}
