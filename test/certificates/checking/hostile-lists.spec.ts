import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Check } from '../../../src/certificates/checking/checks.service.js';
import { fixedDemoCode, newCode, writtenCode } from '../../../src/certificates/register/code.rules.js';
import { Limits } from '../../../src/platform/limits/limits.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { certificateOf, certified } from '../a-cohort.js';

const mistyped = writtenCode(fixedDemoCode('HOSTILE')).replace(/.$/, (last) => (last === 'Z' ? 'Y' : 'Z'));
/** The beginning of a workbook, as every ZIP file begins. */
const zip = Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 6, 0, 8, 0, 0, 0, 0x21, 0, 0xff, 0xfe, 0x80, 0x0a]);
/** Of the workbooks before them. */
const xls = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0, 0, 0]);
const byteOrderMark = '\uFEFF';

describe('whatever is sent as a list', () => {
  let app: TestApp;
  let code: string;

  beforeAll(async () => {
    app = await startTestApp();
    await certified(app, [app.ids.alice]);
    ({ code } = await certificateOf(app.db, app.ids.alice));
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    for (const limit of ['verificationMissByAddress', 'checksByAddress', 'filesByAddress'] as const)
      await app.get(Limits).forgive(limit, '127.0.0.1');
  });

  /** As a form sends it, byte by byte. */
  const sendBytes = async (bytes: Uint8Array) => {
    const list = Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
    return posted('/verify/many', `list=${list}`, 'application/x-www-form-urlencoded');
  };
  const posted = async (path: string, body: string | Uint8Array, type: string) => {
    const sent = typeof body === 'string' ? body : Buffer.from(body);
    const headers = { 'content-type': type, accept: 'text/html' };
    const answer = await fetch(`${app.url}${path}`, { method: 'POST', headers, body: sent });
    return { status: answer.status, text: await answer.text() };
  };
  const linesIn = (html: string) =>
    [...html.matchAll(/<td class="num" data-label="Line">(\d+)</g)].map(([, line]) => Number(line));

  it.each([
    ['a byte-order mark and semicolons', (it: string) => `${byteOrderMark}Name;Code\r\nZoë;${it}\r\n`, [2]],
    ['quotation marks around all', (it: string) => `"Name";"Code"\n"Ash; ""Jo""";"${it}"\n`, [2]],
    ['carriage returns alone', (it: string) => `Code\r${it}\r${it.toLowerCase()}\r`, [2, 3]],
    ['cells of several lines', (it: string) => `Name,Code\n"Zoë\nNguyễn",${it}\n\n"a\nb","${it}"`, [2, 5]],
    ['a mark that is never closed', (it: string) => `Name,Code\n"Zoë,${it}\nRon,"${it}"\n`, [2, 3]],
    ['marks that stand wrong', (it: string) => `Name,Code\nJo "the" Ash,${it}\n"Jo" Ash,"${it}" \n`, [2, 3]],
    ['what a spreadsheet would run', (it: string) => `=1+1\t${it}\n@x\t${it}`, [1, 2]],
  ])('with %s is read', async (_what, textOf, lines) => {
    const { status, text } = await sendBytes(Buffer.from(textOf(code)));
    expect(status).toBe(200);
    expect(linesIn(text)).toEqual(lines);
    expect(text.match(/tag-good/g)?.length).toBe(lines.length + 1);
  });

  it.each([
    ['UTF-16', () => Buffer.from(`${byteOrderMark}Code\r\n${code}`, 'utf16le'), 'This is no text in UTF-8.'],
    ['zeros', () => Buffer.from(`${code}\0\n`), 'This is no text in UTF-8.'],
    ['a ZIP file', () => zip, 'This is no text in UTF-8. Save the table as “CSV UTF-8”'],
    [
      'a small ZIP file',
      () => zip.subarray(0, 8),
      'This is a workbook or a packed file, and no text. Open it',
    ],
    ['an old workbook', () => xls, 'This is no text in UTF-8.'],
    ['one cell of a megabyte', () => Buffer.alloc(1_000_000, 'x'), 'This is far longer than a list'],
    [
      'one quoted cell',
      () => Buffer.from(`"${'x'.repeat(149_000)}`),
      'A certificate’s code has five groups of five letters and digits.',
    ],
    [
      '501 codes',
      () => Buffer.from(Array.from({ length: 501 }, () => writtenCode(newCode())).join('\n')),
      'This list has more than 500 different codes',
    ],
    ['100,001 lines', () => Buffer.from('x\r'.repeat(100_001)), 'This list has 100,001 lines'],
  ])('that is %s gets a sentence', async (_what, bytes, sentence) => {
    const { status, text } = await sendBytes(bytes());
    expect([422, 200]).toContain(status);
    expect(text).toContain(sentence);
    expect(text).not.toContain('tag-good');
    expect(text).not.toMatch(/\bat .*\.[jt]s:\d/);
  });

  it('that is a cell of five megabytes is not taken in', async () => {
    const body = `list=${'x'.repeat(5_000_000)}`;
    const { status, text } = await posted('/verify/many', body, 'application/x-www-form-urlencoded');
    expect(status).toBe(413);
    expect(text).toContain('What you sent is larger than this page accepts.');
  });

  it('of near codes is told as such, line by line', async () => {
    const { status, text } = await sendBytes(Buffer.from(`${mistyped}\n`.repeat(500)));
    expect(status).toBe(200);
    expect(linesIn(text)).toHaveLength(500);
    expect(text).not.toContain('tag-good');
  });

  it('counts by what reading and answering it takes, whatever it says and whatever of it is asked for', async () => {
    const left = async () =>
      (await app.get(Limits).consumeUpTo('checksByAddress', '127.0.0.1', 2000)).granted;
    const list = `${'x'.repeat(99)}\n`.repeat(1499);
    const part = new URLSearchParams({ list, from: '0', count: '0' }).toString();
    const { status } = await posted('/verify/many', part, 'application/x-www-form-urlencoded');
    expect([status, await left()]).toEqual([200, 2000 - 25]);
    await app.get(Limits).forgive('checksByAddress', '127.0.0.1');
    expect((await sendBytes(Buffer.from('x\n'.repeat(2000)))).status).toBe(200);
    expect(await left()).toBe(2000 - 200);
  });

  describe('as programs send it', () => {
    const problem = async (path: string, body: string | Uint8Array, type: string) => {
      const { status, text } = await posted(path, body, type);
      const { error } = JSON.parse(text) as { error: { kind: string; message: string } };
      expect(error.message).toMatch(/^[A-Z“{][^\n]*[.}]$/);
      return [status, error.kind];
    };
    const json = 'application/json';
    const wide = Buffer.from(`${byteOrderMark}{"codes": ["x"]}`, 'utf16le');

    it.each([
      ['a table', 'Code\nx', 'text/csv', 415],
      ['a ZIP file', zip, 'application/zip', 415],
      ['a ZIP file that says it is JSON', zip, json, 400],
      ['JSON in UTF-16', wide, json, 400],
      ['JSON with a zero in it', '{"codes": ["\0"]}', json, 400],
      ['nothing', '', json, 400],
      ['five megabytes', `{"codes": ["${'x'.repeat(5_000_000)}"]}`, json, 413],
      ['very deep', `{"codes": ${'['.repeat(100_000)}`, json, 400],
      ['very deep and whole', `{"codes": ${'['.repeat(50_000)}${']'.repeat(50_000)}}`, json, 422],
      ['what would be a prototype', '{"__proto__": {"codes": ["x"]}}', json, 400],
      ['a form', 'codes=x', 'application/x-www-form-urlencoded', 422],
    ])('%s gets a sentence in JSON', async (_what, body, type, expected) => {
      const [status] = await problem('/api/v1/checks', body, type);
      expect(status).toBe(expected);
    });

    it('codes with anything in them are answered, each on its own', async () => {
      const strange = ['\u0000', '\uD800', '', byteOrderMark + code, `"${code}";`, 'ﷺ'.repeat(300), mistyped];
      const { status, text } = await posted('/api/v1/checks', JSON.stringify({ codes: strange }), json);
      const { checks } = JSON.parse(text) as { checks: Check[] };
      expect([status, checks.map((check) => check.status)]).toEqual([
        200,
        ['not-a-code', 'not-a-code', 'not-a-code', 'valid', 'valid', 'not-a-code', 'typing-error'],
      ]);
    });

    it('an address of anything is answered', async () => {
      for (const typed of [
        '%00',
        '%EF%BF%BE',
        '%F0%9F%8E%93',
        '.',
        '%2e%2e%2f',
        'x'.repeat(3000),
        '%25',
        "'--",
      ]) {
        const answer = await fetch(`${app.url}/api/v1/certificates/${typed}`);
        expect([typed, answer.status]).toEqual([typed, 404]);
        expect(await answer.text()).toMatch(/^\{"(?:typed|error)":/);
      }
    });

    it.each([
      ['a ZIP file', zip],
      ['a table', Buffer.from(`Name,Code\nZoë,1`)],
      ['an old workbook', xls],
    ])('%s that is sent as a certificate holds none', async (_what, bytes) => {
      const body = new FormData();
      body.set('file', new Blob([bytes]), 'codes.csv');
      const headers = { accept: json };
      const answer = await fetch(`${app.url}/verify/files`, { method: 'POST', headers, body });
      expect([answer.status, await answer.json()]).toMatchObject([200, { valid: false, outcome: 'nothing' }]);
    });
  });
});
