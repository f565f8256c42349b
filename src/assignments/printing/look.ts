import { type Style } from './pieces.js';

export const mm = (length: number) => (length * 72) / 25.4;

/** A4 portrait. Words keep a measure of some 70 letters; tables and groups take the whole width. */
export const sheet = { width: mm(210), height: mm(297), left: mm(25), top: mm(30), bottom: mm(297 - 27) };
export const full = sheet.width - 2 * mm(25);
export const measure = mm(130);

export const colours = {
  ink: '#21201c',
  quiet: '#63635e',
  line: '#d3d0c7',
  strong: '#8d8d86',
  link: '#0d5f56',
  warn: '#8a4b08',
};

const style = (change: Partial<Style>): Style => ({
  family: 'serif',
  weight: 'regular',
  italic: false,
  size: 10.75,
  leading: 15.5,
  colour: colours.ink,
  ...change,
});

export const looks = {
  text: style({}),
  small: style({ size: 9, leading: 13 }),
  group: style({ size: 10, leading: 14 }),
  quiet: style({ family: 'sans', size: 8.5, leading: 12, colour: colours.quiet }),
  title: style({ weight: 'strong', size: 36, leading: 41 }),
  section: style({ weight: 'strong', size: 21, leading: 26 }),
  heading: style({ weight: 'strong', size: 13.5, leading: 18 }),
  subheading: style({ weight: 'strong', size: 11, leading: 15.5 }),
  groupTitle: style({ family: 'sans', weight: 'strong', size: 9.5, leading: 14 }),
  label: style({ family: 'sans', size: 8.5, leading: 13, colour: colours.quiet }),
  fact: style({ family: 'sans', size: 9.5, leading: 13.5 }),
  cell: style({ family: 'sans', size: 8.75, leading: 12.25 }),
  caption: style({ family: 'sans', size: 8.5, leading: 12, colour: colours.quiet }),
  running: style({ family: 'sans', size: 8, leading: 11, colour: colours.quiet }),
  contents: style({ size: 11.5, leading: 16 }),
  contentsInner: style({ family: 'sans', size: 8.75, leading: 12.5, colour: colours.quiet }),
};
