import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { Clock } from '../../platform/clock/clock.js';
import { idPipe } from '../../platform/web/forms.js';
import { view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { CohortReads, type CohortSeen } from '../catalogue/cohort-reads.service.js';
import { sentenceOf } from '../cohorts/refusals.js';
import { slugPipe } from '../cohorts/slug.pipe.js';
import { LearningAccess } from './learning-access.service.js';
import { LiveSessions } from './live-sessions.service.js';
import { sessionPage } from './session.views.js';
import { Study } from './study.service.js';

/** A live session, before, while and after it takes place. */
@Controller('my/:slug/sessions/:id')
export class LiveSessionsController {
  constructor(
    private readonly access: LearningAccess,
    private readonly reads: CohortReads,
    private readonly sessions: LiveSessions,
    private readonly study: Study,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(
    @Param('slug', slugPipe) slug: string,
    @Param('id', idPipe) id: string,
    @CurrentViewer() viewer: Viewer,
  ) {
    const { cohort, enrolmentId } = await this.access.reader(slug, viewer);
    return this.page(cohort, id, enrolmentId, viewer);
  }

  /**
   * Joins: writes down that a student is there, and sends the browser on to where the session takes place. By the
   * header Refresh and a link on the page, not by a redirect: the Content-Security-Policy lets no form end elsewhere,
   * and browsers follow that through redirects.
   */
  @Post('attendances')
  async join(
    @Param('slug', slugPipe) slug: string,
    @Param('id', idPipe) id: string,
    @CurrentViewer() viewer: Viewer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { cohort, enrolmentId } = await this.access.reader(slug, viewer);
    const session = await this.sessions.find(cohort.id, id, enrolmentId);
    try {
      const student = enrolmentId === null ? null : { enrolmentId, personId: viewer.id };
      const href = await this.sessions.join(session, student);
      void reply.header('refresh', `0; url=${href}`);
      return view('learning/joining', { title: session.title, href, back: `/my/${slug}/sessions/${id}` });
    } catch (error) {
      return await this.page(cohort, id, enrolmentId, viewer, sentenceOf(error));
    }
  }

  private async page(
    cohort: CohortSeen,
    id: string,
    enrolmentId: string | null,
    viewer: Viewer,
    problem: string | null = null,
  ) {
    const session = await this.sessions.find(cohort.id, id, enrolmentId);
    const plan = await this.reads.plan(cohort);
    const enrolment = enrolmentId === null ? null : { done: await this.study.done(enrolmentId) };
    const reader = { timeZone: viewer.timeZone, now: this.clock.now() };
    const page = sessionPage(cohort, plan, session, enrolment, reader, problem);
    return view('learning/session', page, problem === null ? 200 : 422);
  }
}
