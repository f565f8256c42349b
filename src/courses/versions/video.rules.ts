/** A video that a lesson links to, and where its player is. */
export interface Video {
  /** Who serves it, in words. */
  host: string;
  player: { kind: 'frame' | 'video'; src: string };
}

/**
 * What an address of YouTube, of Vimeo or of an `.mp4` file plays; null for any other. The players are those that set
 * no cookie before somebody presses play (youtube-nocookie.com, Vimeo's `dnt`), and the only ones that the
 * Content-Security-Policy lets into a frame.
 */
export function videoAt(address: string): Video | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol !== 'https:' || url.username !== '' || url.port !== '') return null;
  const youTube = youTubeId(url);
  if (youTube !== null) {
    const src = `https://www.youtube-nocookie.com/embed/${youTube}?autoplay=1`;
    return { host: 'YouTube', player: { kind: 'frame', src } };
  }
  const vimeo = /^(?:www\.)?vimeo\.com$/.test(url.hostname)
    ? /^\/(\d{1,12})\/?$/.exec(url.pathname)?.[1]
    : null;
  if (vimeo) {
    const src = `https://player.vimeo.com/video/${vimeo}?autoplay=1&dnt=1`;
    return { host: 'Vimeo', player: { kind: 'frame', src } };
  }
  if (/\.mp4$/i.test(url.pathname)) {
    return { host: url.hostname, player: { kind: 'video', src: url.href } };
  }
  return null;
}

function youTubeId(url: URL): string | null {
  const id = /^[\w-]{6,20}$/;
  const candidate =
    url.hostname === 'youtu.be'
      ? url.pathname.slice(1)
      : /^(?:www\.|m\.)?youtube(?:-nocookie)?\.com$/.test(url.hostname)
        ? (url.searchParams.get('v') ?? /^\/(?:embed|shorts|live)\/([^/]+)$/.exec(url.pathname)?.[1] ?? '')
        : '';
  return id.test(candidate) ? candidate : null;
}
