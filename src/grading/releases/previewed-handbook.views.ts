import { type ReadableSection } from '../../assignments/submissions/readable-sections.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { type RemarksOfGrade } from '../remarks/given-remarks.service.js';
import { remarkedAttemptPage } from '../remarks/remarked-attempt.views.js';
import { type GradedEnrolment } from './enrolment-access.service.js';
import { type ReadGrade } from './grade-reading.js';

interface PreviewedHandbook {
  enrolment: GradedEnrolment;
  grade: ReadGrade;
  remarks: RemarksOfGrade;
  /** Null once erased. */
  sections: readonly ReadableSection[] | null;
}

/**
 * The handbook with its remarks as its student will read it after the release: the model of `grading/remarks/attempt`.
 *
 * @param now stands for the moment of the release
 */
export function previewedHandbookPage(
  { enrolment, grade, remarks, sections }: PreviewedHandbook,
  viewer: Viewer,
  now: Date,
) {
  const { id, studentName, cohort } = enrolment;
  const owner = {
    enrolmentId: id,
    studentName,
    own: true,
    cohort: { slug: cohort.slug, name: `${cohort.name} · a preview, not released` },
    courseTitle: cohort.courseTitle,
  };
  const upcoming = { ...grade, releaseId: '', releasedAt: now };
  const page = remarkedAttemptPage({ owner, grade: upcoming, others: [], remarks, sections }, viewer);
  return { ...page, resultsHref: `/grading/enrolments/${id}/preview` };
}
