import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EnrolmentAccess } from '../../src/grading/releases/enrolment-access.service.js';
import { ReleasedGrades } from '../../src/grading/releases/released-grades.service.js';
import { Releases } from '../../src/grading/releases/releases.service.js';
import { Withholdings } from '../../src/grading/releases/withholdings.service.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn, viewerOf } from './a-cohort.js';
import { graded, released } from './marks.js';

describe('withholding a grade', () => {
  let app: TestApp;
  let cohort: GradedTestCohort;
  let zoe: { userId: string; id: string };
  let farid: { userId: string; id: string };
  let bob: Browser;

  beforeAll(async () => {
    app = await startTestApp();
    bob = await app.as('bob');
  });
  beforeEach(async () => {
    app.clock.set('2026-11-27T22:00:00Z');
    cohort = await aCohort(app);
    [zoe, farid] = [await graduate('Zoë Nguyễn', 2), await graduate('Farid Amiri', 3)];
  });
  afterAll(() => app.close());

  const graduate = async (name: string, points: number) => {
    const userId = await aPerson(app, name);
    const id = await enrolled(app, cohort, userId);
    await graded(app, cohort, await handedIn(app, cohort, userId), points);
    return { userId, id };
  };
  const releasable = async () =>
    (await app.get(Releases).releasable(cohort.id)).grades.map((grade) => grade.enrolmentId).sort();
  const page = () => bob.get(`/grading/cohorts/${cohort.slug}/releases`);
  const withhold = (id: string, fields: Record<string, string> = {}) =>
    bob.post(`/grading/enrolments/${id}/withholdings`, {
      reason: 'A page is missing.',
      releases: '0',
      ...fields,
    });
  const give = (id: string) => bob.post(`/grading/enrolments/${id}/withholding-ends`);
  const audited = () =>
    app.db.query<{ action: string }[]>(
      `SELECT action FROM audit_entries WHERE subject_id = $1 AND action LIKE 'grade.%' ORDER BY at, ordinal`,
      [zoe.id],
    );

  it('leaves one out of the release, says so on its button, and gives it with a later one', async () => {
    expect((await page()).text).toContain('Release 2 grades<');
    expect((await withhold(zoe.id)).status).toBe(303);
    expect(await releasable()).toEqual([farid.id]);
    const { text } = await page();
    expect(text).toContain('Release 1 grade, 1 withheld<');
    expect(text).toContain('A page is missing.');
    const list = await bob.get(`/grading/cohorts/${cohort.slug}`);
    expect(list.text.match(/href="[^"]+\/withholdings"/g)).toEqual([
      `href="/grading/enrolments/${zoe.id}/withholdings"`,
    ]);
    await released(app, cohort);
    expect(await app.get(ReleasedGrades).ofEnrolment(zoe.id)).toEqual([]);
    expect(await app.get(ReleasedGrades).ofEnrolment(farid.id)).toHaveLength(1);
    expect((await give(zoe.id)).status).toBe(303);
    await released(app, cohort);
    expect(await app.get(ReleasedGrades).ofEnrolment(zoe.id)).toHaveLength(1);
    expect((await audited()).map(({ action }) => action)).toEqual(['grade.withheld', 'grade.given']);
  });

  it('refuses a release that was reviewed before it', async () => {
    const { digest } = await app.get(Releases).releasable(cohort.id);
    await withhold(zoe.id);
    const answer = await bob.post(`/grading/cohorts/${cohort.slug}/releases`, { reviewed: digest });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('The grades have changed since you reviewed them');
    expect(await app.get(ReleasedGrades).ofEnrolment(farid.id)).toEqual([]);
  });

  it('needs a reason, and keeps what was typed', async () => {
    const none = await withhold(zoe.id, { reason: '  ' });
    expect([none.status, none.text.includes('Say why the grade is withheld.')]).toEqual([422, true]);
    const long = await withhold(zoe.id, { reason: 'x'.repeat(2001) });
    expect([long.status, long.text.includes('x'.repeat(2001))]).toEqual([422, true]);
    expect(await releasable()).toHaveLength(2);
  });

  it('twice is refused, and so is ending what nobody withholds', async () => {
    expect((await give(zoe.id)).status).toBe(409);
    await withhold(zoe.id);
    const again = await withhold(zoe.id);
    expect([again.status, again.text.includes('already')]).toEqual([409, true]);
    const twice = await Promise.all([give(zoe.id), give(zoe.id)]);
    expect(twice.map(({ status }) => status).sort()).toEqual([303, 409]);
  });

  it('comes too late for a grade that was released while its reason was typed', async () => {
    await released(app, cohort);
    const late = await withhold(zoe.id);
    expect([late.status, late.text.includes('has been released meanwhile')]).toEqual([409, true]);
    expect((await withhold(zoe.id, { releases: '1' })).status).toBe(303);
  });

  it('and a release at the same moment: either it is withheld or it is released', async () => {
    for (let round = 0; round < 5; round += 1) {
      const one = await graduateNow(round);
      // Reviewed before either begins: a release that was reviewed after the grade was withheld may go on without it.
      const { digest } = await app.get(Releases).releasable(cohort.id);
      const [withheld, releasing] = await Promise.allSettled([
        app.get(Withholdings).withhold(viewerOf(app.ids.bob), one, { reason: 'Wait.', releases: 0 }),
        app.get(Releases).release(cohort.id, app.ids.bob, digest),
      ]);
      const seen = (await app.get(ReleasedGrades).ofEnrolment(one.id)).length;
      expect([withheld.status, releasing.status, seen]).toEqual(
        withheld.status === 'fulfilled' ? ['fulfilled', 'rejected', 0] : ['rejected', 'fulfilled', 1],
      );
    }
  });
  const graduateNow = async (round: number) => {
    const { id } = await graduate(`Student ${round}`, 2);
    return app.get(EnrolmentAccess).enrolment(viewerOf(app.ids.bob), id);
  };

  it('is no business of students, outsiders and visitors', async () => {
    const alice = await app.as('alice');
    await enrolled(app, cohort, app.ids.alice);
    const charlie = await app.as('charlie');
    for (const path of ['withholdings', 'preview']) {
      const at = `/grading/enrolments/${zoe.id}/${path}`;
      expect((await alice.get(at)).status).toBe(403);
      expect((await charlie.get(at)).status).toBe(404);
      expect((await app.visitor().get(at)).status).toBe(303);
      expect((await bob.get(`/grading/enrolments/x/${path}`)).status).toBe(404);
    }
    for (const path of ['withholdings', 'withholding-ends']) {
      expect((await alice.post(`/grading/enrolments/${zoe.id}/${path}`)).status).toBe(403);
      expect((await charlie.post(`/grading/enrolments/${zoe.id}/${path}`)).status).toBe(404);
    }
  });

  it('loses its reason with an erasure, and nothing more is written about that person', async () => {
    await withhold(zoe.id, { reason: 'Zoë wrote to me.' });
    await app.get(Erasures).erase(zoe.userId, app.ids.ada);
    const { text } = await page();
    expect(text).not.toContain('Zoë');
    expect(text).toContain('The reason has been erased.');
    await give(zoe.id);
    const again = await withhold(zoe.id);
    expect([again.status, again.text.includes('has been erased')]).toEqual([409, true]);
  });

  it.each(['UPDATE withholding_events SET kind = $1', "DELETE FROM withholding_reasons WHERE $1 <> ''"])(
    'can’t be changed: %s',
    async (sql) => {
      await withhold(zoe.id);
      await expect(app.db.query(sql, ['given'])).rejects.toThrow(/refused/);
    },
  );
});
