/** So many handbooks of one person stay ready to be opened without a network; the others' pages go, not their texts. */
const mostPages = 6;
const prefixLength = 'capstone-handbook:'.length;

/** A page that the service worker took from this browser's cache says so of itself. */
export function isKeptPage(element: HTMLElement): boolean {
  return element.hasAttribute('data-kept-page');
}

/** What could not be kept is tried again this much later, and each time later still, milliseconds. */
const tryAgainMs = 5_000;
const mostTries = 5;

interface FreshPage {
  html: string;
  headers: Headers;
  page: Document;
}

/**
 * Keeps this page and the files that it needs in a cache of its own, from which `offline-worker.ts` answers when the
 * network does not. In a browser without service workers, or without TLS, nothing is kept.
 *
 * @param name as the database of this person and handbook
 */
export class KeptPage {
  private worker = registerWorker();
  private keeping = false;
  private next: FreshPage | null = null;
  private failures = 0;

  constructor(private readonly name: string) {}

  /** `html` and `headers` as the server has just sent them. */
  async keep(page: FreshPage): Promise<void> {
    this.next = page;
    if (!('caches' in window) || this.keeping) return;
    this.keeping = true;
    // What comes meanwhile is newer, and what was begun may wait for a network that is gone
    for (let now = this.taken(); now !== null; now = this.taken()) {
      try {
        if (!(await this.worker)) this.worker = registerWorker();
        await this.put(now);
        this.failures = 0;
      } catch {
        // No room, or forbidden: the page says what is kept of the text, and it needs a network to be opened again
        this.tryLater(now);
      }
    }
    this.keeping = false;
  }

  private taken(): FreshPage | null {
    const page = this.next;
    this.next = null;
    return page;
  }

  private tryLater(page: FreshPage): void {
    this.failures += 1;
    if (this.failures > mostTries) return;
    setTimeout(() => {
      if (this.next === null && !this.keeping) void this.keep(page);
    }, this.failures * tryAgainMs);
  }

  private async put({ html, headers, page }: FreshPage): Promise<void> {
    const cache = await caches.open(this.name);
    const files = filesOf(page);
    const there = await cache.keys();
    const known = new Set(there.map(({ url }) => new URL(url).pathname));
    for (const file of files) if (!known.has(file)) await cache.add(file);
    const own = new Headers(headers);
    // The text is no longer packed
    own.delete('content-encoding');
    own.delete('content-length');
    const marked = html.replace(' data-handbook="', ' data-kept-page data-handbook="');
    await cache.put(location.pathname, new Response(marked, { headers: own }));
    for (const request of there) {
      const { pathname } = new URL(request.url);
      if (pathname !== location.pathname && !files.has(pathname)) await cache.delete(request);
    }
    await forgetOldest(this.name);
  }

  async forget(): Promise<void> {
    this.next = null;
    this.failures = mostTries;
    if ('caches' in window) await caches.delete(this.name).catch(() => false);
  }
}

/** @returns false where it was refused, as by a device that is full */
async function registerWorker(): Promise<boolean> {
  if (!('serviceWorker' in navigator)) return true;
  return navigator.serviceWorker.register('/assets/offline-worker.js', { scope: '/handbooks/' }).then(
    () => true,
    () => false,
  );
}

/** What the page names itself, and the fonts that it has used so far. */
function filesOf(page: Document): Set<string> {
  const named = page.querySelector<HTMLElement>('[data-files]')?.dataset['files'] ?? '';
  const loaded = performance
    .getEntriesByType('resource')
    .map(({ name }) => new URL(name))
    .filter(
      ({ origin, pathname }) => origin === location.origin && /^\/assets\/.*\.(woff2|svg)$/.test(pathname),
    );
  return new Set([
    ...named.split(' ').filter((file) => file !== ''),
    ...loaded.map(({ pathname }) => pathname),
  ]);
}

async function forgetOldest(name: string): Promise<void> {
  const person = name.slice(0, name.indexOf(':', prefixLength) + 1);
  const all = (await caches.keys()).filter((other) => other.startsWith(person));
  const others = all.filter((other) => other !== name);
  for (const old of others.slice(0, Math.max(0, all.length - mostPages))) await caches.delete(old);
}
