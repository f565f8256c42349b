import { type Base, baseOf } from '../../platform/printing/directions.js';
import { type HanForm, hanFormOf } from '../../platform/printing/fonts.js';
import { type Outline, outlineOf } from '../../platform/printing/outlines.js';
import { type Face, runsOf, uncoveredCharacters } from './fonts.js';
import { type LineStep, setLines } from './set-lines.js';

interface Block {
  readonly steps: readonly LineStep[];
  readonly x: number;
  /** Baseline of the first line. */
  readonly y: number;
  readonly measure: number;
  readonly leading: number;
  readonly colour: string;
  /** Which end of each line `x` is; the left one unless it is said. */
  readonly from?: 'left' | 'middle' | 'right';
  readonly han?: HanForm;
  /** Where its lines begin, unless its first letter says. */
  readonly base?: Base;
}

interface Drawn {
  readonly svg: string;
  /** Baseline of the last line. */
  readonly end: number;
  readonly width: number;
  /** Of the letters. */
  readonly size: number;
}

/** A text in as few lines as look well, as SVG: its letters are shapes, so no font is looked for when it is drawn. */
export function block(text: string, face: Face, at: Block): Drawn {
  const base = at.base ?? baseOf(text);
  const known = new Map<string, Outline>();
  // Where lines can break is tried over and over, mostly with the same parts.
  const outlined = (part: string) => {
    const outline = known.get(part) ?? shaped(part, face, at.han ?? 'simplified', base);
    known.set(part, outline);
    return outline;
  };
  const { lines, size } = setLines(text, (part) => outlined(part).width, at.measure, at.steps);
  const paths = lines.map((part, index) => {
    const drawn = outlined(part);
    const x = at.x - before[at.from ?? 'left'] * drawn.width * size;
    return drawn.path(size, x, at.y + index * size * at.leading);
  });
  return {
    svg: `<path fill="${at.colour}" d="${paths.join('')}"/>`,
    end: at.y + (lines.length - 1) * size * at.leading,
    width: Math.max(...lines.map((part) => outlined(part).width * size)),
    size,
  };
}

/** A text in one line. */
export function line(
  text: string,
  face: Face,
  { size, x, y, colour }: { size: number; x: number; y: number; colour: string },
): string {
  return `<path fill="${colour}" d="${shaped(text, face, 'simplified').path(size, x, y)}"/>`;
}

/** What no font of ours has is left out: a certificate has been printed, so there is nothing of that kind in a name. */
function shaped(text: string, face: Face, han: HanForm, base: Base = 'ltr'): Outline {
  const missing = uncoveredCharacters(text, face);
  const drawn = missing.reduce((rest, one) => rest.replaceAll(one, ''), text.normalize('NFC'));
  const form = hanFormOf(drawn, han);
  return outlineOf(drawn, (part) => runsOf(part, face, form), base);
}

/** How much of a line stands before its `x`. */
const before = { left: 0, middle: 0.5, right: 1 } as const;
