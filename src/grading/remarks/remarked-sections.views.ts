import { type ReadableSection } from '../../assignments/submissions/readable-sections.js';
import { textOfHtml } from '../../platform/web/marked-html.js';
import { type SafeHtml } from '../../platform/web/safe-html.js';
import { locate, quoteWords } from './anchor.rules.js';

/** A remark on words as far as it is to be found and shown; texts are null once erased. */
export interface PlacedRemark {
  id: string;
  sectionKey: string;
  start: number;
  end: number;
  quote: string | null;
  prefix: string | null;
  suffix: string | null;
}

export interface NumberedRemark<R extends PlacedRemark> {
  /** Counted from 1 through the handbook. */
  number: number;
  remark: R;
  /** Where its words stand in the section's text as it is shown now; null when they are not found. */
  place: { start: number; end: number } | null;
}

export interface RemarkedSection<R extends PlacedRemark> {
  key: string;
  html: SafeHtml;
  remarks: NumberedRemark<R>[];
}

/** The sections of a handbook with their remarks in place, numbered in reading order. */
export function remarkedSections<R extends PlacedRemark>(
  sections: readonly Pick<ReadableSection, 'key' | 'html'>[],
  remarks: readonly R[],
): RemarkedSection<R>[] {
  let number = 0;
  return sections.map(({ key, html }) => {
    const own = remarks.filter((remark) => remark.sectionKey === key);
    if (own.length === 0) return { key, html, remarks: [] };
    const text = textOfHtml(html.toString());
    const placed = own
      .map((remark) => ({ remark, place: placeOf(text, remark) }))
      .sort((one, other) => (one.place?.start ?? Infinity) - (other.place?.start ?? Infinity))
      .map((one) => ({ ...one, number: (number += 1) }));
    const marks = placed.flatMap(({ number: known, place }) => (place ? [{ number: known, ...place }] : []));
    return { key, html: html.withMarks(marks, { links: true }), remarks: placed };
  });
}

function placeOf(text: string, { start, end, quote, prefix, suffix }: PlacedRemark) {
  return quote === null
    ? null
    : locate(text, { start, end, quote, prefix: prefix ?? '', suffix: suffix ?? '' });
}

/** “the small hotels”, or null for words that were erased. */
export const quoteOf = ({ quote }: PlacedRemark): string | null =>
  quote === null ? null : `“${quoteWords(quote)}”`;
