import { type ReadableSection } from '../../assignments/submissions/readable-sections.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { nameOr } from '../names.rules.js';
import { type ReleasedGrade } from '../releases/released-grades.service.js';
import { type ResultsOwner } from '../results/results-access.service.js';
import { shortTime } from '../times.views.js';
import { type GivenRemark, type RemarksOfGrade } from './given-remarks.service.js';
import { type NumberedRemark, quoteOf, remarkedSections } from './remarked-sections.views.js';

export interface RemarkedAttempt {
  owner: ResultsOwner;
  /** The grade whose remarks are shown, and every other one of the attempt that was released, the latest first. */
  grade: ReleasedGrade;
  others: readonly ReleasedGrade[];
  remarks: RemarksOfGrade;
  /** Null once erased. */
  sections: readonly ReadableSection[] | null;
}

/** What was handed in, with what was said about it: the model of `grading/remarks/attempt`. */
export function remarkedAttemptPage(
  { owner, grade, others, remarks, sections }: RemarkedAttempt,
  { timeZone }: Viewer,
) {
  const number = grade.submissionNumber;
  const results = `/results/${owner.enrolmentId}`;
  const here = `${results}/attempts/${number}`;
  const remarked = remarkedSections(sections ?? [], remarks.anchored);
  const count = remarks.anchored.length;
  return {
    own: owner.own,
    student: nameOr(owner.studentName),
    title: `Attempt ${number} with its remarks`,
    courseTitle: owner.courseTitle,
    cohortName: owner.cohort.name,
    resultsHref: results,
    released: shortTime(grade.releasedAt, timeZone),
    countWords: countWords(count),
    overall: remarks.overall && {
      body: remarks.overall.body ?? 'This remark has been erased.',
      by: nameOr(remarks.overall.authorName, 'your instructor'),
    },
    others: others.map(({ gradeEventId, releasedAt }) => ({
      href: `${here}?grade=${gradeEventId}`,
      released: shortTime(releasedAt, timeZone),
    })),
    sections:
      sections?.map(({ key, title, isEmpty }, at) => ({
        key,
        title,
        isEmpty,
        html: remarked[at]?.html ?? '',
        remarks: (remarked[at]?.remarks ?? []).map(remarkOf),
      })) ?? null,
  };
}

function countWords(count: number): string {
  if (count === 0)
    return 'Nothing was said about single words. What was said about the criteria stands with the results.';
  const remarks = count === 1 ? 'One remark stands' : `${count} remarks stand`;
  return `${remarks} beside the words that they are about. A number in the text leads to its remark, and a quotation leads back.`;
}

function remarkOf({ number, remark, place }: NumberedRemark<GivenRemark>) {
  return {
    number,
    quote: quoteOf(remark) ?? 'Words that have been erased',
    found: place !== null,
    body: remark.body ?? 'This remark has been erased.',
    criterion: remark.criterionTitle,
    by: nameOr(remark.authorName, 'your instructor'),
  };
}
