import { type Viewer } from '../../platform/web/viewer.js';
import { percentWords, readPercent } from '../grades/percent.rules.js';
import { type ReleasedCriterion, type ReleasedGrade } from '../releases/released-grades.service.js';
import { type ResultsOwner } from './results-access.service.js';
import { nameOr } from '../names.rules.js';
import { latenessWords, shortTime } from '../times.views.js';

/** A student's released grades, the latest in full, earlier ones folded: the model of `grading/results`. */
export function resultsPage(owner: ResultsOwner, grades: readonly ReleasedGrade[], viewer: Viewer) {
  const [latest, ...earlier] = grades;
  return {
    own: owner.own,
    student: nameOr(owner.studentName),
    trail: owner.own
      ? [{ href: `/my/${owner.cohort.slug}`, label: `${owner.courseTitle}, ${owner.cohort.name}` }]
      : [
          {
            href: `/grading/cohorts/${owner.cohort.slug}`,
            label: `Grading ${owner.courseTitle}, ${owner.cohort.name}`,
          },
        ],
    latest: latest ? gradeOf(latest, viewer) : null,
    earlier: earlier.map((grade) => gradeOf(grade, viewer)),
  };
}

function gradeOf(grade: ReleasedGrade, viewer: Viewer) {
  const { submissionId, submissionNumber, reasons, passRule, passed, criteria } = grade;
  const percent = percentWords(readPercent(grade.percent));
  return {
    passed,
    verdict: `${passed ? 'Passed' : 'Not passed'} with ${percent}.`,
    reasons,
    passRule,
    percent,
    attempt: submissionNumber,
    handbookHref: `/submissions/${submissionId}`,
    released: shortTime(grade.releasedAt, viewer.timeZone),
    late: latenessWords(grade.lateSeconds),
    criteria: criteria.map((criterion) => criterionOf(criterion, submissionId)),
  };
}

function criterionOf(criterion: ReleasedCriterion, submissionId: string) {
  const { title, description, level, next, required, points, ofPoints, remark, sections } = criterion;
  return {
    title,
    description,
    level,
    next,
    required,
    points: `${points} of ${ofPoints} points`,
    sections: sections.map((section) => ({
      title: section.title,
      href: `/submissions/${submissionId}#section-${section.key}`,
    })),
    remark: remark && {
      text: remark.text ?? 'This remark has been erased.',
      by: nameOr(remark.authorName, 'your instructor'),
    },
  };
}
