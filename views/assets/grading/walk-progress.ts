/** A page that was fetched ahead is this old at most, milliseconds; what was marked since then it does not know. */
const aheadAtMost = 60_000;

const markedHere = new Map<string, { levelId: string | null; at: number }>();

/** Remembers what was marked on a page, for pages that were fetched before it was. */
export function rememberLevel(place: string, levelId: string | null): void {
  markedHere.set(place, { levelId, at: performance.now() });
}

/** @returns what was chosen at a place a moment ago: null for no level, undefined where nothing was chosen */
export function levelMarkedHere(place: string): string | null | undefined {
  const marked = markedHere.get(place);
  return marked && performance.now() - marked.at <= 2 * aheadAtMost ? marked.levelId : undefined;
}

/**
 * How many handbooks have a level, when of `open` those had none as the page was made.
 *
 * @param placeOf what `rememberLevel` knows a handbook by
 */
export function countMarked(of: number, open: readonly string[], placeOf: (id: string) => string): number {
  for (const [place, { at }] of markedHere) {
    if (performance.now() - at > 2 * aheadAtMost) markedHere.delete(place);
  }
  return of - open.filter((id) => (markedHere.get(placeOf(id))?.levelId ?? null) === null).length;
}
