import { type Candidate } from '../../assignments/extensions/extension.rules.js';
import { type GrantedExtension } from '../../assignments/extensions/extensions.service.js';
import { momentField } from '../../courses/cohorts/moment-fields.js';
import { statusAfter, takesSeat } from '../../courses/enrolments/enrolment.rules.js';
import { readableClock } from '../../courses/times/times.rules.js';
import { type GradedCohort } from '../marking/grading-access.service.js';
import { byName, nameOr } from '../names.rules.js';
import { type ExtensionForm, type TypedExtension } from './late-work.forms.js';
import { count, gradesWords, type LateReader, lateTrail, readingFor } from './late-work.views.js';

/** Who was given time, until when and why: the model of `grading/lateness/extensions`. */
export function extensionsPage(
  cohort: GradedCohort,
  granted: readonly GrantedExtension[],
  reader: LateReader,
) {
  const reading = readingFor(cohort, reader);
  const base = `/grading/cohorts/${cohort.slug}`;
  return {
    trail: lateTrail(cohort),
    newHref: `${base}/extensions/new`,
    lateWorkHref: `${base}/late-work`,
    due: cohort.dueAt && readableClock(cohort.dueAt, reading),
    rows: [...granted]
      .sort(latestFirst)
      .map(({ studentName, attempt, until, reason, grantedByName, at }) => ({
        name: nameOr(studentName),
        what: attempt === null ? 'More time' : `Attempt ${attempt} returned`,
        until: readableClock(until, reading),
        reason: reason ?? 'Erased',
        erased: reason === null,
        by: nameOr(grantedByName),
        at: readableClock(at, reading),
      })),
  };
}

const latestFirst = (one: GrantedExtension, other: GrantedExtension) =>
  other.at.getTime() - one.at.getTime() || byName(one, other);

const kinds = [
  {
    value: 'extended',
    label: 'Give more time',
    hint: 'What is handed in by then counts as in time, also what has been handed in already.',
  },
  {
    value: 'returned',
    label: 'Return the latest attempt for revision',
    hint: 'The handbook opens again for one more attempt. The returned one stays as it is, and as late as it was.',
  },
] as const;

/** The form for more time: the model of `grading/lateness/extension`. */
export function extensionFormPage(
  cohort: GradedCohort,
  candidates: readonly Candidate[],
  { form, chosen }: ExtensionForm,
  reader: LateReader,
) {
  const reading = readingFor(cohort, reader);
  const base = `/grading/cohorts/${cohort.slug}/extensions`;
  const seated = candidates.filter(
    ({ lastEvent, studentName }) => studentName !== null && takesSeat(statusAfter(lastEvent)),
  );
  const now = readableClock(reader.now, reading).words;
  return {
    trail: [...lateTrail(cohort), { href: base, label: 'More time' }],
    action: base,
    form,
    kinds: kinds.map((kind) => ({
      ...{ ...kind, id: `kind-${kind.value}`, name: 'kind' },
      checked: form.values['kind'] === kind.value,
    })),
    // Whoever was chosen for this page stands on top, where one looks.
    students: [...seated]
      .sort(
        (one, other) =>
          Number(chosen.has(other.enrolmentId)) - Number(chosen.has(one.enrolmentId)) || byName(one, other),
      )
      .map((candidate) => ({
        id: candidate.enrolmentId,
        name: nameOr(candidate.studentName),
        attempt: candidate.submission?.number ?? 0,
        note: noteOf(candidate, cohort, reader),
        chosen: chosen.has(candidate.enrolmentId),
      })),
    until: momentField(form, 'until', cohort.timeZone),
    untilHint: `On the cohort’s clock, ${reading.cohortPlace}. It is ${now} now.`,
    due: cohort.dueAt && readableClock(cohort.dueAt, reading),
    zones: { cohort: cohort.timeZone, place: reading.cohortPlace, reader: reader.timeZone },
  };
}

/** `nothing handed in`, `attempt 2 handed in`, and until when they have if that is not the cohort's deadline. */
function noteOf(
  { submission, dueAt, lastEvent }: Candidate,
  cohort: GradedCohort,
  reader: LateReader,
): string {
  const work = submission ? `attempt ${submission.number} handed in` : 'nothing handed in';
  const completed = statusAfter(lastEvent) === 'completed' ? ', has completed the course' : '';
  const extended = cohort.dueAt !== null && dueAt.getTime() !== cohort.dueAt.getTime();
  const until = extended ? `, has until ${readableClock(dueAt, readingFor(cohort, reader)).words}` : '';
  return `${work}${until}${completed}`;
}

/** What has just been done. */
export function grantedNotice(
  { kind, students, until }: TypedExtension,
  grades: number,
  cohort: GradedCohort,
  reader: LateReader,
): string {
  const { words } = readableClock(until, readingFor(cohort, reader));
  const who = count(students.length, 'student');
  const done =
    kind === 'returned'
      ? `${students.length === 1 ? '1 attempt is' : `${students.length} attempts are`} returned, to be revised until ${words}.`
      : `${who} ${students.length === 1 ? 'has' : 'have'} until ${words}.`;
  const mails = students.length === 1 ? 'They get a mail.' : 'Each of them gets a mail.';
  return grades === 0 ? `${done} ${mails}` : `${done} ${mails} ${gradesWords(grades)}`;
}
