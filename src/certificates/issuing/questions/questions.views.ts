import { percentWords, readPercent } from '../../../grading/grades/percent.rules.js';
import { type ReleasedGrade } from '../../../grading/releases/released-grades.service.js';
import { shortTime } from '../../../grading/times.views.js';
import { type FormState } from '../../../platform/web/forms.js';
import { dayInWords } from '../../register/days.rules.js';
import { printedResult } from '../new-snapshot.js';
import { type ReadQuestion } from './question-reads.service.js';

/** What waits for a decision, and what was decided: the model of `certificates/questions`. */
export function questionsPage(
  open: readonly ReadQuestion[],
  settled: readonly ReadQuestion[],
  timeZone: string,
) {
  return {
    trail: [{ href: '/certificates/administration', label: 'Certificates' }],
    open: open.map((question) => ({
      ...listed(question),
      asked: shortTime(question.askedAt, timeZone),
      sentence: sentenceOf(question),
    })),
    settled: settled.flatMap((question) =>
      question.answer
        ? [
            {
              ...listed(question),
              at: shortTime(question.answer.at, timeZone),
              how: answerWords[question.answer.kind],
              by: question.answer.actorName,
            },
          ]
        : [],
    ),
  };
}

/** One question, both results side by side: the model of `certificates/question`. */
export function questionPage(
  question: ReadQuestion,
  shown: ReleasedGrade,
  form: FormState,
  timeZone: string,
) {
  const { answer, snapshot, certificateId, kind, askedAt, cohortName, courseTitle } = question;
  return {
    trail: [
      { href: '/certificates/administration', label: 'Certificates' },
      { href: '/certificates/questions', label: 'Decisions' },
    ],
    ...{ holder: holderOf(question), cohortName, courseTitle },
    asked: shortTime(askedAt, timeZone),
    sentence: sentenceOf(question),
    certificateHref: `/certificates/${certificateId}`,
    issuedOn: snapshot && dayInWords(snapshot.issuedOn),
    rows: sideBySide(question, shown),
    reasons: shown.reasons,
    answer: answer && {
      at: shortTime(answer.at, timeZone),
      how: answerWords[answer.kind],
      by: answer.actorName,
      note: answer.privateReason,
      newHref:
        answer.kind === 'replaced' && answer.certificateId !== null
          ? `/certificates/${answer.certificateId}`
          : null,
    },
    nothingLeft: answer === null && !question.open,
    choices: question.open ? choicesOf(kind, form.values['answer'] ?? '', question.last) : [],
    action: `/certificates/questions/${question.id}/answers`,
    form,
  };
}

function sideBySide({ snapshot }: ReadQuestion, shown: ReleasedGrade) {
  const after = new Map(shown.competencies.map((competency) => [competency.key as string, competency]));
  const line = (what: string, printed: string, now: string) => ({
    what,
    printed,
    now,
    differs: printed !== now,
  });
  return [
    line('Result', snapshot ? 'Passed' : '–', shown.passed ? 'Passed' : 'Not passed'),
    line(
      'Total',
      snapshot ? percentWords(printedResult(snapshot).percent) : '–',
      percentWords(readPercent(shown.percent)),
    ),
    ...(snapshot?.competencies ?? []).map((before) => {
      const now = after.get(before.key);
      return line(before.title, levelWords(before), now ? levelWords(now) : '–');
    }),
  ];
}

const levelWords = ({ level, points, ofPoints }: { level: string; points: number; ofPoints: number }) =>
  `${level}, ${points} of ${ofPoints}`;

function choicesOf(kind: ReadQuestion['kind'], chosen: string, last: string) {
  const choice = (value: string, label: string, hint: string) => ({
    ...{ id: `answer-${value}`, value, label, hint, checked: chosen === value },
  });
  const keep = choice(
    'kept',
    'Keep it as it is',
    'It goes on saying what it says. Say why in the note; only administrators read it.',
  );
  if (kind === 'lower') {
    // A suspended certificate has first to be reinstated, or it could come back through its successor.
    const replace = choice(
      'replaced',
      'Replace it by one with the present result',
      'With a new code and today’s date. The old address leads to it, and its holder gets a mail.',
    );
    return last === 'suspended' ? [keep] : [keep, replace];
  }
  return [
    keep,
    choice(
      'revoked',
      'Revoke it',
      'For good. Its page says so with the public reason, and its holder gets a mail.',
    ),
  ];
}

const listed = (question: ReadQuestion) => ({
  href: `/certificates/questions/${question.id}`,
  holder: holderOf(question),
  cohort: `${question.courseTitle}, ${question.cohortName}`,
});

const holderOf = ({ snapshot }: ReadQuestion) => snapshot?.holder.name ?? 'An erased person';

function sentenceOf({ kind, snapshot, shownPercent }: ReadQuestion): string {
  const printed = snapshot && printedResult(snapshot).percent;
  const shown = readPercent(shownPercent);
  if (kind === 'failed') {
    return `The grade does not pass any more: the certificate prints ${words(printed)}, and ${percentWords(shown)} is shown now.`;
  }
  if (printed === shown) {
    return `The total is the same, ${percentWords(shown)}, but the certificate prints a better level in one part.`;
  }
  return `The certificate prints a better result than the grade now shown: ${words(printed)}, and now ${percentWords(shown)}.`;
}

const words = (percent: number | null) =>
  percent === null ? 'a result that is erased' : percentWords(percent);

const answerWords = {
  revoked: 'Revoked',
  kept: 'Kept as it is',
  replaced: 'Replaced by one with the present result',
  overtaken: 'Needed no answer: a later release showed another grade',
} as const;
