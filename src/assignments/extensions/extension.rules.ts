import { type EnrolmentEventKind, statusAfter, takesSeat } from '../../courses/enrolments/enrolment.rules.js';
import { placeOf, readableClock } from '../../courses/times/times.rules.js';
import { type FieldError } from '../../platform/errors/domain-errors.js';

/** More time for an attempt, or an attempt that is given back to be worked on again. */
export type ExtensionKind = 'extended' | 'returned';

/** Whom somebody wants to give time, as they stand. */
export interface Candidate {
  enrolmentId: string;
  personId: string;
  /** Null once erased. */
  studentName: string | null;
  /** The last event of the enrolment. */
  lastEvent: EnrolmentEventKind;
  /** The latest attempt that was handed in; null before the first. */
  submission: { id: string; number: number } | null;
  /** What the latest attempt was due by, or the first one while nothing is handed in. */
  dueAt: Date;
  /** What the next attempt is due by, once the latest was returned. */
  nextDueAt: Date;
}

export interface Grant {
  kind: ExtensionKind;
  until: Date;
  reason: string;
}

/** Letters of a reason. */
export const longestReason = 2000;

const DAY = 86_400_000;

/**
 * Why time can't be given, one sentence a field; empty when it can. Whoever can't get it keeps everybody from getting
 * it. Time that is past can be given to work that is handed in: it then counts as in time.
 *
 * @param chosen those who were found of the `asked`
 * @param timeZone the cohort's, IANA
 */
export function extensionRefusals(
  chosen: readonly Candidate[],
  asked: number,
  { kind, until, reason }: Grant,
  { timeZone, now }: { timeZone: string; now: Date },
): FieldError[] {
  const errors: FieldError[] = [];
  const students = studentRefusal(chosen, asked, kind);
  if (students !== null) errors.push({ field: 'students', message: students });
  const time = students === null ? timeRefusal(chosen, kind, until, { timeZone, now }) : null;
  if (time !== null) errors.push({ field: 'until', message: time });
  if (reason === '') errors.push({ field: 'reason', message: 'Write down why.' });
  if (reason.length > longestReason) {
    errors.push({
      field: 'reason',
      message: `Use at most ${longestReason.toLocaleString('en')} characters; this has ${reason.length.toLocaleString('en')}.`,
    });
  }
  return errors;
}

function studentRefusal(chosen: readonly Candidate[], asked: number, kind: ExtensionKind): string | null {
  if (asked === 0) return 'Choose at least one student.';
  if (chosen.length < asked) {
    return 'Somebody who was chosen is not a student of this cohort, so nobody was given time. Choose again.';
  }
  if (chosen.some(({ studentName }) => studentName === null)) {
    return 'One of these students was erased, so nobody was given time. Choose again.';
  }
  const status = (candidate: Candidate) => statusAfter(candidate.lastEvent);
  const gone = namesOf(chosen.filter((one) => !takesSeat(status(one))));
  if (gone) return `${gone.names} ${gone.has} no seat in this cohort any more, so nobody was given time.`;
  if (kind === 'extended') return null;
  const over = namesOf(chosen.filter((one) => status(one) === 'completed'));
  if (over) return `${over.names} ${over.has} completed the course, so nothing was returned.`;
  const empty = namesOf(chosen.filter(({ submission }) => submission === null));
  if (empty) return `${empty.names} ${empty.has} handed nothing in that could be returned.`;
  return null;
}

function timeRefusal(
  chosen: readonly Candidate[],
  kind: ExtensionKind,
  until: Date,
  { timeZone, now }: { timeZone: string; now: Date },
): string | null {
  if (until.getTime() > now.getTime() + 366 * DAY) return 'Choose a day within a year from now.';
  const ahead = namesOf(
    until > now ? [] : chosen.filter(({ submission }) => kind === 'returned' || submission === null),
  );
  if (ahead) {
    return kind === 'returned'
      ? 'Choose a time that is still ahead.'
      : `Choose a time that is still ahead: ${ahead.names} ${ahead.has} not handed in yet.`;
  }
  const dueOf = (candidate: Candidate) => (kind === 'returned' ? candidate.nextDueAt : candidate.dueAt);
  const early = chosen.filter((candidate) => until <= dueOf(candidate));
  const [first] = early;
  const named = namesOf(early);
  if (!first || !named) return null;
  const latest = early.map(dueOf).reduce((one, other) => (other > one ? other : one), dueOf(first));
  const has = readableClock(latest, {
    ...{ readerZone: null, cohortZone: timeZone, cohortPlace: placeOf(timeZone), now },
  }).words;
  return `Choose a later time: ${named.names} ${named.has} until ${has} already.`;
}

/** `Zoë Nguyễn has`, `Zoë Nguyễn and Émile Roux have`, `Zoë Nguyễn and 7 others have`; null for nobody. */
function namesOf(people: readonly Candidate[]): { names: string; has: string } | null {
  const [first, second, ...more] = people.map(({ studentName }) => studentName ?? 'Somebody');
  if (first === undefined) return null;
  if (second === undefined) return { names: first, has: 'has' };
  return {
    names: more.length === 0 ? `${first} and ${second}` : `${first} and ${more.length + 1} others`,
    has: 'have',
  };
}
