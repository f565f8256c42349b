import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { Clock } from '../../platform/clock/clock.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { Public } from '../../platform/web/public.decorator.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { CohortReads, type CohortSeen } from './cohort-reads.service.js';
import { cohortPage } from './cohort.views.js';
import { Enrolments } from '../enrolments/enrolments.service.js';
import { sentenceOf } from '../cohorts/refusals.js';
import { slugPipe } from '../cohorts/slug.pipe.js';

@Controller('cohorts/:slug')
export class CohortController {
  constructor(
    private readonly reads: CohortReads,
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
      await this.enrolments.enrol(cohort.id, viewer.id);
    } catch (error) {
      // Read again: whoever took the last seat did so after the first look.
      return this.page(await this.cohort(slug, viewer), viewer, sentenceOf(error));
    }
    return redirect(`/my/${slug}`, `You are enrolled in ${cohort.name}.`);
  }

  private async cohort(slug: string, viewer: Viewer | null): Promise<CohortSeen> {
    const cohort = await this.reads.bySlug(slug, viewer?.id ?? null);
    if (!cohort) throw notFound('There is no cohort at this address.');
    return cohort;
  }

  private async page(cohort: CohortSeen, viewer: Viewer | null, problem: string | null = null) {
    const plan = await this.reads.plan(cohort);
    const reader = { timeZone: viewer?.timeZone ?? null, now: this.clock.now() };
    return view('courses/cohort', cohortPage(cohort, plan, reader, problem), problem === null ? 200 : 422);
  }
}
