import { Body, Controller, Get, Post } from '@nestjs/common';
import { invalid } from '../../platform/errors/domain-errors.js';
import { freshForm, type FormState, readForm, withErrors } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { Administrators } from '../../users/administrators.decorator.js';
import { draftPath } from '../versions/drafts/draft.views.js';
import { courseForm, draftForm } from '../versions/drafts/drafts.forms.js';
import { Drafts } from '../versions/drafts/drafts.service.js';
import { CourseAdministration } from './course-administration.service.js';
import { courseAdministrationPage } from './course-administration.views.js';

/** The academy's courses, their versions and the cohorts that use them; where new ones begin. */
@Administrators()
@Controller('courses')
export class CourseAdministrationController {
  constructor(
    private readonly administration: CourseAdministration,
    private readonly drafts: Drafts,
  ) {}

  @Get('administration')
  async list(@CurrentViewer() viewer: Viewer) {
    return this.page(freshForm({ title: '', templateFrom: '' }), viewer);
  }

  @Post()
  async begin(@Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const form = readForm(courseForm, body, ['title', 'templateFrom']);
    if (!form.ok) return this.page(form.form, viewer, 422);
    try {
      const id = await this.drafts.begin(form.data, viewer.id);
      return redirect(draftPath(id), 'The course begins with this draft.');
    } catch (error) {
      return this.page(withErrors(form.form, error), viewer, 422);
    }
  }

  @Post('drafts')
  async draft(@Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const wanted = draftForm.safeParse(body ?? {});
    if (!wanted.success) throw invalid(wanted.error.issues[0]?.message ?? 'Choose a course.');
    const { course, from } = wanted.data;
    const id =
      from === 'folder'
        ? await this.drafts.fromFolder(course, viewer.id)
        : await this.drafts.fromPublished(course, viewer.id);
    return redirect(draftPath(id), 'The draft is made. Nobody reads it before it is published.');
  }

  private async page(form: FormState, viewer: Viewer, status = 200) {
    const [courses, builtIn] = await Promise.all([
      this.administration.courses(),
      this.administration.builtIn(),
    ]);
    return view('courses/administration', courseAdministrationPage(courses, builtIn, form, viewer), status);
  }
}
