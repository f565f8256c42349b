import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { LatePolicies } from '../../assignments/lateness/late-policies.service.js';
import { Submissions } from '../../assignments/submissions/submissions.service.js';
import { DomainError } from '../../platform/errors/domain-errors.js';
import { idPipe } from '../../platform/web/forms.js';
import { redirect, type View, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { CarriedMarks } from '../attempts/carried-marks.service.js';
import { EarlierAttempts } from '../attempts/earlier-attempts.service.js';
import { readMarks, type TypedMark } from '../desk/desk.forms.js';
import { seenDigest, type Unsaved } from '../desk/desk.views.js';
import { GradingAccess, type MarkedAssessment } from '../marking/grading-access.service.js';
import { ScoreDrafts } from '../marking/score-drafts.service.js';
import { RemarkDrafts } from '../remarks/remark-drafts.service.js';
import { type Rubric, type RubricCriterionRead, Rubrics } from '../rubrics/rubrics.service.js';
import { markHref, markPage } from './by-criterion.views.js';
import { toOtherCriteria } from './criterion-gone.js';
import { criterionOfRubric, CriterionWalk } from './criterion-walk.service.js';
import { placeInWalk, readWalk, type WalkChoice, walkQuery } from './walk.rules.js';

/** One criterion of one handbook, on the way through the cohort. */
@Controller('grading/assessments/:id/criteria/:criterionId')
export class CriterionMarkController {
  constructor(
    private readonly access: GradingAccess,
    private readonly carried: CarriedMarks,
    private readonly drafts: ScoreDrafts,
    private readonly earlier: EarlierAttempts,
    private readonly policies: LatePolicies,
    private readonly remarks: RemarkDrafts,
    private readonly rubrics: Rubrics,
    private readonly submissions: Submissions,
    private readonly walk: CriterionWalk,
  ) {}

  @Get()
  async show(
    @Param('id', idPipe) id: string,
    @Param('criterionId', idPipe) criterionId: string,
    @Query() query: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const assessment = await this.access.assessment(viewer, id);
    const choice = readWalk(query);
    if (assessment.laterId !== null) return redirect(markHref(assessment.laterId, { criterionId }, choice));
    const rubric = await this.rubrics.read(assessment.rubricVersionId);
    const { cohort } = assessment.submission;
    const has = rubric.criteria.some((one) => one.criterionId === criterionId);
    if (!has && (await this.walk.hasHad(cohort, criterionId))) return toOtherCriteria(cohort, choice);
    return this.page(viewer, {
      assessment,
      rubric,
      criterion: criterionOfRubric(rubric, criterionId),
      choice,
    });
  }

  /** The mark as a form, for browsers without scripts: it is saved, and on to the next. */
  @Post('scores')
  async score(
    @Param('id', idPipe) id: string,
    @Param('criterionId', idPipe) criterionId: string,
    @Query() query: unknown,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const desk = await this.at(viewer, id, criterionId, query);
    const { problem } = await this.save(viewer, desk, body);
    return problem ?? redirect(await this.onward(desk));
  }

  /** Saves what the form holds, then carries over the earlier mark. */
  @Post('carried-marks')
  async carryOver(
    @Param('id', idPipe) id: string,
    @Param('criterionId', idPipe) criterionId: string,
    @Query() query: unknown,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const desk = await this.at(viewer, id, criterionId, query);
    const { problem, typed } = await this.save(viewer, desk, body);
    if (problem) return problem;
    try {
      await this.carried.carryOver(viewer, desk.assessment, [desk.criterion.id]);
      return redirect(markHref(id, desk.criterion, desk.choice), 'The earlier mark is carried over.');
    } catch (error) {
      return this.refused(viewer, desk, typed, error);
    }
  }

  private async at(viewer: Viewer, id: string, criterionId: string, query: unknown): Promise<AtCriterion> {
    const assessment = await this.access.assessment(viewer, id);
    const rubric = await this.rubrics.read(assessment.rubricVersionId);
    return { assessment, rubric, criterion: criterionOfRubric(rubric, criterionId), choice: readWalk(query) };
  }

  private async save(
    viewer: Viewer,
    desk: AtCriterion,
    body: unknown,
  ): Promise<{ problem: View | null; typed: readonly TypedMark[] }> {
    const { assessment, rubric, criterion } = desk;
    const { marks: typed, errors } = readMarks({ ...rubric, criteria: [criterion] }, body, seenDigest);
    if (errors.length > 0) {
      return { typed, problem: await this.page(viewer, desk, { typed, conflicts: [], errors }, 422) };
    }
    try {
      const touched = typed.filter((mark) => mark.touched);
      const { conflicts } = await this.drafts.writeAll(viewer, assessment, touched);
      if (conflicts.length === 0) return { typed, problem: null };
      return { typed, problem: await this.page(viewer, desk, { typed, conflicts, errors: [] }, 409) };
    } catch (error) {
      return { typed, problem: await this.refused(viewer, desk, typed, error) };
    }
  }

  /** The page again, with what was typed and what is wrong. */
  private refused(
    viewer: Viewer,
    desk: AtCriterion,
    typed: readonly TypedMark[],
    error: unknown,
  ): Promise<View> {
    if (!(error instanceof DomainError) || error.kind === 'notFound') throw error;
    const errors = [{ field: `criterion-${desk.criterion.id}`, message: error.message }];
    const status = error.kind === 'conflict' ? 409 : 422;
    return this.page(viewer, desk, { typed, conflicts: [], errors }, status);
  }

  /** The next handbook, or where the criterion stands. */
  private async onward({ assessment, criterion, choice }: AtCriterion): Promise<string> {
    const { cohort } = assessment.submission;
    const rows = await this.walk.rows(cohort.id, criterion.criterionId);
    const { next } = placeInWalk(rows, assessment.id, choice);
    return next?.assessmentId
      ? markHref(next.assessmentId, criterion, choice)
      : `/grading/cohorts/${cohort.slug}/criteria/${criterion.criterionId}${walkQuery(choice)}`;
  }

  private async page(viewer: Viewer, desk: AtCriterion, unsaved?: Unsaved, status = 200): Promise<View> {
    const { assessment, rubric, criterion, choice } = desk;
    const { submission } = assessment;
    const keys = criterion.sections.map(({ key }) => key);
    const [marks, late, sections, remarks, rows, earlier] = await Promise.all([
      this.drafts.of(assessment.id),
      this.policies.lateWork([submission.id]),
      this.submissions.contentOf(submission.id, keys),
      this.remarks.of(assessment),
      this.walk.rows(submission.cohort.id, criterion.criterionId),
      this.earlier.before(assessment, rubric),
    ]);
    const lateWork = late.get(submission.id);
    if (!lateWork) throw new Error(`The submission ${submission.id} is not there.`);
    const facts = { assessment, lateWork, rubric, criterion, marks, sections, remarks, rows, earlier };
    return view('grading/by-criterion/mark', markPage(facts, viewer, choice, unsaved), status);
  }
}

interface AtCriterion {
  assessment: MarkedAssessment;
  rubric: Rubric;
  criterion: RubricCriterionRead;
  choice: WalkChoice;
}
