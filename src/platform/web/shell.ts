import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FastifyReply } from 'fastify';
import { type Config } from '../config/config.js';

/** What every page has around its own model; templates read it as `@root.shell`. */
export interface Shell {
  user: { name: string; initials: string; administrator: boolean } | null;
  /** Reading it sets the cookie that it belongs to; pages without a form stay without one. */
  readonly csrfToken: string;
  /** The path of this page, without its query. */
  path: string;
  publicUrl: string;
  readonly notice: string | null;
  assets: Assets;
  demo: boolean;
}

export interface Assets {
  script: string;
  style: string;
}

/** The addresses of the built script and style, from the manifest that Vite leaves beside them. */
export function readAssets(publicFolder: string): Assets {
  const manifest = JSON.parse(readFileSync(join(publicFolder, '.vite', 'manifest.json'), 'utf8')) as Record<
    string,
    { file: string; css?: string[]; isEntry?: boolean }
  >;
  const entry = Object.values(manifest).find((chunk) => chunk.isEntry);
  const style = entry?.css?.[0];
  if (!entry || !style)
    throw new Error(`The manifest in ${publicFolder} names no entry; run "npm run build".`);
  return { script: `/${entry.file}`, style: `/${style}` };
}

export function shellFor(reply: FastifyReply, config: Config, assets: Assets): Shell {
  const { request } = reply;
  // An error may come before the session plugin or the guard has run.
  const session = request.session as FastifyReply['request']['session'] | null;
  const viewer = (request.viewer as typeof request.viewer | undefined) ?? null;
  let csrfToken: string | undefined;
  return {
    user: viewer && {
      name: viewer.name,
      initials: initialsOf(viewer.name),
      administrator: viewer.administrator,
    },
    get csrfToken() {
      // The first one draws the cookie's secret, and each call would draw another.
      return (csrfToken ??= reply.generateCsrf({ userInfo: session?.userId ?? 'nobody' }));
    },
    path: request.url.split('?', 1)[0] ?? '/',
    publicUrl: config.publicUrl,
    get notice() {
      const notice = session?.notice ?? null;
      if (session && notice !== null) session.notice = null;
      return notice;
    },
    assets,
    demo: config.demo,
  };
}

/** What stands around a page that is the same for everybody. */
export type PublicShell = Omit<Shell, 'user' | 'csrfToken' | 'path' | 'notice'>;

export const publicShell = ({ publicUrl, demo }: Config, assets: Assets): PublicShell => ({
  publicUrl,
  demo,
  assets,
});

/** "Alice Moreau" → "AM"; one word gives one letter. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/u).filter((word) => word !== '');
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => Array.from(word ?? '')[0]?.toLocaleUpperCase() ?? '').join('');
}
