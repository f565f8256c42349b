import { type Deadlines, type StoredPolicy } from '../../assignments/lateness/late-policies.service.js';
import { policySentence } from '../../assignments/lateness/late-policy.rules.js';
import { placeOf, readableClock } from '../../courses/times/times.rules.js';
import { type FormState } from '../../platform/web/forms.js';
import { percentWords, readPercent } from '../grades/percent.rules.js';
import { type GradedCohort } from '../marking/grading-access.service.js';
import { nameOr } from '../names.rules.js';
import { type LatenessChange } from './lateness-regrades.service.js';

export interface LateReader {
  /** The reader's, IANA. */
  timeZone: string;
  now: Date;
}

export const readingFor = (cohort: GradedCohort, { timeZone, now }: LateReader) => ({
  readerZone: timeZone,
  cohortZone: cohort.timeZone,
  cohortPlace: placeOf(cohort.timeZone),
  now,
});

export const lateTrail = (cohort: GradedCohort) => [
  { href: `/grading/cohorts/${cohort.slug}`, label: `Grading ${cohort.courseTitle}, ${cohort.name}` },
];

interface LateWorkFacts {
  /** The one in force first. */
  policies: readonly StoredPolicy[];
  deadlines: Deadlines | null;
  /** What the typed policy would do to grades. */
  changes: readonly LatenessChange[];
}

/** What late work loses, since when, and what another policy would do: the model of `grading/lateness/late-work`. */
export function lateWorkPage(
  cohort: GradedCohort,
  { policies, deadlines, changes }: LateWorkFacts,
  form: FormState,
  reader: LateReader,
) {
  const reading = readingFor(cohort, reader);
  const sentence = (policy: StoredPolicy | null) => policySentence(policy, reading.cohortPlace);
  return {
    trail: lateTrail(cohort),
    action: `/grading/cohorts/${cohort.slug}/late-policies`,
    extensionsHref: `/grading/cohorts/${cohort.slug}/extensions`,
    datesHref: `/cohorts/${cohort.slug}/dates`,
    inForce: sentence(policies[0] ?? null),
    due: deadlines && readableClock(deadlines.dueAt, reading),
    cutOff: deadlines && readableClock(deadlines.cutOffAt, reading),
    lateTaken: deadlines !== null && deadlines.cutOffAt > deadlines.dueAt,
    history: policies.map((policy) => ({
      at: readableClock(policy.at, reading),
      by: nameOr(policy.setByName),
      words: sentence(policy),
    })),
    preview: changes.length === 0 ? null : previewOf(changes),
    label: changes.length === 0 ? 'Save' : `Save, and change ${count(changes.length, 'grade')}`,
    form,
  };
}

function previewOf(changes: readonly LatenessChange[]) {
  const shown = changes.filter(({ released }) => released).length;
  const turning = (passes: boolean) =>
    changes.filter(({ before, after }) => before.passed !== after.passed && after.passed === passes).length;
  const [more, fewer] = [turning(true), turning(false)];
  return {
    title: `${count(changes.length, 'grade')} would change`,
    facts: [
      ...(more > 0 ? [`${count(more, 'more student')} would pass.`] : []),
      ...(fewer > 0 ? [`${count(fewer, 'student')} would no longer pass.`] : []),
      ...(more + fewer === 0 ? ['Nobody passes or fails by it.'] : []),
      ...(shown === 0
        ? []
        : [
            `${count(shown, 'student')} ${shown === 1 ? 'has' : 'have'} been shown the grade that would change; the new one is shown with the next release.`,
          ]),
    ],
    rows: changes.map(({ studentName, submissionNumber, released, before, after }) => ({
      name: studentName,
      attempt: submissionNumber,
      before: outcome(before),
      after: outcome(after),
      turns: before.passed !== after.passed,
      released,
    })),
  };
}

const outcome = ({ percent, passed }: LatenessChange['before']) =>
  `${percentWords(readPercent(percent))}, ${passed ? 'passed' : 'not passed'}`;

/** What follows from a decision for grades. */
export function gradesWords(grades: number): string {
  const done = grades === 1 ? '1 grade was computed anew.' : `${grades} grades were computed anew.`;
  return `${done} Students see ${grades === 1 ? 'it' : 'them'} with the next release.`;
}

export const count = (n: number, unit: string) => `${n} ${unit}${n === 1 ? '' : 's'}`;
