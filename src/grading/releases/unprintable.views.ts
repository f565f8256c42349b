import { unprintableInName } from '../../users/names/printable-names.js';
import { listed, printedTexts, unprintableAmong } from '../../users/names/printable-texts.js';
import { type GradedCohort } from '../marking/grading-access.service.js';
import { nameOr } from '../names.rules.js';
import { type ReleaseReview } from './release-reviews.service.js';

/** What would keep a release from becoming certificates: names and texts with characters that no font has. */
export function unprintableFindings(cohort: GradedCohort, review: ReleaseReview) {
  const { grades, rubrics, rows, texts } = review;
  const own = rows.find(({ state }) => state === 'own')?.enrolmentId;
  const names = grades.flatMap(({ passed, enrolmentId, studentName }) => {
    const sentence = passed && enrolmentId !== own ? unprintableInName(studentName ?? '') : null;
    return sentence === null ? [] : [{ name: nameOr(studentName), sentence }];
  });
  const titles = [...rubrics.values()]
    .flatMap((rubric) => rubric.criteria)
    .flatMap(({ title, levels }) => [
      // The pass rule names the criteria that take a level.
      ...(levels.some(({ required }) => required) ? [title] : []),
      ...levels.map((level) => level.title),
    ]);
  const { academy, course, signatories } = texts;
  const found = unprintableAmong(printedTexts({ academy, course, cohort: cohort.name, signatories, titles }));
  return {
    any: names.length > 0 || found.length > 0,
    names,
    texts: found.length === 0 ? null : `Certificates can’t print ${listed(found)}.`,
  };
}
