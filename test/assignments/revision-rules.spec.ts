import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as Y from 'yjs';
import { align } from '../../src/assignments/revisions/alignment.rules.js';
import { compareLines, compareTables, joined } from '../../src/assignments/revisions/comparison.rules.js';
import { type Line, linesOf } from '../../src/assignments/revisions/lines.rules.js';
import { restoreSections } from '../../src/assignments/revisions/restoring.rules.js';
import { stretchIsOver, thinned, typedSection } from '../../src/assignments/revisions/revision.rules.js';
import { paragraph, type TableBlock, textCell } from '../../src/assignments/sections/blocks.rules.js';
import { proseBlocks, thawProse } from '../../src/assignments/sections/prose.rules.js';
import {
  freezeHandbook,
  type FrozenSection,
  type HandbookPlace,
} from '../../src/assignments/sections/section-kinds.rules.js';
import { canonicalJson } from '../../src/platform/digests/digests.js';
import { addSwotRow, swotRows } from '../../src/assignments/sections/swot-rows.rules.js';
import {
  addRow,
  fieldsOf,
  liveRows,
  moveRow,
  removeRow,
} from '../../src/assignments/sections/tables/rows.rules.js';
import { differingWords } from '../../src/courses/versions/words.rules.js';

describe('a stretch of work', () => {
  const at = (minutes: number) => new Date(Date.UTC(2026, 10, 23, 9, minutes));

  it('is over ten minutes after the last word, or an hour after the first', () => {
    const written = { firstAt: at(0), lastAt: at(5), keptAt: null };
    expect(stretchIsOver(written, at(14))).toBe(false);
    expect(stretchIsOver(written, at(15))).toBe(true);
    const going = { firstAt: at(0), lastAt: at(59), keptAt: null };
    expect(stretchIsOver(going, at(59))).toBe(false);
    expect(stretchIsOver(going, at(60))).toBe(true);
    // What was kept by name or by handing in begins a new hour.
    expect(stretchIsOver({ ...going, keptAt: at(30) }, at(60))).toBe(false);
  });
});

describe('thinning', () => {
  it('leaves the last of each day that is over, and all of the others, in every handbook', () => {
    const stretches = fc.array(fc.record({ handbook: fc.nat(2), day: fc.nat(6) }), { maxLength: 60 });
    fc.assert(
      fc.property(stretches, (made) => {
        const untouchedFrom = '2026-11-24';
        const rows = made
          .toSorted((a, b) => a.day - b.day)
          .map(({ handbook, day }, n) => {
            return { id: String(n), handbookId: String(handbook), day: `2026-11-2${day}`, untouchedFrom };
          });
        const { drop, days } = thinned(rows);
        const left = rows.filter(({ id }) => !drop.includes(id));
        expect(new Set(drop).size).toBe(drop.length);
        for (const row of rows) {
          const same = rows.filter(({ handbookId, day }) => handbookId === row.handbookId && day === row.day);
          const isOver = row.day < untouchedFrom;
          expect(left.includes(row)).toBe(!isOver || same.at(-1) === row);
          expect(days.includes(row.id)).toBe(isOver && same.at(-1) === row);
        }
      }),
    );
  });
});

describe('two lists laid beside each other', () => {
  it('hold each item of both once, in the order of the later one', () => {
    const words = fc.array(fc.constantFrom('a', 'b', 'c', 'ab', 'bc', 'abc', 'x'), { maxLength: 14 });
    fc.assert(
      fc.property(words, words, (before, after) => {
        const [from, to] = [before.map((key, at) => ({ key, at })), after.map((key, at) => ({ key, at }))];
        const alike = (a: { key: string }, b: { key: string }) =>
          ['a', 'b', 'c'].filter((letter) => a.key.includes(letter) && b.key.includes(letter)).length / 3;
        const steps = align(from, to, { key: ({ key }) => key, alike });
        expect(steps.flatMap(({ after: item }) => (item === null ? [] : [item]))).toEqual(to);
        const seen = steps.flatMap(({ before: item }) => (item === null ? [] : [item]));
        expect(seen.toSorted((a, b) => a.at - b.at)).toEqual(from);
        expect(steps.every((step) => step.before !== null || step.after !== null)).toBe(true);
        if (JSON.stringify(before) === JSON.stringify(after))
          expect(steps.every(({ moved, before: a, after: b }) => !moved && a?.key === b?.key)).toBe(true);
      }),
    );
  });
});

describe('words that differ', () => {
  it('are the earlier text without what came, and the later one without what went', () => {
    const text = fc
      .array(fc.constantFrom('we', 'answer', 'first', 'within', 'a', 'day', '–', 'naïve', '12'), {
        maxLength: 20,
      })
      .map((all) => all.join(' '));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const pieces = joined(differingWords(before, after));
        const without = (kind: string) =>
          pieces
            .filter((piece) => piece.kind !== kind)
            .map((piece) => piece.text)
            .join('');
        expect([without('added'), without('removed')]).toEqual([before, after]);
      }),
    );
  });

  it('are told as one change where only blanks stand between them', () => {
    expect(joined(differingWords('within a day.', 'within four hours.'))).toEqual([
      { kind: 'same', text: 'within ' },
      { kind: 'removed', text: 'a day' },
      { kind: 'added', text: 'four hours' },
      { kind: 'same', text: '.' },
    ]);
  });
});

describe('two texts, compared', () => {
  const lines = (...texts: string[]): Line[] => linesOf(texts.map(paragraph));
  const told = (before: Line[], after: Line[]) =>
    compareLines(before, after).map((line) =>
      line.type === 'same'
        ? `… ${line.count}`
        : line.type === 'table'
          ? `${line.change} table`
          : `${line.change}: ${line.pieces.map(({ kind, text }) => (kind === 'added' ? `+${text}` : kind === 'removed' ? `-${text}` : text)).join('')}`,
    );

  it('say nothing when they are the same', () => {
    expect(told(lines('One.', 'Two.'), lines('One.', 'Two.'))).toEqual([]);
    expect(told([], [])).toEqual([]);
  });

  it('tell what was added, removed and changed, with a neighbour, and how much is the same', () => {
    const before = lines(
      'One.',
      'Two.',
      'Three.',
      'Four.',
      'We answer within a day.',
      'Six.',
      'Gone for ever now.',
    );
    const after = lines(
      'One.',
      'Two.',
      'Three.',
      'Four.',
      'We answer within an hour.',
      'Six.',
      'Entirely different matter.',
    );
    expect(told(before, after)).toEqual([
      '… 3',
      'same: Four.',
      'changed: We answer within -a day+an hour.',
      'same: Six.',
      'removed: -Gone for ever now.',
      'added: +Entirely different matter.',
    ]);
  });

  it('tell what has moved, also when it was changed on the way', () => {
    const [a, b, c] = [
      'The first paragraph is long enough.',
      'The second one says more.',
      'And a third follows here.',
    ];
    expect(told(lines(a, b, c), lines(b, c, a))).toEqual(
      ['same: And a third follows here.', `moved: ${a}`].toSpliced(0, 0, '… 1'),
    );
    const moved = told(lines(a, b, c), lines(b, c, 'The first paragraph is quite long enough.'));
    expect(moved.at(-1)).toBe('moved-and-changed: The first paragraph is +quite long enough.');
  });

  it('tell that only emphasis or a link differs', () => {
    const text = (marks: object[]) =>
      linesOf(
        proseBlocks({
          content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Answer first.', marks }] }],
        }),
      );
    expect(told(text([]), text([{ type: 'bold' }]))).toEqual(['marked: Answer first.']);
  });

  it('hold every line of both, whatever they say', () => {
    const texts = fc.array(
      fc.constantFrom('We answer first.', 'We answer last.', 'Nobody waits.', 'So be it.', 'Why?'),
      { maxLength: 9 },
    );
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const compared = compareLines(lines(...before), lines(...after));
        const count = (without: string) =>
          compared.reduce((sum, line) => {
            if (line.type === 'same') return sum + line.count;
            return 'change' in line && line.change === without ? sum : sum + 1;
          }, 0);
        if (JSON.stringify(before) === JSON.stringify(after)) expect(compared).toEqual([]);
        else expect([count('added'), count('removed')]).toEqual([before.length, after.length]);
      }),
    );
  });
});

describe('two tables, compared', () => {
  const table = (rows: [id: string | null, ...cells: string[]][], head = ['Line', 'Amount']): TableBlock => ({
    type: 'table',
    caption: null,
    head: head.map((label) => textCell(label, { heading: true })),
    rows: rows.map(([id, ...cells]) => ({
      id,
      cells: cells.map((text, at) => textCell(text, { align: at === 1 ? 'end' : 'start' })),
    })),
    foot: [],
  });
  const told = (before: TableBlock, after: TableBlock) =>
    compareTables(before, after).rows.map(({ change, cells }) => [
      change,
      ...cells.map(({ pieces }) =>
        pieces.map(({ kind, text }) => ({ same: '', added: '+', removed: '-' })[kind] + text).join(''),
      ),
    ]);

  it('know rows by their id: what was changed, what came and went, what moved', () => {
    const before = table([
      ['a', 'Care team', '100'],
      ['b', 'Camera', '900'],
      ['c', 'Studio', '50'],
    ]);
    const after = table([
      ['a', 'Care team', '120'],
      ['c', 'Studio', '50'],
      ['d', 'Camera', '900'],
    ]);
    expect(told(before, after)).toEqual([
      ['changed', 'Care team', '-100+120'],
      ['removed', '-Camera', '-900'],
      ['added', '+Camera', '+900'],
    ]);
    const moved = table([
      ['c', 'Studio', '50'],
      ['a', 'Care team', '100'],
      ['b', 'Camera', '900'],
    ]);
    expect(told(before, moved)).toEqual([['moved', 'Studio', '50']]);
    expect(compareTables(before, moved).sameRows).toBe(2);
  });

  it('of prose know rows by their words, and columns by their heads', () => {
    const before = table([
      [null, 'Care team', '100'],
      [null, 'Camera', '900'],
    ]);
    const after = table(
      [
        [null, 'Care team', 'two', '100'],
        [null, 'Camera', 'one', '900'],
      ],
      ['Line', 'Quantity', 'Amount'],
    );
    const compared = compareTables(before, after);
    expect(compared.columns.map(({ change, label }) => [change, label])).toEqual([
      ['same', 'Line'],
      ['added', 'Quantity'],
      ['same', 'Amount'],
    ]);
    expect(told(before, after)).toEqual([
      ['changed', 'Care team', '+two', '100'],
      ['changed', 'Camera', '+one', '900'],
    ]);
  });
});

describe('sections, restored', () => {
  const places: HandbookPlace[] = [
    { key: 'brief', kind: 'prose', title: 'Brief' },
    { key: 'swot', kind: 'swot', title: 'SWOT' },
    { key: 'budget', kind: 'budget', title: 'Budget' },
  ];
  const typed = ['item', 'program', 'quantity', 'unit', 'unitCost'];
  /** As it comes back from the database: its keys sorted. */
  const freeze = (doc: Y.Doc) =>
    JSON.parse(canonicalJson(freezeHandbook(doc, places).sections.map(typedSection))) as FrozenSection[];
  const write = (doc: Y.Doc, ...texts: string[]) => {
    const content = texts.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] }));
    thawProse(doc.getXmlFragment('brief'), { type: 'doc', content });
  };
  const begin = () => {
    const doc = new Y.Doc();
    write(doc, 'We answer first.', 'Nobody waits.');
    addSwotRow(doc, 'swot', { id: 's', quadrant: 'strengths', at: 0, text: 'A kitchen of our own' });
    addSwotRow(doc, 'swot', { id: 't', quadrant: 'threats', at: 0, text: 'Rents' });
    fieldsOf(doc, 'budget').set('currency', 'EUR');
    addRow(doc, 'budget', {
      id: 'a',
      at: 0,
      typed,
      cells: { item: 'Care team', quantity: '12', unitCost: '100' },
    });
    addRow(doc, 'budget', {
      id: 'b',
      at: 1,
      typed,
      cells: { item: 'Camera', quantity: '1', unitCost: '900' },
    });
    return doc;
  };
  const changes: ((doc: Y.Doc) => void)[] = [
    (doc) => {
      write(doc, 'Nobody waits.', 'Something else stands here.');
    },
    (doc) => {
      const { length } = doc.getXmlFragment('brief');
      if (length > 0) doc.getXmlFragment('brief').delete(length - 1, 1);
    },
    (doc) => {
      const first = doc.getXmlFragment('brief').get(0);
      const text = first instanceof Y.XmlElement ? first.get(0) : null;
      if (text instanceof Y.XmlText && text.length > 2) text.format(0, 2, { bold: {} });
    },
    (doc) => {
      thawProse(doc.getXmlFragment('budget/notes'), {
        content: [
          {
            type: 'bulletList',
            content: [
              {
                type: 'listItem',
                content: [{ type: 'paragraph', content: [{ type: 'text', text: 'A note' }] }],
              },
            ],
          },
        ],
      });
    },
    (doc) => {
      removeRow(doc, 'budget', 'a');
    },
    (doc) => {
      moveRow(doc, 'budget', 'b', 0);
    },
    (doc) => {
      addRow(doc, 'budget', { id: 'c', at: 1, typed, cells: { item: 'Studio', quantity: '3' } });
    },
    (doc) => {
      fieldsOf(doc, 'budget').set('currency', 'JPY');
    },
    (doc) => {
      const cost = (doc.getMap('budget').get('a') as Y.Map<unknown> | undefined)?.get('unitCost');
      if (cost instanceof Y.Text) cost.insert(0, '7');
    },
    (doc) => {
      doc.getMap('swot').delete('s');
    },
    (doc) => {
      swotRows(doc, 'swot')[0]?.text.insert(0, 'Still ');
    },
    (doc) => {
      (doc.getMap('swot').get('t') as Y.Map<unknown> | undefined)?.set('quadrant', 'weaknesses');
    },
    (doc) => {
      doc.getMap('budget').set('strange', 'no row');
    },
    (doc) => {
      doc.getXmlFragment('brief').insert(0, [new Y.XmlElement('strange')]);
    },
  ];

  it('say what they said, whatever was done to them since', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(changes.length - 1), { maxLength: 8 }),
        fc.array(fc.nat(changes.length - 1), { maxLength: 8 }),
        (earlier, later) => {
          const doc = begin();
          for (const at of earlier) changes[at]?.(doc);
          const kept = freeze(doc);
          for (const at of later) changes[at]?.(doc);
          doc.transact(() => {
            restoreSections(doc, places, kept);
          });
          expect(freeze(doc)).toEqual(kept);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('change nothing where nothing differs, and only the words that do', () => {
    const doc = begin();
    const kept = freeze(doc);
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    restoreSections(doc, places, kept);
    expect(updates).toEqual([]);
    const first = doc.getXmlFragment('brief').get(0);
    const [text, second] = [
      first instanceof Y.XmlElement ? first.get(0) : null,
      doc.getXmlFragment('brief').get(1),
    ];
    if (!(text instanceof Y.XmlText)) throw new Error('There is no paragraph.');
    text.insert(3, 'always ');
    restoreSections(doc, places, kept);
    expect(doc.getXmlFragment('brief').get(0)).toBe(first);
    expect(doc.getXmlFragment('brief').get(1)).toBe(second);
    expect(text.toJSON()).toBe('We answer first.');
  });

  it('keep what somebody else types in them at that moment', () => {
    const here = begin();
    const kept = freeze(here);
    const first = here.getXmlFragment('brief').get(0);
    const words = first instanceof Y.XmlElement ? first.get(0) : null;
    if (!(words instanceof Y.XmlText)) throw new Error('There is no paragraph.');
    words.insert(words.length, ' This is to go.');
    const there = new Y.Doc();
    Y.applyUpdate(there, Y.encodeStateAsUpdate(here));
    // At the same time: one restores, the other types in the same paragraph and in a cell.
    restoreSections(here, places, kept);
    const theirs = there.getXmlFragment('brief').get(0);
    const text = theirs instanceof Y.XmlElement ? theirs.get(0) : null;
    if (!(text instanceof Y.XmlText)) throw new Error('There is no paragraph.');
    text.insert(2, ' always');
    const cell = (there.getMap('budget').get('a') as Y.Map<unknown>).get('item');
    if (cell instanceof Y.Text) cell.insert(0, 'Our ');
    Y.applyUpdate(here, Y.encodeStateAsUpdate(there));
    expect(words.toJSON()).toBe('We always answer first.');
    expect(liveRows(here, 'budget')[0]?.row.get('item')?.toString()).toBe('Our Care team');
  });
});
