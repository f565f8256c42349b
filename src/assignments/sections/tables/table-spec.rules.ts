/** The kinds whose rows other sections can name. */
export type RefKind = 'objectives' | 'programs' | 'presence';

export interface Choice {
  key: string;
  label: string;
}

interface ColumnFacts {
  key: string;
  label: string;
  /** What belongs here, in a few words; shown while the cell is empty. */
  hint?: string;
  width: 'narrow' | 'medium' | 'wide';
  /** True where an empty cell is no gap. */
  optional?: true;
  /** False where this row's empty cell is no gap; left out, an empty cell is one in every row. */
  needed?: (cells: Cells) => boolean;
  /** What is said of an empty cell: “Plaza” … “has no owner”, and why that matters. */
  gap?: { lacks: string; teach: string };
}

/**
 * One column of a table, or one field beside it.
 *
 * `text` and `link` are one line, `long` may be several. `quantity` is a number with up to three decimals, `money` an
 * amount in the handbook's currency, `date` a day. `choice` holds the key of a choice. `ref` holds the id of a row of the
 * section of kind `to`; in a handbook without such a section it is a text.
 */
export type Column =
  | (ColumnFacts & { type: 'text' | 'long' | 'link' | 'quantity' | 'money' | 'date' })
  | (ColumnFacts & { type: 'choice'; choices: readonly Choice[] })
  | (ColumnFacts & { type: 'ref'; to: RefKind });

/** A frozen cell: money in the smallest unit of the currency, quantities in thousandths, days as `YYYY-MM-DD`; what could not be read stays the text that was typed. */
export type CellValue = string | number;
export type Cells = Readonly<Record<string, CellValue>>;

/** A column that nobody types: in the smallest unit of the currency or in thousandths; null where something is missing. */
export interface ComputedColumn {
  key: string;
  label: string;
  type: 'money' | 'quantity';
  of: (cells: Cells) => number | null;
}

export interface TableSpec {
  /** What a row is called: “line”, “lines”. */
  noun: { one: string; many: string };
  /** The first one names the row. */
  columns: readonly Column[];
  computed: readonly ComputedColumn[];
  /** Single values beside the table. */
  fields: readonly Column[];
}

/** True for a column in which one types; false where one chooses. `kinds`: those of the handbook's sections. */
export function isTyped(column: Column, kinds: ReadonlySet<string>): boolean {
  if (column.type === 'choice') return false;
  return column.type !== 'ref' || !kinds.has(column.to);
}
