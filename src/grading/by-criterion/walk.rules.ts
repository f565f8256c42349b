/** How somebody walks through the handbooks; it stands in the address. */
export interface WalkChoice {
  /** Students' names are left out, so that nobody is judged by who they are. */
  namesHidden: boolean;
  /** Handbooks that have a level already are passed by. */
  onlyOpen: boolean;
}

/** What an address says; anything else than the known words is left out. */
export function readWalk(query: unknown): WalkChoice {
  const { names, only } = (typeof query === 'object' && query !== null ? query : {}) as Record<
    string,
    unknown
  >;
  return { namesHidden: names === 'hidden', onlyOpen: only === 'open' };
}

/** What it adds to an address: `?names=hidden&only=open`, or nothing. */
export function walkQuery({ namesHidden, onlyOpen }: WalkChoice): string {
  const words = [...(namesHidden ? ['names=hidden'] : []), ...(onlyOpen ? ['only=open'] : [])];
  return words.length === 0 ? '' : `?${words.join('&')}`;
}

interface Walked {
  /** Null until its marking was opened. */
  assessmentId: string | null;
  levelId: string | null;
}

export interface WalkPlace<Row> {
  /** From 1; null for work that is not, or no longer, among those. */
  position: number | null;
  previous: Row | null;
  /** Null at the end: what was passed by is told there. */
  next: Row | null;
}

/** Where an assessment stands among the handbooks, which keep their order whatever is passed by. */
export function placeInWalk<Row extends Walked>(
  rows: readonly Row[],
  assessmentId: string,
  { onlyOpen }: WalkChoice,
): WalkPlace<Row> {
  const at = rows.findIndex((row) => row.assessmentId === assessmentId);
  const stops = (row: Row) => row.assessmentId !== null && !(onlyOpen && row.levelId !== null);
  return {
    position: at < 0 ? null : at + 1,
    previous: rows.slice(0, Math.max(at, 0)).findLast(stops) ?? null,
    next: rows.slice(at + 1).find(stops) ?? null,
  };
}

/** How many have a level. */
export const countMarked = (rows: readonly Walked[]): number =>
  rows.filter(({ levelId }) => levelId !== null).length;
