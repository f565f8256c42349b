import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type FastifyReply } from 'fastify';
import { type Config } from '../config/config.js';
import { PublicView, Redirect, View } from './responses.js';
import { type Assets, publicShell, type PublicShell, shellFor } from './shell.js';
import { type Templates } from './templates.js';

export interface PagesOptions {
  config: Config;
  templates: Templates;
  assets: Assets;
}

/** Fastify, with pages: what a controller returns as a `View` is rendered, a `Redirect` is sent. */
export class PagesAdapter extends FastifyAdapter {
  private readonly publicShell: PublicShell;

  constructor(private readonly pages: PagesOptions) {
    super({
      trustProxy: trusted(pages.config.trustProxy),
      bodyLimit: 1024 * 1024,
      // Whatever is typed after /verify/ gets an answer about codes, so the router lets long ones through, too.
      routerOptions: { ignoreTrailingSlash: true, maxParamLength: 16 * 1024 },
      forceCloseConnections: true,
    });
    this.publicShell = publicShell(pages.config, pages.assets);
  }

  override reply(
    reply: Parameters<FastifyAdapter['reply']>[0],
    body: unknown,
    statusCode?: number,
  ): ReturnType<FastifyAdapter['reply']> {
    if (body instanceof PublicView) return this.publicPage(reply as FastifyReply, body);
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

  private publicPage(reply: FastifyReply, page: PublicView) {
    page.rendered ??= Buffer.from(
      this.pages.templates.render(page.name, { ...page.model, shell: this.publicShell }),
    );
    return reply.status(page.status).type('text/html; charset=utf-8').send(page.rendered);
  }
}

/** Fastify's types know a number of hops only as a function. */
function trusted(setting: Config['trustProxy']) {
  return typeof setting === 'number' ? (_address: string, hop: number) => hop < setting : setting;
}
