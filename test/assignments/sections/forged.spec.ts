import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as Y from 'yjs';
import { type Book, type SectionKind } from '../../../src/assignments/sections/section-kind.rules.js';
import {
  bookOf,
  findingsOf,
  frameOf,
  freezeHandbook,
  type HandbookPlace,
  sectionKinds,
  type SectionKindName,
  withFigures,
} from '../../../src/assignments/sections/section-kinds.rules.js';
import { quadrants } from '../../../src/assignments/sections/swot-rows.rules.js';
import { readCell } from '../../../src/assignments/sections/tables/cells.rules.js';
import { type Currency } from '../../../src/assignments/sections/tables/currencies.rules.js';
import { hasMoney } from '../../../src/assignments/sections/tables/table-content.rules.js';
import { type Column, type TableSpec } from '../../../src/assignments/sections/tables/table-spec.rules.js';
import { expectBalanced, html } from './support.js';

const names = Object.keys(sectionKinds) as SectionKindName[];
const places: HandbookPlace[] = names.map((kind) => ({ key: kind, kind, title: kind }));
const kinds: readonly (readonly [SectionKindName, SectionKind])[] = names.map((name) => [
  name,
  sectionKinds[name],
]);
const columnKeys = [
  ...new Set(kinds.flatMap(([, { table }]) => [...(table?.columns ?? []), ...(table?.fields ?? [])])),
].map(({ key }) => key);

/** Contents that no hand-in of ours has stored, of a form that is close enough to hurt. */
const cellKey = fc.constantFrom(...columnKeys, '__proto__', 'constructor');
const cellValue = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double(),
  fc.constantFrom('r0', 'r1', 'EUR', 'JPY', '2027-01-31', 'close', 'people', '9'.repeat(30)),
  fc.anything(),
);
const cells = fc.oneof(fc.dictionary(cellKey, cellValue, { maxKeys: 12 }), fc.anything());
const forgedFigures = fc.oneof(
  fc.anything(),
  fc.record({
    totals: fc.array(
      fc.oneof(fc.anything(), fc.record({ key: cellKey, label: fc.anything(), value: fc.anything() })),
    ),
    tables: fc.array(
      fc.record({
        key: fc.constantFrom('range', 'programs'),
        columns: fc.oneof(fc.anything(), fc.array(fc.oneof(fc.string(), fc.anything()))),
        rows: fc.oneof(
          fc.anything(),
          fc.array(fc.record({ name: fc.anything(), values: fc.array(fc.anything()) })),
        ),
        foot: fc.oneof(fc.anything(), fc.record({ values: fc.anything() })),
      }),
    ),
    remarks: fc.anything(),
  }),
);
const forgedTable = fc.record(
  {
    notes: fc.anything(),
    fields: cells,
    rows: fc.oneof(
      fc.anything(),
      fc.array(
        fc.oneof(
          fc.anything(),
          fc.record({ id: fc.oneof(fc.constantFrom('r0', 'r1', 'r2'), fc.anything()), cells }),
        ),
        { maxLength: 6 },
      ),
    ),
    currency: fc.oneof(fc.constantFrom('EUR', 'JPY', 'toString'), fc.anything()),
    figures: forgedFigures,
  },
  { requiredKeys: ['rows'] },
);
const forged = fc.oneof({ arbitrary: forgedTable, weight: 4 }, { arbitrary: fc.anything(), weight: 1 });

describe('forged contents', () => {
  it.each(kinds)('of the kind %s are read, counted, checked and never trusted', (kind, section) => {
    fc.assert(
      fc.property(forged, forged, (content, other) => {
        const others = names.filter((name) => name !== kind);
        const book: Book = {
          currency: null,
          sections: [
            { key: kind, kind, title: kind, content },
            ...others.map((name) => ({ key: name, kind: name, title: name, content: other })),
          ],
        };
        const { words, entries, sum } = section.summarise(content);
        expect(words).toBeGreaterThanOrEqual(0);
        expect(entries === null || entries >= 0).toBe(true);
        expect(sum ?? '').not.toMatch(/NaN|undefined|Infinity/);
        expect(typeof section.isEmpty(content)).toBe('boolean');
        const shown = html(section.toBlocks(content, book));
        expectBalanced(shown);
        expect(shown).not.toMatch(/\[object |href="(?!https?:|mailto:|#)/);
        for (const found of section.findings({ key: kind, kind, title: kind, content }, book))
          expect([found.sentence, found.teach].join(' ')).not.toMatch(/undefined|NaN|\[object /);
        const figures = withFigures(kind, content, book);
        if (figures !== content)
          expect(() => JSON.stringify((figures as { figures: unknown }).figures)).not.toThrow();
        findingsOf(bookOf([{ key: kind, kind, content }], {}));
      }),
      { numRuns: 60 },
    );
  });

  it.each(kinds)(
    'of the kind %s become, once they are in a document, what comes out of it again',
    (kind, section) => {
      fc.assert(
        fc.property(forged, (content) => {
          const once = through(kind, section, content);
          expect(through(kind, section, once)).toEqual(once);
          expect(JSON.parse(JSON.stringify(once))).toEqual(once);
        }),
        { numRuns: 40 },
      );
    },
  );
});

describe('what was frozen', () => {
  it.each(kinds)('comes back the same from a document, of the kind %s', (kind, section) => {
    fc.assert(
      fc.property(contentOf(kind, section), (content) => {
        expect(through(kind, section, content)).toEqual(content);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a forged document', () => {
  const leaf = fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.boolean(), fc.constant(null));
  const part = fc.constantFrom('text', 'map', 'array', 'xml', 'plain');

  it('is frozen without an error, the same from every copy', () => {
    const rows = fc.array(
      fc.record({
        section: fc.constantFrom(...names),
        part: fc.constantFrom('', '/fields'),
        id: fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constant('x'.repeat(5000))),
        column: fc.constantFrom(...columnKeys, 'place', 'quadrant', 'text'),
        value: leaf,
        as: part,
        isRow: fc.boolean(),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(rows, (steps) => {
        const doc = new Y.Doc();
        for (const step of steps) {
          const parent =
            step.part === '' && step.section === 'prose' ? 'elsewhere' : `${step.section}${step.part}`;
          const map = doc.getMap(parent);
          if (!step.isRow) {
            map.set(step.part === '' ? step.id : step.column, made(step.as, step.value));
            continue;
          }
          const known = map.get(step.id);
          const row = known instanceof Y.Map ? (known as Y.Map<unknown>) : new Y.Map<unknown>();
          if (!(known instanceof Y.Map)) map.set(step.id, row);
          row.set(step.column, made(step.as, step.value));
        }
        const frozen = freezeHandbook(doc, places);
        expect(JSON.parse(JSON.stringify(frozen))).toEqual(frozen);
        const copy = new Y.Doc();
        Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
        expect(freezeHandbook(copy, places)).toEqual(frozen);
        const book = bookOf(frozen.sections, {});
        findingsOf(book);
        for (const { kind, content } of frozen.sections)
          expectBalanced(html(sectionKinds[kind].toBlocks(content, book)));
      }),
      { numRuns: 150 },
    );
  });

  it('of 10,000 rows, or with a cell of a million letters, takes a bounded time and space', () => {
    const doc = new Y.Doc();
    doc.transact(() => {
      for (let at = 0; at < 10_000; at += 1) {
        const row = new Y.Map<unknown>();
        row.set('item', new Y.Text(at === 0 ? 'x'.repeat(1_000_000) : `Line ${at}`));
        row.set('quantity', new Y.Text(at === 1 ? '9'.repeat(1_000_000) : '1'));
        row.set('unitCost', new Y.Text('45.50'));
        row.set('place', 'V');
        doc.getMap('budget').set(`r${at}`, row);
      }
    });
    const before = process.cpuUsage();
    const frozen = freezeHandbook(doc, places);
    const book = bookOf(frozen.sections, {});
    findingsOf(book);
    const content = frozen.sections.find(({ kind }) => kind === 'budget')?.content;
    sectionKinds.budget.toBlocks(content, book);
    const again = new Y.Doc();
    sectionKinds.budget.thaw(again, 'budget', content, frameOf(again, places));
    // About two seconds of processor time
    expect(process.cpuUsage(before).user).toBeLessThan(10_000_000);
    expect(JSON.stringify(content).length).toBeLessThan(2_000_000);
    expect(sectionKinds.budget.summarise(content)).toMatchObject({
      entries: 10_000,
      sum: '454,954.50 in total',
    });
    const { figures: _figures, ...cellsOnly } = content as { figures: unknown };
    expect(JSON.stringify(sectionKinds.budget.freeze(again, 'budget', frameOf(again, places)))).toBe(
      JSON.stringify(cellsOnly),
    );
  });
});

/** Puts a content into an empty document and freezes it there. */
function through(kind: SectionKindName, section: SectionKind, content: unknown): unknown {
  const doc = new Y.Doc();
  const currency = (content as { currency?: Currency | null } | null | undefined)?.currency ?? null;
  const frame = {
    kinds: new Set<string>(names),
    currency: typeof currency === 'string' && Object.hasOwn(known, currency) ? currency : null,
  };
  section.thaw(doc, kind, content, frame);
  return section.freeze(doc, kind, frame);
}
const known: Readonly<Record<string, true>> = { EUR: true, JPY: true, KWD: true };

function made(as: string, value: string | number | boolean | null): unknown {
  switch (as) {
    case 'text':
      return new Y.Text(String(value));
    case 'map':
      return new Y.Map([['quadrant', value]]);
    case 'array':
      return Y.Array.from([String(value)]);
    case 'xml':
      return new Y.XmlElement('p');
    default:
      return value;
  }
}

/** What an author could have handed in. */
function contentOf(kind: string, { table }: SectionKind): fc.Arbitrary<unknown> {
  const words = fc.array(fc.stringMatching(/^[a-zé✓ ]{0,8}[a-z]$/), { maxLength: 3 }).map((lines) => ({
    type: 'doc',
    content: lines.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })),
  }));
  if (kind === 'prose') return words;
  if (kind === 'swot') {
    const list = fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 4 });
    return fc
      .record({ strengths: list, weaknesses: list, opportunities: list, threats: list, notes: words })
      .map((grid) => ({
        ...grid,
        ...Object.fromEntries(
          quadrants.map((name) => [name, grid[name].map((text, at) => ({ id: `${name}-${at}`, text }))]),
        ),
      }));
  }
  if (table === null) throw new Error(`There is no example of the kind ${kind}.`);
  const spec: TableSpec = table;
  return fc.constantFrom<(Currency | null)[]>(null, 'EUR', 'JPY', 'KWD').chain((currency) => {
    const row = fc.record({ id: fc.uuid(), cells: readCells(spec.columns, currency) });
    return fc.record({
      notes: words,
      fields: readCells(spec.fields, currency),
      rows: fc
        .uniqueArray(row, { maxLength: 6, selector: ({ id }) => id })
        .map((rows) => rows.filter((one) => Object.keys(one.cells).length > 0)),
      ...(hasMoney(spec) ? { currency: fc.constant(currency) } : {}),
    });
  });
}

function readCells(columns: readonly Column[], currency: Currency | null): fc.Arbitrary<object> {
  const typed = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.integer({ min: -99_999, max: 99_999 }).map((number) => (number / 100).toFixed(2)),
    fc.constantFrom('31 Jan 2027', 'soon', 'a\nb', '1,250', 'https://a.example'),
  );
  return fc
    .array(fc.tuple(typed, fc.boolean()), { minLength: columns.length, maxLength: columns.length })
    .map((texts) =>
      Object.fromEntries(
        columns.flatMap((column, at) => {
          const [text = '', isThere = false] = texts[at] ?? [];
          const choice =
            column.type === 'choice'
              ? (column.choices[text.length % column.choices.length]?.key ?? '')
              : text;
          const value = isThere ? readCell(column, choice, currency) : null;
          return value === null ? [] : [[column.key, value]];
        }),
      ),
    );
}
