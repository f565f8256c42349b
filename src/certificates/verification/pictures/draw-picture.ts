import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { block, line } from '../../printing/outlined-text.js';
import { PICTURE } from '../link-preview.views.js';
import { type PictureWords } from './picture.views.js';

/** The page's own colours, in light (views/assets/styles/tokens.css). */
const colours = { paper: '#fdfdfc', ink: '#21201c', quiet: '#504f4a', line: '#bcbbb5' } as const;

interface Look {
  readonly colour: string;
  readonly tint: string;
  readonly edge: string;
  /** The band's outline says the verdict, too, as on the page. */
  readonly outline: 'double' | 'dashed' | 'bar' | 'thick' | 'dotted';
}

const good = { colour: '#14593b', tint: '#e6f6eb', edge: '#218358' };
const caution = { colour: '#6b3f00', tint: '#fefbe9', edge: '#ab6400' };
const bad = { colour: '#8f1d21', tint: '#feebec', edge: '#ce2c31' };
const neutral = { colour: colours.ink, tint: '#f9f9f8', edge: '#82827c' };

const looks: Readonly<Record<string, Look>> = {
  valid: { ...good, outline: 'double' },
  expired: { ...caution, outline: 'dashed' },
  superseded: { ...caution, outline: 'dashed' },
  suspended: { ...caution, outline: 'bar' },
  revoked: { ...bad, outline: 'thick' },
};
const nothingKnown: Look = { ...neutral, outline: 'dotted' };

const MARGIN = 64;
const MEASURE = PICTURE.width - 2 * MARGIN;
/** How high the foot is, with its rule. */
const FOOT = 92;

/** The picture as PNG. @throws Error when it can't be drawn */
export function drawPicture(words: PictureWords): Uint8Array<ArrayBuffer> {
  const svg = pictureSvg(words);
  // Texts are shapes already: no font is looked for, on no machine.
  const picture = new Resvg(svg, { font: { loadSystemFonts: false } }).render();
  return new Uint8Array(picture.asPng());
}

function pictureSvg(words: PictureWords): string {
  const look = looks[words.kind] ?? nothingKnown;
  const told = words.course !== null;
  const band = told ? { y: 44, height: 208 } : { y: 160, height: 208 };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${PICTURE.width}" height="${PICTURE.height}">`,
    `<rect width="100%" height="100%" fill="${colours.paper}"/>`,
    verdict(words, look, band),
    ...(told ? statement(words, band.y + band.height) : []),
    foot(words),
    '</svg>',
  ].join('');
}

interface Band {
  readonly y: number;
  readonly height: number;
}

function verdict(words: PictureWords, look: Look, { y, height }: Band): string {
  const left = MARGIN + 36;
  const icon = `<g transform="translate(${left} ${y + 34}) scale(3.1)" fill="none" stroke="${look.colour}" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${shapesOf(words.shape)}</g>`;
  return [
    outline(look, { y, height }),
    icon,
    line(words.word, 'title', { size: 64, x: left + 104, y: y + 92, colour: look.colour }),
    block(words.sentence, 'label', {
      steps: [
        { largest: 29, smallest: 26 },
        { largest: 27, smallest: 20 },
      ],
      x: left,
      y: y + 148,
      measure: MEASURE - 72,
      leading: 1.3,
      colour: colours.ink,
    }).svg,
  ].join('');
}

/** Who, and in what: the name as large as it can be, with the course under it, in the middle of what is left. */
function statement({ holder, han, course, academy }: PictureWords, from: number): string[] {
  const people = holder ?? academy ?? '';
  const name = block(people, 'name', {
    steps: [
      { largest: 76, smallest: 48 },
      { largest: 54, smallest: 34 },
      { largest: 38, smallest: 20 },
    ],
    x: MARGIN,
    y: 0,
    measure: MEASURE,
    leading: 1.14,
    colour: colours.ink,
    han,
  });
  const title = block(course ?? '', 'title', {
    steps: [
      { largest: 38, smallest: 28 },
      { largest: 32, smallest: 16 },
    ],
    x: MARGIN,
    y: name.end + 60,
    measure: MEASURE,
    leading: 1.2,
    colour: colours.quiet,
  });
  // Letters stand some seven tenths of their size above the line, and two below it.
  const [above, below] = [name.size * 0.72, title.end + title.size * 0.22];
  const middle = (from + PICTURE.height - FOOT) / 2;
  const down = middle + (above - below) / 2;
  return [`<g transform="translate(0 ${down.toFixed(2)})">`, name.svg, title.svg, '</g>'];
}

function foot({ academy, holder, issued, host }: PictureWords): string {
  const y = PICTURE.height - 48;
  const rule = `<path d="M${MARGIN} ${PICTURE.height - FOOT}H${PICTURE.width - MARGIN}" stroke="${colours.line}" stroke-width="1.5"/>`;
  const right = block(host, 'label', {
    ...small(y, MEASURE / 2 - 24),
    x: PICTURE.width - MARGIN,
    from: 'right',
  });
  const said = [holder === null ? null : academy, issued].filter((text) => text !== null).join(' · ');
  const left =
    said === '' ? '' : block(said, 'strong', { ...small(y, MEASURE - right.width - 40), x: MARGIN }).svg;
  return rule + left + right.svg;
}

const small = (y: number, measure: number) => ({
  steps: [{ largest: 25, smallest: 10 }],
  y,
  measure,
  leading: 1,
  colour: colours.quiet,
  base: 'ltr' as const,
});

function outline({ tint, edge, outline: kind }: Look, { y, height }: Band): string {
  const rect = (inset: number, attributes: string) =>
    `<rect x="${MARGIN + inset}" y="${y + inset}" width="${MEASURE - 2 * inset}" height="${height - 2 * inset}" rx="10" ${attributes}/>`;
  const stroke = (width: number, dashes = '') =>
    `fill="${tint}" stroke="${edge}" stroke-width="${width}"${dashes}`;
  switch (kind) {
    case 'double':
      return rect(0, stroke(3)) + rect(7, stroke(3));
    case 'dashed':
      return rect(0, stroke(4, ' stroke-dasharray="18 12"'));
    case 'bar':
      return `${rect(0, stroke(3))}<rect x="${MARGIN}" y="${y}" width="18" height="${height}" fill="${edge}"/>`;
    case 'thick':
      return rect(3, stroke(9));
    case 'dotted':
      return rect(0, stroke(4, ' stroke-dasharray="0.1 11" stroke-linecap="round"'));
  }
}

const icons = join(dirname(createRequire(import.meta.url).resolve('lucide-static/package.json')), 'icons');

/** The shapes of an icon of lucide on its grid of 24. */
function shapesOf(name: string): string {
  const source = readFileSync(join(icons, `${name}.svg`), 'utf8');
  return source.slice(source.indexOf('>', source.indexOf('<svg')) + 1, source.lastIndexOf('</svg>'));
}
