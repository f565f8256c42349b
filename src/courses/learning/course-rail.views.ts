import { type CohortSeen, type PlannedWeek } from '../catalogue/cohort-reads.service.js';
import { lessonPath } from '../catalogue/programme.views.js';

/** What the rail of a course shows: the whole course, where in it one is, and what of it is done. */
export interface CourseRail {
  courseTitle: string;
  /** `tally`: "3 of 6 done"; null for those who run the course. One week is open, the others are folded. */
  groups: {
    label: string;
    tally: string | null;
    open: boolean;
    lessons: { title: string; href: string; current: boolean; done: boolean }[];
  }[];
  overview: { href: string; current: boolean };
  handbookHref: string | null;
}

/** Where `assignments` serves the student's own handbook of this cohort. */
export const handbookPath = (slug: string) => `/my/${slug}/handbook`;

export const sessionPath = (slug: string, id: string) => `/my/${slug}/sessions/${id}`;

/**
 * @param done ids of lessons; null for those who run the course
 * @param at the week that one is in, and the page if it is a lesson
 */
export function courseRail(
  cohort: CohortSeen,
  plan: readonly PlannedWeek[],
  done: ReadonlySet<string> | null,
  at: { week: number; currentHref?: string; overview?: boolean },
): CourseRail {
  return {
    courseTitle: cohort.title,
    overview: {
      href: done ? `/my/${cohort.slug}` : `/cohorts/${cohort.slug}`,
      current: at.overview ?? false,
    },
    handbookHref: done && handbookPath(cohort.slug),
    groups: plan.map((week) => ({
      label: `Week ${week.number}`,
      tally: done && tallyOf(week, done),
      open: week.number === at.week,
      lessons: week.lessons.map(({ id, slug, title }) => {
        const href = lessonPath(cohort.slug, week.number, slug);
        return { title, href, current: href === at.currentHref, done: done?.has(id) ?? false };
      }),
    })),
  };
}

/** "3 of 6 done" */
export function tallyOf({ lessons }: Pick<PlannedWeek, 'lessons'>, done: ReadonlySet<string>): string {
  return `${lessons.filter(({ id }) => done.has(id)).length} of ${lessons.length} done`;
}
