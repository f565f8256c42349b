import { type Paper } from './papers.js';

export const mm = (length: number) => (length * 72) / 25.4;

/** Where things stand on a certificate, in points from the top left corner. */
export interface Page {
  readonly size: 'A4' | 'LETTER';
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** The width of the statement: two thirds of the page, with one third left for the stamps. */
  readonly statement: number;
  /** The middle of the stamps. */
  readonly stamps: number;
  readonly rosette: { readonly y: number; readonly radius: number };
}

const MARGIN = mm(18);
const GAP = mm(10);

function page(size: Page['size'], width: number, height: number): Page {
  const [left, right] = [MARGIN, width - MARGIN];
  const statement = Math.round((right - left) * 0.65);
  const stampsLeft = left + statement + GAP;
  const stamps = (stampsLeft + right) / 2;
  return {
    size,
    width,
    height,
    left,
    right,
    top: MARGIN,
    bottom: height - MARGIN,
    statement,
    stamps,
    rosette: { y: height * 0.43, radius: (right - stampsLeft) * 0.52 },
  };
}

export const pages = {
  a4: page('A4', 841.89, 595.28),
  letter: page('LETTER', 792, 612),
} as const satisfies Record<Paper, Page>;
