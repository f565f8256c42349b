import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { readMoment } from '../../courses/cohorts/moment-fields.js';
import { slugPipe } from '../../courses/cohorts/slug.pipe.js';
import { chartSize, drawChart } from '../../platform/charts/chart.js';
import { SvgImage } from '../../platform/charts/svg-image.decorator.js';
import { Clock } from '../../platform/clock/clock.js';
import { conflict, DomainError, type FieldError } from '../../platform/errors/domain-errors.js';
import { idPipe } from '../../platform/web/forms.js';
import { redirect, view, type View } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { readPercent } from '../grades/percent.rules.js';
import { type GradedCohort, GradingAccess } from '../marking/grading-access.service.js';
import { type Margin, margins, usualMargin } from './borderline.rules.js';
import { ReleaseLooks } from './release-looks.service.js';
import { ReleasePlans } from './release-plans.service.js';
import { ReleaseReviews } from './release-reviews.service.js';
import { type PlanForm, releasePage } from './releases.views.js';
import { Releases } from './releases.service.js';
import { totalsChart } from './totals-chart.js';

/** What one looks at before grades are released, and the release: now, or at a time. */
@Controller('grading/cohorts/:slug')
export class ReleasesController {
  constructor(
    private readonly access: GradingAccess,
    private readonly releases: Releases,
    private readonly reviews: ReleaseReviews,
    private readonly plans: ReleasePlans,
    private readonly looks: ReleaseLooks,
    private readonly clock: Clock,
  ) {}

  @Get('releases')
  async review(
    @Param('slug', slugPipe) slug: string,
    @Query('margin') margin: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    return this.page(viewer, await this.access.cohort(viewer, slug), { margin: marginIn(margin) });
  }

  @Get('releases/totals')
  @SvgImage()
  async totals(
    @Param('slug', slugPipe) slug: string,
    @Query('size') size: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const cohort = await this.access.cohort(viewer, slug);
    const { grades } = await this.reviews.gradesOf(cohort.id);
    const totals = grades.map(({ percent, passed }) => ({ percent: readPercent(percent), passed }));
    return drawChart(totalsChart(totals), chartSize(size));
  }

  @Post('releases')
  async release(
    @Param('slug', slugPipe) slug: string,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const cohort = await this.access.cohort(viewer, slug);
    return this.unlessRefused(viewer, cohort, null, async () => {
      const { statesDigest } = await this.reviews.ofCohort(cohort.id, viewer.id);
      await this.releases.release(cohort.id, viewer.id, typed(body, 'reviewed'));
      // What one does oneself is no news, if all the rest was before one's eyes.
      if (statesDigest === typed(body, 'seen')) await this.note(viewer, cohort);
      return 'The grades are released. Students can read them now, and certificates are being issued.';
    });
  }

  @Post('release-plans')
  async plan(@Param('slug', slugPipe) slug: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const cohort = await this.access.cohort(viewer, slug);
    const values = { dueAt: typed(body, 'dueAt'), 'dueAt-at': typed(body, 'dueAt-at') };
    const time = readMoment(values, 'dueAt', cohort.timeZone);
    if (!time || 'field' in time) {
      const errors = [time ?? { field: 'dueAt', message: 'Enter a day and a time.' }];
      return this.page(viewer, cohort, { form: { values, errors } }, 422);
    }
    return this.unlessRefused(viewer, cohort, values, async () => {
      await this.plans.plan(cohort, viewer.id, typed(body, 'reviewed'), time);
      return 'The release is planned. Until then students learn nothing, and you can cancel it.';
    });
  }

  @Post('release-plans/:id/cancellations')
  async cancel(
    @Param('slug', slugPipe) slug: string,
    @Param('id', idPipe) id: string,
    @CurrentViewer() viewer: Viewer,
  ) {
    const cohort = await this.access.cohort(viewer, slug);
    return this.unlessRefused(viewer, cohort, null, async () => {
      await this.plans.cancel(cohort.id, id, viewer.id);
      return 'The planned release is cancelled. Nothing was released.';
    });
  }

  /** Somebody has seen what changed. What changed while they read stays unseen. */
  @Post('looks')
  async look(@Param('slug', slugPipe) slug: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const cohort = await this.access.cohort(viewer, slug);
    return this.unlessRefused(viewer, cohort, null, async () => {
      const { states, statesDigest } = await this.reviews.ofCohort(cohort.id, viewer.id);
      if (statesDigest !== typed(body, 'seen')) {
        throw conflict('Something has changed while you were reading. Look at it, too.');
      }
      await this.looks.write(viewer.id, cohort.id, states);
      return 'Noted. From now on only what is new since then is named.';
    });
  }

  private async note(viewer: Viewer, cohort: GradedCohort): Promise<void> {
    const { states } = await this.reviews.ofCohort(cohort.id, viewer.id);
    await this.looks.write(viewer.id, cohort.id, states);
  }

  private async unlessRefused(
    viewer: Viewer,
    cohort: GradedCohort,
    values: Record<string, string> | null,
    act: () => Promise<string>,
  ) {
    try {
      return redirect(`/grading/cohorts/${cohort.slug}/releases`, await act());
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind === 'notFound') throw error;
      const named = (error.details['errors'] ?? []) as readonly FieldError[];
      const errors = named.length > 0 ? named : [{ field: '', message: error.message }];
      const form = { values: values ?? emptyForm.values, errors };
      return this.page(viewer, cohort, { form }, error.kind === 'conflict' ? 409 : 422);
    }
  }

  private async page(
    viewer: Viewer,
    cohort: GradedCohort,
    { margin = usualMargin, form = emptyForm }: { margin?: Margin; form?: PlanForm },
    status = 200,
  ): Promise<View> {
    const review = await this.reviews.ofCohort(cohort.id, viewer.id);
    const reading = { timeZone: viewer.timeZone, now: this.clock.now(), margin, form };
    return view('grading/releases', releasePage(cohort, review, reading), status);
  }
}

const emptyForm: PlanForm = { values: { dueAt: '', 'dueAt-at': '' }, errors: [] };

/** A field as it was sent; anything else than text counts as nothing. */
function typed(body: unknown, field: string): string {
  const value = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[field] : null;
  return typeof value === 'string' ? value : '';
}

function marginIn(given: unknown): Margin {
  return margins.find((margin) => String(margin) === given) ?? usualMargin;
}
