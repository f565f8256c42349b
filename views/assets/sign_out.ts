import * as Turbo from '@hotwired/turbo';

/**
 * After signing out nobody reads the last pages by pressing Back. A form with `data-sign-out` keeps the page that
 * it stands on out of Turbo's cache, and empties the cache once the server has answered.
 */
export function forgetPagesAtSignOut(): void {
  document.addEventListener('turbo:submit-start', (event) => {
    if (isSignOut(event)) Turbo.cache.exemptPageFromCache();
  });
  document.addEventListener('turbo:submit-end', (event) => {
    if (isSignOut(event)) Turbo.cache.clear();
  });
}

function isSignOut(event: Event): boolean {
  return event.target instanceof HTMLFormElement && event.target.hasAttribute('data-sign-out');
}
