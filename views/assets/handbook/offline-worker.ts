/*
 * The service worker of /handbooks/: without a network a handbook's page opens from what handbook/kept-page.ts has put
 * into this browser's caches. It writes nothing itself and answers nothing else. It imports nothing, so that it is one
 * file under one address (views/vite.config.ts).
 */

/** What is used here of the types that the DOM's do not know. */
interface WorkerScope {
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: LifeEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: AnswerableEvent) => void): void;
}
interface LifeEvent extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface AnswerableEvent extends LifeEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

const worker = globalThis as unknown as WorkerScope;
const page = /^\/handbooks\/[0-9a-f-]{36}\/?$/;
/** A network that takes longer than this is treated as none when the page is kept here. */
const patienceMs = 8_000;
const asKept = { ignoreVary: true, ignoreSearch: true } satisfies CacheQueryOptions;

worker.addEventListener('install', () => void worker.skipWaiting());
worker.addEventListener('activate', (event) => {
  event.waitUntil(worker.clients.claim());
});
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== worker.location.origin) return;
  if (request.mode === 'navigate' && page.test(pathname)) event.respondWith(openPage(request, pathname));
  else if (pathname.startsWith('/assets/')) event.respondWith(openFile(request));
});

/** From the network; the kept copy only when that fails, or what stands before the server says that it is away. */
async function openPage(request: Request, pathname: string): Promise<Response> {
  const kept = await caches.match(pathname, asKept);
  if (kept === undefined) return fetch(request);
  const late = new Promise<Response>((resolve) => {
    setTimeout(() => {
      resolve(kept);
    }, patienceMs);
  });
  const fresh = fetch(request).then(
    (answer) => ([502, 503, 504].includes(answer.status) ? kept : answer),
    () => kept,
  );
  return Promise.race([fresh, late]);
}

/** The names carry a digest of the content, so a kept file is always the right one. */
async function openFile(request: Request): Promise<Response> {
  return (await caches.match(request, asKept)) ?? fetch(request);
}
