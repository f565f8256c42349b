import { made } from '../pdf-signature.js';

/** As qpdf writes JSON, version 2: names begin with a slash, texts with `u:`, octets with `b:`; `7 0 R` is a reference. */
export type Value = null | boolean | number | string | readonly Value[] | Dictionary;

export interface Dictionary {
  readonly [key: `/${string}`]: Value;
}

interface Entry {
  readonly value?: Value;
  /** Decoded, in base64. */
  readonly stream?: { readonly dict: Dictionary; readonly data?: string };
}

/** The objects of a PDF as qpdf reads them, the last word on each. */
export class QpdfObjects {
  private readonly entries: Readonly<Record<string, Entry>>;

  constructor(pdf: Uint8Array) {
    const options = [
      '--json=2',
      '--json-key=qpdf',
      '--json-stream-data=inline',
      '--decode-level=generalized',
    ];
    const read = made('qpdf', [...options, 'a.pdf'], { 'a.pdf': pdf }).toString();
    const [, entries] = (JSON.parse(read) as { qpdf: [object, Record<string, Entry>] }).qpdf;
    this.entries = entries;
  }

  get catalog(): Dictionary {
    return this.at(this.trailer, '/Root');
  }

  get trailer(): Dictionary {
    return this.entries['trailer']?.value as Dictionary;
  }

  /** The only page. */
  get page(): Dictionary {
    const [page, ...more] = this.list(this.at(this.catalog, '/Pages'), '/Kids');
    if (!page || more.length > 0) throw new Error('It has not one page.');
    return page;
  }

  /** Every dictionary that is an object of its own or belongs to a stream, and those within them. */
  get dictionaries(): Dictionary[] {
    return Object.values(this.entries).flatMap(({ value, stream }) => within(stream?.dict ?? value ?? null));
  }

  /** Of streams alone. */
  get streams(): Dictionary[] {
    return Object.values(this.entries).flatMap(({ stream }) => (stream ? [stream.dict] : []));
  }

  at(dictionary: Dictionary, key: `/${string}`): Dictionary {
    return this.resolved(dictionary[key]) as Dictionary;
  }

  list(dictionary: Dictionary, key: `/${string}`): Dictionary[] {
    const found = this.resolved(dictionary[key]) ?? [];
    return (Array.isArray(found) ? found : [found]).map((one: Value) => this.resolved(one) as Dictionary);
  }

  /** What a stream holds. */
  data(dictionary: Dictionary, key: `/${string}`): Buffer {
    const reference = dictionary[key];
    if (typeof reference !== 'string') throw new Error(`${key} is no stream.`);
    return Buffer.from(this.entries[`obj:${reference}`]?.stream?.data ?? '', 'base64');
  }

  private resolved(value: Value | undefined): Value {
    if (typeof value !== 'string' || !/^\d+ \d+ R$/.test(value)) return value ?? null;
    const entry = this.entries[`obj:${value}`];
    return entry?.stream?.dict ?? entry?.value ?? null;
  }
}

function within(value: Value): Dictionary[] {
  if (value === null || typeof value !== 'object') return [];
  const inner = Object.values(value).flatMap(within);
  return Array.isArray(value) ? inner : [value as Dictionary, ...inner];
}
