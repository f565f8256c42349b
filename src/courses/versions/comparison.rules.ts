import { diffArrays } from 'diff';
import { type LessonContent, type SessionContent, type VersionContent } from './version-content.js';
import { countWords, differingWords, folded, type Piece } from './words.rules.js';

/** What one version of a course says otherwise than another. */
export interface Comparison {
  /** Facts of the course and of its weeks: title, summary, aim … */
  facts: { name: string; pieces: Piece[] }[];
  lessons: LessonChange[];
  sessions: { change: 'added' | 'removed'; words: string }[];
}

export interface LessonChange {
  /** Id of the lesson in the later version, or in the earlier one when it was removed. */
  id: string;
  title: string;
  /** "Added to week 2", "Moved from week 1 to week 3, place 2", "Renamed from “A start”" … */
  sentences: string[];
  /** Null when the text is the same. */
  text: { added: number; removed: number; pieces: Piece[] } | null;
}

/** Lessons are the same by their identity, whatever they are called and wherever they stand. */
export function compareVersions(before: VersionContent, after: VersionContent): Comparison {
  return {
    facts: factChanges(before, after),
    lessons: lessonChanges(before, after),
    sessions: sessionChanges(before, after),
  };
}

export const isEmpty = ({ facts, lessons, sessions }: Comparison) =>
  facts.length + lessons.length + sessions.length === 0;

function factChanges(before: VersionContent, after: VersionContent): Comparison['facts'] {
  const facts = [
    { name: 'Title', from: before.title, to: after.title },
    { name: 'Summary', from: before.summary, to: after.summary },
    { name: 'About the course', from: before.about, to: after.about },
    { name: 'Certificates', from: validityWords(before), to: validityWords(after) },
    ...after.weeks.flatMap((week) => {
      const former = before.weeks.find(({ number }) => number === week.number);
      return [
        { name: `Title of week ${String(week.number)}`, from: former?.title ?? '', to: week.title },
        { name: `Aim of week ${String(week.number)}`, from: former?.aim ?? '', to: week.aim },
      ];
    }),
  ];
  return facts
    .filter(({ from, to }) => from !== to)
    .map(({ name, from, to }) => ({ name, pieces: folded(differingWords(from, to)) }));
}

/** "Valid for 24 months", "Valid for ever" */
export function validityWords({
  certificateMonths: months,
}: Pick<VersionContent, 'certificateMonths'>): string {
  return months === null
    ? 'Valid for ever'
    : `Valid for ${String(months)} ${months === 1 ? 'month' : 'months'}`;
}

interface Placed extends LessonContent {
  week: number;
  at: number;
}

function placed({ weeks }: VersionContent): Placed[] {
  return weeks.flatMap(({ number, lessons }) =>
    lessons.map((lesson, at) => ({ ...lesson, week: number, at: at + 1 })),
  );
}

function lessonChanges(before: VersionContent, after: VersionContent): LessonChange[] {
  const [former, present] = [placed(before), placed(after)];
  const elsewhere = movedWithin(former, present);
  const kept = present.flatMap((lesson) => {
    const old = former.find(({ identity }) => identity === lesson.identity);
    const change = old ? keptLesson(old, lesson, elsewhere.has(lesson.identity)) : addedLesson(lesson);
    return change.sentences.length > 0 || change.text ? [change] : [];
  });
  const removed = former.filter((lesson) => !present.some(({ identity }) => identity === lesson.identity));
  return [
    ...kept,
    ...removed.map(({ id, title, week }) => ({
      id,
      title,
      sentences: [`Removed from week ${String(week)}`],
      text: null,
    })),
  ];
}

const addedLesson = ({ id, title, week, at }: Placed): LessonChange => ({
  id,
  title,
  sentences: [`Added to week ${String(week)}, place ${String(at)}`],
  text: null,
});

function keptLesson(old: Placed, lesson: Placed, moved: boolean): LessonChange {
  const sentences: string[] = [];
  if (old.title !== lesson.title) sentences.push(`Renamed from “${old.title}”`);
  if (old.week !== lesson.week) {
    sentences.push(
      `Moved from week ${String(old.week)} to week ${String(lesson.week)}, place ${String(lesson.at)}`,
    );
  } else if (moved) {
    sentences.push(
      `Moved from place ${String(old.at)} to ${String(lesson.at)} in week ${String(lesson.week)}`,
    );
  }
  if (old.body === lesson.body) return { id: lesson.id, title: lesson.title, sentences, text: null };
  const pieces = differingWords(old.body, lesson.body);
  const text = {
    added: countWords(pieces, 'added'),
    removed: countWords(pieces, 'removed'),
    pieces: folded(pieces),
  };
  return { id: lesson.id, title: lesson.title, sentences, text };
}

/** Of the lessons that stay in their week, the fewest whose moving explains the new order. */
function movedWithin(former: readonly Placed[], present: readonly Placed[]): Set<string> {
  const weekOf = (lessons: readonly Placed[], id: string) =>
    lessons.find(({ identity }) => identity === id)?.week;
  const staying = (lessons: readonly Placed[]) =>
    lessons
      .map(({ identity }) => identity)
      .filter((id) => weekOf(former, id) !== undefined && weekOf(former, id) === weekOf(present, id));
  const changes = diffArrays(staying(former), staying(present));
  return new Set(changes.filter(({ added }) => added).flatMap(({ value }) => value));
}

/** A session is what is planned; one that was changed is another one in the place of the first. */
function sessionChanges(before: VersionContent, after: VersionContent): Comparison['sessions'] {
  const words = ({ weeks }: VersionContent) =>
    weeks.flatMap(({ number, sessions }) => sessions.map((session) => sessionWords(number, session)));
  const [former, present] = [words(before), words(after)];
  return [
    ...former
      .filter((one) => !present.includes(one))
      .map((one) => ({ change: 'removed' as const, words: one })),
    ...present
      .filter((one) => !former.includes(one))
      .map((one) => ({ change: 'added' as const, words: one })),
  ];
}

/** "Week 2, day 3, 18:00, 90 minutes: Objectives clinic" */
export function sessionWords(week: number, { title, day, startsAt, minutes }: SessionContent): string {
  return `Week ${String(week)}, day ${String(day)}, ${startsAt}, ${String(minutes)} minutes: ${title}`;
}
