import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { slugPipe } from '../../courses/cohorts/slug.pipe.js';
import { BodyLimit } from '../../platform/web/body-limit.decorator.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { type GradedCohort, GradingAccess } from '../marking/grading-access.service.js';
import { gradebookPath } from './gradebook.views.js';
import { type ImportPlan } from './import-plan.js';
import { MarkImports } from './mark-imports.service.js';
import { countOf, importPage, previewPage } from './mark-imports.views.js';

/** Two million characters as a form sends them: up to three bytes each, and each byte written with three. */
const MOST_BYTES = 18 * 1024 * 1024;

/** Marks from a spreadsheet: a file is read, every change is looked at, and then it is done or not. */
@Controller('grading/cohorts/:slug/gradebook/imports')
export class MarkImportsController {
  constructor(
    private readonly access: GradingAccess,
    private readonly imports: MarkImports,
  ) {}

  @Get()
  async form(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    return view('grading/gradebook/import', importPage(await this.access.cohort(viewer, slug)));
  }

  /** What the file would do. Nothing of it is stored. */
  @BodyLimit(MOST_BYTES)
  @Post('previews')
  async preview(
    @Param('slug', slugPipe) slug: string,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const cohort = await this.access.cohort(viewer, slug);
    const csv = textOf(body, 'csv');
    const read = await this.imports.preview(viewer, cohort, csv);
    if ('problem' in read) return unusable(cohort, csv, [read.problem]);
    return read.plan.problems.length > 0
      ? unusable(cohort, csv, read.plan.problems)
      : view('grading/gradebook/preview', previewPage(cohort, read.plan, { csv, problem: null }));
  }

  @BodyLimit(MOST_BYTES)
  @Post()
  async confirm(
    @Param('slug', slugPipe) slug: string,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const cohort = await this.access.cohort(viewer, slug);
    const csv = textOf(body, 'csv');
    const done = await this.imports.confirm(viewer, cohort, csv, textOf(body, 'shown'));
    if ('problem' in done) return unusable(cohort, csv, [done.problem]);
    if ('changed' in done) return changed(cohort, csv, done.changed);
    const kept =
      done.refused === 0 ? '' : ` ${countOf(done.refused, 'handbook')} marked since were left as they are.`;
    return redirect(
      gradebookPath(cohort),
      `${countOf(done.marks, 'mark')} in ${countOf(done.handbooks, 'handbook')} imported as drafts.${kept} Finalise them on the desk.`,
    );
  }
}

function textOf(body: unknown, field: string): string {
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const text = fields[field];
  return typeof text === 'string' ? text : '';
}

const unusable = (cohort: GradedCohort, csv: string, problems: ImportPlan['problems']) =>
  view('grading/gradebook/import', importPage(cohort, { csv, problems }), 422);

/** Looked at once more: nothing is imported that nobody has seen. */
function changed(cohort: GradedCohort, csv: string, plan: ImportPlan) {
  if (plan.problems.length > 0) return unusable(cohort, csv, plan.problems);
  const problem =
    plan.changes.length === 0 && plan.stale.length === 0
      ? 'The gradebook says what this file says: it has been imported already, or there is nothing to change.'
      : 'Marks have changed since you looked at this list, so nothing was imported. Look at it again.';
  return view('grading/gradebook/preview', previewPage(cohort, plan, { csv, problem }), 409);
}
