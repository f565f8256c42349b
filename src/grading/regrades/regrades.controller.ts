import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { DomainError } from '../../platform/errors/domain-errors.js';
import { type FormState, freshForm, idPipe, readForm, withErrors } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { Administrators } from '../../users/administrators.decorator.js';
import { regradeFields, regradeForm } from './regrade.forms.js';
import { regradePage } from './regrade.views.js';
import { Regrades } from './regrades.service.js';

/** A changed rubric for a course in use: what it would do to every mark, and doing it. */
@Administrators()
@Controller('grading/rubrics/:id')
export class RegradesController {
  constructor(private readonly regrades: Regrades) {}

  @Get('regrade')
  async show(@Param('id', idPipe) id: string, @CurrentViewer() viewer: Viewer) {
    if (await this.regrades.isDone(id)) return redirect(`/grading/rubrics/${id}`);
    return this.page(viewer, id, freshForm({ name: '', reason: '' }));
  }

  @Post('regrades')
  async carryOut(@Param('id', idPipe) id: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const result = readForm(regradeForm, body, regradeFields);
    if (!result.ok) return this.page(viewer, id, result.form, 422);
    const { reviewed, ...words } = result.data;
    try {
      await this.regrades.carryOut(viewer, id, words, reviewed);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind === 'notFound') throw error;
      if (error.kind === 'invalid') return this.page(viewer, id, withErrors(result.form, error), 422);
      const errors = [{ field: '', message: error.message }];
      return this.page(viewer, id, { ...result.form, errors }, 409);
    }
    return redirect(
      `/grading/rubrics/${id}`,
      'The changed rubric is in force, and the marks are carried over. Students see new grades after a release.',
    );
  }

  private async page(viewer: Viewer, id: string, form: FormState, status = 200) {
    const preview = await this.regrades.preview(id, viewer.id);
    // An administrator may learn in a cohort of this course: of their own work the page tells nothing.
    const works = preview.works.filter(({ work }) => work.authorId !== viewer.id);
    return view('grading/regrade', regradePage({ ...preview, works }, form), status);
  }
}
