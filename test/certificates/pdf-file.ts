import { inflateSync } from 'node:zlib';

/** A name is a string with its slash, a string its bytes, a reference what it leads to once it is asked for. */
export type PdfObject =
  null | boolean | number | string | Uint8Array | Reference | Dictionary | readonly PdfObject[];

interface Reference {
  readonly reference: number;
}

export interface PdfStream {
  readonly dictionary: Dictionary;
  data(): Buffer;
}

/**
 * Reads the objects of a PDF as PDFKit writes them (ISO 32000-1, 7.3), with a plain cross-reference table, and of one
 * that was signed: its update says where the table before it is (7.5.6).
 */
export function pdfFile(bytes: Uint8Array): PdfFile {
  return new PdfFile(Buffer.from(bytes));
}

export class PdfFile {
  readonly objects = new Map<number, PdfObject | PdfStream>();
  readonly trailer: Dictionary;

  constructor(bytes: Buffer) {
    const start = Number(
      /startxref\s+(\d+)\s+%%EOF\s*$/.exec(bytes.toString('latin1', bytes.length - 64))?.[1],
    );
    this.trailer = this.readPart(bytes, start);
  }

  /** One table with its objects, after those of the tables before it: the last word on an object counts. */
  private readPart(bytes: Buffer, start: number): Dictionary {
    const table = bytes.toString('latin1', start);
    const end = table.indexOf('trailer');
    const trailer = new Parser(bytes, this, start + end + 7).object();
    if (!(trailer instanceof Dictionary)) throw new Error('This file has no trailer.');
    if (trailer.has('Prev')) this.readPart(bytes, Number(trailer.get('Prev')));
    for (const [, offset, kind] of table.slice(0, end).matchAll(/^(\d{10}) \d{5} ([nf])/gm)) {
      if (kind === 'n') this.readAt(bytes, Number(offset));
    }
    return trailer;
  }

  get catalog(): Dictionary {
    return this.trailer.dictionary('Root');
  }

  get page(): Dictionary {
    const [page, ...more] = this.catalog.dictionary('Pages').dictionaries('Kids');
    if (!page || more.length > 0) throw new Error('This file has not one page.');
    return page;
  }

  resolve(object: PdfObject | PdfStream | undefined): PdfObject | PdfStream {
    if (object !== null && typeof object === 'object' && 'reference' in object)
      return this.objects.get(object.reference) ?? null;
    return object ?? null;
  }

  /** A text string (7.9.2.2). */
  text(object: PdfObject | PdfStream | undefined): string {
    const bytes = this.resolve(object);
    if (!(bytes instanceof Uint8Array)) throw new Error('This is no text.');
    const buffer = Buffer.from(bytes);
    return buffer[0] === 0xfe && buffer[1] === 0xff
      ? Buffer.from(buffer.subarray(2)).swap16().toString('utf16le')
      : buffer.toString('latin1');
  }

  /** The page's operators, one a line, as PDFKit writes them. */
  operators(): string[] {
    const text = this.page.stream('Contents').data().toString('latin1');
    // Dictionaries of marked content come in several lines.
    return text.replace(/<<[^>]*(?:>(?!>)[^>]*)*>>/g, (one) => one.replace(/\s+/g, ' ')).split('\n');
  }

  /** The codes that each font of the page shows, by its name there. */
  shownCodes(): Map<string, Set<number>> {
    const shown = new Map<string, Set<number>>();
    let font = '';
    for (const operator of this.operators()) {
      font = /^\/(\S+) \S+ Tf$/.exec(operator)?.[1] ?? font;
      if (!operator.endsWith(' TJ')) continue;
      const codes = shown.get(font) ?? new Set<number>();
      for (const [, run = ''] of operator.matchAll(/<([0-9a-f]+)>/g))
        for (const [code] of run.matchAll(/.{4}/g)) codes.add(parseInt(code, 16));
      shown.set(font, codes);
    }
    return shown;
  }

  private readAt(bytes: Buffer, offset: number): void {
    const head = /^(\d+) 0 obj\s/.exec(bytes.toString('latin1', offset, offset + 24));
    const parser = new Parser(bytes, this, offset + (head?.[0].length ?? 0));
    const object = parser.object();
    const begin = parser.streamBegin();
    const number = Number(head?.[1]);
    if (begin === null || !(object instanceof Dictionary)) {
      this.objects.set(number, object);
      return;
    }
    const data = () => {
      const raw = bytes.subarray(begin, begin + Number(object.get('Length')));
      return object.get('Filter') === '/FlateDecode' ? inflateSync(raw) : raw;
    };
    this.objects.set(number, { dictionary: object, data });
  }
}

export class Dictionary {
  constructor(
    private readonly file: PdfFile,
    private readonly entries: ReadonlyMap<string, PdfObject>,
  ) {}

  has(key: string): boolean {
    return this.entries.has(key);
  }

  get(key: string): PdfObject {
    const object = this.file.resolve(this.entries.get(key));
    return isStream(object) ? object.dictionary : object;
  }

  dictionary(key: string): Dictionary {
    const object = this.get(key);
    if (!(object instanceof Dictionary)) throw new Error(`${key} is no dictionary.`);
    return object;
  }

  stream(key: string): PdfStream {
    const object = this.file.resolve(this.entries.get(key));
    if (!isStream(object)) throw new Error(`${key} is no stream.`);
    return object;
  }

  list(key: string): readonly PdfObject[] {
    const object = this.get(key);
    if (!Array.isArray(object)) throw new Error(`${key} is no list.`);
    return object as readonly PdfObject[];
  }

  dictionaries(key: string): Dictionary[] {
    return this.list(key).flatMap((one) => {
      const object = this.file.resolve(one);
      return object instanceof Dictionary ? [object] : [];
    });
  }

  /** The dictionaries among the children of a structure element. */
  kids(): Dictionary[] {
    return this.has('K') ? this.dictionaries('K') : [];
  }
}

function isStream(object: PdfObject | PdfStream): object is PdfStream {
  return object !== null && typeof object === 'object' && 'data' in object;
}

const space = /[\0\t\n\f\r ]/;
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

class Parser {
  constructor(
    private readonly bytes: Buffer,
    private readonly file: PdfFile,
    private at: number,
  ) {}

  object(): PdfObject {
    this.skip();
    const here = this.ahead(2);
    if (here === '<<') return this.dictionary();
    if (here.startsWith('[')) return this.list();
    if (here.startsWith('(')) return this.string();
    if (here.startsWith('<')) {
      const end = this.bytes.indexOf('>', this.at);
      const hex = this.bytes.toString('latin1', this.at + 1, end);
      this.at = end + 1;
      return Buffer.from(hex, 'hex');
    }
    const reference = /^(\d+) 0 R/.exec(this.ahead(20));
    if (reference) {
      this.at += reference[0].length;
      return { reference: Number(reference[1]) };
    }
    const word = /^\/?[^\0\t\n\f\r ()<>[\]{}/%]*/.exec(this.ahead(200))?.[0] ?? '';
    this.at += word.length;
    if (word.startsWith('/')) return word;
    if (word === 'true' || word === 'false') return word === 'true';
    return word === 'null' ? null : Number(word);
  }

  /** Where the data of a stream begin behind its dictionary; null if this is none. */
  streamBegin(): number | null {
    this.skip();
    const word = /^stream\r?\n/.exec(this.ahead(8))?.[0];
    return word === undefined ? null : this.at + word.length;
  }

  private dictionary(): Dictionary {
    const entries = new Map<string, PdfObject>();
    this.at += 2;
    while (this.next(2) !== '>>') {
      const key = this.object();
      entries.set(typeof key === 'string' ? key.slice(1) : '', this.object());
    }
    this.at += 2;
    return new Dictionary(this.file, entries);
  }

  private list(): PdfObject[] {
    const list: PdfObject[] = [];
    this.at++;
    while (this.next(1) !== ']') list.push(this.object());
    this.at++;
    return list;
  }

  private string(): Uint8Array {
    let text = '';
    for (this.at++; this.ahead(1) !== ')'; this.at++) {
      let character = this.ahead(1);
      if (character === '\\') {
        this.at++;
        character = escapes[this.ahead(1)] ?? this.ahead(1);
      }
      text += character;
    }
    this.at++;
    return Buffer.from(text, 'latin1');
  }

  private skip(): void {
    while (space.test(this.ahead(1))) this.at++;
  }

  private next(count: number): string {
    this.skip();
    return this.ahead(count);
  }

  private ahead(count: number): string {
    return this.bytes.toString('latin1', this.at, this.at + count);
  }
}
