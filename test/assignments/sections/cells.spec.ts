import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sectionKinds } from '../../../src/assignments/sections/section-kinds.rules.js';
import { cellWords, readCell, typedCell } from '../../../src/assignments/sections/tables/cells.rules.js';
import {
  type Currency,
  currencyChoices,
  currencyDigits,
} from '../../../src/assignments/sections/tables/currencies.rules.js';
import { dayWords, isDay, readDay } from '../../../src/assignments/sections/tables/days.rules.js';
import { type Column } from '../../../src/assignments/sections/tables/table-spec.rules.js';

const money: Column = { key: 'value', label: 'Value', type: 'money', width: 'narrow' };
const quantity: Column = { key: 'count', label: 'Count', type: 'quantity', width: 'narrow' };
const largest = 10 ** 13;

describe('an amount of money', () => {
  it.each<[typed: string, currency: Currency | null, read: number | null]>([
    ['1,250.00', 'EUR', 125_000],
    ['1.250,00', 'EUR', 125_000],
    ['1 250,5', 'EUR', 125_050],
    ['1\u202F250,50', 'EUR', 125_050],
    ["1'250.50", 'CHF', 125_050],
    ['1’250.50', 'CHF', 125_050],
    ['12,34,567.50', 'INR', 123_456_750],
    ['1,00,000', 'INR', 10_000_000],
    // one mark before three digits groups thousands
    ['1,250', 'EUR', 125_000],
    ['1.250', 'EUR', 125_000],
    ['0,250', 'EUR', 25],
    ['0.005', 'EUR', null],
    ['45.5000', 'EUR', 4550],
    ['45.555', 'USD', 4_555_500],
    ['45.5555', 'USD', null],
    ['.5', 'EUR', 50],
    ['1.250', 'KWD', 1250],
    ['1,250', 'KWD', 1_250_000],
    ['1,250.125', 'KWD', 1_250_125],
    ['0.0005', 'KWD', null],
    ['1,250', 'JPY', 1250],
    ['1.250', 'JPY', 1250],
    ['1,250.00', 'JPY', 1250],
    ['12.5', 'JPY', null],
    // currencies beside the amount
    ['€ 45', 'EUR', 4500],
    ['45 €', 'EUR', 4500],
    ['EUR 45.50', 'EUR', 4550],
    ['45.50 eur', 'EUR', 4550],
    ['$45', 'USD', 4500],
    ['US$ 45', 'USD', 4500],
    ['US$ 45', 'CAD', null],
    ['$45', 'XCD', 4500],
    ['£45', 'EUR', null],
    ['USD 45', 'EUR', null],
    ['45 USD', null, 4500],
    ['ABC 45', null, null],
    ['¥1,250', 'JPY', 1250],
    // less than nothing
    ['-45', 'EUR', -4500],
    ['−45.10', 'EUR', -4510],
    ['–45', 'EUR', -4500],
    ['-€45', 'EUR', -4500],
    ['€ -45', 'EUR', -4500],
    ['(1,250.00)', 'EUR', -125_000],
    ['(1,250.00 €)', 'EUR', -125_000],
    ['-0', 'EUR', 0],
    ['(-5)', 'EUR', null],
    // digits of other scripts, and what only looks like digits
    ['１２３．５０', 'EUR', 12_350],
    ['١٢٣', 'EUR', 12_300],
    ['१,२५०', 'INR', 125_000],
    ['10²', 'EUR', null],
    ['½', 'EUR', null],
    ['Ⅻ', 'EUR', null],
    // two readings, or none
    ['3 4', 'EUR', null],
    ['1 2345', 'EUR', null],
    ['1,23,4', 'EUR', null],
    ['1.234.56', 'EUR', null],
    ['0.123.456', 'EUR', null],
    ['1,234.567.890', 'EUR', null],
    ['5–6', 'EUR', null],
    ['about 45', 'EUR', null],
    ['12 %', 'EUR', null],
    ['1e5', 'EUR', null],
    ['45.', 'EUR', null],
    ['--5', 'EUR', null],
    ['€', 'EUR', null],
    ['100,000,000,000.00', 'EUR', largest],
    ['100,000,000,000.01', 'EUR', null],
    ['9'.repeat(400), 'EUR', null],
  ])('%j in %s is %j', (typed, currency, read) => {
    expect(readCell(money, typed, currency)).toBe(read ?? typed);
  });

  it('is shown with its code, and all decimals of its currency', () => {
    const shown = (value: number, currency: Currency | null) => cellWords(money, value, currency);
    expect(shown(125_000, 'EUR')).toBe('EUR 1,250.00');
    expect(shown(1250, 'JPY')).toBe('JPY 1,250');
    expect(shown(1_250_125, 'KWD')).toBe('KWD 1,250.125');
    expect(shown(-5, 'USD')).toBe('USD −0.05');
    expect(shown(5, null)).toBe('0.05');
  });
});

describe('a quantity', () => {
  it.each([
    ['12', 12_000],
    ['2.5', 2500],
    ['2,5', 2500],
    ['1.250', 1250],
    ['1,250', 1_250_000],
    ['12 %', 12_000],
    ['0.0005', null],
    ['€ 5', null],
    ['1,904', 1_904_000],
  ])('%j is %j thousandths', (typed, read) => {
    expect(readCell(quantity, typed, 'EUR')).toBe(read ?? typed);
  });
});

describe('a day', () => {
  it.each([
    ['2027-01-31', '2027-01-31'],
    ['2027/1/31', '2027-01-31'],
    ['31 Jan 2027', '2027-01-31'],
    ['31st January 2027', '2027-01-31'],
    ['Sunday, 31 January 2027', '2027-01-31'],
    ['January 31, 2027', '2027-01-31'],
    ['31-Jan-2027', '2027-01-31'],
    ['31.01.2027', '2027-01-31'],
    ['31. 1. 2027', '2027-01-31'],
    ['31\u00A0Jan\u00A02027', '2027-01-31'],
    ['31/01/2027', '2027-01-31'],
    ['01/31/2027', '2027-01-31'],
    ['3/3/2027', '2027-03-03'],
    ['3/4/2027', null],
    ['29 Feb 2028', '2028-02-29'],
    ['29 Feb 2027', null],
    ['31 Jan 27', null],
    ['Jan 2027', null],
    ['31 Janvier 2027', null],
    ['31 Jan 1815', null],
    ['2027-13-01', null],
    ['soon', null],
  ])('%j is %j', (typed, read) => {
    expect(readDay(typed)).toBe(read);
  });

  it('is shown so that nobody takes the day for the month, and read again', () => {
    const day = fc.date({ min: new Date('1900-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(day, (date) => {
        const iso = date.toISOString().slice(0, 10);
        expect(isDay(iso)).toBe(true);
        expect(readDay(dayWords(iso))).toBe(iso);
      }),
    );
    expect(dayWords('2027-01-31')).toBe('31 Jan 2027');
  });
});

describe('currencies', () => {
  it('have the decimals that ISO 4217 gives them, as far as the runtime knows them otherwise', () => {
    // CLDR shows these without the decimals that the standard lists
    const shownShorter = new Set([
      'IDR',
      'TZS',
      'COP',
      'HUF',
      'TWD',
      'PKR',
      'LKR',
      'RSD',
      'CRC',
      'GYD',
      'MUR',
    ]);
    for (const { key } of currencyChoices) {
      const { maximumFractionDigits: digits } = new Intl.NumberFormat('en', {
        style: 'currency',
        currency: key,
      }).resolvedOptions();
      if (!shownShorter.has(key)) expect([key, currencyDigits(key)]).toEqual([key, digits]);
    }
  });
});

describe('every column of every kind', () => {
  const columns = Object.entries(sectionKinds).flatMap(([kind, { table }]) =>
    table === null ? [] : [...table.columns, ...table.fields].map((column) => ({ kind, column })),
  );
  const currency = fc.constantFrom(null, ...currencyChoices.map(({ key }) => key));
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.stringMatching(/^[-−(€$A-Z]{0,4}[0-9., '’]{0,20}[)€%]{0,2}$/),
    fc.stringMatching(/^\d{1,4}[-/. ][a-zA-Z0-9]{1,9}[-/. ]\d{1,4}$/),
    fc.constantFrom('12', '1,250.00', '31 Jan 2027', '2027-01-31', 'weekly', 'EUR'),
  );

  it('reads anything that is typed, and what it has read comes back from what it would have typed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...columns), anyText, currency, ({ column }, typed, unit) => {
        const value = readCell(column, typed, unit);
        if (value === null) return;
        if (typeof value === 'number') expect(Number.isSafeInteger(value)).toBe(true);
        expect(readCell(column, typedCell(column, value, unit), unit)).toBe(value);
        expect(typeof cellWords(column, value, unit)).toBe('string');
      }),
      { numRuns: 3000 },
    );
  });

  it('writes every number so that it is read as the same one, in every currency', () => {
    const value = fc.oneof(
      fc.integer({ min: -largest, max: largest }),
      fc.integer({ min: -2000, max: 2000 }),
      fc.integer({ min: -9999, max: 9999 }).map((thousands) => thousands * 1000),
    );
    fc.assert(
      fc.property(fc.constantFrom(money, quantity), value, currency, (column, number, unit) => {
        expect(readCell(column, typedCell(column, number, unit), unit)).toBe(number);
      }),
      { numRuns: 2000 },
    );
  });
});
