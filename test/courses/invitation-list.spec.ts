import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type ListedPerson,
  MOST_LINES,
  readPeopleList,
} from '../../src/courses/enrolments/invitations/invitation-list.rules.js';

describe('a list of people', () => {
  const read = (text: string): ListedPerson[] => {
    const list = readPeopleList(text);
    if ('error' in list) throw new Error(list.error);
    return list.people;
  };
  const pairs = (text: string) => read(text).map(({ email, name }) => [email, name]);
  const zoe = [['zoe@example.org', 'Zoë Nguyễn']];

  it.each([
    ['commas', 'zoe@example.org,Zoë Nguyễn'],
    ['the name first', 'Zoë Nguyễn,zoe@example.org'],
    ['semicolons', 'zoe@example.org;Zoë Nguyễn'],
    ['tabs', 'Zoë Nguyễn\tzoe@example.org'],
    ['a byte-order mark', '\uFEFFzoe@example.org,Zoë Nguyễn'],
    [
      'a byte-order mark before the names of the columns',
      '\uFEFFemail;name\r\nzoe@example.org;Zoë Nguyễn\r\n',
    ],
    ['columns in any order and more of them', 'No.,Full name,E-Mail,Town\n7,Zoë Nguyễn,zoe@example.org,Hue'],
    ['quotation marks', '"zoe@example.org","Zoë Nguyễn"'],
    ['spaces around everything', '  zoe@example.org  ,   Zoë    Nguyễn  '],
    ['the form of mail programs', 'Zoë Nguyễn <zoe@example.org>'],
    ['capital letters', 'ZOE@Example.ORG,Zoë Nguyễn'],
    ['letters in parts (NFD)', 'zoe@example.org,Zoë Nguyễn'.normalize('NFD')],
    ['empty lines', '\n\nzoe@example.org,Zoë Nguyễn\n\n,,\n'],
    ['old Macintosh line ends', 'email,name\rzoe@example.org,Zoë Nguyễn\r'],
  ])('is read with %s', (_what, text) => {
    expect(pairs(text)).toEqual(zoe);
  });

  it('keeps a comma in a name that is quoted', () => {
    expect(pairs('email,name\nzoe@example.org,"Nguyễn, Zoë"')).toEqual([['zoe@example.org', 'Nguyễn, Zoë']]);
  });

  it.each([
    ['Vorname;Nachname;E-Mail\nZoë;Nguyễn;zoe@example.org', 'Zoë Nguyễn'],
    ['Email,Student ID,Town\nzoe@example.org,4711,Hue', ''],
    ['zoe@example.org,Zoë\u202E Ngu\u0007yễn\u200B', 'Zoë Nguyễn'],
    ['zoe@example.org,میترا\u200Cخانم', 'میترا\u200Cخانم'],
  ])('takes the name from %j', (text, name) => {
    expect(pairs(text)).toEqual([['zoe@example.org', name]]);
  });

  it.each([
    'Ann <a@example.org>; Bob <b@example.org>',
    'a@example.org, b@example.org',
    'a@example.org <b@example.org>',
  ])('loses none of the addresses of %j', (text) => {
    const [person] = read(text);
    expect([person?.email, person?.problem]).toEqual([
      null,
      'There is more than one address on this line. Write one person a line.',
    ]);
  });

  // A pattern that goes back and forth over its text would not come to an end here before the test's time is over.
  it.each([`a${' '.repeat(100_000)}b>`, '<'.repeat(100_000), '"'.repeat(99_999), '@,'.repeat(100_000)])(
    'is answered however strange it is',
    (strange) => {
      const list = readPeopleList(strange);
      const problems = 'error' in list ? [list.error] : list.people.map(({ problem }) => problem);
      expect(problems.filter((problem) => problem !== null).length).toBeGreaterThan(0);
    },
  );

  it('needs no names', () => {
    expect(pairs('a@example.org\nb@example.org')).toEqual([
      ['a@example.org', ''],
      ['b@example.org', ''],
    ]);
  });

  it('says of each line that can’t be used why, by its number, and spoils no other', () => {
    const people = read(
      'email,name\na@example.org,A\nnot an address,B\na@example.org,C\n,D\nb@example.org,E',
    );
    expect(people.map(({ line, email, problem }) => [line, email, problem])).toEqual([
      [2, 'a@example.org', null],
      [3, null, '“not an address” is no e-mail address.'],
      [4, null, 'a@example.org stands on line 2 already.'],
      [5, null, 'There is no address.'],
      [6, 'b@example.org', null],
    ]);
  });

  it.each([
    ['', 'The list names nobody.'],
    ['email,name\n', 'The list names nobody.'],
    ['name,town\nZoë,Hue', 'No column is called “email”.'],
    ['a@example.org\n'.repeat(MOST_LINES + 1), `The list has ${String(MOST_LINES + 1)} lines.`],
    [`a@example.org${'\r'.repeat(10_001)}`, 'The list has more than 10,000 lines, with the empty ones.'],
    ['PK\u0003\u0004\0', 'This is a workbook or a packed file'],
    ['a@example.org,"Zoë\nb@example.org,B', 'a quotation mark is opened there and never closed'],
  ])('can’t be read at all as %j', (text, sentence) => {
    const list = readPeopleList(text);
    expect('error' in list ? list.error : '').toContain(sentence);
  });

  it('never throws, and never gives an address twice, whatever it is given', () => {
    const cell = fc.oneof(
      fc.constantFrom(
        'a@example.org',
        'B@example.org',
        'x',
        '"',
        'email',
        'name',
        '=1+1',
        '\0',
        'Ann <c@example.org>',
      ),
      fc.string({ maxLength: 12 }),
    );
    const text = fc
      .array(fc.tuple(cell, fc.constantFrom(',', ';', '\t', '\n', '\r\n')), { maxLength: 30 })
      .map((parts) => parts.flat().join(''));
    fc.assert(
      fc.property(text, (source) => {
        const list = readPeopleList(source);
        if ('error' in list) return;
        const addresses = list.people.flatMap(({ email }) => (email === null ? [] : [email]));
        expect(new Set(addresses).size).toBe(addresses.length);
        for (const { email, problem } of list.people)
          expect((email === null) === (problem !== null)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
