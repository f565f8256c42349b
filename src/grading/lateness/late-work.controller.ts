import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { LatePolicies } from '../../assignments/lateness/late-policies.service.js';
import { slugPipe } from '../../courses/cohorts/slug.pipe.js';
import { Clock } from '../../platform/clock/clock.js';
import { DomainError } from '../../platform/errors/domain-errors.js';
import { type FormState } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { type GradedCohort, GradingAccess } from '../marking/grading-access.service.js';
import { adding, policyForm, readPolicy, type TypedPolicy } from './late-work.forms.js';
import { digestOf, LateWorkDecisions, ofOthers } from './late-work-decisions.service.js';
import { gradesWords, lateWorkPage } from './late-work.views.js';
import { type LatenessChange, LatenessRegrades } from './lateness-regrades.service.js';

/**
 * What late work loses. A change that would alter grades is shown with all of them first, and done when that is
 * confirmed; what is shown but not yet done has the status 422, as a browser's script shows a form's answer only then.
 */
@Controller('grading/cohorts/:slug')
export class LateWorkController {
  constructor(
    private readonly access: GradingAccess,
    private readonly policies: LatePolicies,
    private readonly regrades: LatenessRegrades,
    private readonly decisions: LateWorkDecisions,
    private readonly clock: Clock,
  ) {}

  @Get('late-work')
  async show(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    return this.page(viewer, await this.access.cohort(viewer, slug), null, { status: 200 });
  }

  @Post('late-policies')
  async set(@Param('slug', slugPipe) slug: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const cohort = await this.access.cohort(viewer, slug);
    const { form, typed } = readPolicy(body);
    if (!typed) return this.page(viewer, cohort, form, { status: 422 });
    const [inForce] = await this.policies.ofCohort(cohort.id);
    if ((inForce?.sequence ?? 0) !== typed.seen) {
      const message =
        'Somebody else has changed what late work loses in the meantime, so nothing was saved. Look at it below, then save yours if it still holds.';
      return this.page(viewer, cohort, adding(form, [{ field: '', message }]), { status: 409 });
    }
    const changes = ofOthers(viewer.id, await this.regrades.preview(cohort.id, { policy: typed.policy }));
    if (changes.length > 0 && typed.reviewed === '')
      return this.page(viewer, cohort, form, { status: 422, changes });
    return this.confirm(viewer, cohort, form, typed, changes);
  }

  /** @param changes to others' grades */
  private async confirm(
    viewer: Viewer,
    cohort: GradedCohort,
    form: FormState,
    { policy, seen, reviewed }: TypedPolicy,
    changes: readonly LatenessChange[],
  ) {
    try {
      await this.decisions.setPolicy({
        ...{ cohortId: cohort.id, policy, seen, actorId: viewer.id },
        reviewed: reviewed === '' ? digestOf(changes) : reviewed,
      });
      const also = changes.length === 0 ? '' : ` ${gradesWords(changes.length)}`;
      return redirect(`/grading/cohorts/${cohort.slug}/late-work`, `What late work loses is saved.${also}`);
    } catch (error) {
      if (!(error instanceof DomainError && error.kind === 'conflict')) throw error;
      const refused = adding(form, [{ field: '', message: error.message }]);
      return this.page(viewer, cohort, refused, { status: 409, changes });
    }
  }

  /**
   * @param form what was typed; null for what is stored
   * @param changes to others' grades
   */
  private async page(
    viewer: Viewer,
    cohort: GradedCohort,
    form: FormState | null,
    { status, changes = [] }: { status: number; changes?: readonly LatenessChange[] },
  ) {
    const [policies, deadlines] = await Promise.all([
      this.policies.ofCohort(cohort.id),
      this.policies.deadlines(cohort.id),
    ]);
    const inForce = policies[0] ?? null;
    const seen = inForce?.sequence ?? 0;
    const stored = policyForm(inForce, seen);
    const shown = form
      ? {
          ...form,
          values: {
            ...form.values,
            // Whoever is told of another policy has seen it; a slip of the pen tells nothing.
            seen: status === 409 ? String(seen) : (form.values['seen'] ?? String(seen)),
            reviewed: changes.length > 0 ? digestOf(changes) : '',
          },
        }
      : stored;
    const reader = { timeZone: viewer.timeZone, now: this.clock.now() };
    return view(
      'grading/lateness/late-work',
      lateWorkPage(cohort, { policies, deadlines, changes }, shown, reader),
      status,
    );
  }
}
