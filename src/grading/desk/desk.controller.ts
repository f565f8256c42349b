import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { LatePolicies } from '../../assignments/lateness/late-policies.service.js';
import { Submissions } from '../../assignments/submissions/submissions.service.js';
import { DomainError, type FieldError } from '../../platform/errors/domain-errors.js';
import { idPipe } from '../../platform/web/forms.js';
import { redirect, type View, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { CarriedMarks } from '../attempts/carried-marks.service.js';
import { EarlierAttempts } from '../attempts/earlier-attempts.service.js';
import { Assessments } from '../marking/assessments.service.js';
import { GradeHistory } from '../grades/grade-history.service.js';
import { type FinalisedGrade, Grades } from '../grades/grades.service.js';
import { GradingAccess, type MarkedAssessment } from '../marking/grading-access.service.js';
import { MarkingProgress } from '../marking/marking-progress.service.js';
import { percentWords, readPercent } from '../grades/percent.rules.js';
import { overallDigest, type UnsavedOverall } from '../remarks/desk-remarks.views.js';
import { RemarkDrafts } from '../remarks/remark-drafts.service.js';
import { readSeenRemarks, readTypedOverall, type TypedOverall } from '../remarks/remark.forms.js';
import { type OverallConflict } from '../remarks/remarks-in-the-making.js';
import { Rubrics } from '../rubrics/rubrics.service.js';
import { ScoreDrafts, type StoredMark } from '../marking/score-drafts.service.js';
import { readMarks, readScore, type TypedMark } from './desk.forms.js';
import { deskPage, seenDigest, type Unsaved } from './desk.views.js';
import { MarkingQueue } from './marking-queue.service.js';
import { type QueueName, readQueue } from './queue.rules.js';
import { queueQuery } from './queue.views.js';

@Controller('grading')
export class DeskController {
  constructor(
    private readonly access: GradingAccess,
    private readonly assessments: Assessments,
    private readonly carried: CarriedMarks,
    private readonly earlier: EarlierAttempts,
    private readonly drafts: ScoreDrafts,
    private readonly grades: Grades,
    private readonly history: GradeHistory,
    private readonly policies: LatePolicies,
    private readonly progress: MarkingProgress,
    private readonly queue: MarkingQueue,
    private readonly remarks: RemarkDrafts,
    private readonly rubrics: Rubrics,
    private readonly submissions: Submissions,
  ) {}

  @Post('submissions/:id/assessments')
  async open(
    @Param('id', idPipe) id: string,
    @Query('queue') queue: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const submission = await this.access.submission(viewer, id);
    return redirect(deskOf(await this.assessments.open(viewer, submission), readQueue(queue)));
  }

  @Get('assessments/:id')
  async desk(
    @Param('id', idPipe) id: string,
    @Query('queue') queue: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const assessment = await this.at(viewer, id, queue);
    if (assessment.laterId !== null) return redirect(deskOf(assessment.laterId, assessment.queue));
    return this.page(viewer, assessment);
  }

  /** One mark, as it is made. Answers with what is stored; a stale version gets 409 with both values. */
  @Put('assessments/:id/scores/:rubricCriterionId')
  async score(
    @Param('id', idPipe) id: string,
    @Param('rubricCriterionId', idPipe) rubricCriterionId: string,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
  ): Promise<StoredMark> {
    const assessment = await this.access.assessment(viewer, id);
    return this.drafts.write(viewer, assessment, { rubricCriterionId, ...readScore(body) });
  }

  /** All marks as one form, for browsers without scripts. */
  @Post('assessments/:id/scores')
  async scores(
    @Param('id', idPipe) id: string,
    @Query('queue') queue: unknown,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const assessment = await this.at(viewer, id, queue);
    const saved = await this.save(viewer, assessment, body);
    return saved.problem ?? redirect(deskOf(assessment.id, assessment.queue), 'Your marks are saved.');
  }

  /** Stores what the form holds, then carries over the earlier marks of unchanged criteria; `criterion` names one. */
  @Post('assessments/:id/carried-marks')
  async carryOver(
    @Param('id', idPipe) id: string,
    @Query('queue') queue: unknown,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const assessment = await this.at(viewer, id, queue);
    const saved = await this.save(viewer, assessment, body);
    if (saved.problem) return saved.problem;
    try {
      const { length } = await this.carried.carryOver(viewer, assessment, criteriaIn(body));
      return redirect(deskOf(assessment.id, assessment.queue), carriedNotice(length));
    } catch (error) {
      return this.refused(viewer, assessment, saved.typed, error);
    }
  }

  /** The same for a page with scripts, which has saved what it holds. Answers with the marks that were written. */
  @Put('assessments/:id/carried-marks')
  async carry(
    @Param('id', idPipe) id: string,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
  ): Promise<StoredMark[]> {
    const assessment = await this.access.assessment(viewer, id);
    return this.carried.carryOver(viewer, assessment, criteriaIn(body));
  }

  /** Stores what the form holds, then finalises exactly that. */
  @Post('assessments/:id/grade-events')
  async finalise(
    @Param('id', idPipe) id: string,
    @Query('queue') queue: unknown,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const assessment = await this.at(viewer, id, queue);
    const saved = await this.save(viewer, assessment, body);
    if (saved.problem) return saved.problem;
    try {
      const grade = await this.grades.finalise(viewer, assessment, saved.versions);
      const next = goesOn(body) ? await this.after(viewer, assessment) : null;
      return redirect(deskOf(next ?? assessment.id, assessment.queue), finalisedNotice(grade));
    } catch (error) {
      return this.refused(viewer, assessment, saved.typed, error);
    }
  }

  /** The next handbook; null also where it went out of reach a moment ago: what was done before stays done. */
  private async after(viewer: Viewer, { submission, queue }: AtDesk): Promise<string | null> {
    try {
      return await this.queue.after(viewer, submission, queue);
    } catch (error) {
      if (error instanceof DomainError) return null;
      throw error;
    }
  }

  private async at(viewer: Viewer, id: string, queue: unknown): Promise<AtDesk> {
    return { ...(await this.access.assessment(viewer, id)), queue: readQueue(queue) };
  }

  private async save(viewer: Viewer, assessment: AtDesk, body: unknown): Promise<Saved> {
    const rubric = await this.rubrics.read(assessment.rubricVersionId);
    const { marks: typed, errors: marksErrors } = readMarks(rubric, body, seenDigest);
    const whole = readTypedOverall(body, overallDigest);
    const errors = [...marksErrors, ...(whole?.error ? [whole.error] : [])];
    const overall = { typed: whole, conflict: null };
    if (errors.length > 0) {
      return { problem: await this.page(viewer, assessment, { typed, conflicts: [], errors, overall }, 422) };
    }
    const touched = typed.filter((mark) => mark.touched);
    try {
      const { saved, conflicts } = await this.drafts.writeAll(viewer, assessment, touched);
      if (conflicts.length > 0) {
        const unsaved = { typed, conflicts, errors: [], overall };
        return { problem: await this.page(viewer, assessment, unsaved, 409) };
      }
      const said = await this.saveOverall(viewer, assessment, whole);
      if (said.conflict) {
        const unsaved = {
          typed,
          conflicts: [],
          errors: [],
          overall: { typed: whole, conflict: said.conflict },
        };
        return { problem: await this.page(viewer, assessment, unsaved, 409) };
      }
      const marks = [...typed, ...saved].map((mark) => [mark.rubricCriterionId, mark.version] as const);
      const versions = { ...Object.fromEntries(marks), ...readSeenRemarks(body), ...said.version };
      return { problem: null, typed, versions };
    } catch (error) {
      return { problem: await this.refused(viewer, assessment, typed, error, overall) };
    }
  }

  /** The remark on the whole, where it was touched, and the version of it that was seen. */
  private async saveOverall(
    viewer: Viewer,
    assessment: AtDesk,
    typed: TypedOverall | null,
  ): Promise<{ version: Record<string, number>; conflict: OverallConflict | null }> {
    if (!typed?.touched) {
      return { version: typed && typed.version > 0 ? { overall: typed.version } : {}, conflict: null };
    }
    try {
      const { version } = await this.remarks.writeOverall(viewer, assessment, typed, { raises: false });
      return { version: { overall: version }, conflict: null };
    } catch (error) {
      const conflict = error instanceof DomainError ? error.details['conflict'] : undefined;
      if (conflict === undefined) throw error;
      return { version: {}, conflict: conflict as OverallConflict };
    }
  }

  /** The page again, with what was typed and what is wrong with it. */
  private refused(
    viewer: Viewer,
    assessment: AtDesk,
    typed: readonly TypedMark[],
    error: unknown,
    overall?: UnsavedOverall,
  ): Promise<View> {
    if (!(error instanceof DomainError) || error.kind === 'notFound') throw error;
    const unseen = (error.details['criteria'] ?? []) as readonly string[];
    const named = (error.details['errors'] ?? []) as readonly FieldError[];
    const errors = [
      ...(named.length > 0 ? named : [{ field: '', message: error.message }]),
      ...unseen.map((id) => ({
        field: `criterion-${id}`,
        message: 'Changed by somebody else: look at this mark.',
      })),
    ];
    // Of marks that one has not touched the page shows what is stored now.
    const kept = typed.filter((mark) => !unseen.includes(mark.rubricCriterionId));
    const status = error.kind === 'conflict' ? 409 : 422;
    const unsaved = { typed: kept, conflicts: [], errors, ...(overall ? { overall } : {}) };
    return this.page(viewer, assessment, unsaved, status);
  }

  private async page(viewer: Viewer, assessment: AtDesk, unsaved?: Unsaved, status = 200) {
    const { submission } = assessment;
    const reading = this.rubrics.read(assessment.rubricVersionId);
    const [rubric, marks, late, sections, remarks, history, cohortRows, earlier] = await Promise.all([
      reading,
      this.drafts.of(assessment.id),
      this.policies.lateWork([submission.id]),
      this.submissions.contentOf(submission.id),
      this.remarks.of(assessment),
      this.history.ofSubmission(submission.id),
      this.progress.ofCohort(submission.cohort.id, viewer.id),
      reading.then((rubric) => this.earlier.before(assessment, rubric)),
    ]);
    const lateWork = late.get(submission.id);
    if (!lateWork) throw new Error(`The submission ${submission.id} is not there.`);
    const facts = {
      assessment,
      lateWork,
      queue: assessment.queue,
      rubric,
      marks,
      sections,
      remarks,
      history,
      cohortRows,
      earlier,
    };
    return view('grading/desk', deskPage(facts, viewer, unsaved), status);
  }
}

const deskOf = (assessmentId: string, queue: QueueName) =>
  `/grading/assessments/${assessmentId}${queueQuery(queue)}`;

/** Which of the two buttons was pressed. */
const goesOn = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'then' in body && body.then === 'next';

/** Without a name: it lies in the marker's session until their next page, out of an erasure's reach. */
function finalisedNotice({ percent, passed }: FinalisedGrade): string {
  const words = `${percentWords(readPercent(percent))}, ${passed ? 'passed' : 'not passed'}`;
  return `The grade is finalised: ${words}. Students see it after the release.`;
}

function carriedNotice(count: number): string {
  if (count === 0) return 'Nothing was carried over: no unchanged criterion is without a mark.';
  return `The earlier marks of ${count === 1 ? 'one criterion are' : `${count} criteria are`} carried over.`;
}

/** The criterion that a button names, or those that a script does; null for all. @throws DomainError notFound for what is no id */
function criteriaIn(body: unknown): string[] | null {
  const named = typeof body === 'object' && body !== null && 'criterion' in body ? body.criterion : undefined;
  if (named === undefined || named === null) return null;
  return (Array.isArray(named) ? named : [named]).map((id) => idPipe.transform(id));
}

/** An assessment, and the queue through which its marker walks. */
interface AtDesk extends MarkedAssessment {
  queue: QueueName;
}

type Saved =
  | { problem: View }
  | { problem: null; typed: readonly TypedMark[]; versions: Readonly<Record<string, number>> };
