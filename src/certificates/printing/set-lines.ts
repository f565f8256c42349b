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

/** A word, or what was left of one that is too long for a line. */
interface Part {
  readonly text: string;
  /** What stands between it and the part before it, in one line. */
  readonly before: '' | ' ';
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
  const whole = words.map((word): Part => ({ text: word, before: ' ' }));
  let best: SetLines = { lines: [text], size: 0 };
  const attempt = (parts: readonly Part[], count: number, largest: number) => {
    const lines = evenLines(parts, count, widthAtOne);
    const widest = Math.max(...lines.map(widthAtOne));
    const size = Math.min(largest, widest > 0 ? measure / widest : largest);
    if (size > best.size) best = { lines, size };
    return size;
  };

  for (const [at, { largest, smallest }] of steps.entries()) {
    if (at < steps.length - 1) {
      if (attempt(whole, at + 1, largest) >= smallest) break;
      continue;
    }
    // Pieces of words that fit a line may be too many: then they get longer and the letters smaller.
    for (let aim = smallest; ; aim *= 0.95) {
      const parts = words.flatMap((word) => brokenWord(word, widthAtOne, measure / aim));
      if (attempt(parts, at + 1, largest) >= aim * 0.999 || parts.length === words.length) break;
    }
  }
  return best;
}

/** The break into at most `count` lines whose widest line is as narrow as can be. */
function evenLines(parts: readonly Part[], count: number, widthOf: (text: string) => number): string[] {
  const joined = (from: number, to: number) =>
    parts
      .slice(from, to)
      .map(({ text, before }, at) => (at === 0 ? text : before + text))
      .join('');
  // widest[n]: the narrowest possible widest line when the first n parts fill the lines so far; start[n]: its last break.
  let widest = parts.map((_, at) => widthOf(joined(0, at + 1)));
  const starts: number[][] = [parts.map(() => 0)];

  for (let line = 1; line < Math.min(count, parts.length); line++) {
    const before = widest;
    const start: number[] = [];
    widest = parts.map((_, last) => {
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
  let end = parts.length;
  for (const start of starts.toReversed()) {
    const from = start[end - 1] ?? 0;
    if (from < end) lines.unshift(joined(from, end));
    end = from;
    if (end === 0) break;
  }
  return lines;
}

function brokenWord(word: string, widthOf: (text: string) => number, measure: number): Part[] {
  if (widthOf(word) <= measure) return [{ text: word, before: ' ' }];
  const pieces: string[] = [''];
  for (const character of characters(word)) {
    const piece = pieces.at(-1) ?? '';
    if (piece !== '' && widthOf(piece + character) > measure) pieces.push(character);
    else pieces[pieces.length - 1] = piece + character;
  }
  return pieces.map((text, at) => ({ text, before: at === 0 ? ' ' : '' }));
}
