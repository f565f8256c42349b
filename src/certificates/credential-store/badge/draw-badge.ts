import { Resvg } from '@resvg/resvg-js';
import { block } from '../../printing/outlined-text.js';
import { colours } from '../../printing/look.js';
import { dayInWords } from '../../register/days.rules.js';
import { type CertificateSnapshot } from '../../register/snapshot.rules.js';

/** Width and height of a badge, in units of its drawing. */
const SIDE = 600;
/** Of the picture in pixels: what badges are shown at, twice, for dense screens. */
const PIXELS = 1200;
const MIDDLE = SIDE / 2;

const paper = '#fdfdfc';

/**
 * A certificate as a badge, an SVG of 600 by 600: a seal with the course, the holder, the academy and the day of issue. It
 * says nothing of whether the certificate stands, as a picture that somebody keeps goes on saying what it once said.
 */
export function badgeSvg({ holder, course, academy, issuedOn }: CertificateSnapshot): string {
  const at = { x: MIDDLE, from: 'middle', leading: 1.16 } as const;
  const issuer = block(academy.name, 'strong', {
    ...{ ...at, y: 140, measure: 300, colour: colours.gold },
    steps: [
      { largest: 24, smallest: 19 },
      { largest: 19, smallest: 9 },
    ],
  });
  const title = block(course.title, 'title', {
    ...{ ...at, y: 0, measure: 440, colour: colours.ink },
    steps: [
      { largest: 62, smallest: 46 },
      { largest: 48, smallest: 34 },
      { largest: 36, smallest: 14 },
    ],
  });
  const name = block(holder.name, 'name', {
    ...{ ...at, y: 0, measure: 400, colour: colours.ink, han: holder.han ?? 'simplified' },
    steps: [
      { largest: 38, smallest: 27 },
      { largest: 29, smallest: 19 },
      { largest: 21, smallest: 10 },
    ],
  });
  const day = block(`Issued on ${dayInWords(issuedOn)}`, 'label', {
    ...{ ...at, y: 500, measure: 240, colour: colours.quiet },
    steps: [{ largest: 19, smallest: 12 }],
  });
  const between = spread(issuer.end + 26, 468, [title.end + title.size, name.end + name.size]);
  const [first = 0, second = 0] = between.tops;
  const sentence = `${course.title}, ${academy.name}. Issued to ${holder.name} on ${dayInWords(issuedOn)}.`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}" viewBox="0 0 ${SIDE} ${SIDE}" role="img">`,
    `<title>${escaped(sentence)}</title>`,
    `<path d="${scallops(294, 285, 60)}" fill="${colours.gold}"/>`,
    ring(272, paper, 'none', 0),
    ring(264, 'none', colours.gold, 1.5),
    ring(258, 'none', colours.engraving, 4),
    issuer.svg,
    moved(title.svg, first + title.size * 0.78),
    `<path d="M${MIDDLE - 70} ${between.middle}h140" stroke="${colours.gold}" stroke-width="1.5"/>`,
    moved(name.svg, second + name.size * 0.78),
    day.svg,
    '</svg>',
  ].join('');
}

/** The same as a PNG of 1200 by 1200 pixels, transparent around the seal. */
export function badgePng(svg: string): Uint8Array {
  // Texts are shapes already: no font is looked for, on no machine.
  const image = new Resvg(svg, {
    font: { loadSystemFonts: false },
    fitTo: { mode: 'width', value: PIXELS },
  });
  return image.render().asPng();
}

/** Two texts of these heights between two lines, with as much space above, between and below, and a rule in between. */
function spread(from: number, to: number, [one, other]: readonly [number, number]) {
  const space = (to - from - one - other) / 3;
  const tops = [from + space, from + 2 * space + one];
  return { tops, middle: Math.round(from + 1.5 * space + one) };
}

const moved = (svg: string, down: number) => `<g transform="translate(0 ${down.toFixed(2)})">${svg}</g>`;

const ring = (radius: number, fill: string, stroke: string, width: number) =>
  `<circle cx="${MIDDLE}" cy="${MIDDLE}" r="${radius}" fill="${fill}" stroke="${stroke}" stroke-width="${width}"/>`;

/** The edge of a seal: so many teeth, round ones. */
function scallops(outer: number, inner: number, teeth: number): string {
  const points = Array.from({ length: teeth * 2 + 1 }, (_, at) => {
    const angle = (Math.PI * at) / teeth;
    const radius = at % 2 === 0 ? inner : 2 * outer - inner;
    return `${(MIDDLE + radius * Math.sin(angle)).toFixed(2)} ${(MIDDLE - radius * Math.cos(angle)).toFixed(2)}`;
  });
  const [start = '', ...rest] = points;
  return `M${start}${rest.map((point, at) => (at % 2 === 0 ? `Q${point} ` : point)).join('')}Z`;
}

const escaped = (text: string) =>
  text.replace(/[&<>]/g, (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[one] ?? '');
