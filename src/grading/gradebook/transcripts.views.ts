import { type EnrolmentStatus } from '../../courses/enrolments/enrolment.rules.js';
import { lateSeconds } from '../grades/grading.rules.js';
import { percentWords, readPercent } from '../grades/percent.rules.js';
import { nameOr } from '../names.rules.js';
import { latenessWords } from '../times.views.js';
import { type Transcript, type TranscriptAttempt, type TranscriptGrade } from './transcripts.service.js';

interface Reading {
  timeZone: string;
  trail: { href: string; label: string }[];
  /** True for whoever marks: grades may be there that the student does not know. */
  marker: boolean;
}

/** What somebody did in a cohort, on one sheet: the model of `grading/gradebook/transcript`. */
export function transcriptPage(transcript: Transcript, { timeZone, trail, marker }: Reading) {
  const { lessons, sessions, attempts, at } = transcript;
  return {
    trail,
    marker,
    student: nameOr(transcript.studentName),
    course: transcript.courseTitle,
    cohort: transcript.cohortName,
    starts: longDay(transcript.startsOn),
    status: statusWords[transcript.status],
    lessons: `${lessons.done} of ${lessons.of}`,
    sessions: sessions.of === 0 ? 'None has taken place yet' : `${sessions.attended} of ${sessions.of}`,
    asOf: longTime(at, timeZone),
    attempts: attempts.map((attempt) => attemptOf(attempt, timeZone)),
  };
}

const statusWords: Readonly<Record<EnrolmentStatus, string>> = {
  waiting: 'On the waiting list',
  left: 'Left the waiting list',
  active: 'Enrolled',
  withdrawn: 'Withdrawn',
  completed: 'Completed',
};

function attemptOf({ number, submittedAt, dueAt, grade, shown }: TranscriptAttempt, timeZone: string) {
  return {
    title: `Attempt ${number}`,
    submitted: longTime(submittedAt, timeZone),
    // The deadline that the words on the grade speak of, which the student may have been given more time after.
    due: longTime(grade?.dueAt ?? dueAt, timeZone),
    late: grade ? grade.lateWords : latenessWords(lateSeconds(dueAt, submittedAt)),
    grade: grade && gradeWords(grade, timeZone),
    shown: shown && {
      words: `${outcomeWords(shown)}, released ${shown.releasedAt ? longTime(shown.releasedAt, timeZone).words : ''}`,
    },
  };
}

function gradeWords(grade: TranscriptGrade, timeZone: string) {
  const deducted = readPercent(grade.deducted);
  return {
    outcome: outcomeWords(grade),
    earned: deducted === 0 ? null : percentWords(readPercent(grade.earnedPercent)),
    deducted: deducted === 0 ? null : `−${percentWords(deducted)}`,
    released: grade.releasedAt && longTime(grade.releasedAt, timeZone),
    passRule: grade.passRule,
    reasons: grade.reasons,
    criteria: grade.criteria.map(({ title, level, points, ofPoints }) => ({
      title,
      level: level.title,
      points: `${points} of ${ofPoints}`,
    })),
  };
}

const outcomeWords = ({ percent, passed }: TranscriptGrade) =>
  `${percentWords(readPercent(percent))}, ${passed ? 'passed' : 'not passed'}`;

/** @param day `YYYY-MM-DD` */
const longDay = (day: string) =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).format(new Date(`${day}T00:00Z`));

/** With its year: a transcript is read years later. */
function longTime(instant: Date, timeZone: string): { iso: string; words: string } {
  const words = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(instant);
  return { iso: instant.toISOString(), words: words.replace(' at ', ', ') };
}
