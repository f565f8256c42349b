import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { Clock } from '../../platform/clock/clock.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { Public } from '../../platform/web/public.decorator.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { sentenceOf } from '../cohorts/refusals.js';
import { slugPipe } from '../cohorts/slug.pipe.js';
import { Enrolments } from '../enrolments/enrolments.service.js';
import { JoiningReads } from '../enrolments/joining.service.js';
import { CohortReads, type CohortSeen } from './cohort-reads.service.js';
import { cohortPage } from './cohort.views.js';
import { HandbookOutlines } from './handbook-outlines.js';

@Controller('cohorts/:slug')
export class CohortController {
  constructor(
    private readonly reads: CohortReads,
    private readonly joining: JoiningReads,
    private readonly outlines: HandbookOutlines,
    private readonly enrolments: Enrolments,
    private readonly clock: Clock,
  ) {}

  @Public()
  @Get()
  async show(@Param('slug', slugPipe) slug: string, @Req() { viewer }: FastifyRequest) {
    return this.page(await this.cohort(slug, viewer), viewer);
  }

  @Post('enrolments')
  async enrol(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    const cohort = await this.cohort(slug, viewer);
    try {
      const { status } = await this.enrolments.enrol(cohort.id, viewer.id);
      // Whoever took the last seat did so after this person's page was made: no error, but a place in the line.
      return status === 'waiting'
        ? redirect(`/cohorts/${slug}`, `All seats are taken: you are on the waiting list of ${cohort.name}.`)
        : redirect(`/my/${slug}`, `You are enrolled in ${cohort.name}.`);
    } catch (error) {
      return this.page(await this.cohort(slug, viewer), viewer, sentenceOf(error));
    }
  }

  /** Off the waiting list. */
  @Post('departures')
  async leave(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    const cohort = await this.cohort(slug, viewer);
    try {
      await this.enrolments.leave(cohort.id, viewer.id);
    } catch (error) {
      return this.page(await this.cohort(slug, viewer), viewer, sentenceOf(error));
    }
    return redirect(`/cohorts/${slug}`, 'You have left the waiting list.');
  }

  private async cohort(slug: string, viewer: Viewer | null): Promise<CohortSeen> {
    const cohort = await this.reads.bySlug(slug, viewer?.id ?? null);
    if (!cohort) throw notFound('There is no cohort at this address.');
    return cohort;
  }

  private async page(cohort: CohortSeen, viewer: Viewer | null, problem: string | null = null) {
    const [plan, joining, outline] = await Promise.all([
      this.reads.plan(cohort),
      this.joining.of(cohort.id, viewer?.id ?? null),
      this.outlines.of(cohort.courseVersionId, cohort.id),
    ]);
    const reader = {
      timeZone: viewer?.timeZone ?? null,
      now: this.clock.now(),
      runs: cohort.teaches || (viewer?.administrator ?? false),
    };
    const page = cohortPage({ cohort, plan, joining, outline }, reader, problem);
    return view('courses/cohort', page, problem === null ? 200 : 422);
  }
}
