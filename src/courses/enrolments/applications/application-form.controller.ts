import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { DomainError } from '../../../platform/errors/domain-errors.js';
import { type FormState, freshForm, readForm } from '../../../platform/web/forms.js';
import { redirect, view } from '../../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../../platform/web/viewer.js';
import { Administrators } from '../../../users/administrators.decorator.js';
import { slugPipe } from '../../cohorts/slug.pipe.js';
import { CohortAccess } from '../cohort-access.service.js';
import { questionNames, questionsForm } from './application.forms.js';
import { questionsPage } from './application.views.js';
import { ApplicationForms, type Asked } from './application-forms.service.js';

const fields = [...questionNames, 'needed', 'version'];

/** What a cohort asks of those who apply, for administrators. */
@Administrators()
@Controller('cohorts/:slug/application-form')
export class ApplicationFormController {
  constructor(
    private readonly access: CohortAccess,
    private readonly forms: ApplicationForms,
  ) {}

  @Get()
  async show(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    const cohort = await this.access.cohort(viewer, slug);
    const asked = await this.forms.of(cohort.id);
    return view('enrolments/questions', questionsPage(cohort, asked, formOf(asked)));
  }

  @Post()
  async change(
    @Param('slug', slugPipe) slug: string,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const cohort = await this.access.cohort(viewer, slug);
    const read = readForm(questionsForm, body, fields);
    const page = async (form: FormState, status: number) =>
      view('enrolments/questions', questionsPage(cohort, await this.forms.of(cohort.id), form), status);
    if (!read.ok) return page(read.form, 422);
    try {
      await this.forms.change(cohort.id, read.data, viewer.id);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'conflict') throw error;
      // What was typed stays, now against the stored version, with the stored words beside it.
      const { version } = await this.forms.of(cohort.id);
      const values = { ...read.form.values, version: String(version) };
      return page({ ...read.form, values, errors: [{ field: '', message: error.message }] }, 409);
    }
    return redirect(`/cohorts/${slug}/application-form`, 'The questions are saved.');
  }
}

function formOf({ questions, needed, version }: Asked): FormState {
  return freshForm({
    needed: String(needed),
    version: String(version),
    ...Object.fromEntries(
      questions.flatMap(({ question, shows }, at) => [
        [`question-${at + 1}`, question],
        [`shows-${at + 1}`, shows],
      ]),
    ),
  });
}
