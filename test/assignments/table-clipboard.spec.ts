import { describe, expect, it } from '@jest/globals';
import { budget } from '../../src/assignments/sections/kinds/budget.rules.js';
import { programs } from '../../src/assignments/sections/kinds/programs.rules.js';
import { actions } from '../../src/assignments/sections/kinds/actions.rules.js';
import {
  largestBlock,
  readClipboard,
  readTabs,
  writeTabs,
} from '../../views/assets/handbook/table-clipboard.js';
import { normalForm, planPaste } from '../../views/assets/handbook/table-matching.js';

describe('cells on the clipboard', () => {
  it.each<[string, string, string[][]]>([
    [
      'two rows as Excel writes them',
      'Guide\t12\r\nBoat\t3\r\n',
      [
        ['Guide', '12'],
        ['Boat', '3'],
      ],
    ],
    [
      'no line break at the end',
      'a\tb\nc\td',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['a cell with line breaks', '"one\r\ntwo"\tb\r\n', [['one\ntwo', 'b']]],
    ['a cell with a tab', '"one\ttwo"\tb', [['one\ttwo', 'b']]],
    ['quotes within quotes', '"say ""yes"""\tb', [['say "yes"', 'b']]],
    ['quotes that begin a text', '"Yes" she said\tb', [['"Yes" she said', 'b']]],
    [
      'a quote that never ends',
      '"12 inch\tb\nc\td',
      [
        ['"12 inch', 'b'],
        ['c', 'd'],
      ],
    ],
    ['a quote within a text', '5" screen\tb', [['5" screen', 'b']]],
    [
      'empty cells',
      'a\t\tc\n\t\t\nd\t\t',
      [
        ['a', '', 'c'],
        ['', '', ''],
        ['d', '', ''],
      ],
    ],
    ['an empty quoted cell', '""\tb', [['', 'b']]],
    [
      'old line ends',
      'a\tb\rc\td\r',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
  ])('%s', (_name, text, cells) => {
    expect(readTabs(text)).toEqual(cells);
  });

  it('what is copied is pasted as it was', () => {
    const cells = [
      ['one\ntwo', 'say "yes"', '"'],
      ['', 'a\tb', '12,5 %'],
    ];
    expect(readTabs(writeTabs(cells))).toEqual(cells);
  });

  it('words for one cell are left to the browser, lines too where a cell may have them', () => {
    const read = (plain: string, lines: boolean) => readClipboard({ html: '', plain }, lines).type;
    expect(read('just words', false)).toBe('text');
    expect(read('just words\n', false)).toBe('text');
    expect(read('one line\nanother', true)).toBe('text');
    expect(read('one line\nanother', false)).toBe('cells');
    expect(read('one\ttwo', true)).toBe('cells');
    expect(read('', false)).toBe('text');
  });

  it('all rows are made equally long, empty ones at the end are left out', () => {
    expect(readClipboard({ html: '', plain: 'a\tb\tc\nd\n\t\n' }, false)).toEqual({
      type: 'cells',
      cells: [
        ['a', 'b', 'c'],
        ['d', '', ''],
      ],
    });
  });

  it('too much is refused as a whole', () => {
    const { rows, columns, characters } = largestBlock;
    const read = (plain: string) => readClipboard({ html: '', plain }, false).type;
    expect(read('a\tb\n'.repeat(rows))).toBe('cells');
    expect(read('a\tb\n'.repeat(rows + 1))).toBe('too-much');
    expect(read('a\t'.repeat(columns - 1) + 'a')).toBe('cells');
    expect(read('a\t'.repeat(columns) + 'a')).toBe('too-much');
    expect(read('x'.repeat(characters + 1))).toBe('too-much');
    expect(readClipboard({ html: 'x'.repeat(50_000_000), plain: '' }, false).type).toBe('too-much');
  });
});

describe('a pasted block', () => {
  const named = () => [
    { key: 'row-1', label: 'Answering desk' },
    { key: 'row-2', label: 'Harbour  Tours' },
  ];
  const plan = (block: string[][], columns = budget.table.columns) =>
    planPaste(block, { columns, currency: 'EUR', named });

  it('finds choices and names whatever their case, and writes numbers in their normal form', () => {
    expect(plan([['Guide', 'answering DESK', 'people', '12', 'months', '€1200']])).toEqual({
      rows: [
        {
          item: 'Guide',
          program: 'row-1',
          kind: 'people',
          quantity: '12',
          unit: 'months',
          unitCost: '1,200.00',
        },
      ],
      beyond: 0,
      unmatched: [],
    });
    expect(plan([['Boat', ' harbour tours ']]).rows).toEqual([{ item: 'Boat', program: 'row-2' }]);
  });

  it('keeps what can’t be read, and tells what is among no choices', () => {
    expect(plan([['Guide', 'Nowhere', 'Gifts', 'some', '', 'a lot']])).toEqual({
      rows: [{ item: 'Guide', quantity: 'some', unit: '', unitCost: 'a lot' }],
      beyond: 0,
      unmatched: [
        { row: 0, text: 'Nowhere', label: 'Program' },
        { row: 0, text: 'Gifts', label: 'Kind' },
      ],
    });
  });

  it('leaves out the heads of the columns, and tells of columns beyond the last one', () => {
    const heads = budget.table.columns.map(({ label }) => label.toUpperCase());
    const block = [
      [...heads, 'Amount'],
      ['Guide', '', '', '1', '', '2', '2.00'],
    ];
    expect(plan(block)).toMatchObject({
      rows: [{ item: 'Guide', quantity: '1', unitCost: '2.00' }],
      beyond: 1,
    });
    expect(plan([['Line'], ['Guide']]).rows).toEqual([{ item: 'Guide' }]);
    expect(
      plan([
        ['Line', 'x'],
        ['Guide', ''],
      ]).rows,
    ).toHaveLength(2);
  });

  it('begins at the column that is pasted into', () => {
    expect(plan([['3', 'pieces']], budget.table.columns.slice(3)).rows).toEqual([
      { quantity: '3', unit: 'pieces' },
    ]);
  });

  it('puts lines into one where a cell has one line only, and empties what is empty', () => {
    expect(plan([['one\ntwo', '']]).rows).toEqual([{ item: 'one two', program: '' }]);
    const purpose = programs.table.columns.slice(3);
    expect(plan([['one\ntwo']], purpose).rows).toEqual([{ purpose: 'one\ntwo' }]);
  });

  it('takes names as they are where there is nothing to name', () => {
    const typed = planPaste([['Guide', 'Any program']], {
      columns: budget.table.columns,
      currency: null,
      named: () => null,
    });
    expect(typed.rows).toEqual([{ item: 'Guide', program: 'Any program' }]);
  });

  it('writes days with the month as a word, and leaves those that mean two', () => {
    const dates = actions.table.columns.slice(3);
    expect(plan([['2027-02-01', '28.02.2027']], dates).rows).toEqual([
      { from: '1 Feb 2027', to: '28 Feb 2027' },
    ]);
    expect(plan([['03/04/2027', 'soon']], dates).rows).toEqual([{ from: '03/04/2027', to: 'soon' }]);
  });

  it('words have no normal form, nor does what can’t be read', () => {
    const [item] = budget.table.columns;
    const quantity = budget.table.columns[3];
    if (!item || !quantity) throw new Error('The budget has other columns.');
    expect(normalForm(item, '1200', 'EUR')).toBeNull();
    expect(normalForm(quantity, 'some', 'EUR')).toBeNull();
    expect(normalForm(quantity, ' ', 'EUR')).toBeNull();
    expect(normalForm(quantity, '3,50', 'EUR')).toBe('3.5');
    expect(normalForm(quantity, '-4', 'EUR')).toBe('-4');
  });
});
