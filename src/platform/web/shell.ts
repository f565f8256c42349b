import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FastifyReply } from 'fastify';
import { type Config } from '../config/config.js';
import { sha256 } from '../digests/digests.js';

/** What every page has around its own model; templates read it as `@root.shell`. */
export interface Shell {
  user: { id: string; name: string; initials: string; administrator: boolean } | null;
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
  /** All scripts and styles that a handbook's page may load, with blanks between them: what it needs without a network. */
  handbook: string;
  /** Another one for each build of the browser's part. */
  build: string;
}

interface Chunk {
  file: string;
  css?: string[];
  imports?: string[];
  dynamicImports?: string[];
}

const entry = 'main.ts';
const handbookEditor = 'handbook/editor.ts';

/** The addresses of the built scripts and styles, from the manifest that Vite leaves beside them. */
export function readAssets(publicFolder: string): Assets {
  const text = readFileSync(join(publicFolder, '.vite', 'manifest.json'), 'utf8');
  const manifest = JSON.parse(text) as Record<string, Chunk | undefined>;
  const main = manifest[entry];
  const style = main?.css?.[0];
  if (!main || !style)
    throw new Error(`The manifest in ${publicFolder} names no entry; run "npm run build".`);
  // What the entry loads only when it is wanted, such as the drag and drop of other pages, is not the handbook's
  const files = new Set([...filesOf(manifest, entry, false), ...filesOf(manifest, handbookEditor, true)]);
  return {
    script: `/${main.file}`,
    style: `/${style}`,
    handbook: [...files].map((file) => `/${file}`).join(' '),
    build: sha256(Buffer.from(text)).slice(0, 16),
  };
}

function filesOf(
  manifest: Readonly<Record<string, Chunk | undefined>>,
  name: string,
  dynamic: boolean,
  seen = new Set<string>(),
): string[] {
  const chunk = manifest[name];
  if (chunk === undefined || seen.has(name)) return [];
  seen.add(name);
  const imports = [...(chunk.imports ?? []), ...(dynamic ? (chunk.dynamicImports ?? []) : [])];
  // The entry's own lazy chunks stay out, also when the editor imports the entry
  const others = imports.flatMap((other) => filesOf(manifest, other, dynamic && other !== entry, seen));
  return [chunk.file, ...(chunk.css ?? []), ...others];
}

export function shellFor(reply: FastifyReply, config: Config, assets: Assets): Shell {
  const { request } = reply;
  // An error may come before the session plugin or the guard has run.
  const session = request.session as FastifyReply['request']['session'] | null;
  const viewer = (request.viewer as typeof request.viewer | undefined) ?? null;
  let csrfToken: string | undefined;
  return {
    user: viewer && {
      id: viewer.id,
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
      // A page that is only fetched ahead may never be seen; what is said once waits for one that is.
      if (request.headers['x-sec-purpose'] === 'prefetch') return null;
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
