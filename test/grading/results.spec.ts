import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Regrades } from '../../src/grading/regrades/regrades.service.js';
import { ReleasedGrades } from '../../src/grading/releases/released-grades.service.js';
import { RubricEditing } from '../../src/grading/rubrics/rubric-editing.service.js';
import { planOf } from '../../src/grading/rubrics/rubrics.service.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { textOf } from '../courses/text-of.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn, viewerOf } from './a-cohort.js';
import { graded, released } from './marks.js';

describe('a student’s results', () => {
  let app: TestApp;
  let cohort: GradedTestCohort;
  let enrolmentId: string;
  let submissionId: string;
  let alice: Browser;
  let bob: Browser;

  beforeAll(async () => {
    app = await startTestApp();
    [alice, bob] = [await app.as('alice'), await app.as('bob')];
  });
  beforeEach(async () => {
    app.clock.set('2026-11-27T22:00:00Z');
    cohort = await aCohort(app);
    enrolmentId = await enrolled(app, cohort, app.ids.alice);
    submissionId = await handedIn(app, cohort, app.ids.alice);
  });
  afterAll(() => app.close());

  const page = async (who = alice) => (await who.get(`/results/${enrolmentId}`)).text;
  const words = async (who = alice) => textOf(await page(who));
  const open = async () => {
    await released(app, cohort);
    await jobsDone(app.db);
  };

  it('before a release are one sentence', async () => {
    expect(await words()).toContain('Nothing has been released yet');
    expect(await words(bob)).toContain('As Alice Moreau sees it');
  });

  it('not passed: each condition with one’s own number, what the next level asks, and what was said', async () => {
    await graded(app, cohort, submissionId, 1, 'Name the rival.');
    await open();
    const text = await words();
    expect(text).toContain('Not passed with 33.33 %.');
    expect(text).toContain('A total of at least 60 % 33.33 % Not yet');
    expect(text).toContain('At least “Proficient” in “Executive brief” “Developing” Not yet');
    expect(text).toContain('Next level Proficient What Proficient means.');
    expect(text).toContain('Remark by Bob Tanaka Name the rival.');
    expect(text).not.toContain('certificate is on its way');
  });

  it('passed: the certificate is on its way, and then here with its address; its file is for its holder', async () => {
    await graded(app, cohort, submissionId, 2);
    const preview = textOf((await bob.get(`/grading/enrolments/${enrolmentId}/preview`)).text);
    expect(preview).toContain('Your certificate is on its way: its address stands here within minutes');
    await open();
    const text = await page();
    expect(text).toMatch(new RegExp(`${app.url}/verify/[0-9A-Z-]{29}<`));
    expect(textOf(text)).toContain('Issued to Alice Moreau on 27 November 2026 and unchanged since.');
    expect(text).toMatch(/\/certificates\/[0-9a-f-]{36}\/pdf/);
    expect(await page(bob)).toContain(`${app.url}/verify/`);
    expect(await page(bob)).not.toContain('/pdf');
  });

  it('keep what was said about every attempt and every grade, each with its name', async () => {
    await graded(app, cohort, submissionId, 1, 'First words.');
    await open();
    await graded(app, cohort, submissionId, 1, 'Second thoughts.');
    await open();
    const second = await handedIn(app, cohort, app.ids.alice, 'A better second attempt.');
    await graded(app, cohort, second, 3, 'Now it stands.');
    await open();
    const text = await words();
    for (const said of ['First words.', 'Second thoughts.', 'Now it stands.']) expect(text).toContain(said);
    expect(text).toContain('Passed with 100 %. Attempt 2 · released');
    const handbooks = (await page()).match(/\/results\/[0-9a-f-]+\/attempts\/[^"]+/g) ?? [];
    expect(handbooks).toHaveLength(3);
    for (const path of handbooks) expect((await alice.get(path.replace('&#x3D;', '='))).status).toBe(200);
    expect(text).toMatch(/Earlier results Attempt 1, graded again, released .*: 33.33 %, not passed/);
    expect(text).toMatch(/Attempt 1, as it was graded first, released .*: 33.33 %, not passed/);
  });

  it('of a regrade say its name and its reason, and keep what there was before', async () => {
    await graded(app, cohort, submissionId, 1, 'First words.');
    await open();
    const editing = app.get(RubricEditing);
    const rubricId = await editing.begin(cohort.courseVersionId, app.ids.ada);
    const plan = planOf(cohort.rubric);
    const milder = {
      ...plan,
      passPercent: 30,
      criteria: plan.criteria.map((criterion) => ({
        ...criterion,
        levels: criterion.levels.map((level) => ({ ...level, required: false })),
      })),
    };
    await editing.save(rubricId, { plan: milder, version: 1 }, app.ids.ada);
    const { digest } = await app.get(Regrades).preview(rubricId);
    const why = { name: 'Sixty is too much', reason: 'The bar stood higher than what was taught.' };
    await app.get(Regrades).carryOut(viewerOf(app.ids.ada), rubricId, why, digest);
    expect(await words()).toContain('Not passed with 33.33 %.');
    await open();
    const text = await words();
    expect(text).toContain('Passed with 33.33 %. Attempt 1, regraded: Sixty is too much');
    expect(text).toContain('Regraded: Sixty is too much. The bar stood higher than what was taught.');
    expect(text).toContain('What you were told before stays below.');
    expect(text).toContain('A total of at least 30 % 33.33 % Yes');
    expect(text).toMatch(/Attempt 1, as it was graded first, released .*: 33.33 %, not passed/);
  });

  it('explain what being late took', async () => {
    const fields = { points: '5', graceMinutes: '0', floor: '0', seen: '0', reviewed: '' };
    expect((await bob.post(`/grading/cohorts/${cohort.slug}/late-policies`, fields)).status).toBe(303);
    // Due on Fri 27 Nov at 18:00 in Toronto, which is 23:00 in UTC.
    app.clock.set('2026-11-28T02:00:00Z');
    const late = await handedIn(app, cohort, app.ids.alice, 'A late second attempt.');
    await graded(app, cohort, late, 2);
    await open();
    const text = await words();
    expect(text).toContain('66.67 % becomes 61.67 %.');
    expect(text).toContain('Passed with 61.67 %.');
    expect(text).toContain('A total of at least 60 % 61.67 % Yes');
    const [grade] = await app.get(ReleasedGrades).ofEnrolment(enrolmentId);
    expect(grade).toMatchObject({ percent: '61.67', earnedPercent: '66.67', deducted: '5.00' });
  });

  it('take a fixed number of statements, however many grades there are', async () => {
    const count = async () =>
      (await statementsDuring(app.db, () => alice.get(`/results/${enrolmentId}`))).length;
    await graded(app, cohort, submissionId, 2, 'One.');
    await open();
    const one = await count();
    for (const said of ['Two.', 'Three.', 'Four.']) {
      await graded(app, cohort, submissionId, 2, said);
      await open();
    }
    expect(await count()).toBe(one);
    expect(one).toBeLessThanOrEqual(8);
  });

  it('stay with levels and totals when their student is erased, and without a word', async () => {
    const ivy = await aPerson(app, 'Ivy Storm');
    enrolmentId = await enrolled(app, cohort, ivy);
    await graded(app, cohort, await handedIn(app, cohort, ivy), 2, 'About Ivy Storm.');
    await open();
    expect(await words(bob)).toContain('About Ivy Storm.');
    await app.get(Erasures).erase(ivy, app.ids.ada);
    const text = await words(bob);
    expect(text).toContain('Passed with 66.67 %.');
    expect(text).toContain('This remark has been erased.');
    expect(text).not.toContain('Ivy');
  });
});
