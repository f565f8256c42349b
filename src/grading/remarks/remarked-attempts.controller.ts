import { Controller, Get, Param, Query } from '@nestjs/common';
import { Submissions } from '../../assignments/submissions/submissions.service.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { idPipe } from '../../platform/web/forms.js';
import { view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { ReleasedGrades } from '../releases/released-grades.service.js';
import { ResultsAccess } from '../results/results-access.service.js';
import { attemptPipe } from './attempt.pipe.js';
import { GivenRemarks } from './given-remarks.service.js';
import { remarkedAttemptPage } from './remarked-attempt.views.js';

/**
 * What was handed in, with the remarks in place. It starts from released grades, as the results do: before a release
 * there is nothing at these addresses, whatever has been marked.
 */
@Controller('results/:enrolmentId/attempts')
export class RemarkedAttemptsController {
  constructor(
    private readonly access: ResultsAccess,
    private readonly grades: ReleasedGrades,
    private readonly remarks: GivenRemarks,
    private readonly submissions: Submissions,
  ) {}

  /** `grade` names an earlier grade of the attempt; without it, it is the latest that was released. */
  @Get(':number')
  async attempt(
    @Param('enrolmentId', idPipe) enrolmentId: string,
    @Param('number', attemptPipe) number: number,
    @Query('grade') asked: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const owner = await this.access.visibleTo(viewer, enrolmentId);
    const released = (await this.grades.ofEnrolment(enrolmentId)).filter(
      (grade) => grade.submissionNumber === number,
    );
    const grade =
      asked === undefined ? released[0] : released.find(({ gradeEventId }) => gradeEventId === asked);
    if (!grade) throw notFound();
    const [given, sections] = await Promise.all([
      this.remarks.ofGradeEvents([grade.gradeEventId]),
      this.submissions.contentOf(grade.submissionId),
    ]);
    const remarks = given.get(grade.gradeEventId) ?? { overall: null, anchored: [] };
    const others = released.filter((one) => one !== grade);
    return view(
      'grading/remarks/attempt',
      remarkedAttemptPage({ owner, grade, others, remarks, sections }, viewer),
    );
  }
}
