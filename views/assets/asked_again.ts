/**
 * What an employer reads may end at any moment. A browser that comes back from another site shows the page that it kept
 * whole, so a public page is fetched again then, and not shown before.
 */
export function askAgainAfterBack(): void {
  window.addEventListener('pageshow', ({ persisted }) => {
    if (!persisted || !document.body.classList.contains('public')) return;
    document.body.hidden = true;
    location.reload();
  });
}
