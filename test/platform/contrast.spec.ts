import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const tokens = readFileSync(join(process.cwd(), 'views/assets/styles/tokens.css'), 'utf8');
const darkFrom = tokens.indexOf('@media (prefers-color-scheme: dark)');
const light = coloursIn(tokens.slice(0, darkFrom));
const schemes = { light, dark: { ...light, ...coloursIn(tokens.slice(darkFrom)) } };

// What is printed on what, and what only has to be seen as an edge (WCAG 2.2, 1.4.6 and 1.4.11).
const texts = [
  ...['paper', 'paper-sunk', 'paper-hover', 'paper-raised'].flatMap((ground) =>
    ['ink', 'ink-quiet', 'accent', 'bad', 'warn', 'good', 'gold'].map((text) => [text, ground] as const),
  ),
  ...['bad', 'warn', 'good', 'accent'].flatMap((state) => [
    [state, `${state}-tint`] as const,
    ['ink', `${state}-tint`] as const,
  ]),
  ['on-accent', 'accent'] as const,
  ['on-accent', 'accent-strong'] as const,
];
const edges = ['line-field', 'accent-line', 'bad-line', 'warn-line', 'good-line'].map(
  (edge) => [edge, 'paper'] as const,
);

describe.each(Object.entries(schemes))('the %s scheme', (_name, colours) => {
  it.each(texts)('prints %s on %s at 7:1 or more', (text, ground) => {
    expect(contrast(colours[text], colours[ground])).toBeGreaterThanOrEqual(7);
  });

  it.each(edges)('draws %s on %s at 3:1 or more', (edge, ground) => {
    expect(contrast(colours[edge], colours[ground])).toBeGreaterThanOrEqual(3);
  });
});

function coloursIn(css: string): Record<string, string> {
  return Object.fromEntries(
    [...css.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

/** Contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio"). */
function contrast(one: string | undefined, other: string | undefined): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string | undefined): number {
  if (!colour) throw new Error('tokens.css has no such colour');
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
