import { expect } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

const require = createRequire(import.meta.url);

/** A piece of text with its place: points from the page's top left corner, y of its baseline. */
export interface PlacedText {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly baseline: number;
  readonly size: number;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, alpha. */
  readonly pixels: Uint8ClampedArray;
}

/** A tag with what stands below it; text appears where its tag does. */
export interface Tag {
  readonly role: string;
  readonly alt?: string;
  readonly children: readonly Tag[];
}

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof getDocument>['promise']>['getPage']>>;

/** Reads page 1 of a PDF as an independent program (pdf.js) does. */
export async function readingPdf<T>(bytes: Uint8Array, read: (pdf: ReadPdf) => Promise<T>): Promise<T> {
  const task = getDocument({ data: Uint8Array.from(bytes), verbosity: 0 });
  try {
    const document = await task.promise;
    const page = await document.getPage(1);
    const { info, metadata } = await document.getMetadata();
    return await read(
      new ReadPdf(page, document.canvasFactory as CanvasFactory, {
        info: info as Record<string, unknown>,
        xml: metadata.getRaw() as string,
        pages: document.numPages,
        marked: (await document.getMarkInfo())?.Marked ?? false,
      }),
    );
  } finally {
    await task.destroy();
  }
}

interface CanvasFactory {
  create(
    width: number,
    height: number,
  ): {
    readonly canvas: unknown;
    readonly context: {
      getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray };
    };
  };
}

interface DocumentFacts {
  readonly info: Record<string, unknown>;
  readonly xml: string;
  readonly pages: number;
  readonly marked: boolean;
}

export class ReadPdf {
  constructor(
    private readonly page: Page,
    private readonly canvases: CanvasFactory,
    readonly document: DocumentFacts,
  ) {}

  async texts(): Promise<PlacedText[]> {
    const { height } = this.page.getViewport({ scale: 1 });
    const { items } = await this.page.getTextContent({ disableNormalization: true });
    return items.flatMap((item) => {
      if (!('str' in item) || item.str === '') return [];
      const [, , , , x, y] = item.transform as [number, number, number, number, number, number];
      return [{ text: item.str, left: x, right: x + item.width, baseline: height - y, size: item.height }];
    });
  }

  async text(): Promise<string> {
    return (await this.texts()).map(({ text }) => text).join(' ');
  }

  /** As its pieces follow each other, with a line's end where pdf.js sees one. */
  async flow(): Promise<string> {
    const { items } = await this.page.getTextContent({ disableNormalization: true });
    return items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
  }

  /** The names of the fonts that it draws with. */
  async fonts(): Promise<string[]> {
    await this.page.getOperatorList();
    const { items } = await this.page.getTextContent();
    const keys = new Set(items.flatMap((item) => ('fontName' in item ? [item.fontName] : [])));
    return [...keys].map((key) => (this.page.commonObjs.get(key) as { name: string }).name);
  }

  async tags(): Promise<Tag> {
    return asTag(await this.page.getStructTree());
  }

  async links(): Promise<string[]> {
    const annotations = (await this.page.getAnnotations()) as { unsafeUrl?: string }[];
    return annotations.map(({ unsafeUrl }) => unsafeUrl ?? '');
  }

  async picture(dotsPerInch: number): Promise<Picture> {
    const viewport = this.page.getViewport({ scale: dotsPerInch / 72 });
    const [width, height] = [Math.round(viewport.width), Math.round(viewport.height)];
    const { canvas, context } = this.canvases.create(width, height);
    await this.page.render({ canvas: canvas as HTMLCanvasElement, viewport, background: '#ffffff' }).promise;
    return { width, height, pixels: context.getImageData(0, 0, width, height).data };
  }
}

function asTag(node: object | null): Tag {
  const {
    role = '',
    alt,
    children = [],
  } = (node ?? {}) as { role?: string; alt?: string; children?: object[] };
  return {
    role,
    ...(alt !== undefined && { alt }),
    children: children.filter((child) => 'role' in child).map(asTag),
  };
}

/** What a phone's camera would read off the page. */
export async function qrCodesIn({ width, height, pixels }: Picture): Promise<string[]> {
  prepareZXingModule({
    overrides: { wasmBinary: readFileSync(require.resolve('zxing-wasm/reader/zxing_reader.wasm')).buffer },
  });
  const image = { data: pixels, width, height, colorSpace: 'srgb' } as ImageData;
  const found = await readBarcodes(image, { formats: ['QRCode'], tryHarder: true });
  return found.map(({ text }) => text);
}

/** Whether Debian's poppler-utils is there; tests that want it say so in their names when it isn't. */
export const hasPoppler = spawnSync('pdftotext', ['-v']).error === undefined;

/** Without the marks of direction that it adds to what goes from right to left. */
export function popplerText(bytes: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  try {
    const file = join(folder, 'certificate.pdf');
    writeFileSync(file, bytes);
    return execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' })
      .normalize('NFC')
      .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** All texts stand inside the margins. */
export async function expectNothingOutside(
  texts: Promise<readonly PlacedText[]>,
  page = { width: 841.89, height: 595.28 },
): Promise<void> {
  const margin = (18 * 72) / 25.4;
  for (const { text, left, right, baseline } of await texts) {
    if (text.trim() === '') continue;
    expect(left).toBeGreaterThan(margin - 2);
    expect(right).toBeLessThan(page.width - margin + 2);
    expect(baseline).toBeGreaterThan(margin);
    expect(baseline).toBeLessThan(page.height - margin + 1);
  }
}
