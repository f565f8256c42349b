import { describe, expect, it } from '@jest/globals';
import { builtInTemplates } from '../../src/assignments/built-in-templates.js';
import { exampleContents } from '../../src/assignments/examples/example-content.js';
import { exampleHandbooks } from '../../src/assignments/examples/examples.js';
import {
  bookOf,
  emptySections,
  findingsOf,
  sectionKinds,
} from '../../src/assignments/sections/section-kinds.rules.js';
import { type FigureTable, storedFigures } from '../../src/assignments/sections/tables/figures.rules.js';
import { isRecord } from '../../src/assignments/sections/text.rules.js';
import { numberWords } from '../../src/assignments/sections/tables/numbers.rules.js';
import { harbourLane } from '../../src/dashboard/demo/harbour-lane.js';
import { strategistTemplate } from '../../src/assignments/strategist-template.js';

const written = [
  ...exampleHandbooks.map(({ slug, course, sections }) => ({
    slug,
    sections,
    template: builtInTemplates[course],
  })),
  {
    slug: 'harbour-lane',
    sections: Object.fromEntries(
      Object.entries(harbourLane).map(([key, section]) => [
        key,
        typeof section === 'string' ? { prose: section } : section,
      ]),
    ),
    template: strategistTemplate,
  },
];

describe.each(written)('the handbook $slug', ({ slug, sections, template }) => {
  const places = template?.sections ?? [];
  const titles = Object.fromEntries(places.map(({ key, title }) => [key, title]));
  const book = bookOf(exampleContents(sections, places), titles);

  it('has every section of its template and no other', () => {
    expect(Object.keys(sections).sort()).toEqual(places.map(({ key }) => key).sort());
    expect(emptySections(book)).toEqual([]);
  });

  it('has nothing that does not fit', () => {
    expect(findingsOf(book)).toEqual([]);
  });

  it('says in words what its figures come to', () => {
    const said = (key: string) => sections[key]?.prose ?? '';
    const budget = contentOf('budget');
    const [total = ''] = /[\d,.]+(?= in total)/.exec(sectionKinds.budget.summarise(budget).sum ?? '') ?? [];
    expect(said('budget')).toContain(bare(total));
    expect(said('executive-brief')).toContain(bare(total));
    const range = tableOf('roi', 'range');
    if (range === undefined) return;
    const [, expected] = range.rows[0]?.values ?? [];
    expect(said('roi')).toContain(bare(numberWords(expected?.value ?? 0, 2)));
    for (const value of range.foot?.values ?? [])
      expect(said('roi')).toContain(`${Math.abs(Math.round((value?.value ?? 0) / 10))} %`);
  });

  it('is as long as the template asks for', () => {
    // That of the demo is short on purpose
    if (slug === 'harbour-lane') return;
    for (const { key, kind, words } of places) {
      const counted = sectionKinds[kind].summarise(contentOf(key)).words;
      if (words !== null)
        expect([key, counted >= words[0] && counted <= words[1], counted]).toEqual([key, true, counted]);
    }
  });

  function contentOf(key: string): unknown {
    return book.sections.find((section) => section.key === key)?.content;
  }

  function tableOf(key: string, table: string): FigureTable | undefined {
    const content = contentOf(key);
    const figures = isRecord(content) ? storedFigures(content['figures']) : null;
    return figures?.tables.find((one) => one.key === table);
  }
});

/** 41,000 for 41,000.00. */
function bare(amount: string): string {
  return amount.replace(/\.00$/, '');
}
