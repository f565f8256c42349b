import { type FieldError } from '../../platform/errors/domain-errors.js';
import { WEEKS } from './weeks.rules.js';

export interface WeekContents {
  number: number;
  title: string;
  aim: string;
  lessons: number;
  sessions: number;
  /** Titles of lessons without a text. */
  emptyLessons: string[];
}

/** What a course version lacks to be published, one sentence each; `field` is `title`, `summary` or `week-1` to `week-3`. */
export function missingIn(
  version: { title: string; summary: string },
  weeks: readonly WeekContents[],
): FieldError[] {
  const missing: FieldError[] = [];
  if (version.title.trim() === '') missing.push({ field: 'title', message: 'The course has no title.' });
  if (version.summary.trim() === '')
    missing.push({ field: 'summary', message: 'The course has no summary.' });
  for (let number = 1; number <= WEEKS; number += 1) {
    const week = weeks.find((candidate) => candidate.number === number);
    missing.push(...missingInWeek(number, week).map((message) => ({ field: `week-${number}`, message })));
  }
  return missing;
}

function missingInWeek(number: number, week: WeekContents | undefined): string[] {
  if (!week) return [`Week ${number} is missing.`];
  const sentences = week.emptyLessons.map((title) => `The lesson “${title}” of week ${number} has no text.`);
  if (week.title.trim() === '') sentences.push(`Week ${number} has no title.`);
  if (week.aim.trim() === '') sentences.push(`Week ${number} has no aim.`);
  if (week.lessons === 0) sentences.push(`Week ${number} has no lesson.`);
  if (week.sessions === 0) sentences.push(`Week ${number} has no live session.`);
  return sentences;
}
