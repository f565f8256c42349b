import { type Viewer } from '../../platform/web/viewer.js';
import { percentWords, readPercent } from '../grades/percent.rules.js';
import { nameOr } from '../names.rules.js';
import { type GradedEnrolment } from '../releases/enrolment-access.service.js';
import { type ReadCriterion, type ReadGrade, type ReadRemark } from '../releases/grade-reading.js';
import { type ReleasedGrade } from '../releases/released-grades.service.js';
import { shortTime } from '../times.views.js';
import { type ResultCertificate } from './result-certificates.js';
import { type ResultsOwner } from './results-access.service.js';

/** A student's released grades, the latest in full, earlier ones folded: the model of `grading/results`. */
export function resultsPage(
  owner: ResultsOwner,
  grades: readonly ReleasedGrade[],
  certificate: ResultCertificate,
  viewer: Viewer,
) {
  const { own, cohort, courseTitle, studentName } = owner;
  return {
    preview: null,
    own,
    student: nameOr(studentName),
    trail: own
      ? [{ href: `/my/${cohort.slug}`, label: `${courseTitle}, ${cohort.name}` }]
      : [{ href: `/grading/cohorts/${cohort.slug}`, label: `Grading ${courseTitle}, ${cohort.name}` }],
    transcriptHref: `/results/${owner.enrolmentId}/transcript`,
    ...shown(grades, certificate, viewer, { own, previewedHandbook: null }),
  };
}

/**
 * The same page as a student will see it after the release: `own` is theirs, so the words are those that they read.
 *
 * @param now stands for the moment of the release
 */
export function previewPage(
  {
    enrolment,
    grade,
    released,
    withheld,
  }: {
    enrolment: GradedEnrolment;
    grade: ReadGrade;
    released: readonly ReleasedGrade[];
    withheld: boolean;
  },
  viewer: Viewer,
  now: Date,
) {
  const { cohort, studentName, id } = enrolment;
  const upcoming = { ...grade, releaseId: '', releasedAt: now };
  return {
    preview: {
      text: withheld
        ? 'A preview, with the time of now. Nothing of it has been released, and it is withheld until you end that.'
        : 'A preview, with the time of now. Nothing of it has been released.',
      withholdHref: `/grading/enrolments/${id}/withholdings`,
      withheld,
    },
    own: true,
    student: nameOr(studentName),
    trail: [
      { href: `/grading/cohorts/${cohort.slug}`, label: `Grading ${cohort.courseTitle}, ${cohort.name}` },
      { href: `/grading/cohorts/${cohort.slug}/releases`, label: 'Review and release' },
    ],
    transcriptHref: null,
    ...shown([upcoming, ...released], { kind: 'none' }, viewer, {
      own: true,
      previewedHandbook: `/grading/enrolments/${id}/preview/handbook`,
    }),
  };
}

interface As {
  own: boolean;
  /** Where the latest grade's handbook with its remarks is previewed; null for released ones. */
  previewedHandbook: string | null;
}

function shown(
  grades: readonly ReleasedGrade[],
  certificate: ResultCertificate,
  viewer: Viewer,
  { own, previewedHandbook }: As,
) {
  const [latest, ...earlier] = grades;
  const pastOf = (grade: ReleasedGrade) => gradeOf(grade, grades, viewer);
  return {
    latest: latest
      ? { ...pastOf(latest), ...(previewedHandbook === null ? {} : { handbookHref: previewedHandbook }) }
      : null,
    certificate: latest ? certificateOf(certificate, latest.passed, own) : null,
    earlier: earlier.map(pastOf),
  };
}

function gradeOf(grade: ReleasedGrade, all: readonly ReleasedGrade[], viewer: Viewer) {
  const { enrolmentId, submissionId, submissionNumber, reasons, passRule, passed, criteria } = grade;
  const percent = percentWords(readPercent(grade.percent));
  return {
    passed,
    verdict: `${passed ? 'Passed' : 'Not passed'} with ${percent}.`,
    reasons,
    passRule,
    conditions: grade.conditions,
    percent,
    title: titleOf(grade, all),
    attempt: submissionNumber,
    handbookHref: handbookOf(grade, all, `/results/${enrolmentId}/attempts/${submissionNumber}`),
    released: shortTime(grade.releasedAt, viewer.timeZone),
    lateWords: grade.lateWords,
    regrade: regradeOf(grade),
    overall: remarkOf(grade.overall),
    criteria: criteria.map((criterion) => criterionOf(criterion, submissionId)),
  };
}

/** An attempt's own address shows the remarks of its latest grade; those of an earlier one are asked for. */
function handbookOf(
  { submissionNumber, gradeEventId }: ReleasedGrade,
  all: readonly ReleasedGrade[],
  path: string,
) {
  const latest = all.find((grade) => grade.submissionNumber === submissionNumber);
  return latest?.gradeEventId === gradeEventId ? path : `${path}?grade=${gradeEventId}`;
}

/** “Attempt 2”, and for what an attempt was graded with more than once, which of these it is. */
function titleOf(
  { submissionNumber, gradeEventId, cause, regrade }: ReleasedGrade,
  all: readonly ReleasedGrade[],
) {
  const attempt = `Attempt ${submissionNumber}`;
  const ofAttempt = all.filter((grade) => grade.submissionNumber === submissionNumber);
  if (ofAttempt.length < 2) return attempt;
  if (ofAttempt.at(-1)?.gradeEventId === gradeEventId) return `${attempt}, as it was graded first`;
  if (regrade) return `${attempt}, regraded: ${regrade.name}`;
  return cause === 'lateness' ? `${attempt}, with the time that was given later` : `${attempt}, graded again`;
}

/** Why a grade is not the first of its attempt, where it does not follow from marks alone. */
function regradeOf({ cause, regrade }: ReadGrade): { title: string; reason: string } | null {
  if (regrade) return { title: `Regraded: ${regrade.name}`, reason: regrade.reason };
  if (cause !== 'lateness') return null;
  return {
    title: 'Computed anew',
    reason:
      'The time that you had, or what late work loses, was changed after this was graded. The levels are the same.',
  };
}

function certificateOf(certificate: ResultCertificate, passed: boolean, own: boolean) {
  if (certificate.kind === 'issued') {
    const { address, path, pdfPath, sentence } = certificate;
    const issued = { address, path, pdfPath: own ? pdfPath : null, sentence };
    return { issued, words: null, renaming: false };
  }
  const words =
    certificate.kind === 'held-up'
      ? heldUpWords(certificate, own)
      : own
        ? 'Your certificate is on its way: its address stands here within minutes, and you get a mail.'
        : 'The certificate is on its way; it is issued by itself within minutes.';
  const renaming = own && certificate.kind === 'held-up' && certificate.unprintable !== null;
  return passed ? { issued: null, words, renaming } : null;
}

function heldUpWords(
  { forName, unprintable }: Extract<ResultCertificate, { kind: 'held-up' }>,
  own: boolean,
): string {
  const name = own ? 'your name' : 'the name';
  if (unprintable !== null) return `The certificate could not be issued to ${name} yet. ${unprintable}`;
  return forName
    ? `The certificate could not be issued to ${name} as it was. It has been changed since, so the certificate is on its way.`
    : 'The certificate could not be printed yet, because of a text of the academy, the course or the cohort. Whoever runs the cohort sees which, and issues the certificate once it is mended.';
}

function criterionOf(criterion: ReadCriterion, submissionId: string) {
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
    remark: remarkOf(remark),
  };
}

function remarkOf(remark: ReadRemark | null) {
  return (
    remark && {
      text: remark.text ?? 'This remark has been erased.',
      by: nameOr(remark.authorName, 'your instructor'),
    }
  );
}
