import { type FormState } from '../../platform/web/forms.js';
import { nameOr } from '../names.rules.js';
import { shortTime } from '../times.views.js';
import { type GradedEnrolment } from './enrolment-access.service.js';
import { type Withholding } from './withholdings.service.js';

/** Withholding somebody's grade, or ending it: the model of `grading/withholding`. */
export function withholdingPage(
  { id, studentName, releases, cohort }: GradedEnrolment,
  withholding: Withholding | null,
  form: FormState,
  timeZone: string,
) {
  return {
    trail: [
      { href: `/grading/cohorts/${cohort.slug}`, label: `Grading ${cohort.courseTitle}, ${cohort.name}` },
      { href: `/grading/cohorts/${cohort.slug}/releases`, label: 'Review and release' },
    ],
    student: nameOr(studentName),
    withheld: withholding && {
      reason: withholding.reason ?? 'The reason has been erased.',
      by: nameOr(withholding.actorName),
      at: shortTime(withholding.at, timeZone),
      end: `/grading/enrolments/${id}/withholding-ends`,
    },
    releasedBefore: releases > 0,
    action: `/grading/enrolments/${id}/withholdings`,
    releases: String(releases),
    form,
  };
}
