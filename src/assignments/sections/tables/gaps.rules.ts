import { type Book, type BookSection, type Finding } from '../section-kind.rules.js';
import { safeLink } from '../prose.rules.js';
import { quoted, rowFinding, rowName, sectionFinding } from './checks.rules.js';
import { currencyDigits, withoutCurrency } from './currencies.rules.js';
import { isDay } from './days.rules.js';
import { readNumber } from './numbers.rules.js';
import { referred } from './references.rules.js';
import { type TableContent } from './table-content.rules.js';
import { type Cells, type Column, type TableSpec } from './table-spec.rules.js';

/** Empty cells of a row that are told one by one; more of them are told together. */
const mostGaps = 2;

/** Empty and unreadable cells of a table, and references to rows that are gone. */
export function gapsOf(spec: TableSpec, table: TableContent, section: BookSection, book: Book): Finding[] {
  const fields = spec.fields.flatMap((field): Finding[] => {
    const problem = problemOf(field, table.fields, table, book);
    if (problem === 'empty') {
      const { lacks, teach } = gapOf(field);
      return [sectionFinding(section, `This section ${lacks}.`, teach, field.key)];
    }
    return problem === null ? [] : [sectionFinding(section, problem.sentence, problem.teach, field.key)];
  });
  const rows = table.rows.flatMap((row, index): Finding[] => {
    const name = rowName(spec, row, index);
    const missing: Column[] = [];
    const wrong: Finding[] = [];
    for (const column of spec.columns) {
      const problem = problemOf(column, row.cells, table, book);
      if (problem === 'empty') missing.push(column);
      else if (problem !== null)
        wrong.push(rowFinding(section, row.id, column.key, problem.sentence, problem.teach));
    }
    return [...missingCells(section, row.id, name, missing), ...wrong];
  });
  return [...fields, ...rows];
}

function missingCells(section: BookSection, row: string, name: string, missing: Column[]): Finding[] {
  const [first] = missing;
  if (first === undefined) return [];
  if (missing.length <= mostGaps)
    return missing.map((column) => {
      const { lacks, teach } = gapOf(column);
      return rowFinding(section, row, column.key, `${name} ${lacks}.`, teach);
    });
  const labels = missing.map(({ label }) => label.toLowerCase());
  const list = `${labels.slice(0, -1).join(', ')} and ${labels.at(-1) ?? ''}`;
  return [
    rowFinding(
      section,
      row,
      first.key,
      `${name} is only begun: ${list} are empty.`,
      'A row that is begun reads like one that was forgotten. Complete it, or take it out.',
    ),
  ];
}

type Problem = Pick<Finding, 'sentence' | 'teach'>;

function problemOf(column: Column, cells: Cells, table: TableContent, book: Book): Problem | 'empty' | null {
  const value = cells[column.key];
  if (value === undefined)
    return column.optional === true || column.needed?.(cells) === false ? null : 'empty';
  if (typeof value === 'number') return null;
  switch (column.type) {
    case 'money':
      return unreadableAmount(value, table);
    case 'quantity':
      return {
        sentence: `${quoted(value)} can’t be read as a number.`,
        teach:
          'Write digits, such as 1,250 or 2.5; words go into another cell. It is not counted until then.',
      };
    case 'date':
      return isDay(value)
        ? null
        : {
            sentence: `${quoted(value)} can’t be read as a day.`,
            teach:
              'Write the month as a word, such as 31 Jan 2027, so that nobody takes the day for the month.',
          };
    case 'link':
      return isAddress(value)
        ? null
        : {
            sentence: `${quoted(value)} is no address that can be opened.`,
            teach: 'Copy it from the address line of your browser, such as https://example.org/page.',
          };
    case 'ref':
      return referred(book, column.to, value).missing
        ? {
            sentence: `The ${column.label.toLowerCase()} that is chosen here is no longer in the handbook.`,
            teach: 'Choose another one, or take the row out.',
          }
        : null;
    default:
      return null;
  }
}

function unreadableAmount(value: string, { currency = null }: TableContent): Problem {
  if (currency !== null && withoutCurrency(value, currency) === null && withoutCurrency(value, null) !== null)
    return {
      sentence: `${quoted(value)} is not in ${currency}.`,
      teach: 'Sums need one currency. Convert the amount, and say in the words above at which rate and day.',
    };
  const digits = currencyDigits(currency);
  if (readNumber(withoutCurrency(value, currency) ?? value, digits + 4) !== null)
    return {
      sentence: `${quoted(value)} has more decimals than ${currency ?? 'an amount of money'} has.`,
      teach: 'Price a hundred or a thousand of them instead, and divide the quantity by as much.',
    };
  return {
    sentence: `${quoted(value)} can’t be read as an amount.`,
    teach: 'Write digits, such as 1,250.00; words go into another cell. It is not counted until then.',
  };
}

function gapOf({ gap, label }: Column): { lacks: string; teach: string } {
  return gap ?? { lacks: `has no ${label.toLowerCase()}`, teach: 'A reader will ask for it.' };
}

function isAddress(text: string): boolean {
  return (
    text.includes('.') &&
    !/\s/.test(text) &&
    safeLink(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`) !== null
  );
}
