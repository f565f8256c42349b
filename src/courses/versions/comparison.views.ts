import { type Comparison } from './comparison.rules.js';
import { type Piece } from './words.rules.js';

export interface ComparisonShown {
  facts: { name: string; pieces: readonly Piece[] }[];
  lessons: { title: string; sentences: string; text: { words: string; pieces: readonly Piece[] } | null }[];
  sessions: { kind: 'good' | 'bad'; icon: string; word: string; words: string }[];
}

/** A comparison as views/versions/comparison-body.hbs prints it. */
export function comparisonShown({ facts, lessons, sessions }: Comparison): ComparisonShown {
  return {
    facts,
    lessons: lessons.map(({ title, sentences, text }) => ({
      title,
      sentences: sentences.join('. '),
      text: text && { words: textWords(text), pieces: text.pieces },
    })),
    sessions: sessions.map(({ change, words }) =>
      change === 'added'
        ? { kind: 'good', icon: 'plus', word: 'Added', words }
        : { kind: 'bad', icon: 'minus', word: 'Removed', words },
    ),
  };
}

function textWords({ added, removed }: { added: number; removed: number }): string {
  const words = (count: number) => `${count} ${count === 1 ? 'word' : 'words'}`;
  if (added === 0 && removed === 0) return 'Text: only marks or spaces changed';
  return `Text: ${words(added)} added, ${words(removed)} removed`;
}
