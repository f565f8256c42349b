import { type Font } from 'fontkit';
import { type Base, directionalRuns } from './directions.js';
import { FROM_RIGHT, parsedFont, type TextRun } from './fonts.js';
import { type PrintedGlyph } from './font-subset.js';

/** A line of text as shapes, at a size of 1: its baseline is at 0, y goes down. */
export interface Outline {
  readonly width: number;
  /** SVG path data, at a size and from a place. */
  path(size: number, x: number, y: number): string;
}

/** What a printed font gives for a text (`PrintedFont`). */
interface OutlinedFont extends Omit<Font, 'layout'> {
  layout(
    text: string,
    features: readonly string[],
  ): {
    readonly glyphs: readonly PrintedGlyph[];
    readonly positions: readonly { xAdvance: number; xOffset: number; yOffset: number }[];
  };
}

type Command = { readonly command: string; readonly args: readonly number[] };

/** An outline of the font, how much larger it gets, and where it goes. */
interface Shape {
  readonly commands: readonly Command[];
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/**
 * A line as it stands on paper, for pictures: what draws SVG knows neither our fonts nor how to go from one to the other
 * within a line.
 *
 * @param runsOf splits a text that reads in one direction into runs of one font each
 * @param base where the line begins
 */
export function outlineOf(
  line: string,
  runsOf: (text: string) => readonly TextRun[],
  base: Base = 'ltr',
): Outline {
  const shapes: Shape[] = [];
  let pen = 0;
  for (const { text, fromRight } of directionalRuns(line, base)) {
    const runs = runsOf(text);
    for (const run of fromRight ? runs.toReversed() : runs) {
      const font = parsedFont(run.font) as unknown as OutlinedFont;
      const scale = 1 / font.unitsPerEm;
      const { glyphs, positions } = font.layout(run.text, fromRight ? [FROM_RIGHT] : []);
      for (const [at, glyph] of glyphs.entries()) {
        const { xAdvance, xOffset, yOffset } = positions[at] ?? { xAdvance: 0, xOffset: 0, yOffset: 0 };
        for (const part of glyph.parts) {
          const commands: readonly Command[] = font.getGlyph(part.id).path.commands;
          shapes.push({
            commands,
            scale,
            x: pen + (xOffset + part.x) * scale,
            y: (yOffset + part.y) * scale,
          });
        }
        pen += xAdvance * scale;
      }
    }
  }
  return {
    width: pen,
    path: (size, x, y) => shapes.map((shape) => pathOf(shape, { size, x, y })).join(''),
  };
}

const letters: Readonly<Partial<Record<string, string>>> = {
  moveTo: 'M',
  lineTo: 'L',
  quadraticCurveTo: 'Q',
  bezierCurveTo: 'C',
  closePath: 'Z',
};

/** A font's y goes up, a picture's down. */
function pathOf(shape: Shape, { size, x, y }: { size: number; x: number; y: number }): string {
  const place = (value: number, at: number) =>
    at % 2 === 0 ? x + (shape.x + value * shape.scale) * size : y - (shape.y + value * shape.scale) * size;
  return shape.commands
    .map(({ command, args }) => {
      const letter = letters[command];
      if (letter === undefined) throw new Error(`An outline has a “${command}”.`);
      return letter + args.map((value, at) => place(value, at).toFixed(2)).join(' ');
    })
    .join('');
}
