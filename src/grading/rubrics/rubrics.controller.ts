import { Body, Controller, Get, Header, Param, Post, Put, StreamableFile } from '@nestjs/common';
import { z } from 'zod';
import { conflict, DomainError, invalid } from '../../platform/errors/domain-errors.js';
import { BodyLimit } from '../../platform/web/body-limit.decorator.js';
import { freshForm, idPipe } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { Administrators } from '../../users/administrators.decorator.js';
import { acted } from './rubric-acts.rules.js';
import { type EditShown, rubricEditPage } from './rubric-edit.views.js';
import { RubricEditing } from './rubric-editing.service.js';
import { readRubricFile, writeRubricFile } from './rubric-file.rules.js';
import { checkTyped, readTyped, typedOf } from './rubric-form.rules.js';
import { unprintableIn } from './rubric-printing.js';
import { type RubricContext, RubricReads } from './rubric-reads.service.js';
import { rubricImportPage, rubricImportPreviewPage, rubricPage, rubricPath } from './rubric.views.js';
import { type RubricPlan } from './rubric.rules.js';
import { planOf } from './rubrics.service.js';

/** A rubric of thirty criteria with nine levels each, every text as long as it may be, in letters of three bytes. */
const MOST_BYTES = 8 * 1024 * 1024;

const versionOf = (fields: Fields) =>
  z.coerce.number().int().min(1).max(2_000_000_000).catch(0).parse(fields['version']);

type Fields = Readonly<Record<string, unknown>>;

/** The version of a rubric: published it is read, as a draft it is edited. */
@Administrators()
@Controller('grading/rubrics/:id')
export class RubricsController {
  constructor(
    private readonly reads: RubricReads,
    private readonly editing: RubricEditing,
  ) {}

  @Get()
  async show(@Param('id', idPipe) id: string, @CurrentViewer() viewer: Viewer) {
    const context = await this.reads.read(id);
    return isDraft(context)
      ? view('grading/rubrics/edit', rubricEditPage(context))
      : view('grading/rubrics/rubric', rubricPage(context, viewer));
  }

  /** The form of the editor: it is stored, or one of its buttons changes what is typed, and nothing is stored. */
  @Post()
  @BodyLimit(MOST_BYTES)
  async save(@Param('id', idPipe) id: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const context = await this.reads.read(id);
    const fields = fieldsOf(body);
    const typed = readTyped(fields);
    const version = versionOf(fields);
    const page = (shown: Partial<EditShown>, status: number) =>
      view(
        'grading/rubrics/edit',
        rubricEditPage(context, { typed, version: String(version), ...shown }),
        status,
      );
    const act = fields['act'];
    if (typeof act === 'string') {
      return page(
        { typed: acted(typed, act), remark: 'This is not saved yet. Save it when it is right.' },
        200,
      );
    }
    const { plan, problems } = checkTyped(typed, sectionKeys(context));
    if (problems.some(({ blocks }) => blocks === 'saving')) return page({ refused: true }, 422);
    try {
      const saved = await this.editing.save(id, { plan, version }, viewer.id);
      if (saved.ok) return redirect(rubricPath(id), 'Saved.');
      return page({ clash: saved.between }, 409);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'conflict') throw error;
      return page({ remark: `${error.message} What you typed stands below.` }, 409);
    }
  }

  /** The same from the page's script, which stays where it is: the fields of the form as JSON. */
  @Put()
  @BodyLimit(MOST_BYTES)
  async store(@Param('id', idPipe) id: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const context = await this.reads.read(id);
    const fields = fieldsOf(body);
    const typed = readTyped(fields);
    const { plan, problems } = checkTyped(typed, sectionKeys(context));
    const refused = problems.filter(({ blocks }) => blocks === 'saving');
    if (refused.length > 0) {
      throw invalid(
        'This rubric can’t be stored.',
        refused.map(({ message }) => ({ field: 'rubric', message })),
      );
    }
    const saved = await this.editing.save(id, { plan, version: versionOf(fields) }, viewer.id);
    if (!saved.ok) throw conflict('Somebody else has saved this in the meantime.', { ...saved.between });
    const { criteria } = typedOf(plan, context.fixedKeys);
    return {
      version: saved.version,
      unprintable: unprintableIn(plan),
      keys: Object.fromEntries(typed.criteria.map(({ token }, at) => [token, criteria[at]?.key ?? ''])),
    };
  }

  @Post('removals')
  async discard(@Param('id', idPipe) id: string, @CurrentViewer() viewer: Viewer) {
    const { courseVersion } = await this.reads.read(id);
    await this.editing.discard(id, viewer.id);
    return redirect(
      `/courses/versions/${courseVersion.id}/rubric`,
      'The change is discarded. Work is judged as before.',
    );
  }

  @Get('file')
  @Header('x-content-type-options', 'nosniff')
  async file(@Param('id', idPipe) id: string) {
    const { rubric, number, courseVersion } = await this.reads.read(id);
    const name = `${courseVersion.courseSlug}-version-${courseVersion.number}-rubric-${number}.json`;
    return new StreamableFile(Buffer.from(writeRubricFile(planOf(rubric))), {
      type: 'application/json; charset=utf-8',
      disposition: `attachment; filename="${name}"`,
    });
  }

  @Get('imports/new')
  async chooseFile(@Param('id', idPipe) id: string) {
    const context = openDraft(await this.reads.read(id));
    return view('grading/rubrics/import', rubricImportPage(context, freshForm({ text: '' })));
  }

  /** What a file would change; nothing is stored. */
  @Post('imports/previews')
  @BodyLimit(MOST_BYTES)
  async preview(@Param('id', idPipe) id: string, @Body() body: unknown) {
    const context = openDraft(await this.reads.read(id));
    const text = textOf(body);
    const file = readRubricFile(text, sectionKeys(context));
    if (!file.ok) return this.refusedFile(context, text, file.sentences);
    return this.previewPage(context, file.plan, text);
  }

  @Post('imports')
  @BodyLimit(MOST_BYTES)
  async import(@Param('id', idPipe) id: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const context = openDraft(await this.reads.read(id));
    const text = textOf(body);
    const file = readRubricFile(text, sectionKeys(context));
    if (!file.ok) return this.refusedFile(context, text, file.sentences);
    const version = versionOf(fieldsOf(body));
    const saved = await this.editing.save(id, { plan: file.plan, version }, viewer.id, 'imported');
    if (saved.ok) return redirect(rubricPath(id), 'The file is taken over into this draft.');
    // Shown again against what is stored now, so that both are seen before one is chosen.
    return this.previewPage(await this.reads.read(id), file.plan, text, 409);
  }

  private previewPage(context: RubricContext, plan: RubricPlan, text: string, status = 200) {
    const page = rubricImportPreviewPage(context, { plan, text });
    return view('grading/rubrics/import-preview', { ...page, stale: status === 409 }, status);
  }

  private refusedFile(context: RubricContext, text: string, sentences: readonly string[]) {
    const errors = sentences.map((message) => ({ field: 'text', message }));
    const form = { values: { text }, errors, errorFor: { text: sentences[0] ?? null } };
    return view('grading/rubrics/import', rubricImportPage(context, form), 422);
  }
}

const isDraft = ({ publishedAt, discardedAt, courseVersion }: RubricContext) =>
  publishedAt === null && discardedAt === null && courseVersion.discardedAt === null;

function openDraft(context: RubricContext): RubricContext {
  if (!isDraft(context)) {
    throw conflict('This rubric is published or discarded and can’t be changed. Begin a change of it first.');
  }
  return context;
}

const sectionKeys = ({ sections }: RubricContext) => sections.map(({ key }) => key);

const fieldsOf = (body: unknown): Fields =>
  typeof body === 'object' && body !== null ? (body as Fields) : {};

function textOf(body: unknown): string {
  const { text } = fieldsOf(body);
  return typeof text === 'string' ? text : '';
}
