import type { TextStyle } from './sheet.js';

export const colours = {
  ink: '#21201c',
  quiet: '#63635e',
  gold: '#8a6a1f',
  hairline: '#d3d0c7',
  engraving: '#e6dabb',
} as const;

/** The smallest letters that people read on paper; smaller ones only where nothing else fits, and nothing is cut off. */
export const LEGIBLE = 6.5;

export const label: TextStyle = { face: 'label', size: 7.5, colour: colours.quiet };

/** 15.5, 80: at most two decimals. */
const figures = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });
export function figure(n: number): string {
  return figures.format(n);
}
