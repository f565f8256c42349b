import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import {
  CohortReads,
  type PlannedSession,
  type PlannedWeek,
} from '../../src/courses/catalogue/cohort-reads.service.js';
import { type TestApp } from '../support/app.js';

export interface Step {
  id: string;
  title: string;
  /** Below `/my/:slug/`. */
  path: string;
}

/** What a cohort's course holds, as the database has it. */
export async function planOf(app: TestApp, cohort: Cohort) {
  const plan: PlannedWeek[] = await app.get(CohortReads).plan(cohort);
  const steps: Step[] = plan.flatMap(({ number, lessons }) =>
    lessons.map(({ id, title, slug }) => ({ id, title, path: `lessons/${number}/${slug}` })),
  );
  const sessions: PlannedSession[] = plan.flatMap(({ sessions: some }) => some);
  return { plan, steps, sessions };
}

/** @throws Error when there is none */
export function at<T>(list: readonly T[], index: number): T {
  const found = list.at(index);
  if (found === undefined) throw new Error(`There is no ${String(index)} of ${String(list.length)}.`);
  return found;
}
