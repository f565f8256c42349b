/**
 * The rosette behind a certificate: bands of waves around a centre, as engraved on banknotes, drawn by formula. Every
 * symbol of the code moves a wave, so no two codes give the same rosette, and one code always gives the same.
 *
 * In a band, wave j of n runs at the distance
 *
 *   r(θ) = middle + half · e(θ) · sin(kθ + 2πj/n),   e(θ) = 1 + Σ aᵢ · cos(mᵢθ + φᵢ)
 *
 * from the centre; k, aᵢ and φᵢ come from the code. k and mᵢ are multiples of five: one petal for each competency.
 *
 * @param values the values of the code's symbols, 0 … 31
 * @returns PDF path operators (ISO 32000-1, 8.5.2) of curves around the origin, to be stroked once
 */
export function guilloche(values: readonly number[], radius: number): string {
  const value = (at: number) => (values[at % values.length] ?? 0) / 31;
  const operators: string[] = [];

  for (const [at, band] of bands.entries()) {
    const first = at * 12;
    const waves = 5 * (band.petalWaves + Math.round(2 * value(first)));
    const petals = harmonics.map(({ multiple, least, most }, harmonic) => ({
      multiple,
      share: least + (most - least) * value(first + 1 + 2 * harmonic),
      phase: 2 * Math.PI * value(first + 2 + 2 * harmonic),
    }));
    const turn = (2 * Math.PI * value(first + 11)) / 5;

    for (let thread = 0; thread < band.threads; thread++) {
      const shift = (2 * Math.PI * thread) / band.threads + turn;
      operators.push(
        closedCurve(waves * SEGMENTS_PER_WAVE, (angle) => {
          let envelope = 1;
          let slope = 0;
          for (const { multiple, share, phase } of petals) {
            envelope += share * Math.cos(multiple * angle + phase);
            slope -= share * multiple * Math.sin(multiple * angle + phase);
          }
          const half = band.half * radius;
          const wave = Math.sin(waves * angle + shift);
          const waveSlope = waves * Math.cos(waves * angle + shift);
          return {
            distance: band.middle * radius + half * envelope * wave,
            slope: half * (slope * wave + envelope * waveSlope),
          };
        }),
      );
    }
  }
  return operators.join('\n');
}

/** From outside to inside, as shares of the radius; neighbours touch, the middle stays free for a seal. */
const bands = [
  { middle: 0.8, half: 0.145, petalWaves: 4, threads: 8 },
  { middle: 0.555, half: 0.085, petalWaves: 3, threads: 7 },
];

/** The tenfold one leads, so that the outline reads as ten petals, large and small by turns. */
const harmonics = [
  { multiple: 5, least: 0.03, most: 0.1 },
  { multiple: 10, least: 0.14, most: 0.22 },
  { multiple: 15, least: 0, most: 0.05 },
  { multiple: 20, least: 0.02, most: 0.07 },
  { multiple: 30, least: 0, most: 0.04 },
];

/** Enough that a cubic through points and slopes can't be told from the sine. */
const SEGMENTS_PER_WAVE = 6;

interface Polar {
  readonly distance: number;
  /** Change of the distance per radian. */
  readonly slope: number;
}

/** A closed curve r(θ) as cubic Béziers that agree with it in points and tangents (Hermite's form). */
function closedCurve(segments: number, polar: (angle: number) => Polar): string {
  const step = (2 * Math.PI) / segments;
  const points = Array.from({ length: segments + 1 }, (_, at) => {
    const angle = (at % segments) * step;
    const { distance, slope } = polar(angle);
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    return {
      x: distance * cos,
      y: distance * sin,
      handleX: ((slope * cos - distance * sin) * step) / 3,
      handleY: ((slope * sin + distance * cos) * step) / 3,
    };
  });

  let path = '';
  points.forEach((to, at) => {
    const from = points[at - 1];
    path += from
      ? `${short(from.x + from.handleX)} ${short(from.y + from.handleY)} ${short(to.x - to.handleX)} ${short(to.y - to.handleY)} ${short(to.x)} ${short(to.y)} c\n`
      : `${short(to.x)} ${short(to.y)} m\n`;
  });
  return path + 'h';
}

function short(n: number): number {
  return Math.round(n * 100) / 100;
}
