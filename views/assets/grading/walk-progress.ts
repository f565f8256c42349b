/** A page that was fetched ahead is this old at most, milliseconds; what was marked since then it does not know. */
const aheadAtMost = 60_000;

const markedHere = new Map<string, { hasLevel: boolean; at: number }>();

/** Remembers what was marked on a page, for pages that were fetched before it was. */
export function rememberLevel(place: string, hasLevel: boolean): void {
  markedHere.set(place, { hasLevel, at: performance.now() });
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
  return of - open.filter((id) => markedHere.get(placeOf(id))?.hasLevel !== true).length;
}
