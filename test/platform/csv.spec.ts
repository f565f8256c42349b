import { describe, expect, it } from '@jest/globals';
import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { csvRows, csvText, delimiterOfHead } from '../../src/platform/csv/csv.rules.js';
import { whyNoText } from '../../src/platform/csv/no-text.rules.js';

const read = (text: string, delimiter: string | null = ',') => csvRows(csvText(text), delimiter);
const cellsIn = (text: string, delimiter: string | null = ',') =>
  read(text, delimiter).rows.map(({ cells }) => cells);
const delimiters = [',', ';', '\t', '|'];

describe('a table in text', () => {
  it('is read as it was written, whatever stands in its cells', () => {
    const cell = fc.oneof(
      fc.string({ unit: fc.constantFrom('"', ',', ';', '\t', '|', '\n', ' ', 'a', 'é') }),
      fc.string({ unit: 'grapheme' }).map((text) => text.replace(/\r\n?/g, '\n')),
    );
    const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 6 });
    fc.assert(
      fc.property(rows, fc.constantFrom(...delimiters), (table, delimiter) => {
        for (const options of [{ quoted: true }, { quoted_match: /\s/ }]) {
          const written = stringify(table, { ...options, delimiter, record_delimiter: 'unix' });
          const {
            rows: back,
            misplaced,
            unclosed,
          } = csvRows({ source: written, stated: null, above: 0 }, delimiter);
          expect([back.map(({ cells }) => cells), misplaced, unclosed]).toEqual([table, null, null]);
        }
      }),
    );
  });

  it('is what another reader takes it for, and refused by it where a mark can’t be read', () => {
    const text = fc.string({ unit: fc.constantFrom('"', '"', ',', ';', '\n', 'a', 'b'), maxLength: 40 });
    fc.assert(
      fc.property(text, (source) => {
        const { rows, misplaced, unclosed } = read(source);
        const options = { record_delimiter: '\n', relax_column_count: true };
        try {
          expect(rows.map(({ cells }) => cells)).toEqual(parse(source, options));
          expect([misplaced, unclosed]).toEqual([null, null]);
        } catch (error) {
          if (!(error instanceof CsvError)) throw error;
          expect([misplaced, unclosed]).not.toEqual([null, null]);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('loses no letter, whatever its marks are like', () => {
    const text = fc.string({ unit: fc.constantFrom('"', ',', '\n', ' ', 'a', 'b'), maxLength: 60 });
    const letters = (source: string) => source.replace(/[^ab]/g, '');
    fc.assert(
      fc.property(text, (source) => {
        const { rows } = read(source);
        expect(letters(rows.flatMap(({ cells }) => cells).join(''))).toBe(letters(source));
        for (const { line } of rows) expect(line).toBeLessThanOrEqual(source.split('\n').length);
      }),
      { numRuns: 1000 },
    );
  });

  it('has the lines of its rows, also behind cells of several lines and a line that names the delimiter', () => {
    const { rows } = read('sep=;\r\na;"b\r\nc"\r\n\r\n"d\n";e\r\nf', ';');
    expect(rows).toEqual([
      { line: 2, cells: ['a', 'b\nc'] },
      { line: 4, cells: [''] },
      { line: 5, cells: ['d\n', 'e'] },
      { line: 7, cells: ['f'] },
    ]);
    expect(csvText('\uFEFFSEP=|\ra|b').stated).toBe('|');
    expect(csvText('sep=x\nb').stated).toBeNull();
  });

  it('may have blanks around its marks', () => {
    expect(cellsIn(' "a, b" ,\t"c"\t, d ')).toEqual([['a, b', 'c', ' d ']]);
    expect(cellsIn('a\t"b"\t "c"', '\t')).toEqual([['a', 'b', 'c']]);
  });

  it('says where a mark is misplaced or never closed, and takes it as it stands', () => {
    expect(read('x\n"a" b,c "d"\n,e')).toMatchObject({
      rows: [{ cells: ['x'] }, { cells: ['"a" b', 'c "d"'] }, { cells: ['', 'e'] }],
      misplaced: { line: 2, row: 1, column: 0 },
      unclosed: null,
    });
    expect(read('x,"y\nz"\nb,"c\nd,e')).toMatchObject({
      rows: [{ cells: ['x', 'y\nz'] }, { cells: ['b', '"c'] }, { cells: ['d', 'e'] }],
      misplaced: null,
      unclosed: { line: 3, row: 1, column: 1 },
    });
  });

  it('has lines for cells where nothing parts them', () => {
    expect(cellsIn('a, "b\n\nc"\n', null)).toEqual([['a, "b'], [''], ['c"']]);
    expect(cellsIn('', null)).toEqual([]);
    expect(cellsIn('')).toEqual([]);
  });

  it('is parted by what its first line has most of', () => {
    expect(['a', 'a;b,c;d', '"a;b;c",d', 'a\tb\n;;;'].map(delimiterOfHead)).toEqual([',', ';', ',', '\t']);
  });

  // Were any mark looked for again and again, none of these would come to an end before the test’s time is over.
  it.each([
    '"',
    '"a',
    '"a,',
    '"a\n',
    'a"',
    '",""',
    '"""\n,',
    '"" ',
    '"" \n',
    '" ,"',
    ' ',
    ',',
    '\n',
    '"a"b,',
  ])('of 300,000 characters is read however strange it is: %j', (strange) => {
    const text = strange.repeat(Math.ceil(300_000 / strange.length));
    for (const end of ['', '"', ' x', '"x', `${' '.repeat(150_000)}x\n,`]) {
      expect(read(text + end).rows.length).toBeGreaterThan(0);
    }
  });
});

describe('a file that is no text', () => {
  it.each([
    ['PK\u0003\u0004\u0014\0\u0006\0', 'This is a workbook or a packed file'],
    ['PK\u0003\u0004without zeros', 'This is a workbook or a packed file'],
    ['\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1\0', 'This is a workbook or a packed file'],
    ['\uFFFD\uFFFD\u0011\uFFFD\uFFFD\uFFFD\u001A\uFFFD\0', 'This is a workbook or a packed file'],
    ['\uFFFD\uFFFDN\0a\0m\0e\0', 'This is no text in UTF-8'],
    ['Name\0', 'This is no text in UTF-8'],
    ['PK%03%04%14%00', 'This is no text in UTF-8'],
  ])('%j gets a sentence that says what to do', (text, sentence) => {
    expect(whyNoText(text)).toContain(sentence);
    expect(whyNoText(text)).toContain('“CSV UTF-8”');
  });

  it('is told from text', () => {
    for (const text of [
      ...['', 'PK,Name', 'PKA', '\u00D0\u00CF\u0011', '\uFEFFName;Code'],
      ...['Name,Remark\r\nZoë,5%00', 'Name;Remark;%00', 'Name\n5%00'],
    ])
      expect(whyNoText(text)).toBeNull();
  });
});
