import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** A tag with what stands below it. */
export interface PageTag {
  readonly role: string;
  readonly alt?: string;
  readonly children: readonly PageTag[];
}

export interface PdfPage {
  /** What voices read, in the order in which it was drawn. */
  readonly text: string;
  /** What they skip: heads, feet, repeated heads of tables. */
  readonly artifacts: string;
  /** The furthest edge of any text, points. */
  readonly right: number;
  readonly tags: PageTag;
  /** Addresses; places in the file begin with #. */
  readonly links: readonly string[];
}

export interface PdfPages {
  readonly pages: readonly PdfPage[];
  readonly title: string;
  readonly language: string;
  readonly xml: string;
  /** The bookmarks with the page that each leads to, counted from 1. */
  readonly outline: readonly {
    title: string;
    page: number;
    inner: readonly { title: string; page: number }[];
  }[];
  /** Links whose place is not in the file. */
  readonly lost: readonly string[];
}

/** Reads all of a PDF as an independent program (pdf.js) does. */
export async function readPages(bytes: Uint8Array): Promise<PdfPages> {
  const task = getDocument({ data: Uint8Array.from(bytes), verbosity: 0 });
  try {
    const document = await task.promise;
    const places = (await document.getDestinations()) as Record<string, unknown>;
    const pages: PdfPage[] = [];
    const lost: string[] = [];
    for (let number = 1; number <= document.numPages; number++) {
      const page = await document.getPage(number);
      const { items } = await page.getTextContent({ includeMarkedContent: true, disableNormalization: true });
      let [text, artifacts, right] = ['', '', 0];
      const open: boolean[] = [];
      for (const item of items) {
        if ('str' in item) {
          if (open.includes(true)) artifacts += item.str;
          else text += item.str + (item.hasEOL ? '\n' : '');
          right = Math.max(
            right,
            (item.transform as number[])[4] ?? 0,
            Number((item.transform as number[])[4]) + item.width,
          );
        } else if (item.type === 'endMarkedContent') open.pop();
        else open.push((item as { tag?: string }).tag === 'Artifact');
      }
      const annotations = (await page.getAnnotations()) as { unsafeUrl?: string; dest?: unknown }[];
      const links = annotations.map(({ unsafeUrl, dest }) => {
        const place = typeof dest === 'string' ? dest : '';
        if (unsafeUrl === undefined && !(place in places)) lost.push(place);
        return unsafeUrl ?? `#${place}`;
      });
      pages.push({ text, artifacts, right, tags: asTag(await page.getStructTree()), links });
    }
    const pageOf = async (dest: unknown) => {
      const [ref] = dest as [{ num: number; gen: number }];
      return (await document.getPageIndex(ref)) + 1;
    };
    const outline = [];
    for (const { title, dest, items } of await document.getOutline()) {
      const inner = [];
      for (const one of items as { title: string; dest: unknown }[]) {
        inner.push({ title: one.title, page: await pageOf(one.dest) });
      }
      outline.push({ title, page: await pageOf(dest), inner });
    }
    const { info, metadata } = await document.getMetadata();
    const facts = info as Record<string, unknown>;
    return {
      ...{ pages, outline, lost, xml: metadata.getRaw() as string },
      title: String(facts['Title']),
      language: String(facts['Language']),
    };
  } finally {
    await task.destroy();
  }
}

function asTag(node: object | null): PageTag {
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

export const rolesOf = (tag: PageTag): string[] => [tag.role, ...tag.children.flatMap(rolesOf)];

export const find = (tag: PageTag, role: string): PageTag[] => [
  ...(tag.role === role ? [tag] : []),
  ...tag.children.flatMap((child) => find(child, role)),
];

/** Whether Debian's programs are there; tests that want them say so in their names when they aren't. */
export const hasQpdf = spawnSync('qpdf', ['--version']).error === undefined;

/** What a program of Debian's prints about a file. */
export function run(
  program: string,
  before: readonly string[],
  bytes: Uint8Array,
  after: readonly string[] = [],
) {
  const folder = mkdtempSync(join(tmpdir(), 'handbook-'));
  try {
    const file = join(folder, 'handbook.pdf');
    writeFileSync(file, bytes);
    const { status, stdout, stderr } = spawnSync(program, [...before, file, ...after], { encoding: 'utf8' });
    return { status, text: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
