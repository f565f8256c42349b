import * as Y from 'yjs';
import { type Book } from '../../../src/assignments/sections/section-kind.rules.js';
import {
  bookOf,
  frameOf,
  freezeHandbook,
  type HandbookPlace,
  sectionKinds,
  type SectionKindName,
} from '../../../src/assignments/sections/section-kinds.rules.js';
import { addRow, fieldsOf } from '../../../src/assignments/sections/tables/rows.rules.js';
import { isTyped } from '../../../src/assignments/sections/tables/table-spec.rules.js';

/** What somebody types into the table of a section: rows with their ids, and the fields beside the table. */
export interface TypedTable {
  rows?: readonly (Readonly<Record<string, string>> & { id: string })[];
  fields?: Readonly<Record<string, string>>;
}

export type TypedHandbook = Readonly<Partial<Record<SectionKindName, TypedTable>>>;

/** A handbook with one section a kind, its key and title that of the kind, typed as in the editor. */
function typedDocument(handbook: TypedHandbook): { doc: Y.Doc; places: HandbookPlace[] } {
  const doc = new Y.Doc();
  const kinds = Object.keys(handbook) as SectionKindName[];
  const places = kinds.map((kind) => ({ key: kind, kind, title: kind }));
  for (const kind of kinds) {
    const { table } = sectionKinds[kind];
    const { rows = [], fields = {} } = handbook[kind] ?? {};
    if (table === null) throw new Error(`${kind} is no table.`);
    const typed = table.columns
      .filter((column) => isTyped(column, new Set(kinds)))
      .map((column) => column.key);
    rows.forEach(({ id, ...cells }, at) => {
      addRow(doc, kind, { id, at, typed, cells });
    });
    for (const [name, value] of Object.entries(fields)) fieldsOf(doc, kind).set(name, value);
  }
  return { doc, places };
}

/** The same, frozen as at hand-in. */
export function typedBook(handbook: TypedHandbook): Book {
  const { doc, places } = typedDocument(handbook);
  const { sections } = freezeHandbook(doc, places);
  return { ...bookOf(sections, {}), currency: frameOf(doc, places).currency };
}

export function contentOf(book: Book, kind: SectionKindName): unknown {
  return book.sections.find((section) => section.kind === kind)?.content;
}
