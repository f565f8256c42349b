import type * as Y from 'yjs';
import { type LiveBook } from './live-book.js';

export interface SectionEditorContext {
  doc: Y.Doc;
  /** The section's key in the document. */
  key: string;
  title: string;
  /** The id of the section's heading, for labels; null if the page has none. */
  headingId: string | null;
  /** Where the editor builds itself; empty when it begins. */
  host: HTMLElement;
  editable: boolean;
  /** The whole handbook as it would be frozen now: for totals, and for references to other sections. */
  book: LiveBook;
  /** Speaks a sentence to screen readers. */
  announce: (sentence: string) => void;
}

export interface SectionEditor {
  setEditable(editable: boolean): void;
  destroy(): void;
}

/** How a kind of section is edited in the browser. */
export type EditSection = (context: SectionEditorContext) => SectionEditor;
