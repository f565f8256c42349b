import type * as Y from 'yjs';
import { actions } from './kinds/actions.rules.js';
import { budget } from './kinds/budget.rules.js';
import { calendar } from './kinds/calendar.rules.js';
import { escalation } from './kinds/escalation.rules.js';
import { objectives } from './kinds/objectives.rules.js';
import { presence } from './kinds/presence.rules.js';
import { programs } from './kinds/programs.rules.js';
import { reporting } from './kinds/reporting.rules.js';
import { resources } from './kinds/resources.rules.js';
import { responses } from './kinds/responses.rules.js';
import { roi } from './kinds/roi.rules.js';
import { roster } from './kinds/roster.rules.js';
import { sources } from './kinds/sources.rules.js';
import { prose } from './prose.rules.js';
import {
  type Book,
  type BookSection,
  type Finding,
  type HandbookFrame,
  type SectionKind,
  type SectionPlace,
} from './section-kind.rules.js';
import { swot } from './swot.rules.js';
import { isCurrency } from './tables/currencies.rules.js';
import { fieldsOf } from './tables/rows.rules.js';
import { isRecord } from './text.rules.js';

/** Every kind of section there is. The browser's editors are listed beside it in views/assets/handbook. */
export const sectionKinds = {
  prose,
  swot,
  objectives,
  programs,
  actions,
  presence,
  resources,
  budget,
  reporting,
  roi,
  sources,
  responses,
  escalation,
  calendar,
  roster,
} satisfies Record<string, SectionKind>;

export type SectionKindName = keyof typeof sectionKinds;

/** True for a name that the registry knows; templates are checked with it before they are published. */
export function isSectionKindName(name: unknown): name is SectionKindName {
  return typeof name === 'string' && Object.hasOwn(sectionKinds, name);
}

export interface FrozenSection {
  key: string;
  kind: SectionKindName;
  content: unknown;
}

export interface FrozenHandbook {
  sections: FrozenSection[];
}

export type HandbookPlace = SectionPlace<SectionKindName>;

/** What the sections have to know of the handbook as it is in the document. */
export function frameOf(doc: Y.Doc, places: readonly HandbookPlace[]): HandbookFrame {
  const priced = places.find(({ kind }) => kind === 'budget');
  const currency: unknown = priced && fieldsOf(doc, priced.key).get('currency');
  return {
    kinds: new Set(places.map(({ kind }) => kind)),
    currency: isCurrency(currency) ? currency : null,
  };
}

/**
 * The whole handbook as plain JSON, the template's sections in the template's order, each with its computed figures.
 * Whatever else the document holds under other keys is not part of the handbook.
 */
export function freezeHandbook(doc: Y.Doc, places: readonly HandbookPlace[]): FrozenHandbook {
  const steps = freezeInSteps(doc, places);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * The same a section at a time, for a server that lets others in between two steps: a long handbook takes a tenth of a
 * second. The document must stay as it is until the last step.
 */
export function* freezeInSteps(
  doc: Y.Doc,
  places: readonly HandbookPlace[],
): Generator<undefined, FrozenHandbook> {
  const frame = frameOf(doc, places);
  const sections: (FrozenSection & { title: string })[] = [];
  for (const { key, kind, title } of places) {
    sections.push({ key, kind, title, content: sectionKinds[kind].freeze(doc, key, frame) });
    yield;
  }
  const book: Book = { currency: frame.currency, sections };
  return {
    sections: sections.map(({ key, kind, content }) => ({
      key,
      kind,
      content: withFigures(kind, content, book),
    })),
  };
}

/** A section's content with what is computed of it. `book` holds all sections as they were frozen. */
export function withFigures(kind: SectionKindName, content: unknown, book: Book): unknown {
  const { figures }: SectionKind = sectionKinds[kind];
  return figures === null || !isRecord(content) ? content : { ...content, figures: figures(content, book) };
}

/** The frozen handbook as its sections look at each other. */
export function bookOf(sections: readonly FrozenSection[], titles: Readonly<Record<string, string>>): Book {
  const priced = sections.find(({ kind }) => kind === 'budget')?.content;
  const currency: unknown = isRecord(priced) ? priced['currency'] : null;
  return {
    currency: isCurrency(currency) ? currency : null,
    sections: sections.map(({ key, kind, content }) => ({ key, kind, title: titles[key] ?? key, content })),
  };
}

/** The sections in which nothing stands yet. */
export function emptySections(book: Book): BookSection[] {
  return book.sections.filter(
    ({ kind, content }) => !isSectionKindName(kind) || sectionKinds[kind].isEmpty(content),
  );
}

/** Everything that does not fit, in the order of the handbook. Of a section that is empty no more is said. */
export function findingsOf(book: Book): Finding[] {
  const empty = new Set(emptySections(book));
  return book.sections.flatMap((section) =>
    isSectionKindName(section.kind) && !empty.has(section)
      ? sectionKinds[section.kind].findings(section, book)
      : [],
  );
}
