/*
 * Turbo asks nobody before it shows a page of the history, and the browser only before it leaves the document. So Back
 * and Forward dispatch `capstone:before-back` on the document first. When that is cancelled the address becomes this
 * page's again, and whoever cancelled calls `go` once nothing would be lost: those who are left are asked then.
 *
 * Imported before Turbo, and at work from then on: a window calls its listeners for `popstate` in the order in which
 * they came, and Turbo's comes with its import.
 */

/** What a page hears before Back or Forward leaves it. Cancelled, it stays, until somebody calls `go`. */
export type TurningBack = CustomEvent<{ go: () => void }>;

/** The page that is shown; Back and Forward change the address before anybody is asked. */
let shown = location.href;
/** Turbo's number of this place in the history, for browsers without the Navigation API. */
let place = placeOf(history.state);
/** The step back to this page is on its way, and nobody's business. */
let returning = false;
/** How far Back or Forward has led within this document. */
let steps = 0;
/** The last turn; an earlier one leads nowhere any more. */
let turn = 0;
let allowed = false;

function arrived(): void {
  shown = location.href;
  place = placeOf(history.state);
}

function turned(event: PopStateEvent): void {
  if (returning) {
    returning = false;
    event.stopImmediatePropagation();
    return;
  }
  const there = placeOf(event.state);
  if (!('navigation' in window)) steps = there - place;
  const leaves = withoutHash(location.href) !== withoutHash(shown);
  const by = steps;
  if (leaves && !allowed && by !== 0 && !isAllowed(by)) {
    event.stopImmediatePropagation();
    returning = true;
    history.go(-by);
    return;
  }
  allowed = false;
  shown = location.href;
  // Turbo, whose turn comes next, gives a place without a number one.
  setTimeout(() => {
    place = placeOf(history.state);
  });
}

function isAllowed(by: number): boolean {
  turn += 1;
  const mine = turn;
  const ask = (): boolean =>
    document.dispatchEvent(new CustomEvent('capstone:before-back', { cancelable: true, detail: { go } }));
  const go = (): void => {
    if (mine !== turn || !ask()) return;
    turn += 1;
    allowed = true;
    history.go(by);
  };
  return ask();
}

function placeOf(state: unknown): number {
  return (state as { turbo?: { restorationIndex?: number } } | null)?.turbo?.restorationIndex ?? 0;
}

const withoutHash = (href: string): string => href.split('#', 1)[0] ?? href;

if ('navigation' in window) {
  window.navigation.addEventListener('currententrychange', ({ navigationType, from }) => {
    const now = window.navigation.currentEntry?.index ?? 0;
    if (navigationType === 'traverse') steps = now - from.index;
  });
}
window.addEventListener('popstate', turned);
document.addEventListener('turbo:load', arrived);
