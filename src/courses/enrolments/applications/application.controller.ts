import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../../platform/clock/clock.js';
import { DomainError, forbidden, notFound } from '../../../platform/errors/domain-errors.js';
import { type FormState, freshForm, readForm, withErrors } from '../../../platform/web/forms.js';
import { redirect, view } from '../../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../../platform/web/viewer.js';
import { slugPipe } from '../../cohorts/slug.pipe.js';
import { CohortAccess, type CohortAccessed } from '../cohort-access.service.js';
import { Eligibility } from '../eligibility.service.js';
import { JoiningReads } from '../joining.service.js';
import { answerNames, answersForm, draftForm } from './application.forms.js';
import { applicationPage } from './application.views.js';
import { ApplicationForms } from './application-forms.service.js';
import { outcomeWords } from './application-mails.service.js';
import { ApplicationReads } from './application-reads.service.js';
import { Applications } from './applications.service.js';

/** Somebody's own application to a cohort. */
@Controller('cohorts/:slug/application')
export class ApplicationController {
  constructor(
    private readonly db: DataSource,
    private readonly access: CohortAccess,
    private readonly eligibility: Eligibility,
    private readonly joining: JoiningReads,
    private readonly forms: ApplicationForms,
    private readonly reads: ApplicationReads,
    private readonly applications: Applications,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    return this.page(await this.cohort(slug, viewer), viewer);
  }

  /** Sends it, or keeps it for later: the button says which. */
  @Post()
  async send(@Param('slug', slugPipe) slug: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const cohort = await this.cohort(slug, viewer);
    if (wantsDraft(body)) {
      const draft = readForm(draftForm, body, answerNames);
      if (!draft.ok) return this.page(cohort, viewer, draft.form, 422);
      await this.applications.keepDraft(cohort.id, viewer.id, draft.data);
      return redirect(`/cohorts/${slug}/application`, 'Your answers are kept. Nothing has been sent.');
    }
    const sent = readForm(answersForm, body, answerNames);
    if (!sent.ok) {
      // Kept as far as they fit, so that nothing is lost should the page be left now.
      const draft = readForm(draftForm, body, answerNames);
      if (draft.ok) await this.applications.keepDraft(cohort.id, viewer.id, draft.data);
      return this.page(cohort, viewer, sent.form, 422);
    }
    try {
      await this.applications.submit(cohort.id, viewer.id, sent.data);
    } catch (error) {
      return this.page(cohort, viewer, withErrors(sent.form, error), 422);
    }
    return redirect(
      `/cohorts/${slug}/application`,
      'Your application is sent. You get a mail when it is decided.',
    );
  }

  @Post('withdrawals')
  async withdraw(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    const cohort = await this.cohort(slug, viewer);
    try {
      await this.applications.withdraw(cohort.id, viewer.id);
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'invalid') {
        return this.page(cohort, viewer, withErrors(freshForm({}), error), 422);
      }
      throw error;
    }
    return redirect(`/cohorts/${slug}/application`, 'Your application is withdrawn.');
  }

  /** A cohort to which one applies; whoever applied before that was changed still finds their application. */
  private async cohort(slug: string, viewer: Viewer): Promise<CohortAccessed> {
    const cohort = await this.access.cohort(viewer, slug);
    if (cohort.role === 'instructor') throw forbidden('You teach this cohort, so you can’t apply for it.');
    if (cohort.admission !== 'application' && !(await this.reads.of(cohort.id, viewer.id))) throw notFound();
    return cohort;
  }

  private async page(cohort: CohortAccessed, viewer: Viewer, given: FormState | null = null, status = 200) {
    const [asked, application, draft, joining, obstacle] = await Promise.all([
      this.forms.of(cohort.id),
      this.reads.of(cohort.id, viewer.id),
      this.reads.draft(cohort.id, viewer.id),
      this.joining.of(cohort.id, viewer.id),
      this.eligibility.obstacle(this.db.manager, cohort, viewer.id),
    ]);
    const answers = draft?.answers ?? application?.answers ?? [];
    const values = Object.fromEntries(answerNames.map((name, at) => [name, answers[at] ?? '']));
    // A problem with something else than the answers leaves these as they are kept.
    const form =
      given === null || Object.keys(given.values).length > 0
        ? (given ?? freshForm(values))
        : { ...given, values };
    const seated = joining.status === 'active' || joining.status === 'completed';
    const page = applicationPage(
      cohort,
      asked,
      {
        application,
        form,
        kept: given === null ? (draft?.savedAt ?? null) : null,
        obstacle: whyNotNow(obstacle, joining.admitted),
        outcome: {
          sentence: outcomeWords(joining.status),
          href: seated ? `/my/${cohort.slug}` : `/cohorts/${cohort.slug}`,
          label: seated ? 'Open your course' : 'Go to the cohort',
        },
      },
      { timeZone: viewer.timeZone, now: this.clock.now() },
    );
    return view('enrolments/application', page, status);
  }
}

function wantsDraft(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'act' in body && body.act === 'keep';
}

function whyNotNow(obstacle: Awaited<ReturnType<Eligibility['obstacle']>>, admitted: boolean): string | null {
  if (obstacle && obstacle.kind !== 'admission') return obstacle.sentence;
  return admitted ? 'You are admitted already, so there is nothing to apply for.' : null;
}
