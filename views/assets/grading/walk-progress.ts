/** A page that was fetched ahead is this old at most, milliseconds; what was marked since then it does not know. */
const aheadAtMost = 60_000;

/** A level that was chosen in this tab, or that this tab was told of. */
interface MarkedHere {
  levelId: string | null;
  /** Of the mark in which it is stored; of the one that it was made from, while it is on its way. */
  version: number;
}

const markedHere = new Map<string, MarkedHere & { at: number }>();

const placeOf = (assessment: string, criterion: string) => `${assessment} ${criterion}`;

/** Remembers what a mark is on this page, for pages that were fetched before it was. */
export function rememberLevel(assessment: string, criterion: string, { levelId, version }: MarkedHere): void {
  markedHere.set(placeOf(assessment, criterion), { levelId, version, at: performance.now() });
}

/** The server does not take what was chosen: what stands there is what a page says. */
export function forgetLevel(assessment: string, criterion: string): void {
  markedHere.delete(placeOf(assessment, criterion));
}

/**
 * @param version of the mark that the page was made with, 0 where there was none; one that is newer is the right one
 * @returns what was chosen here a moment ago: null for no level, undefined where the page knows better
 */
export function levelMarkedHere(
  assessment: string,
  criterion: string,
  version: number,
): string | null | undefined {
  const marked = markedHere.get(placeOf(assessment, criterion));
  return marked && marked.version >= version && isRecent(marked) ? marked.levelId : undefined;
}

const isRecent = ({ at }: { at: number }) => performance.now() - at <= 2 * aheadAtMost;

/**
 * How many handbooks have a level in a criterion.
 *
 * @param open those that had none as the page was made, with the versions of their marks
 */
export function countMarked(
  of: number,
  open: readonly { assessment: string; version: number }[],
  criterion: string,
): number {
  for (const [place, marked] of markedHere) if (!isRecent(marked)) markedHere.delete(place);
  const stillOpen = open.filter(
    ({ assessment, version }) => (levelMarkedHere(assessment, criterion, version) ?? null) === null,
  );
  return of - stillOpen.length;
}
