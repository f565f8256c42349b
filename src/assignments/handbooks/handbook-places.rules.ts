import { type Finding } from '../sections/section-kind.rules.js';

/** Where in the page of a handbook a finding is put right, as the fragment of an address. */
export function findingHref({ section, row, column }: Pick<Finding, 'section' | 'row' | 'column'>): string {
  if (row !== null) return `#${encodeURIComponent(column === null ? `row-${row}` : `cell-${row}-${column}`)}`;
  return column === null ? `#section-${section}` : `#field-${section}-${column}`;
}
