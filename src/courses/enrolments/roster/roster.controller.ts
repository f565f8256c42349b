import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { Clock } from '../../../platform/clock/clock.js';
import { DomainError, invalid, notFound } from '../../../platform/errors/domain-errors.js';
import { type FormState, freshForm, idPipe, readForm, withErrors } from '../../../platform/web/forms.js';
import { redirect, view } from '../../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../../platform/web/viewer.js';
import { Administrators } from '../../../users/administrators.decorator.js';
import { emailField } from '../../../users/user.forms.js';
import { slugPipe } from '../../cohorts/slug.pipe.js';
import { CohortAccess, type CohortAccessed } from '../cohort-access.service.js';
import { statusAfter } from '../enrolment.rules.js';
import { Enrolments } from '../enrolments.service.js';
import { RosterEnrolments } from './roster-enrolments.service.js';
import { Roster, type RosterRow } from './roster.service.js';
import { rosterCsv, rosterPage } from './roster.views.js';

const addressForm = z.object({ email: emailField });

/** Who is in a cohort, for those who run it. */
@Controller()
export class RosterController {
  constructor(
    private readonly access: CohortAccess,
    private readonly roster: Roster,
    private readonly enrolments: Enrolments,
    private readonly byAddress: RosterEnrolments,
    private readonly clock: Clock,
  ) {}

  @Get('cohorts/:slug/enrolments')
  async list(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    return this.page(await this.access.run(viewer, slug), viewer);
  }

  @Get('cohorts/:slug/enrolments.csv')
  async csv(
    @Param('slug', slugPipe) slug: string,
    @CurrentViewer() viewer: Viewer,
    @Res() reply: FastifyReply,
  ) {
    const cohort = await this.access.run(viewer, slug);
    const rows = await this.roster.of(cohort.id);
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${cohort.slug}-enrolments.csv"`)
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'private, no-store')
      .send(rosterCsv(rows));
  }

  /** Enrols somebody who has an account. */
  @Administrators()
  @Post('cohorts/:slug/roster')
  async enrol(@Param('slug', slugPipe) slug: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const cohort = await this.access.cohort(viewer, slug);
    const read = readForm(addressForm, body, ['email']);
    if (!read.ok) return this.page(cohort, viewer, read.form, 422);
    try {
      const { status } = await this.byAddress.enrol(cohort.id, read.data.email, viewer.id);
      return redirect(
        `/cohorts/${slug}/enrolments`,
        status === 'waiting'
          ? 'All seats are taken: they are on the waiting list.'
          : 'They are enrolled, and a mail tells them.',
      );
    } catch (error) {
      return this.page(cohort, viewer, withErrors(read.form, error), 422);
    }
  }

  /** Withdraws somebody, or takes them off the waiting list. */
  @Post('enrolments/:id/endings')
  async end(@Param('id', idPipe) id: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const { row, cohort } = await this.enrolment(id, viewer);
    const field = `reason-${id}`;
    const read = readForm(z.object({ [field]: reason }), body, [field]);
    if (!read.ok) return this.page(cohort, viewer, read.form, 422);
    const why = read.data[field] ?? '';
    try {
      if (statusAfter(row.last) === 'waiting') {
        await this.enrolments.leave(cohort.id, row.userId, viewer.id, why);
        return redirect(`/cohorts/${cohort.slug}/enrolments`, 'They are off the waiting list.');
      }
      await this.enrolments.withdraw(cohort.id, row.userId, viewer.id, why);
      return redirect(
        `/cohorts/${cohort.slug}/enrolments`,
        'They are withdrawn. Their handbook is kept as it is.',
      );
    } catch (error) {
      return this.page(cohort, viewer, withErrors(read.form, changed(error)), 409);
    }
  }

  /** Gives a free seat to the first of the waiting list. */
  @Post('enrolments/:id/seats')
  async seat(@Param('id', idPipe) id: string, @CurrentViewer() viewer: Viewer) {
    const { cohort } = await this.enrolment(id, viewer);
    try {
      await this.enrolments.seatFirst(cohort.id, id, viewer.id);
    } catch (error) {
      return this.page(cohort, viewer, withErrors(freshForm({}), error), 409);
    }
    return redirect(`/cohorts/${cohort.slug}/enrolments`, 'They have the seat, and a mail tells them.');
  }

  private async enrolment(id: string, viewer: Viewer): Promise<{ row: RosterRow; cohort: CohortAccessed }> {
    const row = await this.roster.one(id);
    if (!row) throw notFound();
    return { row, cohort: await this.access.run(viewer, row.cohortSlug) };
  }

  private async page(
    cohort: CohortAccessed,
    viewer: Viewer,
    form: FormState = freshForm({ email: '' }),
    status = 200,
  ) {
    const { timeZone, administrator } = viewer;
    const typed = {
      ...form,
      values: { email: '', ...form.values },
      errorFor: { email: null, ...form.errorFor },
    };
    const reader = { timeZone, administrator, now: this.clock.now() };
    return view(
      'enrolments/roster',
      rosterPage(cohort, await this.roster.of(cohort.id), typed, reader),
      status,
    );
  }
}

const reason = z
  .string('Write why.')
  .transform((typed) => typed.trim())
  .refine((typed) => typed !== '', 'Write why, in a sentence.')
  .refine((typed) => typed.length <= 500, 'Use at most 500 characters for the reason.');

/** Sentences for the person themselves say "you"; here somebody else reads them. */
function changed(error: unknown): unknown {
  return error instanceof DomainError && error.kind === 'invalid'
    ? invalid('Their enrolment has changed in the meantime. The list shows how it stands now.')
    : error;
}
