import { type PrintedFacts } from '../register/visibility.rules.js';

/** What a link to the page becomes where it is shared: https://ogp.me. Addresses are absolute. */
export interface LinkPreview {
  url: string;
  title: string;
  description: string;
  /** Null where the page tells of no academy. */
  siteName: string | null;
  image: { url: string; alt: string; width: number; height: number };
}

/** What Open Graph's users crop least, and large enough for Twitter's `summary_large_image`. */
export const PICTURE = { width: 1200, height: 630 } as const;

/** Behind a page's path: its picture. */
export const PICTURE_PATH = '/picture.png';

/** @param path of the page, below `publicUrl` */
export function linkPreview({
  publicUrl,
  path,
  title,
  band,
  facts,
}: {
  publicUrl: string;
  path: string;
  title: string;
  band: { word: string; sentence: string };
  facts: PrintedFacts | null;
}): LinkPreview {
  const url = `${publicUrl.replace(/\/+$/, '')}${path}`;
  const said = `${band.word}. ${band.sentence}`;
  return {
    url,
    title,
    description: facts ? `${said} ${facts.course.title}, ${facts.academy.name}.` : said,
    siteName: facts?.academy.name ?? null,
    image: { url: `${url}${PICTURE_PATH}`, alt: said, ...PICTURE },
  };
}
