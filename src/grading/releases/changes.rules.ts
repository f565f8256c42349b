import { percentWords, readPercent } from '../grades/percent.rules.js';

/** Where one student of a cohort stands: facts and ids, so that it can be kept as JSON. */
export interface SeenState {
  /** The number of the latest attempt; 0 before the first. */
  attempt: number;
  /** The grade event of that attempt, and what it comes to; null while there is none. */
  grade: string | null;
  /** `72.50` */
  percent: string | null;
  released: boolean;
  withheld: boolean;
  withdrawn: boolean;
}

/** By enrolment id. */
export type SeenStates = Readonly<Record<string, SeenState>>;

/** What happened to one student between two looks, in words that follow their name; empty when nothing did. */
export function changesBetween(before: SeenState | null, now: SeenState): string[] {
  const was = before ?? nothing;
  const words: string[] = [];
  if (!before) words.push('joined the cohort');
  if (now.attempt > was.attempt) words.push(`handed in attempt ${now.attempt}`);
  if (now.grade !== null && now.grade !== was.grade) words.push(gradeWords(was, now));
  if (now.released && (!was.released || now.grade !== was.grade)) words.push('released');
  if (now.withheld !== was.withheld) words.push(now.withheld ? 'withheld' : 'no longer withheld');
  if (now.withdrawn !== was.withdrawn) words.push(now.withdrawn ? 'withdrew' : 'came back');
  return words;
}

const nothing: SeenState = {
  attempt: 0,
  grade: null,
  percent: null,
  released: false,
  withheld: false,
  withdrawn: false,
};

function gradeWords(was: SeenState, now: SeenState): string {
  const percent = wordsOf(now.percent);
  if (was.grade === null || was.attempt !== now.attempt) return `graded with ${percent}`;
  return was.percent === now.percent
    ? `graded anew, still ${percent}`
    : `graded anew: ${wordsOf(was.percent)} before, ${percent} now`;
}

const wordsOf = (percent: string | null) =>
  percent === null ? 'no total' : percentWords(readPercent(percent));
