import { type FormState } from '../../../platform/web/forms.js';
import { placeOf, readableClock, readableTime, type ReadableTime } from '../../times/times.rules.js';
import { type CohortAccessed } from '../cohort-access.service.js';
import { ANSWER_WORDS, QUESTIONS, ruleWords } from './application.rules.js';
import { type Asked } from './application-forms.service.js';
import { type ApplicationRead } from './application-reads.service.js';

interface Asker {
  /** IANA name. */
  timeZone: string;
  now: Date;
}

interface Crumb {
  href: string;
  label: string;
}

/** A question with its answer, and whether the answer shows what is asked; null while nobody has decided. */
interface Answered {
  number: number;
  question: string;
  shows: string;
  answer: string;
  mark: { kind: 'good' | 'bad'; icon: string; word: string } | null;
}

export interface ApplicationPage {
  trail: Crumb[];
  courseTitle: string;
  rule: string;
  state: 'new' | 'sent' | 'decided';
  /** What is true of it now, in a sentence; null before it is sent. */
  standing: string | null;
  standingKind: 'info' | 'success';
  fields: { name: string; label: string; hint: string; value: string; error: string | null }[];
  words: string;
  answered: Answered[];
  sendLabel: string;
  action: string;
  withdrawal: string | null;
  /** Why nobody can apply (any more). */
  obstacle: string | null;
  kept: ReadableTime | null;
  next: { href: string; label: string } | null;
  form: FormState;
}

export function applicationPage(
  cohort: CohortAccessed,
  asked: Asked,
  {
    application,
    form,
    obstacle,
    kept,
    outcome,
  }: {
    application: ApplicationRead | null;
    form: FormState;
    obstacle: string | null;
    kept: Date | null;
    /** What an accepted application has led to. */
    outcome: { sentence: string; href: string; label: string };
  },
  reader: Asker,
): ApplicationPage {
  const last = application?.last ?? null;
  const decided = last === 'accepted' || last === 'declined';
  const reading = readingOf(cohort, reader);
  const base = `/cohorts/${cohort.slug}`;
  return {
    trail: [{ href: base, label: cohort.name }],
    courseTitle: cohort.courseTitle,
    rule: ruleWords(asked.needed),
    state: decided ? 'decided' : last === 'submitted' ? 'sent' : 'new',
    standing:
      application && standingWords(application, outcome.sentence, readableClock(application.at, reading)),
    standingKind: last === 'accepted' ? 'success' : 'info',
    fields: asked.questions.map(({ question, shows }, at) => {
      const name = `answer-${at + 1}`;
      return {
        name,
        label: `${at + 1}. ${question}`,
        hint: `A good answer ${shows}`,
        value: form.values[name] ?? '',
        error: form.errorFor[name] ?? null,
      };
    }),
    words: String(ANSWER_WORDS),
    answered: decided && application ? answeredOf(asked, application) : [],
    sendLabel: last === 'submitted' ? 'Send the changed answers' : 'Send your application',
    action: `${base}/application`,
    withdrawal: last === 'submitted' ? `${base}/application/withdrawals` : null,
    obstacle: decided ? null : obstacle,
    kept: kept && readableTime(kept, reading),
    next: last === 'accepted' ? { href: outcome.href, label: outcome.label } : null,
    form,
  };
}

export interface ApplicationsPage {
  trail: Crumb[];
  counts: string;
  rule: string;
  waiting: { label: string; href: string; since: ReadableTime }[];
  decided: { label: string; name: string; href: string; at: ReadableTime; tag: Tag; points: string }[];
}

interface Tag {
  kind: 'good' | 'plain';
  icon: string;
  word: string;
}

/** The applications of a cohort, for those who decide. Names stand only where it is decided. */
export function applicationsPage(
  cohort: CohortAccessed,
  asked: Asked,
  applications: readonly ApplicationRead[],
  reader: Asker,
): ApplicationsPage {
  const reading = readingOf(cohort, reader);
  const waiting = applications.filter(({ last }) => last === 'submitted');
  const decided = applications.filter(({ last }) => last !== 'submitted');
  const accepted = decided.filter(({ last }) => last === 'accepted').length;
  return {
    trail: [{ href: `/cohorts/${cohort.slug}`, label: cohort.name }],
    counts: `${waiting.length} to decide · ${accepted} accepted · ${decided.length - accepted} not accepted`,
    rule: ruleWords(asked.needed),
    waiting: waiting.map(({ id, number, waitingSince }) => ({
      label: `Application ${number}`,
      href: `/applications/${id}`,
      since: readableTime(waitingSince, reading),
    })),
    decided: decided.map(({ id, number, applicantName, at, last, points, needed }) => ({
      label: `Application ${number}`,
      name: applicantName ?? 'somebody who was erased',
      href: `/applications/${id}`,
      at: readableClock(at, reading),
      tag: tagOf(last),
      points: `${points ?? 0} of ${QUESTIONS}, ${needed ?? 0} needed`,
    })),
  };
}

export interface ReviewPage {
  trail: Crumb[];
  title: string;
  since: ReadableTime;
  rule: string;
  /** Null once it is decided or withdrawn: then there is nothing to mark. */
  action: string | null;
  standing: string | null;
  seen: string;
  questions: (Answered & { name: string; yes: boolean; no: boolean; error: string | null })[];
  note: string | null;
  form: FormState;
}

/** One application, for those who decide. */
export function reviewPage(
  cohort: CohortAccessed,
  asked: Asked,
  application: ApplicationRead,
  form: FormState,
  reader: Asker,
): ReviewPage {
  const reading = readingOf(cohort, reader);
  const open = application.last === 'submitted';
  const decided = application.marks.length > 0;
  const when = readableClock(application.at, reading).words;
  return {
    trail: [
      { href: `/cohorts/${cohort.slug}`, label: cohort.name },
      { href: `/cohorts/${cohort.slug}/applications`, label: 'Applications' },
    ],
    title: `Application ${application.number}`,
    since: readableTime(application.waitingSince, reading),
    rule: ruleWords(application.needed ?? asked.needed),
    action: open ? `/applications/${application.id}/decisions` : null,
    standing: decided
      ? `${application.applicantName ?? 'Somebody who was erased'}: ${application.last === 'accepted' ? 'accepted' : 'not accepted'} with ${application.points ?? 0} of ${QUESTIONS}, ${application.needed ?? 0} needed. Decided by ${application.reviewer ?? 'somebody who was erased'} on ${when}.`
      : open
        ? null
        : `Withdrawn on ${when}.`,
    seen: String(application.sequence),
    questions: answeredOf(asked, application).map((answered) => {
      const name = `mark-${answered.number}`;
      const value = form.values[name] ?? '';
      return {
        ...answered,
        name,
        yes: value === 'yes',
        no: value === 'no',
        error: form.errorFor[name] ?? null,
      };
    }),
    note: application.note,
    form,
  };
}

export interface QuestionsPage {
  trail: Crumb[];
  /** Somebody has applied, so nothing can be changed. */
  frozen: boolean;
  rule: string;
  questions: { number: number; question: string; shows: string }[];
  fields: {
    number: number;
    question: QuestionField;
    shows: QuestionField;
  }[];
  action: string;
  form: FormState;
}

interface QuestionField {
  name: string;
  value: string;
  error: string | null;
  /** What is stored by now, where that is something else than what was typed on an older page. */
  hint: string | null;
}

/** The ten questions of a cohort, for administrators. */
export function questionsPage(cohort: CohortAccessed, asked: Asked, form: FormState): QuestionsPage {
  const stale = form.errors.some(({ field }) => field === '');
  const field = (name: string, stored: string): QuestionField => ({
    name,
    value: form.values[name] ?? '',
    error: form.errorFor[name] ?? null,
    hint: stale && form.values[name] !== stored ? `Stored now: ${stored}` : null,
  });
  return {
    trail: [{ href: `/cohorts/${cohort.slug}`, label: cohort.name }],
    frozen: asked.frozen,
    rule: ruleWords(asked.needed),
    questions: asked.questions.map((question, at) => ({ ...question, number: at + 1 })),
    fields: asked.questions.map(({ question, shows }, at) => ({
      number: at + 1,
      question: field(`question-${at + 1}`, question),
      shows: field(`shows-${at + 1}`, shows),
    })),
    action: `/cohorts/${cohort.slug}/application-form`,
    form,
  };
}

function answeredOf({ questions }: Asked, { answers, marks }: ApplicationRead): Answered[] {
  return questions.map(({ question, shows }, at) => {
    const shown = marks[at];
    return {
      number: at + 1,
      question,
      shows: `A good answer ${shows}`,
      answer: answers === null ? 'The text has been erased.' : (answers[at] ?? ''),
      mark:
        shown === undefined
          ? null
          : shown
            ? { kind: 'good', icon: 'check', word: 'Shows it' }
            : { kind: 'bad', icon: 'x', word: 'Does not show it' },
    };
  });
}

function standingWords({ last, points, needed }: ApplicationRead, outcome: string, at: ReadableTime): string {
  if (last === 'submitted') {
    return `You sent your application on ${at.words}. Nobody has decided yet, and until then you can change your answers.`;
  }
  if (last === 'withdrawn') {
    return `You withdrew your application on ${at.words}. Your answers are still here, and you can send them again.`;
  }
  const count = `${points ?? 0} of ten answers show what is asked, and ${needed ?? 0} had to.`;
  return last === 'accepted' ? `Accepted: ${count} ${outcome}` : `Not accepted: ${count}`;
}

function tagOf(last: ApplicationRead['last']): Tag {
  return last === 'accepted'
    ? { kind: 'good', icon: 'check', word: 'Accepted' }
    : { kind: 'plain', icon: 'minus', word: 'Not accepted' };
}

const readingOf = ({ timeZone }: CohortAccessed, reader: Asker) => ({
  readerZone: reader.timeZone,
  cohortZone: timeZone,
  cohortPlace: placeOf(timeZone),
  now: reader.now,
});
