import { pageAnswer } from '../../../src/assignments/live/page-answer.rules.js';
import { personOfPage } from '../kept_on_device.js';

export type PageAnswer =
  /** The page as it is now, for the same person. */
  | { kind: 'open'; html: string; headers: Headers; page: Document }
  | { kind: 'signed-out' }
  /** The right to this handbook has ended. */
  | { kind: 'gone' }
  | { kind: 'other-person'; name: string }
  /** The network or the server does not answer, or not with this. */
  | { kind: 'unknown' };

/**
 * Asks for this very page once more. A browser is not told why a socket was refused; the page itself says it: it
 * leads to sign-in without a session, is not there without a right, and names who is signed in.
 *
 * @param person the id of whoever this page was made for
 */
export async function askForPage(person: string): Promise<PageAnswer> {
  if (!navigator.onLine) return { kind: 'unknown' };
  try {
    const answer = await fetch(location.pathname, {
      redirect: 'manual',
      cache: 'no-store',
      credentials: 'same-origin',
      headers: { accept: 'text/html' },
    });
    const html = await answer.text();
    const page = new DOMParser().parseFromString(html, 'text/html');
    const redirects = answer.type === 'opaqueredirect';
    const kind = pageAnswer({ status: answer.status, redirects, person: personOfPage(page) }, person);
    if (kind === 'other-person') {
      return { kind, name: page.querySelector('.masthead-full-name')?.textContent.trim() ?? 'Somebody else' };
    }
    return kind === 'open' ? { kind, html, headers: answer.headers, page } : { kind };
  } catch {
    return { kind: 'unknown' };
  }
}
