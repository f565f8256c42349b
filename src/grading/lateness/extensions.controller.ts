import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Extensions } from '../../assignments/extensions/extensions.service.js';
import { slugPipe } from '../../courses/cohorts/slug.pipe.js';
import { Clock } from '../../platform/clock/clock.js';
import { DomainError, type FieldError } from '../../platform/errors/domain-errors.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { type GradedCohort, GradingAccess } from '../marking/grading-access.service.js';
import { extensionFormPage, extensionsPage, grantedNotice } from './extensions.views.js';
import { adding, type ExtensionForm, freshExtension, readExtension } from './late-work.forms.js';
import { LateWorkDecisions } from './late-work-decisions.service.js';

/** Time that is given to students of a cohort, before the deadline or after it, and attempts that go back to them. */
@Controller('grading/cohorts/:slug/extensions')
export class ExtensionsController {
  constructor(
    private readonly access: GradingAccess,
    private readonly extensions: Extensions,
    private readonly decisions: LateWorkDecisions,
    private readonly clock: Clock,
  ) {}

  @Get()
  async list(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    const cohort = await this.access.cohort(viewer, slug);
    const granted = await this.extensions.ofCohort(cohort.id);
    return view('grading/lateness/extensions', extensionsPage(cohort, granted, this.reader(viewer)));
  }

  /** @param student an enrolment's id, or several: who is ticked to begin with */
  @Get('new')
  async form(
    @Param('slug', slugPipe) slug: string,
    @Query('student') student: unknown,
    @Query('kind') kind: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    return this.page(viewer, await this.access.cohort(viewer, slug), freshExtension(student, kind), 200);
  }

  @Post()
  async grant(@Param('slug', slugPipe) slug: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const cohort = await this.access.cohort(viewer, slug);
    const { form, chosen, typed } = readExtension(body, cohort.timeZone);
    if (!typed) return this.page(viewer, cohort, { form, chosen }, 422);
    const { id: cohortId, timeZone } = cohort;
    try {
      const grades = await this.decisions.grant({ ...typed, cohortId, timeZone, actorId: viewer.id });
      const notice = grantedNotice(typed, grades, cohort, this.reader(viewer));
      return redirect(`/grading/cohorts/${cohort.slug}/extensions`, notice);
    } catch (error) {
      if (!(error instanceof DomainError) || (error.kind !== 'invalid' && error.kind !== 'conflict'))
        throw error;
      const named = (error.details['errors'] as readonly FieldError[] | undefined) ?? [];
      const errors = named.length > 0 ? named : [{ field: 'students', message: error.message }];
      const status = error.kind === 'conflict' ? 409 : 422;
      return this.page(viewer, cohort, { form: adding(form, errors), chosen }, status);
    }
  }

  private async page(viewer: Viewer, cohort: GradedCohort, form: ExtensionForm, status: number) {
    const candidates = await this.extensions.candidates(cohort.id);
    return view(
      'grading/lateness/extension',
      extensionFormPage(cohort, candidates, form, this.reader(viewer)),
      status,
    );
  }

  private reader(viewer: Viewer) {
    return { timeZone: viewer.timeZone, now: this.clock.now() };
  }
}
