import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newCode, symbolValues } from '../../src/certificates/register/code.rules.js';
import { dayInWords, dayOf, daysInWords, lastDayBefore } from '../../src/certificates/register/days.rules.js';
import { guilloche } from '../../src/certificates/printing/guilloche.js';
import { qrCode } from '../../src/certificates/printing/qr-code.js';
import { setLines } from '../../src/certificates/printing/set-lines.js';

const width = (text: string) => text.length * 0.5;
const steps = [
  { largest: 38, smallest: 27 },
  { largest: 30, smallest: 20 },
  { largest: 22, smallest: 15 },
  { largest: 17, smallest: 11 },
];

describe('setting lines', () => {
  it('keeps one line as long as it stays large, then breaks evenly', () => {
    expect(setLines('Zoë Nguyễn', width, 480, steps)).toEqual({ lines: ['Zoë Nguyễn'], size: 38 });
    const two = setLines('Anna Maria Theresa Josephine of Habsburg-Lothringen', width, 480, steps);
    expect(two).toEqual({ lines: ['Anna Maria Theresa Josephine', 'of Habsburg-Lothringen'], size: 30 });
  });

  it('loses no word, adds none, and never leaves the measure', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,40}$/), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(words, (list) => {
        const { lines, size } = setLines(list.join(' '), width, 480, steps);
        expect(lines.join('').replaceAll(' ', '')).toBe(list.join(''));
        expect(Math.max(...lines.map(width)) * size).toBeLessThanOrEqual(480.001);
        expect(lines.length).toBeLessThanOrEqual(steps.length);
        expect(size).toBeGreaterThan(0);
      }),
    );
  });

  it('breaks a word without blanks between letters, never between a letter and its mark', () => {
    const { lines, size } = setLines('g̃'.repeat(60), width, 480, steps);
    expect(lines.length).toBeGreaterThan(1);
    expect(size).toBeGreaterThan(5);
    for (const line of lines) expect(line).toMatch(/^(g̃)+$/u);
  });
});

describe('setting a word that is longer than all lines', () => {
  it('fills them evenly, and adds no blank where it breaks', () => {
    const narrow = [6.5, 6.5, 6.5].map((smallest) => ({ largest: 9, smallest }));
    const { lines, size } = setLines('漢'.repeat(120), (text) => text.length, 145, narrow);
    expect(lines.join('')).toBe('漢'.repeat(120));
    expect(lines.length).toBe(3);
    expect(size).toBeGreaterThan(145 / 43);
    const mixed = setLines(`by ${'W'.repeat(90)}`, (text) => text.length, 145, narrow);
    expect(mixed.lines.join('').replace(' ', '')).toBe(`by${'W'.repeat(90)}`);
  });
});

describe('the rosette', () => {
  it('is another one for every change of the code', () => {
    const values = symbolValues(newCode()).slice(0, 24);
    const seen = new Set([guilloche(values, 119)]);
    for (let at = 0; at < 24; at++) {
      // The next symbol is the smallest change; the first after the last is a whole turn of a phase.
      for (const change of [1, 16, 31]) {
        seen.add(guilloche(values.with(at, ((values[at] ?? 0) + change) % 32), 119));
      }
    }
    expect(seen.size).toBe(1 + 24 * 3);
  });

  it('stays inside its radius and leaves the middle free', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(31), { minLength: 24, maxLength: 24 }), (values) => {
        const distances = guilloche(values, 100)
          .split('\n')
          .map((line) => line.split(' ').slice(0, -1).map(Number).slice(-2))
          .filter((point) => point.length === 2)
          .map(([x = 0, y = 0]) => Math.hypot(x, y));
        expect(Math.max(...distances)).toBeLessThan(106);
        expect(Math.min(...distances)).toBeGreaterThan(40);
      }),
      { numRuns: 20 },
    );
  });
});

describe('the QR code', () => {
  it('is small enough to scan from paper: modules of at least half a millimetre at 24 mm', () => {
    const { side } = qrCode('https://capstone.example/verify/DEM0Z-0EDEM-0Z0ED-EM0Z0-EDEMA');
    expect(24 / side).toBeGreaterThan(0.5);
  });
});

describe('days', () => {
  it('are days of the zone, not of the server', () => {
    expect(dayOf(new Date('2026-11-14T23:30:00Z'), 'Europe/Paris')).toBe('2026-11-15');
    expect(dayOf(new Date('2026-11-14T23:30:00Z'), 'America/Toronto')).toBe('2026-11-14');
    expect(lastDayBefore(new Date('2026-11-14T23:00:00Z'), 'Europe/Paris')).toBe('2026-11-14');
  });

  it('read as people write them', () => {
    expect(dayInWords('2026-11-04')).toBe('4 November 2026');
    expect(daysInWords('2026-11-04', '2026-11-04')).toBe('4 November 2026');
    expect(daysInWords('2026-11-04', '2026-11-25')).toBe('4 to 25 November 2026');
    expect(daysInWords('2026-10-19', '2026-11-08')).toBe('19 October to 8 November 2026');
    expect(daysInWords('2026-12-21', '2027-01-10')).toBe('21 December 2026 to 10 January 2027');
  });
});
