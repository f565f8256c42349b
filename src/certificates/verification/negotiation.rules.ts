/** What a client may ask for at one address, in the order in which we would rather give it. */
export type MediaType = 'text/html' | 'application/json';

/**
 * The representation that the client likes best (RFC 9110, 12.5.1): the highest quality wins, then our own order. A
 * more specific range beats a wider one. Where nothing fits, the first offer is given rather than 406.
 *
 * @param accept the header as it came; undefined and empty mean anything
 */
export function preferred(
  accept: string | undefined,
  offers: readonly [MediaType, ...MediaType[]],
): MediaType {
  if (accept === undefined || accept === '' || accept === '*/*') return offers[0];
  const ranges = accept.slice(0, LONGEST).split(',').map(rangeOf);
  let best: { offer: MediaType; quality: number } = { offer: offers[0], quality: 0 };
  for (const offer of offers) {
    const quality = qualityOf(offer, ranges);
    if (quality > best.quality) best = { offer, quality };
  }
  return best.offer;
}

/** Browsers send about 130 characters. */
const LONGEST = 1000;

interface Range {
  readonly type: string;
  readonly quality: number;
}

function rangeOf(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = Number(parameters.find((one) => one.startsWith('q='))?.slice(2) ?? 1);
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}

function qualityOf(offer: MediaType, ranges: readonly Range[]): number {
  const [family = ''] = offer.split('/');
  for (const wanted of [offer, `${family}/*`, '*/*']) {
    const range = ranges.find(({ type }) => type === wanted);
    if (range) return range.quality;
  }
  return 0;
}
