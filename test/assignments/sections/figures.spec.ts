import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { type Block, blocksText, type TableBlock } from '../../../src/assignments/sections/blocks.rules.js';
import {
  bookOf,
  sectionKinds,
  type SectionKindName,
} from '../../../src/assignments/sections/section-kinds.rules.js';
import { contentOf, typedBook, type TypedHandbook } from './book.js';

/** Captions of the tables that are computed, as the sheets call them. */
const captions: Readonly<Record<string, [section: SectionKindName, caption: string]>> = {
  programs: ['budget', 'Cost by program'],
  functions: ['budget', 'Cost by the function that is served'],
  kinds: ['budget', 'Cost by kind'],
  range: ['roi', 'Return, low to high'],
  alone: ['roi', 'Return when one assumption moves and the others are as expected'],
  'by program': ['roi', 'Expected case by program'],
};

describe.each(['halden-tea-eur', 'halves-of-a-cent-eur', 'thirds-jpy', 'three-decimals-kwd'])(
  'the worked example %s',
  (name) => {
    const sheet = readSheet(name);
    const book = typedBook(handbookOf(sheet));
    const currency = sheet.find(([what]) => what === 'currency')?.[1] ?? '';
    /** The head of a table says the currency once for all its lines. */
    const bare = (amount = '') => amount.replace(`${currency} `, '');
    const read = (kind: SectionKindName) => sectionKinds[kind].toBlocks(contentOf(book, kind), book);

    it('has the amount of every line, to the smallest unit', () => {
      const lines = sheet.filter(([what]) => what === 'line');
      expect(column(tableOf(read('budget'), null), `Amount, ${currency}`)).toEqual(
        lines.map((line) => bare(line[6])),
      );
    });

    it('has the three amounts of every benefit', () => {
      const benefits = sheet.filter(([what]) => what === 'benefit');
      const table = tableOf(read('roi'), null);
      ['Low case', 'Expected case', 'High case'].forEach((label, at) => {
        expect(column(table, `${label}, ${currency}`)).toEqual(
          benefits.map((benefit) => bare(benefit[7 + at])),
        );
      });
    });

    it('has the total of the budget below its lines', () => {
      const [, , , total] = sheet.find(([what, where]) => what === 'expect' && where === 'budget') ?? [];
      expect(footOf(tableOf(read('budget'), null)).at(-1)).toBe(bare(total));
    });

    it.each(Object.keys(captions))('has the table %s', (where) => {
      const [kind, caption] = captions[where] ?? ['budget', ''];
      const expected = sheet
        .filter((row) => row[0] === 'expect' && row[1] === where)
        .map((row) => row.slice(2));
      const table = read(kind).find((block) => block.type === 'table' && block.caption === caption);
      const rows = table?.type === 'table' ? [...table.rows.map(({ cells }) => cells), ...table.foot] : [];
      const found = rows.map((cells) => cells.map(({ blocks }) => blocksText(blocks)));
      expect(found.filter(([first]) => first !== 'Total')).toEqual(expected);
    });

    it('has shares that add up to exactly 100 %, or none', () => {
      for (const where of ['programs', 'functions', 'kinds']) {
        const table = tableOf(read('budget'), captions[where]?.[1] ?? '');
        const tenths = column(table, 'Share').map((share) => Number(share.replace(/[ .%]/g, '')));
        expect([0, 1000]).toContain(tenths.reduce((sum, share) => sum + share, 0));
      }
    });

    it('says what the sections come to', () => {
      const total = sheet.find(([what, where]) => what === 'expect' && where === 'budget')?.[3] ?? '';
      const range = sheet.find((row) => row[1] === 'range' && row[2] === 'Return') ?? [];
      expect(sectionKinds.budget.summarise(contentOf(book, 'budget')).sum).toBe(`${total} in total`);
      expect(sectionKinds.roi.summarise(contentOf(book, 'roi')).sum).toBe(
        `return from ${range[3] ?? ''} to ${range[5] ?? ''}, expected ${range[4] ?? ''}`,
      );
    });

    it('keeps its figures when it is frozen, whatever its cells would come to later', () => {
      const changed = book.sections.map((section) => ({
        ...section,
        kind: section.kind as SectionKindName,
        content: section.kind === 'budget' ? { ...(section.content as object), rows: [] } : section.content,
      }));
      const later = bookOf(changed, {});
      expect(sectionKinds.roi.toBlocks(contentOf(later, 'roi'), later)).toEqual(read('roi'));
      expect(sectionKinds.budget.summarise(contentOf(later, 'budget')).sum).toBe(
        sectionKinds.budget.summarise(contentOf(book, 'budget')).sum,
      );
      expect(JSON.parse(JSON.stringify(book.sections))).toEqual(book.sections);
    });
  },
);

describe('figures', () => {
  it('count hours in all and by program', () => {
    const book = typedBook({
      programs: {
        rows: [
          { id: 'a', program: 'Answers' },
          { id: 'b', program: 'Bench' },
        ],
      },
      resources: {
        rows: [
          { id: '1', resource: 'Service', program: 'a', hoursPerWeek: '19.5', weeks: '46' },
          { id: '2', resource: 'Buyer', program: 'b', hoursPerWeek: '1', weeks: '46' },
          { id: '3', resource: 'Lead', hoursPerWeek: '4', weeks: '46' },
          { id: '4', resource: 'Tool' },
        ],
      },
    });
    const content = contentOf(book, 'resources');
    expect(sectionKinds.resources.summarise(content)).toMatchObject({
      entries: 4,
      noun: { one: 'resource', many: 'resources' },
      sum: '1,127 hours in total',
    });
    const table = tableOf(sectionKinds.resources.toBlocks(content, book), 'Hours by program');
    expect(column(table, 'Hours')).toEqual(['897', '46', '184']);
    expect(column(table, 'Share')).toEqual(['79.6 %', '4.1 %', '16.3 %']);
  });

  it('count hours of a roster and of a calendar', () => {
    const book = typedBook({
      calendar: {
        rows: [
          { id: '1', piece: 'A', hours: '3.5' },
          { id: '2', piece: 'B', hours: 'many' },
        ],
      },
      roster: { rows: [{ id: '1', shift: 'Early', people: '2', daysPerWeek: '5.5', hoursPerDay: '6' }] },
    });
    expect(sectionKinds.calendar.summarise(contentOf(book, 'calendar')).sum).toBe('3.5 hours in total');
    expect(sectionKinds.roster.summarise(contentOf(book, 'roster')).sum).toBe('66 hours a week');
  });

  it('name the lines that can’t be counted, and count the others', () => {
    const book = typedBook({
      budget: {
        fields: { currency: 'EUR' },
        rows: [
          { id: '1', item: 'Tool', quantity: '12', unitCost: '300' },
          { id: '2', item: 'Samples', quantity: 'some', unitCost: '12' },
          { id: '3', quantity: '2' },
        ],
      },
    });
    const text = blocksText(sectionKinds.budget.toBlocks(contentOf(book, 'budget'), book));
    expect(text).toContain('\t3,600.00\nSamples');
    expect(text).toContain(
      'Not in these figures, since an amount is missing or can’t be read: “Samples” and line 3.',
    );
  });

  it.each<[string, TypedHandbook, string]>([
    ['without a budget', {}, 'Without a budget there is no return to compute.'],
    [
      'with a budget of nothing',
      {
        budget: {
          fields: { currency: 'EUR' },
          rows: [{ id: '1', item: 'Time', quantity: '0', unitCost: '45' }],
        },
      },
      'Without a budget there is no return to compute.',
    ],
  ])('of a return %s say so', (_name, others, sentence) => {
    const book = typedBook({
      ...others,
      roi: { rows: [{ id: '1', benefit: 'Calls', low: '1', expected: '2', high: '3', value: '10' }] },
    });
    const text = blocksText(sectionKinds.roi.toBlocks(contentOf(book, 'roi'), book));
    expect(text).toContain(sentence);
    expect(text).not.toContain('NaN');
    expect(sectionKinds.roi.summarise(contentOf(book, 'roi')).sum).toBeNull();
  });

  it('of a handbook without a section of programs tell apart what was typed', () => {
    const book = typedBook({
      budget: {
        fields: { currency: 'USD' },
        rows: [
          { id: '1', item: 'Agents', program: 'Service', quantity: '3', unitCost: '44000' },
          { id: '2', item: 'Listening', program: 'Product', quantity: '12', unitCost: '650' },
        ],
      },
    });
    const blocks = sectionKinds.budget.toBlocks(contentOf(book, 'budget'), book);
    expect(column(tableOf(blocks, 'Cost by program'), 'Amount')).toEqual(['USD 132,000.00', 'USD 7,800.00']);
    expect(blocks.some((block) => block.type === 'table' && block.caption?.includes('function'))).toBe(false);
  });
});

type Sheet = string[][];

function readSheet(name: string): Sheet {
  return readFileSync(new URL(`figures/${name}.csv`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(([, quoted, plain = '']) => quoted ?? plain),
    );
}

function handbookOf(sheet: Sheet): TypedHandbook {
  const all = (what: string) => sheet.filter((row) => row[0] === what).map((row) => row.slice(1));
  return {
    programs: {
      rows: all('program').map(([id = '', program = '', serves = '']) => ({ id, program, serves })),
    },
    budget: {
      fields: { currency: all('currency')[0]?.[0] ?? '' },
      rows: all('line').map(([item = '', program = '', kind = '', quantity = '', unitCost = ''], at) => ({
        ...{ id: `line-${at}`, item, program, kind, quantity, unitCost },
      })),
    },
    roi: {
      fields: { overrun: all('overrun')[0]?.[0] ?? '' },
      rows: all('benefit').map(
        ([benefit = '', program = '', low = '', expected = '', high = '', value = ''], at) => ({
          ...{ id: `benefit-${at}`, benefit, program, low, expected, high, value },
        }),
      ),
    },
  };
}

function tableOf(blocks: readonly Block[], caption: string | null): TableBlock {
  const table = blocks.find((block) => block.type === 'table' && block.caption === caption);
  if (table?.type !== 'table') throw new Error(`There is no table ${caption ?? 'without a caption'}.`);
  return table;
}

function column({ head, rows }: TableBlock, label: string): string[] {
  const at = head?.findIndex(({ blocks }) => blocksText(blocks) === label) ?? -1;
  return rows.map(({ cells }) => blocksText(cells[at]?.blocks ?? []));
}

function footOf({ foot }: TableBlock): string[] {
  return (foot[0] ?? []).map(({ blocks }) => blocksText(blocks));
}
