/** Where to go after sign-in: a path on this site, whatever an address or a form says; else the start page. */
export function localPath(wanted: unknown): string {
  if (typeof wanted !== 'string' || !wanted.startsWith('/')) return '/';
  const here = 'http://here.invalid';
  try {
    // Browsers read "//host" and "/\host" as another site; the URL parser does too (WHATWG URL, 4.4).
    const url = new URL(wanted, here);
    // It also takes dots out, and "/.//host" becomes "//host", which is another site when it is read once more.
    const stays = url.origin === here && !url.pathname.startsWith('//');
    return stays ? `${url.pathname}${url.search}${url.hash}` : '/';
  } catch {
    return '/';
  }
}
