import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import { DomainError, notFound } from '../../../platform/errors/domain-errors.js';
import { type FormState, freshForm, idPipe, readForm } from '../../../platform/web/forms.js';
import { redirect, view } from '../../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../../platform/web/viewer.js';
import { slugPipe } from '../../cohorts/slug.pipe.js';
import { CohortAccess, type CohortAccessed } from '../cohort-access.service.js';
import { markNames, reviewForm } from './application.forms.js';
import { applicationsPage, reviewPage } from './application.views.js';
import { ApplicationForms } from './application-forms.service.js';
import { type ApplicationRead, ApplicationReads } from './application-reads.service.js';
import { Applications } from './applications.service.js';

const fields = [...markNames, 'note'];

/** The applications of a cohort, for those who run it. */
@Controller()
export class ReviewController {
  constructor(
    private readonly access: CohortAccess,
    private readonly forms: ApplicationForms,
    private readonly reads: ApplicationReads,
    private readonly applications: Applications,
    private readonly clock: Clock,
  ) {}

  @Get('cohorts/:slug/applications')
  async list(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    const cohort = await this.access.run(viewer, slug);
    const [asked, applications] = await Promise.all([
      this.forms.of(cohort.id),
      this.reads.ofCohort(cohort.id),
    ]);
    return view(
      'enrolments/applications',
      applicationsPage(cohort, asked, applications, { timeZone: viewer.timeZone, now: this.clock.now() }),
    );
  }

  @Get('applications/:id')
  async show(@Param('id', idPipe) id: string, @CurrentViewer() viewer: Viewer) {
    return this.page(await this.application(id, viewer), viewer);
  }

  @Post('applications/:id/decisions')
  async decide(@Param('id', idPipe) id: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const found = await this.application(id, viewer);
    const review = readForm(reviewForm, body, fields);
    if (!review.ok) return this.page(found, viewer, review.form, 422);
    try {
      const { kind, points } = await this.applications.decide(id, viewer.id, review.data);
      return redirect(
        `/cohorts/${found.cohort.slug}/applications`,
        `Application ${found.application.number} is ${kind === 'accepted' ? 'accepted' : 'not accepted'}: ${points} of 10. The applicant gets a mail.`,
      );
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'conflict') throw error;
      const form = { ...review.form, errors: [{ field: '', message: error.message }] };
      return this.page(await this.application(id, viewer), viewer, form, 409);
    }
  }

  private async application(
    id: string,
    viewer: Viewer,
  ): Promise<{ application: ApplicationRead; cohort: CohortAccessed }> {
    const application = await this.reads.one(id);
    if (!application) throw notFound();
    return { application, cohort: await this.access.run(viewer, application.cohortSlug) };
  }

  private async page(
    { application, cohort }: { application: ApplicationRead; cohort: CohortAccessed },
    viewer: Viewer,
    form: FormState = freshForm(Object.fromEntries(fields.map((field) => [field, '']))),
    status = 200,
  ) {
    const asked = await this.forms.of(cohort.id);
    const reader = { timeZone: viewer.timeZone, now: this.clock.now() };
    return view('enrolments/review', reviewPage(cohort, asked, application, form, reader), status);
  }
}
