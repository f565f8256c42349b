import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { LatePolicies } from '../../assignments/lateness/late-policies.service.js';
import { changesBetween, refusals } from '../../courses/cohorts/cohort-dates.rules.js';
import { slugPipe } from '../../courses/cohorts/slug.pipe.js';
import { LatenessRegrades } from '../../grading/lateness/lateness-regrades.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { DomainError, forbidden } from '../../platform/errors/domain-errors.js';
import { type FormState, withErrors } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { adding } from './cohort.forms.js';
import { CohortAdministration } from './cohort-administration.service.js';
import { datesPage, previewPage, shownFields } from './cohort-dates.views.js';
import { CohortRegister, type DatesStored } from './cohort-register.service.js';
import { datesForm, type DatesTyped, fieldWords, readDates, shiftedForm, typedForm } from './dates.forms.js';
import { staleForm } from './stale-form.js';

/**
 * The dates of a cohort. Administrators move them, in two steps: first they see what would change and for whom, then
 * they confirm. Its instructors read along.
 *
 * What is not confirmed is not accepted, so the preview, too, has the status 422; a browser's script shows a form's
 * answer only then.
 */
@Controller('cohorts/:slug/dates')
export class CohortDatesController {
  constructor(
    private readonly register: CohortRegister,
    private readonly administration: CohortAdministration,
    private readonly policies: LatePolicies,
    private readonly regrades: LatenessRegrades,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    const { id, mayChange } = await this.register.open(viewer, slug, { instructors: true });
    const stored = await this.register.dates(id);
    return this.page(stored, datesForm(stored), viewer, { status: 200, mayChange });
  }

  @Post()
  async move(@Param('slug', slugPipe) slug: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const { id, mayChange } = await this.register.open(viewer, slug, { instructors: true });
    if (!mayChange) throw forbidden('Administrators move the dates of a cohort. Ask one of them.');
    const stored = await this.register.dates(id);
    const act = actOf(body);
    const form =
      act === 'shift'
        ? shiftedForm(stored, typedForm(stored, body).values['shift'] ?? '', this.clock.now())
        : typedForm(stored, body);
    if (act === 'edit' || form.errors.length > 0) return this.page(stored, form, viewer);
    const read = readDates(stored, form);
    if (!read.ok) return this.page(stored, read.form, viewer);
    if (act !== 'confirm') return this.preview(stored, form, read.data, viewer);
    return this.confirm(stored, form, read.data, viewer);
  }

  private async preview(stored: DatesStored, form: FormState, typed: DatesTyped, viewer: Viewer) {
    if (Number(form.values['version']) !== stored.version) return this.stale(stored, form, viewer);
    const refused = refusals(stored.dates, typed.after, this.clock.now());
    if (refused.length > 0) return this.page(stored, adding(form, refused), viewer);
    const changes = changesBetween(stored.dates, typed.after);
    if (changes.length === 0 && typed.joinUrls.size === 0) {
      return this.page(
        stored,
        adding(form, [{ field: '', message: 'Nothing differs from what is stored.' }]),
        viewer,
      );
    }
    const affected = await this.register.affected(stored.id, typed.after.due.at);
    const dueAt = new Date(typed.after.due.at);
    const changed = await this.regrades.preview(stored.id, { dueAt });
    // Nobody learns by a count that their own work is graded.
    const grades = changed.filter(({ studentId }) => studentId !== viewer.id).length;
    const reader = { timeZone: viewer.timeZone, now: this.clock.now() };
    return view('cohorts/preview', previewPage(stored, form, typed, { ...affected, grades }, reader), 422);
  }

  private async confirm(stored: DatesStored, form: FormState, typed: DatesTyped, viewer: Viewer) {
    try {
      await this.administration.move(stored.id, Number(form.values['version']), typed, viewer.id);
      const moved = changesBetween(stored.dates, typed.after).length > 0;
      const notice = moved
        ? 'The dates have moved. Everybody whom they concern gets a mail.'
        : 'The join links are saved.';
      return redirect(`/cohorts/${stored.slug}/dates`, notice);
    } catch (error) {
      if (!(error instanceof DomainError && error.kind === 'conflict')) {
        return this.page(stored, withErrors(form, error), viewer);
      }
      return this.stale(await this.register.dates(stored.id), form, viewer);
    }
  }

  private stale(stored: DatesStored, form: FormState, viewer: Viewer) {
    const inStore = datesForm(stored);
    const rows = shownFields(stored, this.clock.now()).map(({ field, label }) => ({
      field,
      label,
      typed: fieldWords(field, form.values[field] ?? ''),
      stored: fieldWords(field, inStore.values[field] ?? ''),
    }));
    return this.page(stored, staleForm(form, rows, stored.version), viewer, { status: 409, mayChange: true });
  }

  private async page(
    stored: DatesStored,
    form: FormState,
    viewer: Viewer,
    { status, mayChange }: { status: number; mayChange: boolean } = { status: 422, mayChange: true },
  ) {
    const reader = { timeZone: viewer.timeZone, now: this.clock.now() };
    const [policy = null] = await this.policies.ofCohort(stored.id);
    return view('cohorts/dates', datesPage(stored, form, reader, { mayChange, policy }), status);
  }
}

function actOf(body: unknown): 'preview' | 'shift' | 'edit' | 'confirm' {
  const act = typeof body === 'object' && body !== null && 'act' in body ? body.act : undefined;
  return act === 'shift' || act === 'edit' || act === 'confirm' ? act : 'preview';
}
