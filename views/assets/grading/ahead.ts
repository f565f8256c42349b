import { personOfPage } from '../kept_on_device.js';

/** A kept page is shown up to this age, milliseconds; a mark of it may have changed since. */
const longest = 60_000;
/** From this age on it is fetched anew as soon as somebody does something on the page, milliseconds. */
const refreshedAfter = 40_000;
const keptAtMost = 3;

interface KeptPage {
  /** `performance.now()` when it was asked for. */
  at: number;
  person: string | null;
  /** Null when it did not come, or was not what the link names (a sign-in, say). */
  html: Promise<string | null>;
}

const kept = new Map<string, KeptPage>();

/**
 * The page behind a link with `data-ahead` is fetched once this one is idle, and is there when somebody goes – by a click,
 * by `Turbo.visit`, by a key. It lies in memory only, for a minute at most, and is fetched anew while somebody works
 * here. Turbo is handed the page at `turbo:before-fetch-request`, where it looks for what it fetched ahead itself.
 */
export function fetchMarkedPagesAhead(): void {
  document.addEventListener('turbo:load', lookAhead);
  document.addEventListener('turbo:before-fetch-request', giveKeptPage);
  // A form may change what any page says, and who is signed in.
  document.addEventListener('turbo:submit-start', () => {
    forgetAhead();
  });
  for (const sign of ['keydown', 'pointerdown', 'pointermove', 'wheel']) {
    document.addEventListener(sign, refresh, { passive: true });
  }
}

/** Fetches what the marked links of this page name. Called at each visit; call it when such a link was changed by a script. */
function lookAhead(): void {
  whenIdle(() => {
    for (const url of marked()) if (!isFresh(url, refreshedAfter)) fetchAhead(url);
  });
}

/** Drops kept pages that show what has just been changed; without `about`, all. @param about a part of their address */
export function forgetAhead(about = ''): void {
  for (const url of kept.keys()) if (url.includes(about)) kept.delete(url);
}

const marked = () =>
  [...document.querySelectorAll<HTMLAnchorElement>('a[data-ahead]')].map(({ href }) => href);

function isFresh(url: string, age: number): boolean {
  const page = kept.get(url);
  return page !== undefined && performance.now() - page.at < age && page.person === personOfPage();
}

function fetchAhead(url: string): void {
  kept.delete(url);
  kept.set(url, { at: performance.now(), person: personOfPage(), html: read(url) });
  for (const oldest of [...kept.keys()].slice(0, -keptAtMost)) kept.delete(oldest);
}

async function read(url: string): Promise<string | null> {
  try {
    const response = await fetch(url, {
      // As Turbo marks its own: the server keeps what it wants to say once for the page that is really opened.
      headers: { accept: 'text/html', 'x-sec-purpose': 'prefetch' },
      cache: 'no-store',
      priority: 'low',
    });
    // All of it: a body that nobody reads stays in the network.
    return response.ok && !response.redirected ? await response.text() : null;
  } catch {
    return null;
  }
}

let lookedAt = 0;

function refresh(): void {
  const now = performance.now();
  if (now - lookedAt < 1000) return;
  lookedAt = now;
  for (const url of marked()) if (!isFresh(url, refreshedAfter)) fetchAhead(url);
}

interface FetchRequest {
  url: URL;
  fetchOptions: RequestInit;
  /** Turbo takes this response instead of asking for one. */
  fetchRequest?: { response: Promise<Response> };
}

function giveKeptPage(event: Event): void {
  const { detail } = event as CustomEvent<FetchRequest>;
  const { url, fetchOptions } = detail;
  if (event.target instanceof HTMLFormElement || fetchOptions.method !== 'GET') return;
  const page = kept.get(url.href);
  const fresh = isFresh(url.href, longest);
  kept.delete(url.href);
  if (!page || !fresh) return;
  detail.fetchRequest = { response: responseOf(page, url, fetchOptions) };
}

/** What did not come ahead is asked for as if nothing had been tried. */
async function responseOf(page: KeptPage, url: URL, fetchOptions: RequestInit): Promise<Response> {
  const html = await page.html;
  if (html === null) return fetch(url, fetchOptions);
  return new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8' } });
}

function whenIdle(act: () => void): void {
  // Safari has no requestIdleCallback.
  if ('requestIdleCallback' in window) window.requestIdleCallback(act, { timeout: 2000 });
  else globalThis.setTimeout(act, 300);
}
