import { type Block, paragraph } from './blocks.rules.js';
import {
  cleanProse,
  freezeProse,
  prose,
  proseBlocks,
  type ProseDocument,
  proseText,
  thawProse,
} from './prose.rules.js';
import { type SectionKind } from './section-kind.rules.js';
import { fillQuadrant, quadrants, type Quadrant, swotRows } from './swot-rows.rules.js';
import { notesOf } from './tables/rows.rules.js';
import { countWords, isRecord, wellFormed } from './text.rules.js';

/** Frozen, the grid is four lists of { id, text }, and the words that go with it. Rows without text are left out. */
export const swot: SectionKind = {
  table: null,
  figures: null,
  freeze: (doc, key) => {
    const frozen = { ...emptyGrid(), notes: freezeProse(notesOf(doc, key)) };
    for (const row of swotRows(doc, key)) {
      frozen[row.quadrant].push({ id: row.id, text: row.text.toJSON() });
    }
    return clean(frozen);
  },
  thaw: (doc, key, content) => {
    const grid = clean(content);
    thawProse(notesOf(doc, key), grid.notes);
    doc.getMap(key).clear();
    for (const quadrant of quadrants) fillQuadrant(doc, key, quadrant, grid[quadrant]);
  },
  summarise: (content) => {
    const grid = clean(content);
    const texts = quadrants.flatMap((name) => grid[name].map(({ text }) => text));
    return {
      words: countWords([...texts, proseText(grid.notes)].join('\n')),
      entries: texts.length,
      sum: null,
    };
  },
  isEmpty: (content) => {
    const grid = clean(content);
    return quadrants.every((name) => grid[name].length === 0) && prose.isEmpty(grid.notes);
  },
  toBlocks: (content) => {
    const grid = clean(content);
    const groups = quadrants.map((name) => ({ title: quadrantTitles[name], blocks: listed(grid[name]) }));
    return [{ type: 'groups', groups }, ...proseBlocks(grid.notes)];
  },
  findings: (section, book) => {
    const grid = clean(section.content);
    const empty = quadrants
      .filter((name) => grid[name].length === 0)
      .map((name) => ({
        section: section.key,
        row: null,
        column: name,
        sentence: `There are no ${quadrantTitles[name].toLowerCase()} yet.`,
        teach: 'An empty quadrant reads as if nobody had looked. Two or three specific entries are enough.',
      }));
    return [...empty, ...prose.findings({ ...section, content: grid.notes }, book)];
  },
};

export const quadrantTitles: Readonly<Record<Quadrant, string>> = {
  strengths: 'Strengths',
  weaknesses: 'Weaknesses',
  opportunities: 'Opportunities',
  threats: 'Threats',
};

type Grid = Record<Quadrant, { id: string; text: string }[]>;
type FrozenSwot = Grid & { notes: ProseDocument };

function emptyGrid(): Grid {
  return { strengths: [], weaknesses: [], opportunities: [], threats: [] };
}

function clean(content: unknown): FrozenSwot {
  const frozen = { ...emptyGrid(), notes: cleanProse(isRecord(content) ? content['notes'] : null) };
  if (!isRecord(content)) return frozen;
  const ids = new Set<string>();
  for (const name of quadrants) {
    const list: unknown = content[name];
    if (!Array.isArray(list)) continue;
    for (const row of list as unknown[]) {
      if (!isRecord(row)) continue;
      const id = typeof row['id'] === 'string' ? wellFormed(row['id']) : '';
      const text = typeof row['text'] === 'string' ? wellFormed(row['text']).trim() : '';
      if (id === '' || text === '' || ids.has(id)) continue;
      ids.add(id);
      frozen[name].push({ id, text });
    }
  }
  return frozen;
}

function listed(rows: readonly { text: string }[]): Block[] {
  if (rows.length === 0) return [paragraph('Nothing entered.')];
  return [{ type: 'list', start: null, items: rows.map(({ text }) => [paragraph(text)]) }];
}
