import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { cohortPage } from './cohort.views.js';
import { GradingAccess, type GradedCohort } from './grading-access.service.js';
import { MarkingProgress } from './marking-progress.service.js';
import { ReleaseReviews } from '../releases/release-reviews.service.js';
import { releasePage } from '../releases/releases.views.js';
import { Releases } from '../releases/releases.service.js';
import { slugPipe } from '../../courses/cohorts/slug.pipe.js';
import { DomainError } from '../../platform/errors/domain-errors.js';

@Controller('grading/cohorts/:slug')
export class CohortGradingController {
  constructor(
    private readonly access: GradingAccess,
    private readonly progress: MarkingProgress,
    private readonly releases: Releases,
    private readonly reviews: ReleaseReviews,
  ) {}

  @Get()
  async list(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    const cohort = await this.access.cohort(viewer, slug);
    return view(
      'grading/cohort',
      cohortPage(cohort, await this.progress.ofCohort(cohort.id), viewer.timeZone),
    );
  }

  @Get('releases')
  async review(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    return this.reviewPage(viewer, await this.access.cohort(viewer, slug));
  }

  @Post('releases')
  async release(
    @Param('slug', slugPipe) slug: string,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const cohort = await this.access.cohort(viewer, slug);
    try {
      await this.releases.release(cohort.id, viewer.id, reviewedIn(body));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return this.reviewPage(viewer, cohort, error.message, error.kind === 'conflict' ? 409 : 422);
    }
    return redirect(
      `/grading/cohorts/${cohort.slug}/releases`,
      'The grades are released. Students can read them now, and certificates are being issued.',
    );
  }

  private async reviewPage(
    viewer: Viewer,
    cohort: GradedCohort,
    problem: string | null = null,
    status = 200,
  ) {
    const [rows, review] = await Promise.all([
      this.progress.ofCohort(cohort.id),
      this.reviews.ofCohort(cohort.id),
    ]);
    return view(
      'grading/releases',
      releasePage(cohort, rows, review, { timeZone: viewer.timeZone, problem }),
      status,
    );
  }
}

/** What the person has reviewed; anything else than a digest of ours matches nothing. */
function reviewedIn(body: unknown): string {
  const reviewed = typeof body === 'object' && body !== null && 'reviewed' in body ? body.reviewed : null;
  return typeof reviewed === 'string' ? reviewed : '';
}
