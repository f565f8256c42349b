import { brotliCompressSync, constants } from 'node:zlib';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Config } from '../config/config.js';
import { PublicView, Redirect, View, type Whole } from './responses.js';
import { type Assets, publicShell, type PublicShell, shellFor } from './shell.js';
import { type Templates } from './templates.js';
import { legibleUrl, MAX_HEADER_BYTES, plainHeaders, refuseUnreadable } from './unreadable-requests.js';

export interface PagesOptions {
  config: Config;
  templates: Templates;
  assets: Assets;
}

/** Fastify, with pages: what a controller returns as a `View` is rendered, a `Redirect` is sent. */
export class PagesAdapter extends FastifyAdapter {
  /** What every answer carries. */
  commonHeaders: Readonly<Record<string, string>> = {};
  private readonly publicShell: PublicShell;

  constructor(private readonly pages: PagesOptions) {
    super({
      trustProxy: trusted(pages.config.trustProxy),
      bodyLimit: 1024 * 1024,
      // Whatever is typed after /verify/ gets an answer about codes, so the router lets long ones through, too.
      routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_HEADER_BYTES },
      http: { maxHeaderSize: MAX_HEADER_BYTES },
      rewriteUrl: legibleUrl,
      clientErrorHandler: refuseUnreadable,
      forceCloseConnections: true,
      // Only for addresses that can't be read, such as a percent sign that encodes nothing. No hook has run for them.
      frameworkErrors: (_error: Error, _request: FastifyRequest, reply: FastifyReply) => {
        void reply
          .status(400)
          .headers(plainHeaders)
          .send('This address can’t be read: it is incomplete or was cut off.\n');
      },
    });
    this.publicShell = publicShell(pages.config, pages.assets);
  }

  /** Which build of the browser's part the pages are made with. */
  get build(): string {
    return this.pages.assets.build;
  }

  override reply(
    reply: Parameters<FastifyAdapter['reply']>[0],
    body: unknown,
    statusCode?: number,
  ): ReturnType<FastifyAdapter['reply']> {
    if (body instanceof PublicView) {
      this.publicPage(reply as FastifyReply, body);
      return reply as FastifyReply;
    }
    if (body instanceof View) return this.page(reply as FastifyReply, body);
    if (body instanceof Redirect) {
      const page = reply as FastifyReply;
      if (body.notice !== null) page.request.session.notice = body.notice;
      return page.redirect(body.path, body.status);
    }
    return super.reply(reply, body, statusCode);
  }

  /** Sends a page; the error pages use it too. */
  page(reply: FastifyReply, view: View) {
    const shell = shellFor(reply, this.pages.config, this.pages.assets);
    // Taken before anything is sent, because both may set a cookie.
    const html = this.pages.templates.render(view.name, { ...view.model, shell });
    return reply.status(view.status).type('text/html; charset=utf-8').send(html);
  }

  /** Sends a page that is the same for everybody, past all that would look at it, compress it or add a cookie. */
  publicPage(reply: FastifyReply, page: PublicView): void {
    page.html ??= this.whole(page);
    const compressed = takesBrotli.test(reply.request.headers['accept-encoding'] ?? '');
    const { head, body } = compressed ? (page.brotli ??= inBrotli(page.html)) : page.html;
    reply.hijack();
    reply.raw.writeHead(page.status, head);
    reply.raw.end(body);
  }

  private whole(page: PublicView): Whole {
    const model = { ...page.model, shell: this.publicShell };
    const body = Buffer.from(this.pages.templates.render(page.name, model));
    const type = { 'content-type': 'text/html; charset=utf-8', 'content-length': body.length };
    return { head: { ...this.commonHeaders, ...page.headers, ...type }, body };
  }
}

function inBrotli({ head, body: plain }: Whole): Whole {
  const body = brotliCompressSync(plain, brotli);
  return { head: { ...head, 'content-encoding': 'br', 'content-length': body.length }, body };
}

/** `br` in Accept-Encoding, unless it is refused with a weight of 0 (RFC 9110, 12.5.3). */
const takesBrotli = /(?:^|,)\s*br\s*(?:$|,|;\s*q\s*=\s*(?!0(?:\.0*)?\s*(?:$|,)))/i;

/** Quality 4 takes a fraction of a millisecond; the default of 11 takes twenty. */
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

/** Fastify's types know a number of hops only as a function. */
function trusted(setting: Config['trustProxy']) {
  return typeof setting === 'number' ? (_address: string, hop: number) => hop < setting : setting;
}
