import { type SectionKind } from './section-kind.rules.js';
import { quadrants, type Quadrant, swotRows } from './swot-rows.rules.js';
import { countWords, escapeHtml, isRecord, wellFormed } from './text.rules.js';

/** Frozen, the grid is four lists of { id, text }; rows without text are left out. */
export const swot: SectionKind = {
  freeze: (doc, key) => {
    const frozen = emptyGrid();
    for (const row of swotRows(doc, key)) {
      frozen[row.quadrant].push({ id: wellFormed(row.id), text: wellFormed(row.text.toJSON()).trim() });
    }
    return clean(frozen);
  },
  summarise: (content) => {
    const texts = Object.values(clean(content)).flatMap((list) => list.map(({ text }) => text));
    return { words: countWords(texts.join('\n')), entries: texts.length };
  },
  isEmpty: (content) => Object.values(clean(content)).every((list) => list.length === 0),
  toHtml: (content) => {
    const frozen = clean(content);
    return `<div class="swot">${quadrants.map((name) => quadrantHtml(name, frozen[name])).join('')}</div>`;
  },
};

export const quadrantTitles: Readonly<Record<Quadrant, string>> = {
  strengths: 'Strengths',
  weaknesses: 'Weaknesses',
  opportunities: 'Opportunities',
  threats: 'Threats',
};

type FrozenSwot = Record<Quadrant, { id: string; text: string }[]>;

function emptyGrid(): FrozenSwot {
  return { strengths: [], weaknesses: [], opportunities: [], threats: [] };
}

function clean(content: unknown): FrozenSwot {
  const frozen = emptyGrid();
  if (!isRecord(content)) return frozen;
  for (const name of quadrants) {
    const list: unknown = content[name];
    if (!Array.isArray(list)) continue;
    for (const row of list as unknown[]) {
      if (!isRecord(row)) continue;
      const { id, text } = row;
      if (typeof id === 'string' && typeof text === 'string' && text.trim() !== '')
        frozen[name].push({ id, text });
    }
  }
  return frozen;
}

function quadrantHtml(name: Quadrant, rows: { text: string }[]): string {
  const list =
    rows.length === 0
      ? '<p>Nothing entered.</p>'
      : `<ul>${rows.map(({ text }) => `<li>${escapeHtml(text)}</li>`).join('')}</ul>`;
  return `<div class="swot-quadrant"><h3>${quadrantTitles[name]}</h3>${list}</div>`;
}
