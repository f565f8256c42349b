import { Assessments } from '../../src/grading/marking/assessments.service.js';
import { Grades, type FinalisedGrade } from '../../src/grading/grades/grades.service.js';
import { GradingAccess, type MarkedAssessment } from '../../src/grading/marking/grading-access.service.js';
import { Releases } from '../../src/grading/releases/releases.service.js';
import { type Rubric } from '../../src/grading/rubrics/rubrics.service.js';
import { ScoreDrafts } from '../../src/grading/marking/score-drafts.service.js';
import { type TestApp } from '../support/app.js';
import { type GradedTestCohort, viewerOf } from './a-cohort.js';

type App = Pick<TestApp, 'get' | 'ids'>;

/** Bob's place at a submission. */
export async function opened(app: App, submissionId: string): Promise<MarkedAssessment> {
  const bob = viewerOf(app.ids.bob);
  const access = app.get(GradingAccess);
  const id = await app.get(Assessments).open(bob, await access.submission(bob, submissionId));
  return access.assessment(bob, id);
}

export function levelId(rubric: Rubric, key: string, points: number): string {
  const level = rubric.criteria.find((one) => one.key === key)?.levels.find((one) => one.points === points);
  if (!level) throw new Error(`The rubric has no level of ${points} points for ${key}.`);
  return level.id;
}

export function criterionId(rubric: Rubric, key: string): string {
  const criterion = rubric.criteria.find((one) => one.key === key);
  if (!criterion) throw new Error(`The rubric has no criterion ${key}.`);
  return criterion.id;
}

/** Bob marks every criterion with the same points, on top of what there is. */
export async function markAll(
  app: App,
  rubric: Rubric,
  assessment: MarkedAssessment,
  points: number,
  remark = '',
): Promise<void> {
  const drafts = app.get(ScoreDrafts);
  const stored = await drafts.of(assessment.id);
  const { conflicts } = await drafts.writeAll(
    viewerOf(app.ids.bob),
    assessment,
    rubric.criteria.map(({ id, key }) => ({
      rubricCriterionId: id,
      levelId: levelId(rubric, key, points),
      remark,
      version: stored.get(id)?.version ?? 0,
    })),
  );
  if (conflicts.length > 0) throw new Error('Somebody else marks in this test.');
}

export async function versionsOf(app: App, assessment: MarkedAssessment): Promise<Record<string, number>> {
  const stored = await app.get(ScoreDrafts).of(assessment.id);
  return Object.fromEntries([...stored].map(([id, mark]) => [id, mark.version]));
}

/** Bob marks and finalises a submission in one go. */
export async function graded(
  app: App,
  cohort: GradedTestCohort,
  submissionId: string,
  points: number,
  remark = '',
): Promise<FinalisedGrade> {
  const assessment = await opened(app, submissionId);
  await markAll(app, cohort.rubric, assessment, points, remark);
  return app.get(Grades).finalise(viewerOf(app.ids.bob), assessment, await versionsOf(app, assessment));
}

/** Bob releases whatever there is. @returns the release's id */
export async function released(app: App, cohort: GradedTestCohort): Promise<string> {
  const releases = app.get(Releases);
  const { digest } = await releases.releasable(cohort.id);
  return releases.release(cohort.id, app.ids.bob, digest);
}
