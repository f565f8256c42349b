import { type Book, type BookSection, type Finding } from '../section-kind.rules.js';
import { hasRows, nameColumns, rowsOf } from './references.rules.js';
import { type TableContent } from './table-content.rules.js';
import { type RefKind, type TableSpec } from './table-spec.rules.js';

type Row = TableContent['rows'][number];

/** What does not fit in a row. `column` null: the row as a whole. */
export function rowFinding(
  section: BookSection,
  row: string,
  column: string,
  sentence: string,
  teach: string,
): Finding {
  return { section: section.key, row, column, sentence, teach };
}

export function sectionFinding(
  section: BookSection,
  sentence: string,
  teach: string,
  column: string | null = null,
): Finding {
  return { section: section.key, row: null, column, sentence, teach };
}

/** “Ask the house”, shortened where it is long, or “Program 3” for a row without a name. */
export function rowName(spec: Pick<TableSpec, 'noun' | 'columns'>, { cells }: Row, index: number): string {
  const [naming] = spec.columns;
  const given = naming && cells[naming.key];
  if (given !== undefined) return quoted(String(given));
  return `${spec.noun.one.charAt(0).toUpperCase()}${spec.noun.one.slice(1)} ${index + 1}`;
}

/** The same for all rows, by their ids. */
export function rowNames(spec: TableSpec, { rows }: TableContent): (id: string) => string {
  const names = new Map(rows.map((row, index) => [row.id, rowName(spec, row, index)]));
  return (id) => names.get(id) ?? spec.noun.one;
}

/** In quotation marks, shortened at a word where it is long. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= 60) return `“${line}”`;
  const cut = line.slice(0, 57).replace(/[\uD800-\uDBFF]$/, '');
  return `“${cut.replace(/\s\S{0,20}$/, '')}…”`;
}

/**
 * The rows of `content` that no row of the section of kind `by` names in its column. None while that section is empty or
 * not part of the handbook: that it is empty is told anyway.
 */
export function unnamed({ rows }: TableContent, by: string, column: string, book: Book): Row[] {
  if (!hasRows(book, by)) return [];
  const named = new Set(rowsOf(book, by).map(({ cells }) => cells[column]));
  return rows.filter(({ id }) => !named.has(id));
}

/** Rows whose name another row above them has already: whoever chooses one of them can't tell which. */
export function sameName(
  kind: RefKind,
  content: TableContent,
  section: BookSection,
  sentence: (name: string) => string,
): Finding[] {
  const column = nameColumns[kind];
  const seen = new Set<string>();
  return content.rows.flatMap(({ id, cells }) => {
    const name = cells[column];
    if (name === undefined) return [];
    const known = String(name).toLowerCase().replace(/\s+/g, ' ');
    if (!seen.has(known)) {
      seen.add(known);
      return [];
    }
    return [
      rowFinding(
        section,
        id,
        column,
        sentence(quoted(String(name))),
        'Other sections choose it by its name. Give each a name of its own, or take one of them out.',
      ),
    ];
  });
}
