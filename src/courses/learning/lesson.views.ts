import { type SafeHtml } from '../../platform/web/safe-html.js';
import { type CohortSeen, type PlannedWeek } from '../catalogue/cohort-reads.service.js';
import { lessonPath } from '../catalogue/programme.views.js';
import { renderLesson } from '../versions/markdown.js';
import { courseRail, type CourseRail, handbookPath } from './course-rail.views.js';
import { stepsOf } from './study.rules.js';

export interface LessonPage {
  title: string;
  /** "Week 1 · lesson 2 of 6 · 3 min" */
  facts: string;
  body: SafeHtml;
  previous: { href: string; title: string } | null;
  /** The way on, for who has done the lesson and for those who run the course; null after the last for the latter. */
  onward: { href: string; label: string } | null;
  /** Null for those who run the course. */
  completion: { done: boolean; action: string; label: string } | null;
  rail: CourseRail;
}

/**
 * @param done the student's lessons, by id; null for those who run the course, who write no handbook
 * @returns null where the course has no such lesson
 */
export function lessonPage(
  cohort: CohortSeen,
  plan: readonly PlannedWeek[],
  at: { week: number; slug: string; body: string },
  done: ReadonlySet<string> | null,
): LessonPage | null {
  const steps = stepsOf(plan);
  const index = steps.findIndex(({ week, slug }) => week === at.week && slug === at.slug);
  const lesson = steps[index];
  const week = plan.find(({ number }) => number === at.week);
  if (!lesson || !week) return null;
  const hrefOf = (step: { week: number; slug: string }) => lessonPath(cohort.slug, step.week, step.slug);
  const [previous, next] = [steps[index - 1], steps[index + 1]];
  const place = week.lessons.findIndex(({ id }) => id === lesson.id);
  const onward = next
    ? { href: hrefOf(next), label: `Continue with ${next.title}`, act: `continue with ${next.title}` }
    : { href: handbookPath(cohort.slug), label: 'Open your handbook', act: 'open your handbook' };
  return {
    title: lesson.title,
    facts: `Week ${lesson.week} · lesson ${place + 1} of ${week.lessons.length} · ${week.lessons[place]?.minutes ?? 0} min`,
    body: renderLesson(at.body),
    previous: previous ? { href: hrefOf(previous), title: previous.title } : null,
    onward: done || next ? { href: onward.href, label: onward.label } : null,
    completion: done && {
      done: done.has(lesson.id),
      action: `${hrefOf(lesson)}/completions`,
      label: `Done, ${onward.act}`,
    },
    rail: courseRail(cohort, plan, done, { week: lesson.week, currentHref: hrefOf(lesson) }),
  };
}

/** Where somebody goes who is done with a lesson: to the next one, after the last to the handbook. */
export function pathAfter(slug: string, plan: readonly PlannedWeek[], lessonId: string): string {
  const steps = stepsOf(plan);
  const next = steps[steps.findIndex(({ id }) => id === lessonId) + 1];
  return next ? lessonPath(slug, next.week, next.slug) : handbookPath(slug);
}
