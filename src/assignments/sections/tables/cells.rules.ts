import { wellFormed } from '../text.rules.js';
import { type Currency, currencyDigits, withoutCurrency } from './currencies.rules.js';
import { dayWords, isDay, readDay } from './days.rules.js';
import { numberWords, quantityDigits, readNumber } from './numbers.rules.js';
import { type CellValue, type Column, type ComputedColumn } from './table-spec.rules.js';

/** Longer than any cell needs; the rest of what a forged document holds is not read. */
const longestCell = 20_000;

/** A cell's text as it is kept. */
export function cellString(text: string): string {
  return wellFormed(text.slice(0, longestCell)).trim();
}

/** What a cell means: see `CellValue`. Null for an empty one. */
export function readCell(column: Column, typed: string, currency: Currency | null): CellValue | null {
  const text = cellString(typed);
  if (text === '') return null;
  switch (column.type) {
    case 'money':
      return readMoney(text, currency) ?? text;
    case 'quantity':
      return readNumber(text.replace(/\s?%$/, ''), quantityDigits) ?? text;
    case 'date':
      return readDay(text) ?? text;
    case 'choice':
      return column.choices.some(({ key }) => key === text) ? text : null;
    default:
      return text;
  }
}

function readMoney(text: string, currency: Currency | null): number | null {
  const amount = withoutCurrency(text, currency);
  return amount === null ? null : readNumber(amount, currencyDigits(currency));
}

/** The other way round: what somebody would have typed to mean this. `readCell` gives the value back. */
export function typedCell(column: Column, value: CellValue, currency: Currency | null): string {
  if (typeof value === 'string') return column.type === 'date' && isDay(value) ? dayWords(value) : value;
  return column.type === 'money'
    ? numberWords(value, currencyDigits(currency)).replace('−', '-')
    : numberWords(value, quantityDigits, true).replace('−', '-');
}

/** A cell as its reader sees it. References are put into words by whoever knows the other sections. */
export function cellWords(
  column: Column | Pick<ComputedColumn, 'type'>,
  value: CellValue | null,
  currency: Currency | null,
): string {
  if (value === null) return '';
  if (typeof value === 'number')
    return column.type === 'money' ? moneyWords(value, currency) : numberWords(value, quantityDigits, true);
  if (column.type === 'date') return isDay(value) ? dayWords(value) : value;
  if (column.type === 'choice') return column.choices.find(({ key }) => key === value)?.label ?? value;
  return value;
}

/** “EUR 1,250.00”, as accountants write it: no symbol stands for two currencies. */
export function moneyWords(amount: number, currency: Currency | null): string {
  const words = amountWords(amount, currency);
  return currency === null ? words : `${currency} ${words}`;
}

/** “1,250.00”, where the currency is said beside it. */
export function amountWords(amount: number, currency: Currency | null): string {
  return numberWords(amount, currencyDigits(currency));
}
