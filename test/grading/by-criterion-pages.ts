import { type Browser } from '../support/app.js';

/** One criterion across a cohort, in the states that its pages have. @param grading where the cohort's list is */
export async function readByCriterionPages(grading: string, desk: string, bob: Browser): Promise<void> {
  const { text } = await bob.get(`${grading}/criteria?names=hidden`);
  const criterionId = /\/criteria\/([0-9a-f-]{36})/.exec(text)?.[1] ?? '';
  await bob.get(`${grading}/criteria/${criterionId}`);
  await bob.get(`${grading}/criteria/${criterionId}?names=hidden`);
  await bob.post(`${grading}/criteria/${criterionId}/assessments`);
  await bob.get(`${desk}/criteria/${criterionId}`);
  await bob.get(`${desk}/criteria/${criterionId}?names=hidden&only=open`);
  await bob.post(`${desk}/criteria/${criterionId}/scores`, {});
  await bob.post(`${desk}/criteria/${criterionId}/carried-marks`, {});
}
