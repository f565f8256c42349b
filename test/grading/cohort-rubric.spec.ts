import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { Regrades } from '../../src/grading/regrades/regrades.service.js';
import { RubricEditing } from '../../src/grading/rubrics/rubric-editing.service.js';
import { planOf } from '../../src/grading/rubrics/rubrics.service.js';
import { type Browser, type Name, startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort, enrolled, type GradedTestCohort, viewerOf } from './a-cohort.js';

describe('the rubric of a cohort', () => {
  let app: TestApp;
  let cohort: GradedTestCohort;
  let path: string;
  const at = {} as Record<Name, Browser>;

  beforeAll(async () => {
    app = await startTestApp();
    cohort = await aCohort(app);
    path = `/cohorts/${cohort.slug}/rubrics`;
    await enrolled(app, cohort, app.ids.alice);
    for (const name of ['alice', 'bob', 'charlie', 'ada'] as const) at[name] = await app.as(name);
  });
  afterAll(() => app.close());

  it('is read by its students before they hand in, and by those who run it', async () => {
    const handbook = (await at.alice.get(`/my/${cohort.slug}/handbook`)).headers['location'] ?? '';
    expect((await at.alice.get(handbook)).text).toContain(`href="${path}"`);
    expect((await at.bob.get(`/grading/cohorts/${cohort.slug}`)).text).toContain(`href="${path}"`);
    for (const name of ['alice', 'bob', 'ada'] as const) {
      const { status, text } = await at[name].get(path);
      expect(status).toBe(200);
      expect(text).toContain(
        'Passing takes 60 % of the weighted points. It also takes at least “Proficient” in',
      );
      for (const { title, levels } of cohort.rubric.criteria) {
        for (const words of [title, ...levels.map(({ description }) => description)]) {
          expect(text).toContain(words);
        }
      }
      expect(text).not.toContain('Rubrics of this course');
    }
    expect((await at.charlie.get(path)).status).toBe(404);
    expect((await app.visitor().get(path)).headers['location']).toContain('/sign-in');
    expect((await at.bob.get('/cohorts/no-such-cohort/rubrics')).status).toBe(404);
    for (const number of ['2', '0', 'one'])
      expect((await at.alice.get(`${path}/${number}`)).status).toBe(404);
  });

  it('tells of the ones before it: which, since when, by which regrade; a draft is nobody’s to read', async () => {
    const before = (await statementsDuring(app.db, () => at.alice.get(path))).length;
    app.clock.set('2026-11-28T09:00:00Z');
    const id = await app.get(RubricEditing).begin(cohort.courseVersionId, app.ids.ada);
    await app
      .get(RubricEditing)
      .save(id, { plan: { ...planOf(cohort.rubric), passPercent: 55 }, version: 1 }, app.ids.ada);
    expect((await at.alice.get(path)).text).toContain('Passing takes 60 %');
    expect((await at.alice.get(`${path}/2`)).status).toBe(404);
    const { digest } = await app.get(Regrades).preview(id);
    const words = { name: 'Sixty is too much', reason: 'The bar stood higher than what was taught.' };
    await app.get(Regrades).carryOut(viewerOf(app.ids.ada), id, words, digest);

    const { text } = await at.alice.get(path);
    expect(text).toContain('Passing takes 55 %');
    expect(text).toContain('In force since 28 Nov 2026');
    expect(text).not.toContain(words.reason);
    expect((await at.bob.get(path)).text).toContain(`${words.name}: ${words.reason}`);
    expect(text).toContain(`href="${path}/1"`);
    expect((await statementsDuring(app.db, () => at.alice.get(path))).length).toBe(before);
    const earlier = (await at.alice.get(`${path}/1`)).text;
    expect(earlier).toContain('Passing takes 60 %');
    expect(earlier).toContain('Another rubric has taken its place.');
  });

  it('is for the students of the cohort, and whoever left it is none', async () => {
    await app.get(Enrolments).withdraw(cohort.id, app.ids.alice);
    expect((await at.alice.get(path)).status).toBe(404);
    const handbook = (await at.alice.get(`/my/${cohort.slug}/handbook`)).headers['location'];
    if (handbook) expect((await at.alice.get(handbook)).text).not.toContain(`href="${path}"`);
  });
});
