import { type Book, type BookSection, type Finding } from '../section-kind.rules.js';
import { safeLink } from '../prose.rules.js';
import { isDay } from './days.rules.js';
import { referred, type TableContent } from './table-content.rules.js';
import { type Cells, type Column, type TableSpec } from './table-spec.rules.js';

/** Empty and unreadable cells of a table, and references to rows that are gone. */
export function gapsOf(spec: TableSpec, table: TableContent, section: BookSection, book: Book): Finding[] {
  const at = (row: string | null, column: Column, sentence: string, teach: string): Finding => ({
    section: section.key,
    row,
    column: column.key,
    sentence,
    teach,
  });
  const look = (row: string | null, name: string, columns: readonly Column[], cells: Cells): Finding[] =>
    columns.flatMap((column) => {
      const value = cells[column.key];
      const label = column.label.toLowerCase();
      if (value === undefined) {
        if (column.optional) return [];
        return [at(row, column, `${name} has no ${label}.`, column.hint ?? 'A reader will ask for it.')];
      }
      if (typeof value === 'number') return [];
      if (column.type === 'money' || column.type === 'quantity')
        return [
          at(
            row,
            column,
            `“${value}” can’t be read as a number.`,
            'Write digits, such as 1,250.00. Words go into another cell. It is not counted until then.',
          ),
        ];
      if (column.type === 'date' && !isDay(value))
        return [
          at(
            row,
            column,
            `“${value}” can’t be read as a day.`,
            'Write the month as a word, such as 31 Jan 2027, so that nobody takes the day for the month.',
          ),
        ];
      if (column.type === 'link' && !isAddress(value))
        return [
          at(
            row,
            column,
            `“${value}” is no address that can be opened.`,
            'Copy it from the address line of your browser, such as https://example.org/page.',
          ),
        ];
      if (column.type === 'ref' && referred(book, column.to, value).missing)
        return [
          at(
            row,
            column,
            `${name} names a ${label} that is no longer there.`,
            'Choose another one, or take the row out.',
          ),
        ];
      return [];
    });
  const [naming] = spec.columns;
  return [
    ...look(null, 'This section', spec.fields, table.fields),
    ...table.rows.flatMap(({ id, cells }, index) => {
      const given = naming && cells[naming.key];
      const name = given === undefined ? `${capital(spec.noun.one)} ${index + 1}` : `“${String(given)}”`;
      return look(id, name, spec.columns, cells);
    }),
  ];
}

function isAddress(text: string): boolean {
  return (
    text.includes('.') &&
    !/\s/.test(text) &&
    safeLink(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`) !== null
  );
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
