const storageKey = 'capstone-desk-places';
const keptAtMost = 40;

/** At which criterion one was, and how far both sides were scrolled, in pixels, where each scrolls by itself. */
export interface DeskPlace {
  scrolled: { handbook: number; rubric: number } | null;
  criterion: string | null;
}

/** Where one was at this desk before, in this tab: after finalising or coming back one goes on from there. */
export function recallPlace(path: string): DeskPlace | null {
  return places().find(([one]) => one === path)?.[1] ?? null;
}

export function keepPlace(path: string, place: DeskPlace): void {
  const others = places().filter(([one]) => one !== path);
  try {
    sessionStorage.setItem(storageKey, JSON.stringify([...others, [path, place]].slice(-keptAtMost)));
  } catch {
    // A full or forbidden storage costs the place only.
  }
}

/** The oldest first. */
function places(): [path: string, place: DeskPlace][] {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? '[]') as [string, DeskPlace][];
  } catch {
    return [];
  }
}
