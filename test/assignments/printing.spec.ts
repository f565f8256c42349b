import { beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { builtInTemplates } from '../../src/assignments/built-in-templates.js';
import { exampleContents } from '../../src/assignments/examples/example-content.js';
import { exampleHandbooks } from '../../src/assignments/examples/examples.js';
import { drawHandbook } from '../../src/assignments/printing/draw-handbook.js';
import { type PrintedHandbook } from '../../src/assignments/printing/printed-handbook.js';
import {
  type Block,
  blocksText,
  cell,
  type Inline,
  paragraph,
  textCell,
} from '../../src/assignments/sections/blocks.rules.js';
import { bookOf } from '../../src/assignments/sections/section-kinds.rules.js';
import { printableSections } from '../../src/assignments/submissions/readable-sections.js';
import { hasPoppler } from '../certificates/pdf-reading.js';
import { find, hasQpdf, type PdfPages, readPages, rolesOf, run } from './pdf-pages.js';

const aHandbook = (change: Partial<PrintedHandbook> = {}): PrintedHandbook => ({
  title: 'Strategy handbook',
  kicker: 'Social Media Strategist · November 2026',
  ...{ remark: null, about: null, author: 'Alice Moreau', language: 'en' },
  createdAt: '2026-11-22T16:02:11.000Z',
  facts: [{ label: 'Written by', value: 'Alice Moreau' }],
  sections: [],
  pictures: new Map(),
  ...change,
});
const withBlocks = (blocks: Block[], pictures = new Map<string, Uint8Array>()) =>
  aHandbook({ sections: [{ key: 'brief', title: 'Executive brief', blocks }], pictures });
const text = (words: string): Inline => ({ type: 'text', text: words });
const heading = (words: string): Block => ({ type: 'heading', level: 3, inlines: [text(words)] });
const squeezed = (words: string) => words.replace(/\s+/g, '').normalize('NFC');
const wholeText = ({ pages }: PdfPages) => squeezed(pages.map((page) => page.text).join(''));

/** All sections of an example, as many times as asked. */
function example(slug: string, times = 1): PrintedHandbook {
  const found = exampleHandbooks.find((one) => one.slug === slug);
  const template = found && builtInTemplates[found.course];
  if (!template) throw new Error(`There is no example ${slug}.`);
  const frozen = exampleContents(found.sections, template.sections);
  const titles = Object.fromEntries(template.sections.map(({ key, title }) => [key, title]));
  const sections = printableSections({ sections: frozen, book: bookOf(frozen, titles) });
  const copies = Array.from({ length: times }, (_, copy) =>
    sections.map((section) => ({ ...section, key: `${section.key}-${copy}` })),
  );
  return aHandbook({ title: found.title, sections: copies.flat() });
}

describe.each(exampleHandbooks.map(({ slug }) => slug))('the example %s on paper', (slug) => {
  let handbook: PrintedHandbook;
  let read: PdfPages;
  beforeAll(async () => {
    handbook = example(slug);
    read = await readPages(drawHandbook(handbook));
  });

  it('says every word, in the order of the text', () => {
    const printed = wholeText({ ...read, pages: read.pages.slice((read.outline[0]?.page ?? 1) - 1) });
    let at = 0;
    for (const { title, blocks } of handbook.sections) {
      for (const word of `${title}\n${blocksText(blocks)}`.split(/\s+/).filter((one) => one !== '')) {
        const found = printed.indexOf(squeezed(word).replace(/:$/, ''), at);
        if (found < 0) throw new Error(`“${word}” of “${title}” is missing or comes too early.`);
        at = found + 1;
      }
    }
  });

  it('has contents whose numbers are the pages of the headings, and bookmarks to the same', () => {
    expect(read.outline.map(({ title }) => title)).toEqual(handbook.sections.map(({ title }) => title));
    const contents = squeezed(
      read.pages
        .slice(1, 3)
        .map((page) => page.text)
        .join(''),
    );
    for (const { title, page, inner } of read.outline) {
      for (const entry of [{ title, page }, ...inner]) {
        expect(contents).toContain(squeezed(`${entry.title}${entry.page}`));
        expect(squeezed(read.pages[entry.page - 1]?.text ?? '')).toContain(squeezed(entry.title));
      }
    }
    expect(read.lost).toEqual([]);
  });

  it('is numbered, and names its section at the head of each page', () => {
    const total = read.pages.length;
    for (const [at, { artifacts }] of read.pages.entries()) {
      if (at > 0) expect(artifacts).toContain(`Page ${at + 1} of ${total}`);
    }
    const last = read.outline.at(-1);
    expect(read.pages.at(-1)?.artifacts).toContain(last?.title);
  });

  it('stays within its margins', () => {
    for (const { right } of read.pages) expect(right).toBeLessThan(595.28 - 68);
  });
});

describe('a handbook for machine voices and archives', () => {
  it('is tagged: sections, headings, paragraphs, lists, tables, figures with words, links and notes', async () => {
    const read = await readPages(
      drawHandbook(
        withBlocks([
          heading('Where we stand'),
          {
            type: 'paragraph',
            inlines: [
              text('See '),
              { type: 'text', text: 'the report', href: 'https://example.org/report' },
              { type: 'footnote', number: 1 },
            ],
          },
          {
            type: 'list',
            start: 1,
            items: [
              [paragraph('First')],
              [paragraph('Second'), { type: 'list', start: null, items: [[paragraph('Inner')]] }],
            ],
          },
          { type: 'quote', blocks: [paragraph('We never answered.')] },
          {
            type: 'table',
            caption: 'Hours',
            head: [
              textCell('Program', { heading: true }),
              textCell('Hours', { heading: true, align: 'end' }),
            ],
            rows: [
              { id: null, cells: [textCell('Answers', { heading: true }), textCell('12', { align: 'end' })] },
            ],
            foot: [[textCell('Total', { heading: true }), textCell('12', { align: 'end' })]],
          },
          {
            type: 'figure',
            image: { id: 'gone', width: 400, height: 300, alt: 'A shop window' },
            caption: [text('The window')],
          },
          { type: 'footnotes', notes: [[text('Page 4.')]] },
        ]),
      ),
    );
    const body = read.pages.at(-1)?.tags ?? { role: '', children: [] };
    const roles = rolesOf(body);
    const order = [
      'Sect',
      'H2',
      'H3',
      'P',
      'Link',
      'L',
      'LI',
      'Lbl',
      'LBody',
      'BlockQuote',
      'Table',
      'Caption',
      'THead',
      'TR',
      'TH',
      'TBody',
      'TD',
      'TFoot',
      'Figure',
      'Note',
    ];
    let at = -1;
    for (const role of order) {
      const next = roles.indexOf(role);
      expect(`${role} ${next > at}`).toBe(`${role} true`);
      at = next;
    }
    expect(find(body, 'Figure').map(({ alt }) => alt)).toEqual(['A shop window']);
    expect(read.pages.at(-1)?.links).toEqual([
      'https://example.org/report',
      '#note-brief-1',
      '#mark-brief-1',
    ]);
    expect(read.lost).toEqual([]);
    expect(rolesOf(read.pages[0]?.tags ?? body)).toContain('H1');
    expect(rolesOf(read.pages[1]?.tags ?? body)).toEqual(expect.arrayContaining(['TOC', 'TOCI', 'Link']));
    expect(read).toMatchObject({ title: 'Strategy handbook', language: 'en' });
    expect(read.xml).toContain('<pdfuaid:part>1</pdfuaid:part>');
    expect(read.xml).toMatch(/<pdfaid:part>3</);
  });

  it(hasQpdf ? 'is a sound file' : 'skipped, wants qpdf', () => {
    if (!hasQpdf) return;
    const { status, text: said } = run('qpdf', ['--check'], drawHandbook(withBlocks([paragraph('Word')])));
    expect(`${status} ${said}`).toMatch(/^0 [\s\S]*No syntax or stream encoding errors/);
  });

  it('gives the same bytes for the same text', () => {
    const once = drawHandbook(withBlocks([heading('A'), paragraph('O’Brien Лукʼяненко 北京')]));
    drawHandbook(withBlocks([paragraph('Jean‐Luc O’Brien ʼ')]));
    const again = drawHandbook(withBlocks([heading('A'), paragraph('O’Brien Лукʼяненко 北京')]));
    expect(Buffer.compare(once, again)).toBe(0);
  });
});

describe('what is hard to set', () => {
  it('a section without a word says so', async () => {
    const { pages, outline } = await readPages(drawHandbook(withBlocks([])));
    expect(pages.at(-1)?.text).toContain('Left empty.');
    expect(outline).toHaveLength(1);
  });

  it('a table longer than a page has its head on each, and its totals not alone', async () => {
    const rows = Array.from({ length: 120 }, (_, at) => ({
      id: null,
      cells: [textCell(`Action number ${at + 1}`, { heading: true }), textCell('Alice', {})],
    }));
    const head = [textCell('What is done', { heading: true }), textCell('By whom', { heading: true })];
    const foot = [[textCell('In all', { heading: true }), textCell('120 actions')]];
    const { pages } = await readPages(
      drawHandbook(withBlocks([{ type: 'table', caption: null, head, rows, foot }])),
    );
    const [first, ...others] = pages.slice(2);
    expect(first?.text).toContain('What is done');
    expect(others.length).toBeGreaterThan(2);
    for (const { artifacts, text: said } of others) {
      expect(artifacts).toContain('What is done By whom');
      expect(said).not.toContain('What is done');
    }
    expect(others.at(-1)?.text).toMatch(/Action number 120[\s\S]*In all/);
  });

  it('words and addresses longer than a line are broken, in cells too, and nothing leaves the page', async () => {
    const giant = 'W'.repeat(4000);
    const address = `https://example.org/${'a-very-long-path/'.repeat(60)}?q=1`;
    const link: Inline = { type: 'text', text: address, href: address };
    const many = Array.from({ length: 14 }, (_, at) => textCell(`Column${at} Donaudampfschifffahrt`));
    const read = await readPages(
      drawHandbook(
        withBlocks([
          paragraph(giant),
          { type: 'paragraph', inlines: [link] },
          {
            type: 'table',
            caption: null,
            head: null,
            foot: [],
            rows: [{ id: null, cells: [textCell(giant), cell([link])] }],
          },
          { type: 'table', caption: null, head: null, foot: [], rows: [{ id: null, cells: many }] },
          { type: 'groups', groups: ['A', 'B', 'C'].map((title) => ({ title, blocks: [paragraph(giant)] })) },
        ]),
      ),
    );
    const sections = wholeText({ ...read, pages: read.pages.slice(2) });
    expect(sections.split('W').length - 1).toBe(5 * 4000);
    for (const { right } of read.pages) expect(right).toBeLessThan(595.28 - 60);
  });

  it('a cell that is higher than a page goes on on the next one', async () => {
    const long = Array.from({ length: 300 }, (_, at) => `Sentence ${at} of a very long cell.`).join(' ');
    const rows = [{ id: null, cells: [textCell(long), textCell('beside'), textCell(long)] }];
    const read = await readPages(
      drawHandbook(withBlocks([{ type: 'table', caption: null, head: null, foot: [], rows }])),
    );
    const printed = wholeText(read);
    expect(printed.split('Sentence299ofaverylongcell.').length - 1).toBe(2);
    expect(printed.split('Sentence0ofaverylongcell.').length - 1).toBe(2);
  });

  it('characters that no font has become boxes that still say what was written, and the title page tells', async () => {
    const bytes = drawHandbook(withBlocks([paragraph('Shops in 北京, مرحبا and 👩‍🎓 a g̃ Ωж.')]));
    const read = await readPages(bytes);
    expect(read.pages[0]?.text).toContain('stands for a character that the fonts of this file do not have');
    expect(read.pages.at(-1)?.text).toMatch(/Shops in □□, □□□□□ and □ a/);
    if (hasPoppler) expect(run('pdftotext', ['-raw'], bytes, ['-']).text).toContain('北京');
    const plain = await readPages(drawHandbook(withBlocks([paragraph('Shops in Łódź')])));
    expect(plain.pages[0]?.text).not.toContain('□');
  });

  it('pictures are shown with their words, the missing ones said to be missing', async () => {
    const picture = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#888' } })
      .png()
      .toBuffer();
    const figure = (id: string): Block => ({
      type: 'figure',
      image: { id, width: 300, height: 200, alt: `Picture ${id}` },
      caption: [text('A grey field')],
    });
    const bytes = drawHandbook(withBlocks([figure('one'), figure('two')], new Map([['one', picture]])));
    const { pages } = await readPages(bytes);
    const last = pages.at(-1);
    expect(find(last?.tags ?? { role: '', children: [] }, 'Figure').map(({ alt }) => alt)).toEqual([
      'Picture one',
      'Picture two',
    ]);
    expect(last?.text.match(/This picture is no longer there\./g)).toHaveLength(1);
    expect(last?.text.match(/A grey field/g)).toHaveLength(2);
  });

  it('two hundred pages come in one file, each number right', async () => {
    const read = await readPages(drawHandbook(example('tessmar-chocolate', 8)));
    expect(read.pages.length).toBeGreaterThanOrEqual(200);
    const contents = squeezed(
      read.pages
        .slice(1, 8)
        .map((page) => page.text)
        .join(''),
    );
    for (const { title, page } of read.outline) {
      expect(contents).toContain(squeezed(`${title}${page}`));
      expect(squeezed(read.pages[page - 1]?.text ?? '')).toContain(squeezed(title));
    }
  });
});
