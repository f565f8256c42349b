import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type CodeList,
  MOST_CODES,
  type ReadList,
  readingList,
} from '../../../src/certificates/checking/list.rules.js';
import {
  addressOf,
  fixedDemoCode,
  newCode,
  writtenCode,
} from '../../../src/certificates/register/code.rules.js';

const [one, two, three] = ['ONE', 'TWO', 'THREE'].map((word) => writtenCode(fixedDemoCode(word))) as [
  string,
  string,
  string,
];
const mistyped = one.replace(/.$/, (last) => (last === 'Z' ? 'Y' : 'Z'));

function readList(text: string): ReadList {
  const steps = readingList(text);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
function listOf(text: string): CodeList {
  const read = readList(text);
  if ('problem' in read) throw new Error(read.problem);
  return read.list;
}
function problemWith(text: string): string {
  const read = readList(text);
  return 'problem' in read ? read.problem : 'none';
}
/** Line, and the code or what kind of text it is. */
const read = (text: string) =>
  listOf(text).entries.map(({ line, parsed }) => [
    line,
    parsed.kind === 'code' ? writtenCode(parsed.code) : parsed.kind,
  ]);

describe('a list of codes', () => {
  it('is read in as many steps as there are codes, also where all of them stand on one line', () => {
    const steps = readingList(`${mistyped} `.repeat(1000));
    let taken = 0;
    while (!steps.next().done) taken += 1;
    expect(taken).toBeGreaterThanOrEqual(1000);
  });

  it('is a code on each line, however it is written; empty lines are none', () => {
    expect(
      read(`\uFEFF${one}\r\n\r\n  ${two.toLowerCase().replaceAll('-', ' ')}\t\r\n“${three}”,\n\n`),
    ).toEqual([[1, one], [3, two], [5, three].map((part, at) => (at === 0 ? 4 : part))]);
  });

  it('tells by line what is no code', () => {
    expect(read(`${one}\n${mistyped}\nhello\n${two}`)).toEqual([
      [1, one],
      [2, 'typing-error'],
      [3, 'not-a-code'],
      [4, two],
    ]);
  });

  it('takes addresses, of whatever host', () => {
    const address = addressOf('https://academy.example', fixedDemoCode('ONE'));
    expect(
      read(`${address}\n${address.replace('https://academy.example', 'http://localhost:3000')}.json?x=1`),
    ).toEqual([
      [1, one],
      [2, one],
    ]);
  });

  it('takes several on a line', () => {
    for (const between of [' ', ', ', '; ', ' / ', '\t']) {
      expect(read([one, two, three].join(between))).toEqual([
        [1, one],
        [1, two],
        [1, three],
      ]);
    }
    expect(read(Array.from({ length: MOST_CODES }, () => writtenCode(newCode())).join(','))).toHaveLength(
      MOST_CODES,
    );
  });

  it('says where a code stands again', () => {
    const { entries } = listOf(`${one}\n${two}\n${one.toLowerCase()}\nhello\nhello`);
    expect(entries.map(({ sameAs }) => sameAs)).toEqual([null, null, 1, null, null]);
  });

  it.each([',', ';', '\t', '|'])('may be a column of a table, with “%s” between its cells', (separator) => {
    const text = [
      ['Name', 'Certificate', 'Notes'],
      ['Zoë Nguyễn', one, 'An interview'],
      ['"Hohenstein, Maximiliana; von"', two, '"two\nlines"'],
      ['Nobody', '', 'has sent none'],
      ['Håkon', mistyped, ''],
    ]
      .map((cells) => cells.join(separator))
      .join('\r\n');
    expect(read(`\uFEFF${text}\r\n`)).toEqual([
      [2, one],
      [3, two],
      [5, 'not-a-code'],
      [6, 'typing-error'],
    ]);
    expect(listOf(text)).toMatchObject({ head: 'Name, Certificate, Notes', column: 'Certificate' });
  });

  it('is found among other columns without heads, and behind a line that names the separator', () => {
    expect(listOf(`sep=;\nZoë;${one}\nHåkon;${two}`)).toMatchObject({ head: null, column: 'B' });
    expect(read(`sep=;\nZoë;${one}\nHåkon;${two}`)).toEqual([
      [2, one],
      [3, two],
    ]);
  });

  it('is not taken from names that are as long as a code', () => {
    const text = `Name,Code\nMaximilian von Hohenstein,${mistyped}\nAnastasia Papadopoulos III,hello`;
    expect(read(text)).toEqual([
      [2, 'typing-error'],
      [3, 'not-a-code'],
    ]);
  });

  it('takes codes that stand in another column, too', () => {
    expect(read(`Code;Notes\n${one};replaced ${two}\n${three};nothing`)).toEqual([
      [2, one],
      [2, two],
      [3, three],
    ]);
  });

  it('is read line by line where a quotation mark is never closed', () => {
    expect(read(`Zoë,${one}\n"Håkon,${two}\nRon,${three}`)).toEqual([
      [1, one],
      [2, two],
      [3, three],
    ]);
  });

  it('has rows of any length, quotation marks in quotation marks, and empty lines without number', () => {
    expect(
      read(`"a ""b"", c",${one},x\n${'\n'.repeat(50_000)}z,${two}\n,"${three}"\nq "r" s,${one}`),
    ).toEqual([
      [1, one],
      [50_002, two],
      [50_003, three],
      [50_004, one],
    ]);
    // As many columns as one line has, however few the others do.
    const wide = [Array.from({ length: 1000 }, (_, at) => (at === 999 ? one : 'x')).join(',')];
    expect(read([...wide, ...Array.from({ length: 1990 }, () => '1,')].join('\n'))[0]).toEqual([1, one]);
  });

  it('keeps a first line that is meant as a code, and leaves out one that names the column', () => {
    expect(read(`hello\n${one}`)).toEqual([
      [1, 'not-a-code'],
      [2, one],
    ]);
    expect(listOf(`Certificate codes\n${one}`)).toMatchObject({ head: 'Certificate codes', column: null });
    expect(read(`code\n${one}`)).toEqual([[2, one]]);
  });

  it.each([
    ['', 'Paste the codes or addresses'],
    [' \n\t\n', 'Paste the codes or addresses'],
    ['PK\u0003\u0004\0\0', 'This is a workbook or a packed file'],
    ['\uFFFD\uFFFDC\0o\0d\0e\0', 'This is no text in UTF-8.'],
    ['Name,Age\nZoë,31\nRon,40', 'No column of this table holds codes'],
    [`${'x'.repeat(400)}\n`.repeat(1000), 'This is far longer than a list of 500 codes.'],
    [',\n,,\n', 'Paste the codes or addresses'],
    ['a,'.repeat(2000), 'Line 1 has 2,001 cells'],
    ['\r'.repeat(3_500_000), 'Paste the codes or addresses'],
    ['"'.repeat(3_500_000), 'This is far longer than a list of 500 codes.'],
    [`${one}\r`.repeat(100_001), 'This list has 100,001 lines'],
    [`x${'\r\n'.repeat(75_000)}`, 'This is far longer than a list of 500 codes.'],
  ])('that can’t be read is answered with a sentence, as %#', (text, sentence) => {
    expect(problemWith(text)).toContain(sentence);
  });

  it('holds 500 different codes, of 501 says so, and of 100,001 lines, too', () => {
    const codes = Array.from({ length: MOST_CODES + 1 }, () => writtenCode(newCode()));
    const [last = ''] = codes.splice(MOST_CODES);
    expect(read([...codes, ...codes].join('\n'))).toHaveLength(2 * MOST_CODES);
    expect(problemWith([...codes, last].join('\n'))).toBe(
      'This list has more than 500 different codes, and up to 500 are checked at once. Nothing was checked. Take it in parts.',
    );
    // What stands behind them is not even read.
    expect(problemWith(Array.from({ length: 5000 }, () => writtenCode(newCode())).join(' '))).toContain(
      'more than 500 different codes',
    );
    expect(problemWith(Array(4800).fill(one).join(' '))).toContain(
      'This list has 4,800 codes with those that stand again',
    );
    expect(problemWith(`${one}\n`.repeat(100_001))).toBe(
      'This list has 100,001 lines, and up to 500 codes are checked at once. Nothing was checked. Take it in parts.',
    );
  });

  it('of whatever text is read or refused with a sentence, and loses no code that stands alone on a line', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 }).map((line) => line.replace(/[\r\n\0]/g, ''));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), fc.nat(8), (lines, at) => {
        const all = [...lines];
        all.splice(at, 0, one);
        const answer = readList(all.join('\n'));
        if ('problem' in answer) expect(answer.problem).toMatch(/^[A-Z].*\.$/);
        else expect(answer.list.entries.some(({ parsed }) => parsed.kind === 'code')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
