import { diffLines, diffWordsWithSpace } from 'diff';

/** A part of two texts laid over each other: in both, only in the first, or only in the second. */
export interface Piece {
  kind: 'same' | 'removed' | 'added';
  text: string;
}

/**
 * The words in which two texts differ. Where they have so little in common that finding the least difference would take
 * long, whole lines are compared, and at last the texts as a whole.
 */
export function differingWords(before: string, after: string): Piece[] {
  const limits = { maxEditLength: 3000, timeout: 300 };
  const changes = diffWordsWithSpace(before, after, limits) ?? diffLines(before, after, limits);
  if (!changes) {
    const whole: Piece[] = [
      { kind: 'removed', text: before },
      { kind: 'added', text: after },
    ];
    return whole.filter(({ text }) => text !== '');
  }
  return changes.map(({ value, added, removed }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value,
  }));
}

/** How many words of the pieces are of a kind. */
export function countWords(pieces: readonly Piece[], kind: Piece['kind']): number {
  return pieces
    .filter((piece) => piece.kind === kind)
    .reduce((sum, { text }) => sum + (text.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu)?.length ?? 0), 0);
}

/** What both texts share is cut to the few words around each difference. */
export function folded(pieces: readonly Piece[], around = 12): Piece[] {
  return pieces.map((piece, at) => {
    if (piece.kind !== 'same') return piece;
    const words = piece.text.split(/(?<=\s)(?=\S)/u);
    const first = at === 0 ? 0 : around;
    const last = at === pieces.length - 1 ? 0 : around;
    if (words.length <= first + last + around) return piece;
    const end = last === 0 ? '' : words.slice(-last).join('');
    return { kind: 'same', text: `${words.slice(0, first).join('')}[…] ${end}` };
  });
}
