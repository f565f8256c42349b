/** The forms in which a certificate's address answers, by the endings that ask for them. */
export const forms = {
  html: ['text/html'],
  json: ['application/json'],
  // Without an ending, the type is the one that was asked for; with it, the first.
  jsonld: ['application/ld+json', 'application/vc', 'application/vc+ld+json'],
  jwt: ['application/vc+jwt', 'application/jwt'],
  pdf: ['application/pdf'],
  png: ['image/png'],
  svg: ['image/svg+xml'],
} as const;

export type Form = keyof typeof forms;
/** What a client may ask for at one address. */
export type MediaType = (typeof forms)[Form][number];

/** In the order in which we would rather give them: `application/*` is JSON, `image/*` a PNG. */
const offered = Object.values(forms).flat() as [MediaType, ...MediaType[]];

/** What a path asks for, and how the answer is called. */
export interface Representation {
  /** What stands in the path as the code. */
  readonly name: string;
  readonly form: Form;
  readonly type: MediaType;
  /** With its dot; empty where it is the header that asks. */
  readonly ending: string;
}

/**
 * What is asked for at `/verify/…`: an ending says it, and otherwise the header.
 *
 * @param typed what stands behind `/verify/`
 */
export function representation(typed: string, accept: string | undefined): Representation {
  const ending = /\.(json|jsonld|jwt|pdf|png|svg)$/.exec(typed);
  if (!ending) {
    const type = preferred(accept, offered);
    return { name: typed, form: formOf(type), type, ending: '' };
  }
  const form = ending[1] as Exclude<Form, 'html'>;
  return { name: typed.slice(0, ending.index), form, type: forms[form][0], ending: ending[0] };
}

/**
 * Whether the page is what a client likes best. It is asked for each page that goes out, so what browsers send is told
 * at once: they begin with it, and nothing can be liked better.
 */
export function prefersPage(accept: string | undefined): boolean {
  return accept === undefined || beginsWithPage.test(accept) || preferred(accept, offered) === 'text/html';
}

const beginsWithPage = /^text\/html(?:,|$)/;

function formOf(type: MediaType): Form {
  const found = Object.entries(forms).find(([, types]) => (types as readonly MediaType[]).includes(type));
  return (found?.[0] ?? 'html') as Form;
}

/**
 * The representation that the client likes best (RFC 9110, 12.5.1): the highest quality wins, then our own order. A
 * more specific range beats a wider one. Where nothing fits, the first offer is given rather than 406.
 *
 * @param accept the header as it came; undefined and empty mean anything
 */
export function preferred<T extends string>(accept: string | undefined, offers: readonly [T, ...T[]]): T {
  if (accept === undefined || accept === '' || accept === '*/*') return offers[0];
  const ranges = accept.slice(0, LONGEST).split(',').map(rangeOf);
  let best: { offer: T; quality: number } = { offer: offers[0], quality: 0 };
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

function qualityOf(offer: string, ranges: readonly Range[]): number {
  const [family = ''] = offer.split('/');
  for (const wanted of [offer, `${family}/*`, '*/*']) {
    const range = ranges.find(({ type }) => type === wanted);
    if (range) return range.quality;
  }
  return 0;
}
