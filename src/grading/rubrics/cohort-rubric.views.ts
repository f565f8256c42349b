import { type CohortAccessed } from '../../courses/enrolments/cohort-access.service.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { type PublishedRubric } from './rubric-reads.service.js';
import { passRuleWords } from './rubric-words.rules.js';
import { shownCriteria } from './rubric.views.js';
import { planOf, type Rubric } from './rubrics.service.js';

interface CohortRubricFacts {
  cohort: CohortAccessed;
  /** The latest, which is in force, first. */
  versions: readonly PublishedRubric[];
  shown: PublishedRubric;
  rubric: Rubric;
}

/** By what the work of a cohort is judged, and was before: the model of `grading/rubrics/cohort`. */
export function cohortRubricPage(
  { cohort, versions, shown, rubric }: CohortRubricFacts,
  { timeZone }: Pick<Viewer, 'timeZone'>,
) {
  const day = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium' });
  const course = `/cohorts/${cohort.slug}`;
  const label = `${cohort.courseTitle}, ${cohort.name}`;
  const inForce = shown === versions[0];
  return {
    trail: [
      cohort.role === 'student'
        ? { href: `/my/${cohort.slug}`, label }
        : { href: `/grading${course}`, label: `Grading ${label}` },
    ],
    title: rubric.title,
    kicker: versions.length === 1 ? label : `${label} · rubric ${shown.number}`,
    passRule: passRuleWords(planOf(rubric)),
    replaced: inForce ? null : 'Another rubric has taken its place. No work is judged by this one any more.',
    criteria: shownCriteria(rubric),
    versions:
      versions.length === 1
        ? []
        : versions.map((version, at) => ({
            label: `Rubric ${version.number}`,
            href: at === 0 ? `${course}/rubrics` : `${course}/rubrics/${version.number}`,
            isShown: version === shown,
            since: `In force ${at === 0 ? 'since' : 'from'} ${day.format(version.publishedAt)}`,
            // Students read what a regrade is called, and why, with the grade that it gave them
            regrade: cohort.role === 'student' ? null : version.regrade,
          })),
  };
}
