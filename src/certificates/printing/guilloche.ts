/**
 * The rosette behind a certificate: bands of waves around a centre, as engraved on banknotes, drawn by formula. Every
 * symbol of the code moves a wave, so no two codes give the same rosette, and one code always gives the same.
 *
 * In a band, thread j of n runs at the distance
 *
 *   r(θ) = middle + half · e(θ) · sin(kθ + 2πj/n + t),   e(θ) = 1 + Σ aᵢ · cos(mᵢθ + φᵢ)
 *
 * from the centre; k, t, aᵢ and φᵢ come from the code. k and mᵢ are multiples of five: one petal for each competency.
 *
 * @param values the values of the code's symbols, 0 … 31
 * @param radius of the whole, in points
 * @returns PDF path operators (ISO 32000-1, 8.5.2) of curves around the origin, to be stroked once
 */
export function guilloche(values: readonly number[], radius: number): string {
  const threads: string[] = [];
  for (const [at, band] of bands.entries()) {
    const share = (place: number) => (values[at * 12 + place] ?? 0) / 32;
    const waves = 5 * (band.petalWaves + Math.round(2 * share(0)));
    const turn = (2 * Math.PI * (share(11) + share(0) / 33)) / 5;
    const places = placesOf(waves * SEGMENTS_PER_WAVE, share);

    for (let thread = 0; thread < band.threads; thread++) {
      const shift = (2 * Math.PI * thread) / band.threads + turn;
      threads.push(
        closedCurve(places, (place) => {
          const wave = Math.sin(waves * place.angle + shift);
          const waveSlope = waves * Math.cos(waves * place.angle + shift);
          return {
            distance: radius * (band.middle + band.half * place.envelope * wave),
            slope: radius * band.half * (place.envelopeSlope * wave + place.envelope * waveSlope),
          };
        }),
      );
    }
  }
  return threads.join('\n');
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
  { multiple: 15, least: 0.01, most: 0.05 },
  { multiple: 20, least: 0.02, most: 0.07 },
  { multiple: 30, least: 0.01, most: 0.04 },
];

/** Enough that a cubic through points and slopes can't be told from the sine. */
const SEGMENTS_PER_WAVE = 6;

/** Where a band's curves have their points; the same for all its threads. Slopes are per radian. */
interface Place {
  readonly angle: number;
  readonly cos: number;
  readonly sin: number;
  readonly envelope: number;
  readonly envelopeSlope: number;
}

function placesOf(count: number, share: (place: number) => number): Place[] {
  const petals = harmonics.map(({ multiple, least, most }, at) => ({
    multiple,
    height: least + (most - least) * share(1 + 2 * at),
    phase: 2 * Math.PI * share(2 + 2 * at),
  }));
  return Array.from({ length: count }, (_, at) => {
    const angle = (2 * Math.PI * at) / count;
    let envelope = 1;
    let envelopeSlope = 0;
    for (const { multiple, height, phase } of petals) {
      envelope += height * Math.cos(multiple * angle + phase);
      envelopeSlope -= height * multiple * Math.sin(multiple * angle + phase);
    }
    return { angle, cos: Math.cos(angle), sin: Math.sin(angle), envelope, envelopeSlope };
  });
}

/** A closed curve r(θ) as cubic Béziers that agree with it in points and tangents (Hermite's form). */
function closedCurve(
  places: readonly Place[],
  polar: (place: Place) => { readonly distance: number; readonly slope: number },
): string {
  const third = (2 * Math.PI) / places.length / 3;
  let path = '';
  let leaving = '';
  for (const place of [...places, ...places.slice(0, 1)]) {
    const { distance, slope } = polar(place);
    const x = distance * place.cos;
    const y = distance * place.sin;
    const handleX = third * (slope * place.cos - y);
    const handleY = third * (slope * place.sin + x);
    path +=
      leaving === ''
        ? `${short(x)} ${short(y)} m\n`
        : `${leaving} ${short(x - handleX)} ${short(y - handleY)} ${short(x)} ${short(y)} c\n`;
    leaving = `${short(x + handleX)} ${short(y + handleY)}`;
  }
  return path + 'h';
}

function short(n: number): number {
  return Math.round(n * 100) / 100;
}
