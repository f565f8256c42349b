/** Where to go after sign-in: a path on this site, whatever an address or a form says; else the start page. */
export function localPath(wanted: unknown): string {
  if (typeof wanted !== 'string' || !wanted.startsWith('/')) return '/';
  const here = 'http://here.invalid';
  try {
    // Browsers read "//host" and "/\host" as another site; the URL parser does too (WHATWG URL, 4.4).
    const url = new URL(wanted, here);
    return url.origin === here ? `${url.pathname}${url.search}${url.hash}` : '/';
  } catch {
    return '/';
  }
}
