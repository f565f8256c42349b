/** The handbook's editor, the grading desk, drafts: they show work in progress, which is stale a moment later. */
const livePages = /^\/(my\/[^/]+\/handbook|handbooks\/|grading\/|assessments\/|courses\/drafts\/)/;

/** Turbo fetches a page when the pointer rests on its link; not the live ones. */
export function fetchLivePagesOnlyWhenOpened(): void {
  document.addEventListener('turbo:before-prefetch', (event) => {
    if (event.target instanceof HTMLAnchorElement && livePages.test(event.target.pathname)) {
      event.preventDefault();
    }
  });
}
