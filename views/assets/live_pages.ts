/** The handbook's editor and the grading desk: they show work in progress, which is stale a moment later. */
const livePages = /^\/(my\/[^/]+\/handbook|handbooks\/|grading\/|assessments\/)/;

/** Turbo fetches a page when the pointer rests on its link; not the live ones. */
export function fetchLivePagesOnlyWhenOpened(): void {
  document.addEventListener('turbo:before-prefetch', (event) => {
    if (event.target instanceof HTMLAnchorElement && livePages.test(event.target.pathname)) {
      event.preventDefault();
    }
  });
}
