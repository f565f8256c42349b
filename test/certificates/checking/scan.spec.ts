import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  hostsOf,
  readScan,
  scanSentence,
  Sightings,
  sortScans,
  withCode,
} from '../../../src/certificates/checking/scan.rules.js';
import {
  addressOf,
  type Code,
  fixedDemoCode,
  newCode,
  writtenCode,
} from '../../../src/certificates/register/code.rules.js';

const hosts = hostsOf(['https://academy.example', 'http://old.example:3000', 'https://academy.example/x']);
const code = fixedDemoCode('SCAN');
const another = fixedDemoCode('OTHER');
const codes = fc.uint8Array({ minLength: 24, maxLength: 24 }).map((bytes) => newCode(() => bytes));

describe('a QR code', () => {
  it('is of a certificate where it holds an address of this academy, under whichever of its names', () => {
    expect(hosts).toEqual(['academy.example', 'old.example:3000']);
    for (const text of [
      addressOf('https://academy.example', code),
      addressOf('https://academy.example', code).toUpperCase(),
      addressOf('http://academy.example/', code),
      addressOf('http://old.example:3000', code),
      ` https://academy.example/verify/${code.toLowerCase()}?utm_source=print#top\n`,
      `https://academy.example/verify?code=${code}`,
      `https://academy.example/verify/${writtenCode(code)}.json`,
      writtenCode(code),
    ]) {
      expect({ text, read: readScan(text, hosts) }).toEqual({ text, read: { kind: 'certificate', code } });
    }
  });

  it('is of nobody’s certificate otherwise, and each has its sentence', () => {
    const written = writtenCode(code);
    const cases: [string, string, RegExp][] = [
      [
        'https://example.org/',
        'elsewhere',
        /not of a certificate of this academy\. It leads to example\.org\.$/,
      ],
      [`https://example.org/verify/${written}`, 'elsewhere', /example\.org/],
      [`https://academy.example@example.org/verify/${written}`, 'elsewhere', /leads to example\.org\./],
      [`https://academy.example:8443/verify/${written}`, 'elsewhere', /academy\.example:8443/],
      [`https://old.example/verify/${written}`, 'elsewhere', /old\.example/],
      [
        `https://academy.example.evil.example/verify/${written}`,
        'elsewhere',
        /academy\.example\.evil\.example/,
      ],
      [`https://аcademy.example/verify/${written}`, 'elsewhere', /xn--/],
      ['https://academy.example/courses', 'other-page', /of this academy, but not of a certificate/],
      [`https://academy.example/verify/${written.replace(/.$/, 'U')}`, 'mistyped', /can’t be right/],
      [`evil.example/verify/${written}`, 'other', /^This is a QR code, but not of a certificate\.$/],
      ['javascript:alert(1)', 'other', /not of a certificate/],
      ['https://', 'other', /not of a certificate/],
      ['WIFI:S:guests;T:WPA;P:hello;;', 'other', /not of a certificate/],
      ['', 'other', /not of a certificate/],
    ];
    for (const [text, kind, sentence] of cases) {
      const read = readScan(text, hosts);
      expect({ text, kind: read.kind }).toEqual({ text, kind });
      if (read.kind !== 'certificate') expect(scanSentence(read)).toMatch(sentence);
    }
  });

  it('of a stranger tells the code that it names, and no other', () => {
    expect(readScan(`https://example.org/verify/${code}`, hosts)).toMatchObject({ code });
    expect(readScan(`https://example.org/?next=/verify/${code}`, hosts)).toMatchObject({ code });
    expect(readScan('https://example.org/about', hosts)).toMatchObject({ code: null });
  });

  it('is never followed to a stranger, whatever stands around a code', () => {
    const address = fc.tuple(fc.webUrl({ withFragments: true, withQueryParameters: true }), codes);
    fc.assert(
      fc.property(address, ([url, any]) => {
        for (const text of [url, `${url}/verify/${any}`, url.replace('//', '//academy.example@')]) {
          expect(readScan(text, hosts).kind).not.toBe('certificate');
        }
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => readScan(text, hosts).kind !== 'mistyped'));
  });

  it('may be one of several in a picture', () => {
    const texts = [
      addressOf('https://academy.example', code),
      'hello',
      writtenCode(code),
      'https://a.example',
    ];
    expect(sortScans(texts, hosts)).toEqual({
      codes: [code],
      others: [{ kind: 'other' }, { kind: 'elsewhere', host: 'a.example', code: null }],
    });
  });
});

describe('a code before the camera', () => {
  it('is new once, and again when it was away', () => {
    const sightings = new Sightings();
    expect(sightings.fresh(['a'], 0)).toEqual(['a']);
    for (let at = 100; at < 5000; at += 100) expect(sightings.fresh(['a'], at)).toEqual([]);
    expect(sightings.fresh(['a', 'b', 'b'], 5000)).toEqual(['b']);
    expect(sightings.fresh([], 6000)).toEqual([]);
    expect(sightings.fresh(['a'], 6400)).toEqual([]);
    expect(sightings.fresh(['a', 'b'], 8000)).toEqual(['a', 'b']);
  });
});

describe('a list of codes', () => {
  const put = (list: string, of: Code, most = 500) => withCode(list, of, most);

  it('gets each code once, on a line of its own', () => {
    expect(put('', code)).toEqual({ kind: 'added', list: `${writtenCode(code)}\n`, line: 1 });
    expect(put('Hello', code)).toEqual({ kind: 'added', list: `Hello\n${writtenCode(code)}\n`, line: 2 });
    expect(put('Hello\r\n', code)).toMatchObject({ list: `Hello\r\n${writtenCode(code)}\n`, line: 2 });
    expect(put(`${another}\n\n${code.toLowerCase()}`, code)).toEqual({ kind: 'there', line: 3 });
    expect(put(`Zoë;${addressOf('https://academy.example', code)}\n`, code)).toEqual({
      kind: 'there',
      line: 1,
    });
    expect(put(`${another}, ${code}`, code)).toEqual({ kind: 'there', line: 1 });
    expect(put(`${another}\n\n`, code, 1)).toEqual({ kind: 'full' });
    expect(put(another, another, 1)).toEqual({ kind: 'there', line: 1 });
  });

  it('keeps what stands there, and tells the line in which a code is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), codes, (list, of) => {
        const listed = put(list, of);
        if (listed.kind !== 'added') return listed.kind === 'there';
        expect(listed.list.startsWith(list)).toBe(true);
        expect(listed.list.split(/\r\n|\r|\n/)[listed.line - 1]).toBe(writtenCode(of));
        expect(put(listed.list, of)).toEqual({ kind: 'there', line: listed.line });
        return true;
      }),
    );
  });
});
