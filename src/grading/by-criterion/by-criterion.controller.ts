import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { slugPipe } from '../../courses/cohorts/slug.pipe.js';
import { idPipe } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { Assessments } from '../marking/assessments.service.js';
import { GradingAccess } from '../marking/grading-access.service.js';
import { criteriaPage, criterionPage, markHref, walkPlaces } from './by-criterion.views.js';
import { toOtherCriteria } from './criterion-gone.js';
import { criterionOfRubric, CriterionWalk } from './criterion-walk.service.js';
import { readWalk, walkQuery } from './walk.rules.js';

/** One criterion across a cohort: where it stands, and the way in. */
@Controller('grading/cohorts/:slug/criteria')
export class ByCriterionController {
  constructor(
    private readonly access: GradingAccess,
    private readonly assessments: Assessments,
    private readonly walk: CriterionWalk,
  ) {}

  @Get()
  async list(
    @Param('slug', slugPipe) slug: string,
    @Query() query: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const cohort = await this.access.cohort(viewer, slug);
    const rubric = await this.walk.rubric(cohort);
    const progress = rubric ? await this.walk.progress(cohort.id, rubric) : [];
    return view('grading/by-criterion/criteria', criteriaPage(cohort, progress, readWalk(query)));
  }

  @Get(':criterionId')
  async criterion(
    @Param('slug', slugPipe) slug: string,
    @Param('criterionId', idPipe) criterionId: string,
    @Query() query: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const cohort = await this.access.cohort(viewer, slug);
    const rubric = await this.walk.rubric(cohort);
    const has = rubric?.criteria.some((one) => one.criterionId === criterionId) === true;
    if (!has && (await this.walk.hasHad(cohort, criterionId)))
      return toOtherCriteria(cohort, readWalk(query));
    const criterion = criterionOfRubric(rubric, criterionId);
    const [rows, progress] = await Promise.all([
      this.walk.rows(cohort.id, criterionId),
      rubric ? this.walk.progress(cohort.id, rubric) : [],
    ]);
    const facts = { cohort, criterion, rows, progress };
    return view('grading/by-criterion/criterion', criterionPage(facts, readWalk(query)));
  }

  /** Every handbook's page, for the palette that jumps by letters. JSON: `{ places: JumpPlace[] }`. */
  @Get(':criterionId/places')
  async places(
    @Param('slug', slugPipe) slug: string,
    @Param('criterionId', idPipe) criterionId: string,
    @Query() query: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const cohort = await this.access.cohort(viewer, slug);
    const criterion = criterionOfRubric(await this.walk.rubric(cohort), criterionId);
    return walkPlaces(await this.walk.rows(cohort.id, criterionId), criterion, readWalk(query));
  }

  /** Opens the marking of the first handbook without a level, and goes there; to where the criterion stands without one. */
  @Post(':criterionId/assessments')
  async open(
    @Param('slug', slugPipe) slug: string,
    @Param('criterionId', idPipe) criterionId: string,
    @Query() query: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const cohort = await this.access.cohort(viewer, slug);
    const criterion = criterionOfRubric(await this.walk.rubric(cohort), criterionId);
    const choice = readWalk(query);
    const rows = await this.walk.rows(cohort.id, criterionId);
    const first = rows.find(({ levelId }) => levelId === null);
    if (!first) return redirect(`/grading/cohorts/${slug}/criteria/${criterionId}${walkQuery(choice)}`);
    const submission = await this.access.submission(viewer, first.submissionId);
    return redirect(markHref(await this.assessments.open(viewer, submission), criterion, choice));
  }
}
