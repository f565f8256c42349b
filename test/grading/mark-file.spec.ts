import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { columnName, defused, undefused } from '../../src/grading/gradebook/csv-cells.rules.js';
import { gradebookCsv } from '../../src/grading/gradebook/gradebook-csv.js';
import { columnsOf } from '../../src/grading/gradebook/gradebook.rules.js';
import { type Gradebook } from '../../src/grading/gradebook/gradebook.service.js';
import { type ImportPlan, planImport } from '../../src/grading/gradebook/import-plan.js';
import { MOST_CHARACTERS, placeWords, readMarkFile } from '../../src/grading/gradebook/mark-file.rules.js';
import { tidyRemark } from '../../src/grading/marking/score-drafts.service.js';
import { aGradebook, aReadRubric, anId, type AStudent } from './a-gradebook.js';

const exported = (book: Gradebook) => gradebookCsv(book, book.rows, columnsOf(book));

function planned(csv: string, book: Gradebook): ImportPlan {
  const read = readMarkFile(csv);
  if ('problem' in read) throw new Error(read.problem.sentence);
  return planImport(read.file, book);
}

/** All that a page would tell of a file, place and sentence. */
function problemsOf(csv: string, book: Gradebook): string[] {
  const read = readMarkFile(csv);
  const problems = 'problem' in read ? [read.problem] : planImport(read.file, book).problems;
  return problems.map((problem) => `${placeWords(problem)}: ${problem.sentence}`);
}

const criteria = aReadRubric().criteria;
const aRemark = fc
  .string({ unit: 'binary', maxLength: 60 })
  .map((text) => tidyRemark(text.replaceAll('\0', '').toWellFormed()))
  .filter((text) => !text.includes('\uFFFD'));
const aTrickyRemark = fc.oneof(
  aRemark,
  fc.string({ unit: fc.constantFrom(...Array.from('=+-@\'"\t;,\n ’＝|%é0')), maxLength: 12 }).map(tidyRemark),
);
const aName = fc.oneof(
  fc.constantFrom('Zoë Nguyễn', '=HYPERLINK("x")', 'O’Neill; "Jo"', '-1', "'quoted'", null),
  fc.string({ minLength: 1, maxLength: 30 }).map((name) => name.trim().normalize('NFC') || 'X'),
);
const aStudent = fc
  .record({
    name: aName,
    withdrawn: fc.boolean(),
    marks: fc.option(
      fc.dictionary(
        fc.constantFrom(...criteria.map(({ id }) => id)),
        fc.record({
          levelId: fc.option(fc.integer({ min: 0, max: 3 })),
          remark: aTrickyRemark,
          version: fc.integer({ min: 1, max: 99 }),
        }),
      ),
    ),
  })
  .map(({ marks, ...student }): AStudent => ({
    ...student,
    marks:
      marks &&
      Object.fromEntries(
        Object.entries(marks).map(([id, { levelId, ...mark }]) => [
          id,
          { ...mark, levelId: levelId === null ? null : `${id}-${levelId}` },
        ]),
      ),
  }));

describe('a cell', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '＝1', "'=1", '|cmd', '%x', '\r=1', "'"])(
    'that begins as %j can’t run as a formula, and comes back as it was',
    (text) => {
      expect(defused(text).startsWith("'")).toBe(true);
      expect(undefused(defused(text))).toBe(text);
    },
  );
  it.each([
    ['Sound; =1+1', "Sound;' =1+1"],
    ['One,\n-2', "One,\n'-2"],
    ['x;"=1', `x;'"=1`],
    ["x;'=1", "x;''=1"],
  ])('of %j can’t run where another character separates cells, and comes back as it was', (text, cell) => {
    expect([defused(text), undefused(cell)]).toEqual([cell, text]);
  });
  it.each(['Well argued, and short; it holds.', 'One\nTwo', '3 − 2', 'a-b', 'x; ’tis'])(
    'of %j stays',
    (text) => {
      expect(defused(text)).toBe(text);
    },
  );
  it('comes back as it was, whatever it holds', () => {
    const some = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...Array.from(`=+-@'" ,;\t\r\n%a＝`)) }),
    );
    fc.assert(fc.property(some, (text) => undefused(defused(text)) === text));
    fc.assert(fc.property(some, (text) => !/^[=+\-@\t\r]/.test(defused(text))));
  });
  it('is found by the letters of its column', () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(columnName)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']);
  });
});

describe('a gradebook that is exported', () => {
  it('has no formula in it, by whatever a spreadsheet takes for the end of a cell', () => {
    fc.assert(
      fc.property(
        fc.array(aStudent, { maxLength: 4 }),
        fc.constantFrom('comma', 'semicolon'),
        (students, form) => {
          const book = aGradebook(students);
          const csv = gradebookCsv(book, book.rows, columnsOf(book), form);
          const cells = [/,|\r?\n/, /;|\r?\n/, /\t|\r?\n/, /[,;\t\r\n]/].flatMap((end) =>
            csv.replace(/^\uFEFF/, '').split(end),
          );
          const formulas = cells.filter((cell) => /^[=+\-@|%＝＋－＠]/.test(cell.replace(/^[\s"]+/, '')));
          expect(formulas).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });
  it('is written with semicolons and decimal commas where that is asked for', () => {
    const [row] = aGradebook([{ name: 'Zoë' }]).rows;
    if (!row?.attempt) throw new Error('Nobody is in the gradebook.');
    const at = new Date('2026-11-28T09:00:00Z');
    const grade = { earned: '66.67', deducted: '0.00', percent: '66.67', passed: true, at, releasedAt: null };
    const book = { ...aGradebook([]), rows: [{ ...row, attempt: { ...row.attempt, grade } }] };
    expect(gradebookCsv(book, book.rows, columnsOf(book), 'semicolon')).toContain(
      '"66,67";"0,00";"66,67";"passed"',
    );
    expect(exported(book)).toContain('"66.67","0.00","66.67","passed"');
  });
});

describe('a gradebook that is exported and imported again', () => {
  it('changes nothing, whatever was written in it', () => {
    fc.assert(
      fc.property(fc.array(aStudent, { maxLength: 6 }), (students) => {
        const book = aGradebook(students);
        for (const form of ['comma', 'semicolon'] as const) {
          const csv = gradebookCsv(book, book.rows, columnsOf(book), form);
          const { problems, changes, stale, unchanged } = planned(csv, book);
          expect({ problems, changes, stale }).toEqual({ problems: [], changes: [], stale: [] });
          expect(unchanged).toBe(book.rows.filter(({ attempt }) => attempt !== null).length);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('changes nothing where a remark looks like an encoded zero', () => {
    const book = aGradebook([
      { name: 'Ravi', marks: { strategy: { levelId: 'strategy-2', remark: 'Up by 5%00' } } },
    ]);
    expect(planned(exported(book), book)).toMatchObject({
      problems: [],
      changes: [],
      stale: [],
      unchanged: 1,
    });
  });

  it('also with semicolons, tabs, other line ends, without a byte-order mark, and after “sep=”', () => {
    const book = aGradebook([
      { name: 'Zoë; "Jo"', marks: { strategy: { levelId: 'strategy-2', remark: 'One,\ntwo; "three"' } } },
      { name: 'Ravi', marks: null },
    ]);
    const csv = exported(book);
    const cells = [...csv.replace(/^\uFEFF/, '').matchAll(/"((?:[^"]|"")*)"(,|\r\n)/g)];
    const written = (delimiter: string, end: string) =>
      cells.map(([, cell = '', after]) => `"${cell}"${after === ',' ? delimiter : end}`).join('');
    for (const text of [
      written(';', '\r\n'),
      written('\t', '\n'),
      written(',', '\r'),
      `sep=;\r\n${written(';', '\r\n')}`,
    ]) {
      expect(planned(text, book)).toMatchObject({ problems: [], changes: [], stale: [], unchanged: 1 });
    }
  });
});

describe('a file with changes', () => {
  const book = aGradebook([
    { name: 'Alice Moreau', marks: { strategy: { levelId: 'strategy-1', remark: 'So far.' } } },
    { name: 'Ravi Roy', marks: {} },
    { name: 'Zoë Nguyễn', withdrawn: true, marks: {} },
    { name: null, marks: {} },
    { name: 'Nobody Yet', marks: null },
  ]);
  const table = (): string[][] => {
    const read = readMarkFile(exported(book));
    if ('problem' in read) throw new Error('The export can’t be read.');
    const { file } = read;
    return [
      file.heads.map(({ text }) => text),
      ...file.rows.map((row) => file.heads.map((_, at) => row.cell(at).text)),
    ];
  };
  const [heads = []] = table();
  const columnOf = (key: string) => heads.findIndex((head) => head.endsWith(`[${key}]`));
  const strategy = columnOf('strategy');
  const strategyColumn = columnName(strategy);
  const csv = (rows: readonly string[][]) =>
    rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n');
  /** The export with one cell changed; rows count from 1 below the heads. */
  const withCell = (row: number, column: number, text: string) => {
    const rows = table();
    const line = rows[row];
    if (line) line[column] = text;
    return csv(rows);
  };

  it('says what each mark was and would be, by points or by a level’s name', () => {
    const byPoints = planned(withCell(1, strategy, '3'), book);
    expect(byPoints.changes).toHaveLength(1);
    expect(byPoints.changes[0]?.marks).toEqual([
      expect.objectContaining({
        from: { levelId: 'strategy-1', remark: 'So far.', version: 1 },
        to: { levelId: 'strategy-3', remark: 'So far.' },
      }),
    ]);
    for (const same of ['Excellent', ' EXCELLENT ', '3.0', "'+3"]) {
      expect(planned(withCell(1, strategy, same), book).digest).toBe(byPoints.digest);
    }
    expect(planned(withCell(1, strategy, '0'), book).digest).not.toBe(byPoints.digest);
  });

  it('takes nothing away by an empty cell', () => {
    expect(planned(withCell(1, strategy, ''), book)).toMatchObject({ problems: [], changes: [] });
  });

  it.each([
    ['4', '4 is more than the 3 points that this criterion has at most.'],
    ['2,5', '“2,5” has a comma as the decimal sign. Points of this criterion are whole: 0, 1, 2, or 3.'],
    ['2.5', '2.5 points are no level of this criterion: it has 0, 1, 2, or 3.'],
    ['-1', '-1 points are no level of this criterion: it has 0, 1, 2, or 3.'],
    [
      '80 %',
      '“80 %” is no level of this criterion. Write points, 0, 1, 2, or 3, or a level, “Missing”, “Developing”, “Proficient”, or “Excellent”.',
    ],
  ])('with %j as points tells the line, the column and what would fit', (text, sentence) => {
    expect(problemsOf(withCell(2, strategy, text), book)).toEqual([
      `Line 3, column ${strategyColumn}: ${sentence}`,
    ]);
  });

  it('tells of every problem at once, and plans nothing of a row that has one', () => {
    const rows = table();
    for (const row of rows.slice(1, 3)) row[strategy] = '9';
    const { problems, changes } = planned(csv(rows), book);
    expect([problems.length, changes.length]).toEqual([2, 0]);
  });

  it('refuses marks for whoever has withdrawn, is erased, or has handed in nothing', () => {
    expect(problemsOf(withCell(3, strategy, '2'), book)).toEqual([
      `Line 4, column ${strategyColumn}: Zoë Nguyễn has withdrawn, so marks of theirs can’t be imported. Take this change out of the file.`,
    ]);
    expect(problemsOf(withCell(4, strategy, '2'), book)[0]).toContain('has been erased');
    expect(problemsOf(withCell(5, strategy, '2'), book)).toEqual([
      `Line 6, column ${strategyColumn}: Nobody Yet has handed in nothing that could be marked.`,
    ]);
  });

  it('refuses ids of another cohort, the same handbook twice, and rows that were mixed up', () => {
    const submission = heads.indexOf('Submission');
    expect(problemsOf(withCell(1, submission, anId(1)), book)).toEqual([
      `Line 2, column ${columnName(submission)}: No handbook of this cohort has the id “${anId(1)}”. Rows of another cohort or course can’t be imported here.`,
    ]);
    expect(problemsOf(withCell(1, submission, 'four'), book)[0]).toContain('has the id “four”');
    const rows = table();
    expect(problemsOf(csv([...rows, rows[1] ?? []]), book)).toEqual([
      `Line 7, column ${columnName(submission)}: This handbook stands in row 2 already. Keep one of the two.`,
    ]);
    const mixed = table();
    for (const [at, name] of ['Ravi Roy', 'Alice Moreau'].entries()) (mixed[at + 1] ?? [])[0] = name;
    (mixed[1] ?? [])[strategy] = '3';
    expect(problemsOf(csv(mixed), book)).toEqual([
      expect.stringContaining(
        'Line 2, column A: This row says “Ravi Roy”, but its handbook is Alice Moreau’s.',
      ),
    ]);
  });

  it('needs its columns, each once, and only criteria that there are', () => {
    const without = (name: string) => {
      const at = heads.indexOf(name);
      return csv(table().map((row) => row.filter((_, column) => column !== at)));
    };
    expect(problemsOf(without('Version'), book)).toEqual([
      'Line 1: The column “Version” is missing. Download the gradebook, change marks in it, and choose that file.',
    ]);
    expect(problemsOf(without('Submission'), book)[0]).toContain('“Submission” is missing');
    expect(problemsOf('"Name","Points"\r\n"Alice","3"', book)).toHaveLength(2);
    const twice = table().map((row) => [...row, row[strategy] ?? '']);
    expect(problemsOf(csv(twice), book)[0]).toContain('stands in the file twice');
    expect(
      problemsOf(csv(table().map((row, at) => [...row, at === 0 ? 'Style [style]' : ''])), book),
    ).toEqual([
      `Line 1, column ${columnName(heads.length)}: No criterion of this course has the key “style”.`,
    ]);
    const bare = table().map((row) => [
      row[heads.indexOf('Submission')] ?? '',
      row[heads.indexOf('Version')] ?? '',
    ]);
    expect(problemsOf(csv(bare), book)[0]).toContain('No column belongs to a criterion');
    // A column that was taken out changes nothing; neither does one that somebody added.
    expect(
      planned(
        csv(
          table().map((row, at) => [
            ...row.filter((_, column) => column !== strategy),
            at === 0 ? 'Notes' : 'x',
          ]),
        ),
        book,
      ),
    ).toMatchObject({ problems: [], changes: [] });
  });

  it('tells where quotation marks are broken, a row is too long, or letters are lost', () => {
    const lines = exported(book).split('\r\n');
    expect(
      problemsOf([lines[0], `"Alice,3`, ...lines.slice(1)].join('\r\n').replace(/"$/, ''), book)[0],
    ).toMatch(/^Line 2/);
    expect(problemsOf([lines[0], '"Alice"x,3'].join('\r\n'), book)[0]).toMatch(
      /^Line 2, column A: A quotation mark stands/,
    );
    expect(problemsOf([lines[0], `${'a,'.repeat(60)}b`].join('\r\n'), book)[0]).toMatch(
      /^Line 2, column .*: This row has 61 cells under/,
    );
    const remark = columnOf('strategy remark');
    expect(problemsOf(withCell(1, remark, 'Tr\uFFFDs bien'), book)[0]).toContain('not in UTF-8');
    expect(problemsOf(withCell(1, remark, 'x'.repeat(10_001)), book)[0]).toContain(
      'more than 10,000 characters',
    );
    expect(problemsOf('\uFEFF', book)).toEqual(['Line 1: The file is empty.']);
    expect(problemsOf('P\0K\0', book)[0]).toContain('no text in UTF-8');
    expect(problemsOf('x'.repeat(MOST_CHARACTERS + 1), book)[0]).toContain('2 million characters');
  });

  it('names the row of the spreadsheet where a remark has several lines', () => {
    const rows = table();
    (rows[1] ?? [])[columnOf('strategy remark')] = 'One\nTwo\nThree';
    (rows[2] ?? [])[strategy] = '9';
    expect(problemsOf(csv(rows), book)[0]).toMatch(/^Row 3 \(line 5 of the file\), column/);
  });

  it('leaves out what was marked since, row by row, and goes on with the rest', () => {
    const rows = table();
    for (const row of rows.slice(1, 3)) row[strategy] = '3';
    const since = aGradebook([
      { name: 'Alice Moreau', marks: { strategy: { levelId: 'strategy-2', remark: 'So far.', version: 2 } } },
      { name: 'Ravi Roy', marks: {} },
    ]);
    const { changes, stale, problems } = planned(csv(rows.slice(0, 3)), since);
    expect(problems).toEqual([]);
    expect(changes.map(({ row }) => row.studentName)).toEqual(['Ravi Roy']);
    expect(stale.map(({ row }) => row.studentName)).toEqual(['Alice Moreau']);
    expect(stale[0]?.marks[0]).toMatchObject({
      from: { levelId: 'strategy-2' },
      to: { levelId: 'strategy-3' },
    });
  });

  it('is read for any cohort: of nobody, of one, of a thousand', () => {
    for (const count of [0, 1, 1000]) {
      const cohort = aGradebook(Array.from({ length: count }, (_, at) => ({ name: `Student ${at}` })));
      expect(planned(exported(cohort), cohort)).toMatchObject({ problems: [], unchanged: count });
    }
  });

  it('never ends in anything but a sentence, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', '\t', '=', 'a', '1', '[', ']') }),
        (text) => {
          expect(Array.isArray(problemsOf(text, book))).toBe(true);
        },
      ),
    );
  });
});
