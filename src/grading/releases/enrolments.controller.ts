import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { Submissions } from '../../assignments/submissions/submissions.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { DomainError, notFound } from '../../platform/errors/domain-errors.js';
import { freshForm, type FormState, idPipe } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { GivenRemarks } from '../remarks/given-remarks.service.js';
import { previewPage } from '../results/results.views.js';
import { EnrolmentAccess, type GradedEnrolment } from './enrolment-access.service.js';
import { GradePreviews } from './grade-previews.service.js';
import { previewedHandbookPage } from './previewed-handbook.views.js';
import { ReleasedGrades } from './released-grades.service.js';
import { withholdingPage } from './withholding.views.js';
import { Withholdings } from './withholdings.service.js';

/** One student's grade before its release: what they would see of it, and whether it is withheld. */
@Controller('grading/enrolments/:id')
export class GradedEnrolmentsController {
  constructor(
    private readonly access: EnrolmentAccess,
    private readonly previews: GradePreviews,
    private readonly released: ReleasedGrades,
    private readonly withholdings: Withholdings,
    private readonly remarks: GivenRemarks,
    private readonly submissions: Submissions,
    private readonly clock: Clock,
  ) {}

  @Get('preview')
  async preview(@Param('id', idPipe) id: string, @CurrentViewer() viewer: Viewer) {
    const enrolment = await this.access.enrolment(viewer, id);
    const [grade, released, withheld] = await Promise.all([
      this.previews.ofEnrolment(id),
      this.released.ofEnrolment(id),
      this.withholdings.of(id),
    ]);
    if (!grade) throw nothingToPreview();
    const facts = { enrolment, grade, released, withheld: withheld !== null };
    return view('grading/results', previewPage(facts, viewer, this.clock.now()));
  }

  @Get('preview/handbook')
  async handbook(@Param('id', idPipe) id: string, @CurrentViewer() viewer: Viewer) {
    const enrolment = await this.access.enrolment(viewer, id);
    const grade = await this.previews.ofEnrolment(id);
    if (!grade) throw nothingToPreview();
    const [given, sections] = await Promise.all([
      this.remarks.ofGradeEvents([grade.gradeEventId]),
      this.submissions.contentOf(grade.submissionId),
    ]);
    const remarks = given.get(grade.gradeEventId) ?? { overall: null, anchored: [] };
    const facts = { enrolment, grade, remarks, sections };
    return view('grading/remarks/attempt', previewedHandbookPage(facts, viewer, this.clock.now()));
  }

  @Get('withholdings')
  async withholding(@Param('id', idPipe) id: string, @CurrentViewer() viewer: Viewer) {
    return this.page(viewer, await this.access.enrolment(viewer, id), freshForm({ reason: '' }));
  }

  @Post('withholdings')
  async withhold(@Param('id', idPipe) id: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const enrolment = await this.access.enrolment(viewer, id);
    const { reason, releases } = withholdingIn(body);
    try {
      await this.withholdings.withhold(viewer, enrolment, { reason, releases });
    } catch (error) {
      return this.refused(viewer, enrolment, reason, error);
    }
    return redirect(reviewOf(enrolment), 'The grade is withheld. The next release leaves it out.');
  }

  /** Ends a withholding. */
  @Post('withholding-ends')
  async give(@Param('id', idPipe) id: string, @CurrentViewer() viewer: Viewer) {
    const enrolment = await this.access.enrolment(viewer, id);
    try {
      await this.withholdings.give(viewer, enrolment);
    } catch (error) {
      return this.refused(viewer, enrolment, '', error);
    }
    return redirect(reviewOf(enrolment), 'The grade is no longer withheld. The next release shows it.');
  }

  private async refused(viewer: Viewer, enrolment: GradedEnrolment, reason: string, error: unknown) {
    if (!(error instanceof DomainError) || error.kind === 'notFound') throw error;
    const named = error.kind === 'invalid';
    const errors = [{ field: named ? 'reason' : '', message: error.message }];
    const form = { values: { reason }, errors, errorFor: { reason: named ? error.message : null } };
    return this.page(viewer, enrolment, form, named ? 422 : 409);
  }

  private async page(viewer: Viewer, enrolment: GradedEnrolment, form: FormState, status = 200) {
    const withholding = await this.withholdings.of(enrolment.id);
    return view(
      'grading/withholding',
      withholdingPage(enrolment, withholding, form, viewer.timeZone),
      status,
    );
  }
}

const nothingToPreview = () =>
  notFound('There is no finalised grade of this student that has not been released.');
const reviewOf = ({ cohort }: GradedEnrolment) => `/grading/cohorts/${cohort.slug}/releases`;

function withholdingIn(body: unknown): { reason: string; releases: number } {
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const text = (value: unknown) => (typeof value === 'string' ? value.replaceAll('\0', '') : '');
  return { reason: text(fields['reason']), releases: Number(text(fields['releases']) || NaN) };
}
