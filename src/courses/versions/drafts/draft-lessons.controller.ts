import { Body, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { invalid, notFound } from '../../../platform/errors/domain-errors.js';
import { freshForm, idPipe, readForm } from '../../../platform/web/forms.js';
import { redirect, view } from '../../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../../platform/web/viewer.js';
import { Administrators } from '../../../users/administrators.decorator.js';
import { type VersionContent } from '../version-content.js';
import { VersionReads } from '../version-reads.service.js';
import { DraftLessons, type LessonPlace } from './draft-lessons.service.js';
import { draftPath, type FormShown, lessonEditPage, lessonPath, overviewPage } from './draft.views.js';
import { lessonForm, moveForm, newLessonForm, refusedForm } from './drafts.forms.js';

const labels = { title: 'Title', body: 'Text' };

/** The lessons of a draft. */
@Administrators()
@Controller('courses/drafts/:id/lessons')
export class DraftLessonsController {
  constructor(
    private readonly reads: VersionReads,
    private readonly lessons: DraftLessons,
  ) {}

  @Post()
  async add(@Param('id', idPipe) id: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const form = readForm(newLessonForm, body, ['title', 'week']);
    if (!form.ok) {
      const week = form.form.values['week'] ?? '';
      const page = overviewPage(await this.reads.read(id), { week, form: form.form });
      const fieldId = page.weeks.find((one) => one.id === week)?.fieldId ?? '';
      const errors = form.form.errors.map((error) => ({ ...error, field: fieldId }));
      return view('versions/draft', { ...page, form: { ...form.form, errors } }, 422);
    }
    const lessonId = await this.lessons.add(id, form.data.week, form.data.title, viewer.id);
    return redirect(lessonPath(id, lessonId), 'The lesson is added. Write its text.');
  }

  @Get(':lessonId')
  async edit(@Param('id', idPipe) id: string, @Param('lessonId', idPipe) lessonId: string) {
    const draft = await this.reads.read(id);
    const { title, body, version } = lessonOf(draft, lessonId);
    return this.page(draft, lessonId, { form: freshForm({ title, body, version: String(version) }) });
  }

  @Post(':lessonId')
  async save(
    @Param('id', idPipe) id: string,
    @Param('lessonId', idPipe) lessonId: string,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const form = readForm(lessonForm, body, ['title', 'body', 'version']);
    const draft = await this.reads.read(id);
    if (!form.ok) return this.page(draft, lessonId, form, 422);
    const { version, ...text } = form.data;
    try {
      const between = await this.lessons.save(id, lessonId, { text, version }, viewer.id);
      if (!between) return redirect(lessonPath(id, lessonId), 'Saved.');
      return this.page(draft, lessonId, { form: form.form, clash: { between, labels } }, 409);
    } catch (error) {
      return this.page(draft, lessonId, { form: refusedForm(form.form, error) }, 409);
    }
  }

  /** Moves a lesson: to a page of ours a way back, to a script where it stands now. */
  @Post(':lessonId/moves')
  @HttpCode(200)
  async move(
    @Param('id', idPipe) id: string,
    @Param('lessonId', idPipe) lessonId: string,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
    @Req() request: FastifyRequest,
  ) {
    const wanted = moveForm.safeParse(body ?? {});
    if (!wanted.success) throw invalid('Say where the lesson is to go.');
    const where =
      'direction' in wanted.data
        ? wanted.data.direction
        : { weekId: wanted.data.week, at: wanted.data.place };
    const place = await this.lessons.move(id, lessonId, where, viewer.id);
    const words = placeWords(place);
    const asked = request.headers.accept ?? '';
    return asked.includes('text/html') ? redirect(draftPath(id), words) : { ...place, words };
  }

  @Post(':lessonId/removals')
  async remove(
    @Param('id', idPipe) id: string,
    @Param('lessonId', idPipe) lessonId: string,
    @CurrentViewer() viewer: Viewer,
  ) {
    await this.lessons.remove(id, lessonId, viewer.id);
    return redirect(draftPath(id), 'The lesson is removed from this draft.');
  }

  private page(draft: VersionContent, lessonId: string, shown: FormShown, status = 200) {
    lessonOf(draft, lessonId);
    return view('versions/lesson', lessonEditPage(draft, lessonId, shown), status);
  }
}

function lessonOf(draft: VersionContent, lessonId: string) {
  const lesson = draft.weeks.flatMap(({ lessons }) => lessons).find(({ id }) => id === lessonId);
  if (!lesson) throw notFound('This version has no such lesson, or somebody has removed it.');
  return lesson;
}

const placeWords = ({ title, week, at, of }: LessonPlace) =>
  `“${title}” stands in week ${week} now, place ${at} of ${of}.`;
