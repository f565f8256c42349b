import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { notFound } from '../../../platform/errors/domain-errors.js';
import { freshForm, idPipe, readForm } from '../../../platform/web/forms.js';
import { redirect, view } from '../../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../../platform/web/viewer.js';
import { Administrators } from '../../../users/administrators.decorator.js';
import { renderMarkdown } from '../markdown.js';
import { type VersionContent } from '../version-content.js';
import { VersionReads } from '../version-reads.service.js';
import { DraftFacts } from './draft-facts.service.js';
import { draftPath, editPage, type FormShown, overviewPage, versionPath } from './draft.views.js';
import { factsForm, refusedForm, weekForm } from './drafts.forms.js';
import { Drafts } from './drafts.service.js';

const factLabels = {
  title: 'Title',
  summary: 'Summary',
  about: 'About the course',
  certificateMonths: 'Months for which certificates are valid',
};
const weekLabels = { title: 'Title', aim: 'Aim' };

/** A draft as a whole, what it says about its course, and its weeks. */
@Administrators()
@Controller('courses/drafts/:id')
export class DraftsController {
  constructor(
    private readonly reads: VersionReads,
    private readonly drafts: Drafts,
    private readonly facts: DraftFacts,
  ) {}

  @Get()
  async show(@Param('id', idPipe) id: string) {
    const draft = await this.reads.read(id);
    const over = draft.publishedAt ?? draft.discardedAt;
    return over ? redirect(versionPath(id)) : view('versions/draft', overviewPage(draft));
  }

  @Post('removals')
  async discard(@Param('id', idPipe) id: string, @CurrentViewer() viewer: Viewer) {
    await this.drafts.discard(id, viewer.id);
    return redirect('/courses/administration', 'The draft is discarded. What is published stays as it is.');
  }

  @Get('facts')
  async about(@Param('id', idPipe) id: string) {
    const draft = await this.reads.read(id);
    const { title, summary, about, certificateMonths, version } = draft;
    const months = certificateMonths === null ? '' : String(certificateMonths);
    const form = freshForm({ title, summary, about, certificateMonths: months, version: String(version) });
    return this.factsPage(draft, { form });
  }

  @Post('facts')
  async saveFacts(@Param('id', idPipe) id: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const form = readForm(factsForm, body, ['title', 'summary', 'about', 'certificateMonths', 'version']);
    const draft = await this.reads.read(id);
    if (!form.ok) return this.factsPage(draft, form, 422);
    const { version, ...facts } = form.data;
    try {
      const between = await this.facts.saveCourse(id, facts, version, viewer.id);
      if (!between) return redirect(`${draftPath(id)}/facts`, 'Saved.');
      return this.factsPage(draft, { form: form.form, clash: { between, labels: factLabels } }, 409);
    } catch (error) {
      return this.factsPage(draft, { form: refusedForm(form.form, error) }, 409);
    }
  }

  @Get('weeks/:weekId')
  async week(@Param('id', idPipe) id: string, @Param('weekId', idPipe) weekId: string) {
    const draft = await this.reads.read(id);
    const { title, aim, version } = weekOf(draft, weekId);
    return this.weekPage(draft, weekId, { form: freshForm({ title, aim, version: String(version) }) });
  }

  @Post('weeks/:weekId')
  async saveWeek(
    @Param('id', idPipe) id: string,
    @Param('weekId', idPipe) weekId: string,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const form = readForm(weekForm, body, ['title', 'aim', 'version']);
    const draft = await this.reads.read(id);
    if (!form.ok) return this.weekPage(draft, weekId, form, 422);
    const { version, ...facts } = form.data;
    try {
      const between = await this.facts.saveWeek(id, weekId, { facts, version }, viewer.id);
      if (!between) return redirect(draftPath(id), `Week ${weekOf(draft, weekId).number} is saved.`);
      return this.weekPage(draft, weekId, { form: form.form, clash: { between, labels: weekLabels } }, 409);
    } catch (error) {
      return this.weekPage(draft, weekId, { form: refusedForm(form.form, error) }, 409);
    }
  }

  /** A text as its readers will see it; nothing is stored. */
  @Post('previews')
  async preview(@Param('id', idPipe) id: string, @Body() body: unknown) {
    const { title } = await this.reads.read(id);
    const source = (body as { body?: unknown } | undefined)?.body;
    const text = typeof source === 'string' ? source.slice(0, 200_000) : '';
    return view('versions/preview', {
      courseTitle: title,
      preview: renderMarkdown(text, { contents: true }),
    });
  }

  private factsPage(draft: VersionContent, shown: FormShown, status = 200) {
    return view('versions/facts', editPage(draft, 'facts', 'About the course', shown), status);
  }

  private weekPage(draft: VersionContent, weekId: string, shown: FormShown, status = 200) {
    const title = `Week ${weekOf(draft, weekId).number}`;
    return view('versions/week', editPage(draft, `weeks/${weekId}`, title, shown), status);
  }
}

function weekOf(draft: VersionContent, weekId: string) {
  const week = draft.weeks.find(({ id }) => id === weekId);
  if (!week) throw notFound('This version has no such week.');
  return week;
}
