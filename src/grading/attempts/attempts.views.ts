import { shownLines } from '../../assignments/revisions/comparison.views.js';
import { percentWords, readPercent } from '../grades/percent.rules.js';
import { nameOr } from '../names.rules.js';
import { shortTime } from '../times.views.js';
import { carriedMark } from './carried-marks.rules.js';
import { type Carrying } from './carrying.rules.js';
import { type EarlierAttempt } from './earlier-attempts.service.js';

/**
 * What the desk says of the attempt that was graded before: the model of `grading/desk/changes`.
 *
 * @param closed whether nothing can be marked there, so that nothing is carried over
 */
export function earlierSummary(earlier: EarlierAttempt, timeZone: string, closed: boolean) {
  const { number, percent, passed, gradedAt, assessmentId, changes, marks } = earlier;
  const changed = changes?.filter(({ lines }) => lines.length > 0) ?? [];
  return {
    title: `Since ${attemptName(earlier)}`,
    grade: `${percentWords(readPercent(percent))}, ${passed ? 'passed' : 'not passed'}`,
    gradedAt: shortTime(gradedAt, timeZone),
    href: `/grading/assessments/${assessmentId}`,
    link: `Attempt ${number} as it was marked`,
    changed: changed.map(({ key, title }) => ({ key, title })),
    others: othersWords(changes?.length ?? 0, changed.length),
    carries: !closed && [...marks.values()].some((mark) => carriedMark(mark) !== null),
  };
}

/** What became of one section: the model of `grading/desk/section-since`. Null where there is nothing to compare. */
export function sectionSince({ number, changes }: EarlierAttempt, key: string) {
  const change = changes?.find((one) => one.key === key);
  if (!change) return null;
  const lines = shownLines(change.lines);
  return {
    key,
    lines,
    words: lines.length > 0 ? `Changed since attempt ${number}` : `Reads the same as in attempt ${number}`,
  };
}

/**
 * The mark of a criterion then: the model of `grading/desk/criterion-earlier`. Null where there was none.
 *
 * @param action where a form carries it over; null where nothing can be marked
 */
export function earlierMark(earlier: EarlierAttempt, rubricCriterionId: string, action: string | null) {
  const mark = earlier.marks.get(rubricCriterionId);
  if (!mark) return null;
  const { level, points, ofPoints, remark } = mark;
  const carried = action === null ? null : carriedMark(mark);
  return {
    label: capitalised(attemptName(earlier)),
    action,
    level,
    points: `${points} of ${ofPoints} points`,
    remark: remark && {
      text: remark.text ?? 'This remark has been erased.',
      by: nameOr(remark.authorName),
    },
    since: sinceWords(mark.carrying),
    changed: mark.carrying.kind === 'changed' ? mark.carrying.sections : [],
    carried: carried && { level: carried.levelId, remark: carried.remark },
  };
}

/** “attempt 1”, and by which rubric, where that was another one. */
const attemptName = ({ number, rubricNumber }: EarlierAttempt) =>
  rubricNumber === null ? `attempt ${number}` : `attempt ${number}, rubric version ${rubricNumber}`;

const capitalised = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

function othersWords(all: number, changed: number): string {
  const same = all - changed;
  if (all === 0) return 'The texts have been erased, so they can’t be compared.';
  if (changed === 0) return 'Every section reads the same.';
  if (same === 0) return 'No section reads the same.';
  return same === 1 ? 'The other section reads the same.' : `The other ${same} sections read the same.`;
}

function sinceWords({ kind }: Carrying): string {
  switch (kind) {
    case 'unchanged':
      return 'What it is judged by reads the same.';
    case 'changed':
      return 'Changed since:';
    case 'asks-otherwise':
      return 'The rubric asks something else here now.';
    case 'unknown':
      return 'The texts have been erased, so they can’t be compared.';
  }
}
