import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { Config } from '../../platform/config/config.js';
import { sha256 } from '../../platform/digests/digests.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { Public } from '../../platform/web/public.decorator.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { slugPipe } from '../cohorts/slug.pipe.js';
import { Calendars } from './calendars.service.js';
import { LearningAccess } from './learning-access.service.js';

const TYPE = 'text/calendar; charset=utf-8';

/** Somebody's courses in their calendar program. */
@Controller()
export class CalendarsController {
  constructor(
    private readonly calendars: Calendars,
    private readonly access: LearningAccess,
    private readonly config: Config,
  ) {}

  /** All of one course, as it is today. */
  @Get('my/:slug/calendar.ics')
  async file(
    @Param('slug', slugPipe) slug: string,
    @CurrentViewer() viewer: Viewer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { cohort } = await this.access.reader(slug, viewer);
    void reply.headers({
      'content-type': TYPE,
      'content-disposition': `attachment; filename="${slug}.ics"`,
    });
    return this.calendars.file(cohort, viewer.id);
  }

  @Get('calendars')
  async show(@CurrentViewer() viewer: Viewer) {
    const path = await this.calendars.pathOf(viewer.id);
    const address = path === null ? null : this.config.publicUrl + path;
    const programHref = address === null ? null : address.replace(/^https?:/, 'webcal:');
    return view('learning/calendar', { address, programHref });
  }

  /** A new address, whether or not there was one. */
  @Post('calendars')
  async renew(@CurrentViewer() viewer: Viewer) {
    await this.calendars.renew(viewer.id);
    return redirect(
      '/calendars',
      'Your calendar has a new address. The one before, if there was one, has ended.',
    );
  }

  @Post('calendars/endings')
  async end(@CurrentViewer() viewer: Viewer) {
    await this.calendars.end(viewer.id);
    return redirect('/calendars', 'Your calendar has no address any more.');
  }

  /**
   * What calendar programs ask for again and again, without a session: the secret is the address. A wrong one costs no
   * statement, as tokens are checked by computing. Programs keep what they have until the digest changes.
   */
  @Public()
  @Get('calendars/:file')
  async feed(
    @Param('file') file: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const token = /^(.+)\.ics$/.exec(file)?.[1];
    const calendar = token === undefined ? null : await this.calendars.feed(token);
    if (calendar === null) throw notFound();
    const tag = `W/"${sha256(Buffer.from(calendar)).slice(0, 32)}"`;
    // Asked each time, so that an address that has ended is empty at once.
    void reply.headers({ 'cache-control': 'private, no-cache', etag: tag });
    if (request.headers['if-none-match'] === tag) {
      void reply.status(304);
      return null;
    }
    void reply.header('content-type', TYPE);
    return calendar;
  }
}
