/**
 * The tokens of `views/assets/styles/tokens.css` that charts are drawn with. An image can't read its page's styles, so
 * they are repeated here; `test/platform/charts.spec.ts` holds one against the other.
 */
export const chartColours = {
  light: {
    paper: '#fdfdfc',
    ink: '#21201c',
    'ink-quiet': '#504f4a',
    line: '#e2e1de',
    'line-strong': '#bcbbb5',
    'line-field': '#82827c',
    accent: '#0a5a50',
    'accent-strong': '#0d3d38',
    'accent-line': '#12a594',
    'warn-line': '#ab6400',
    'good-line': '#218358',
  },
  dark: {
    paper: '#191918',
    ink: '#eeeeec',
    'ink-quiet': '#b5b3ad',
    line: '#31312e',
    'line-strong': '#62605b',
    'line-field': '#7c7b74',
    accent: '#7fd4c4',
    'accent-strong': '#adf0dd',
    'accent-line': '#12a594',
    'warn-line': '#c48f2c',
    'good-line': '#30a46c',
  },
} as const;

export type ChartColour = keyof typeof chartColours.light;

/** The style sheet inside an image: it follows the reader's scheme, whatever page shows it. */
export function chartStyles(): string {
  const rule = (colours: Readonly<Record<string, string>>) =>
    `:root{${Object.entries(colours)
      .map(([name, value]) => `--${name}:${value}`)
      .join(';')}}`;
  return `${rule(chartColours.light)}@media (prefers-color-scheme:dark){${rule(chartColours.dark)}}`;
}
