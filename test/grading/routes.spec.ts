import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { Releases } from '../../src/grading/releases/releases.service.js';
import { ScoreDrafts } from '../../src/grading/marking/score-drafts.service.js';
import { type Browser, type Name, startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn } from './a-cohort.js';
import { criterionId, graded, levelId, markAll, opened, released } from './marks.js';

/** Alice learns, Bob teaches, Charlie is an outsider, Ada administers. */
describe('the routes of grading', () => {
  let app: TestApp;
  let cohort: GradedTestCohort;
  let enrolmentId: string;
  let submissionId: string;
  const at = {} as Record<Name, Browser>;

  beforeAll(async () => {
    app = await startTestApp();
    app.clock.set('2026-11-27T22:00:00Z');
    cohort = await aCohort(app);
    enrolmentId = await enrolled(app, cohort, app.ids.alice);
    submissionId = await handedIn(app, cohort, app.ids.alice, 'Small hotels answer their guests.');
    for (const name of ['alice', 'bob', 'charlie', 'ada'] as const) at[name] = await app.as(name);
  });
  afterAll(() => app.close());

  /** Another student's handbook, so that a test may do with it what it likes. */
  const another = async (name = 'Zoë Nguyễn') => {
    const userId = await aPerson(app, name);
    const enrolment = await enrolled(app, cohort, userId);
    const submission = await handedIn(app, cohort, userId);
    return { enrolment, assessment: await opened(app, submission) };
  };
  const mark = (key: string, points: number, version: number, remark = '') => ({
    levelId: levelId(cohort.rubric, key, points),
    remark,
    version,
  });
  const scoreOf = (assessmentId: string, key: string) =>
    `/grading/assessments/${assessmentId}/scores/${criterionId(cohort.rubric, key)}`;
  /** The desk's form as it stands on the page, with changes. */
  const formOf = async (assessmentId: string, changes: Record<string, string> = {}) => {
    const { text } = await at.bob.get(`/grading/assessments/${assessmentId}`);
    const fields: Record<string, string> = {};
    for (const { id } of cohort.rubric.criteria) {
      fields[`level-${id}`] = new RegExp(`name="level-${id}" value="([^"]*)" checked`).exec(text)?.[1] ?? '';
      fields[`remark-${id}`] = new RegExp(`name="remark-${id}"[^>]*>\\n([^<]*)<`).exec(text)?.[1] ?? '';
      for (const name of ['version', 'seen']) {
        fields[`${name}-${id}`] = new RegExp(`name="${name}-${id}" value="([^"]*)"`).exec(text)?.[1] ?? '';
      }
    }
    return { ...fields, ...changes };
  };
  const allLevels = (points: number) =>
    Object.fromEntries(
      cohort.rubric.criteria.map(({ id, key }) => [`level-${id}`, levelId(cohort.rubric, key, points)]),
    );

  describe('who may open what', () => {
    const gets: [string, () => string][] = [
      ['the list', () => `/grading/cohorts/${cohort.slug}`],
      ['the release review', () => `/grading/cohorts/${cohort.slug}/releases`],
      ['where everybody’s desk is', () => `/grading/cohorts/${cohort.slug}/places`],
    ];
    it.each(gets)(
      '%s: instructors and administrators, no student, no outsider, nobody signed out',
      async (_, path) => {
        expect((await at.bob.get(path())).status).toBe(200);
        expect((await at.ada.get(path())).status).toBe(200);
        expect((await at.alice.get(path())).status).toBe(403);
        expect((await at.charlie.get(path())).status).toBe(404);
        const away = await app.visitor().get(path());
        expect([away.status, away.headers['location']]).toEqual([
          303,
          `/sign-in?next=${encodeURIComponent(path())}`,
        ]);
        expect((await at.bob.get(path().replace(cohort.slug, 'no-such-cohort'))).status).toBe(404);
      },
    );

    it('the desk, and each way to write on it', async () => {
      const { id } = (await another()).assessment;
      const acts: [string, (who: Browser, assessmentId: string) => Promise<{ status: number }>][] = [
        ['read', (who, one) => who.get(`/grading/assessments/${one}`)],
        ['score', (who, one) => who.put(scoreOf(one, 'strategy'), mark('strategy', 2, 0))],
        ['save', async (who, one) => who.post(`/grading/assessments/${one}/scores`, await formOf(id))],
        [
          'finalise',
          async (who, one) =>
            who.post(`/grading/assessments/${one}/grade-events`, await formOf(id, allLevels(2))),
        ],
      ];
      for (const [name, act] of acts) {
        expect([name, (await act(at.alice, id)).status]).toEqual([name, 403]);
        expect([name, (await act(at.charlie, id)).status]).toEqual([name, 404]);
        expect([name, (await act(at.bob, randomUUID())).status]).toEqual([name, 404]);
        expect([name, (await act(at.bob, 'not-an-id')).status]).toEqual([name, 404]);
        expect([name, (await act(at.bob, id)).status]).toEqual([
          name,
          name === 'read' || name === 'score' ? 200 : 303,
        ]);
        const away = await act(app.visitor(), id);
        expect([name, away.status]).toEqual([name, name === 'score' ? 401 : 303]);
      }
      expect((await at.ada.get(`/grading/assessments/${id}`)).status).toBe(200);
    });

    it('opening a place at a submission', async () => {
      const path = (id: string) => `/grading/submissions/${id}/assessments`;
      expect((await at.alice.post(path(submissionId))).status).toBe(403);
      expect((await at.charlie.post(path(submissionId))).status).toBe(404);
      expect((await at.bob.post(path(randomUUID()))).status).toBe(404);
      expect((await at.bob.post(path('x'))).status).toBe(404);
      const first = await at.bob.post(path(submissionId));
      expect(first.status).toBe(303);
      expect(first.headers['location']).toMatch(/^\/grading\/assessments\/[0-9a-f-]{36}$/);
      expect((await at.ada.post(path(submissionId))).headers['location']).toBe(first.headers['location']);
      expect((await at.bob.postFromElsewhere(path(submissionId))).status).toBe(403);
    });

    it('results: their student and the markers, no fellow student', async () => {
      const path = `/results/${enrolmentId}`;
      expect((await at.alice.get(path)).status).toBe(200);
      expect((await at.bob.get(path)).status).toBe(200);
      expect((await at.ada.get(path)).status).toBe(200);
      expect((await at.charlie.get(path)).status).toBe(404);
      expect((await at.alice.get(`/results/${(await another()).enrolment}`)).status).toBe(404);
      expect((await at.alice.get(`/results/${randomUUID()}`)).status).toBe(404);
      expect((await at.alice.get('/results/x')).status).toBe(404);
      expect((await app.visitor().get(path)).status).toBe(303);
    });
  });

  describe('the list', () => {
    it('shows who handed in and how far the marking is', async () => {
      const { assessment } = await another('Ravi Subramaniam-Featherstonehaugh');
      await markAll(app, cohort.rubric, assessment, 2);
      const { text } = await at.bob.get(`/grading/cohorts/${cohort.slug}`);
      expect(text).toContain('Ravi Subramaniam-Featherstonehaugh');
      expect(text).toContain('Ready to finalise');
      expect(text).toContain('Fri 27 Nov, 17:00');
    });

    it('asks the database for a fixed number of things, whatever the cohort’s size', async () => {
      const few = await aCohort(app);
      const statements = async () => {
        const seen: string[] = [];
        const logger = app.db.logger;
        app.db.logger = { ...silent, logQuery: (query: string) => void seen.push(query) };
        for (const path of ['', '/releases']) await at.bob.get(`/grading/cohorts/${few.slug}${path}`);
        app.db.logger = logger;
        return seen.length;
      };
      const grade = async (name: string) => {
        const userId = await aPerson(app, name);
        await enrolled(app, few, userId);
        await graded(app, few, await handedIn(app, few, userId), 2, 'Fine.');
      };
      await grade('One');
      const before = await statements();
      expect(before).toBeGreaterThan(4);
      for (const name of ['Two', 'Three', 'Four']) await grade(name);
      expect(await statements()).toBe(before);
    });
  });

  describe('the desk', () => {
    it('shows the frozen text beside the rubric, and what is missing', async () => {
      const { assessment } = await another();
      const { text } = await at.bob.get(`/grading/assessments/${assessment.id}`);
      expect(text).toContain('We choose the small hotels.');
      expect(text).toContain('Passing takes at least 60\u00A0% of the weighted points');
      expect(text).toContain('0 of 5 criteria marked');
    });

    it('answers an autosave with what is stored', async () => {
      const { assessment } = await another();
      const answer = await at.bob.put(scoreOf(assessment.id, 'strategy'), mark('strategy', 2, 0, 'Clear.'));
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({
        version: 1,
        remark: 'Clear.',
        updatedAt: '2026-11-27T22:00:00.000Z',
      });
    });

    it.each<[string, object]>([
      ['nothing', {}],
      ['a level that is no id', { levelId: 'best', remark: '', version: 0 }],
      ['no level and no null', { remark: '', version: 0 }],
      ['a remark that is no text', { levelId: null, remark: 7, version: 0 }],
      ['a remark longer than a chapter', { levelId: null, remark: 'x'.repeat(10_001), version: 0 }],
      ['a character that no text has', { levelId: null, remark: 'a\0b', version: 0 }],
      ['a version with a comma', { levelId: null, remark: '', version: '1,5' }],
      ['a negative version', { levelId: null, remark: '', version: -1 }],
      ['a level of nowhere', { levelId: randomUUID(), remark: '', version: 0 }],
    ])('refuses %s and changes nothing', async (_, body) => {
      const { assessment } = await another();
      expect((await at.bob.put(scoreOf(assessment.id, 'strategy'), body)).status).toBe(422);
      expect((await app.get(ScoreDrafts).of(assessment.id)).size).toBe(0);
    });

    it('refuses a level of another criterion with 422, and a criterion of another rubric with 404', async () => {
      const { assessment } = await another();
      const path = scoreOf(assessment.id, 'strategy');
      expect((await at.bob.put(path, mark('engagement', 2, 0))).status).toBe(422);
      expect((await at.bob.put(path.replace(/[^/]+$/, randomUUID()), mark('strategy', 2, 0))).status).toBe(
        404,
      );
    });

    it('answers a stale write with both values', async () => {
      const { assessment } = await another();
      const path = scoreOf(assessment.id, 'strategy');
      await at.ada.put(path, mark('strategy', 1, 0, 'Ada’s'));
      const answer = await at.bob.put(path, mark('strategy', 3, 0, 'Bob’s'));
      expect(answer.status).toBe(409);
      expect(answer.body).toMatchObject({
        error: {
          kind: 'conflict',
          conflict: {
            yours: { remark: 'Bob’s', levelId: levelId(cohort.rubric, 'strategy', 3) },
            theirs: { remark: 'Ada’s', version: 1, updatedByName: 'Ada Lindqvist' },
          },
        },
      });
    });
  });

  describe('the way from one handbook to the next', () => {
    const three = async () => {
      const one = await aCohort(app);
      const ids: string[] = [];
      for (const name of ['Ada Abel', 'Ben Brown', 'Cora Cole']) {
        const userId = await aPerson(app, name);
        await enrolled(app, one, userId);
        ids.push(await handedIn(app, one, userId));
      }
      const desks = [];
      for (const id of ids) desks.push(await opened(app, id));
      return { one, desks, hrefs: desks.map(({ id }) => `/grading/assessments/${id}`) };
    };

    it('is a link, with where one stands; opening one has opened all', async () => {
      const { hrefs } = await three();
      const { text } = await at.bob.get(hrefs[1] ?? '');
      expect(text).toContain('2 of 3');
      expect(text).toContain(`href="${String(hrefs[0])}"`);
      expect(text).toMatch(new RegExp(`href="${String(hrefs[2])}"[^>]* data-ahead`));
    });

    it('keeps the chosen queue in every address', async () => {
      const { one, desks, hrefs } = await three();
      for (const desk of desks.slice(0, 2)) await markAll(app, one.rubric, desk, 2);
      const page = await at.bob.get(`${String(hrefs[0])}?queue=ready`);
      const text = page.text.replaceAll('&#x3D;', '=');
      expect(text).toContain('Ready to finalise</span> <span class="num">1 of 2');
      expect(text).toContain(`href="${String(hrefs[1])}?queue=ready"`);
      expect(text).toContain(`action="${String(hrefs[0])}/grade-events?queue=ready"`);
      expect(text).not.toContain(String(hrefs[2]));
      expect((await at.bob.get(`${String(hrefs[0])}?queue=nonsense`)).text).toContain('1 of 3');
    });

    it('goes on after finalising, and ends with the review', async () => {
      const { one, desks, hrefs } = await three();
      for (const desk of desks) await markAll(app, one.rubric, desk, 2);
      const finalise = async (nth: number) => {
        const href = String(hrefs[nth]);
        const { text } = await at.bob.get(href);
        const fields = [...text.matchAll(/name="((?:version|seen)-[^"]+)" value="([^"]*)"/g)];
        const levels = [...text.matchAll(/name="(level-[^"]+)" value="([^"]*)" checked/g)];
        const remarks = [...text.matchAll(/name="(remark-[^"]+)"/g)];
        const form = Object.fromEntries(
          [...fields, ...levels, ...remarks].map(([, name = '', value = '']) => [name, value]),
        );
        return at.bob.post(`${href}/grade-events?queue=ready`, { ...form, then: 'next' });
      };
      const first = await finalise(1);
      expect([first.status, first.headers['location']]).toEqual([303, `${String(hrefs[2])}?queue=ready`]);
      expect((await at.bob.get(String(hrefs[2]))).text).toContain('The grade is finalised: 66.67');
      expect((await finalise(2)).headers['location']).toBe(`${String(hrefs[0])}?queue=ready`);
      expect((await finalise(0)).headers['location']).toBe(`${String(hrefs[0])}?queue=ready`);
      const { text } = await at.bob.get(String(hrefs[0]));
      expect(text).toContain('All marked: review and release');
      expect(text).toContain(`href="/grading/cohorts/${one.slug}/releases"`);
    });

    it('jumps to anybody who handed in', async () => {
      const { one, hrefs } = await three();
      await enrolled(app, one, await aPerson(app, 'Dora Late'));
      const answer = await at.bob.get(`/grading/cohorts/${one.slug}/places?queue=all`, 'application/json');
      expect(answer.body).toEqual({
        places: ['Ada Abel', 'Ben Brown', 'Cora Cole'].map((name, nth) => ({
          name,
          state: 'To mark',
          href: `${String(hrefs[nth])}?queue=all`,
          action: null,
        })),
      });
    });

    it('leaves what is said once for the page that is opened, not for one that is fetched ahead', async () => {
      const { hrefs } = await three();
      const href = String(hrefs[0]);
      const { assessment } = await another();
      await at.bob.post(`/grading/assessments/${assessment.id}/scores`, await formOf(assessment.id));
      expect((await at.bob.ahead(href)).text).not.toContain('Your marks are saved.');
      expect((await at.bob.get(href)).text).toContain('Your marks are saved.');
    });

    it('asks the database for a fixed number of things, whatever the cohort’s size', async () => {
      const { one, hrefs } = await three();
      const read = async () => (await statementsDuring(app.db, () => at.bob.get(String(hrefs[0])))).length;
      await read();
      const few = await read();
      for (const name of ['Dan', 'Eve', 'Finn', 'Gil', 'Hana']) {
        const userId = await aPerson(app, name);
        await enrolled(app, one, userId);
        await handedIn(app, one, userId);
      }
      expect(await read()).toBe(few);
    });
  });

  describe('the desk as a plain form', () => {
    it('saves, and finalises what was saved', async () => {
      const { assessment } = await another();
      const id = criterionId(cohort.rubric, 'strategy');
      const save = await at.bob.post(
        `/grading/assessments/${assessment.id}/scores`,
        await formOf(assessment.id, { [`remark-${id}`]: 'Two\r\nlines' }),
      );
      expect(save.status).toBe(303);
      expect((await app.get(ScoreDrafts).of(assessment.id)).get(id)).toMatchObject({
        remark: 'Two\nlines',
        version: 1,
      });
      const done = await at.bob.post(
        `/grading/assessments/${assessment.id}/grade-events`,
        await formOf(assessment.id, allLevels(2)),
      );
      expect(done.status).toBe(303);
      const { text } = await at.bob.get(`/grading/assessments/${assessment.id}`);
      expect(text).toContain('The grade is finalised: 66.67\u00A0%, passed.');
      expect(text).toContain('Two\nlines');
    });

    it('comes back with every missing level named, and nothing lost', async () => {
      const { assessment } = await another();
      const id = criterionId(cohort.rubric, 'alignment');
      const answer = await at.bob.post(
        `/grading/assessments/${assessment.id}/grade-events`,
        await formOf(assessment.id, {
          ...allLevels(2),
          [`level-${id}`]: '',
          [`remark-${id}`]: 'Still thinking',
        }),
      );
      expect(answer.status).toBe(422);
      expect(answer.text).toContain('<title>Error: Zoë Nguyễn');
      expect(answer.text).toContain('Choose a level for “Alignment with business objectives”.');
      expect(answer.text).toContain('Still thinking');
    });

    it('comes back with what was typed when a field can’t be', async () => {
      const { assessment } = await another();
      const id = criterionId(cohort.rubric, 'strategy');
      const long = 'y'.repeat(10_001);
      for (const changes of [
        { [`remark-${id}`]: long },
        { [`level-${id}`]: 'best' },
        { [`level-${id}`]: randomUUID() },
        { [`level-${id}`]: levelId(cohort.rubric, 'engagement', 2) },
        { [`version-${id}`]: 'x' },
      ]) {
        const answer = await at.bob.post(
          `/grading/assessments/${assessment.id}/scores`,
          await formOf(assessment.id, { ...allLevels(2), ...changes }),
        );
        expect(answer.status).toBe(422);
        if (`remark-${id}` in changes) expect(answer.text).toContain(long);
      }
      expect((await app.get(ScoreDrafts).of(assessment.id)).size).toBe(0);
    });

    it('comes back with both values when a co-marker was faster, and keeps the rest', async () => {
      const { assessment } = await another();
      const stale = await formOf(assessment.id);
      await at.ada.put(scoreOf(assessment.id, 'strategy'), mark('strategy', 1, 0, 'Ada was here'));
      const [strategy, engagement] = ['strategy', 'engagement'].map((key) => criterionId(cohort.rubric, key));
      const answer = await at.bob.post(`/grading/assessments/${assessment.id}/scores`, {
        ...stale,
        [`remark-${String(strategy)}`]: 'Bob was here',
        [`remark-${String(engagement)}`]: 'No clash here',
      });
      expect(answer.status).toBe(409);
      expect(answer.text).toContain('Ada was here');
      expect(answer.text).toContain('Bob was here');
      expect(answer.text).toContain('Ada Lindqvist has changed “Profound strategy” since you opened it.');
      const stored = await app.get(ScoreDrafts).of(assessment.id);
      expect(stored.get(String(strategy))?.remark).toBe('Ada was here');
      expect(stored.get(String(engagement))?.remark).toBe('No clash here');
    });

    it('does not finalise marks of a co-marker that one has not seen', async () => {
      const { assessment } = await another();
      await markAll(app, cohort.rubric, assessment, 2);
      const form = await formOf(assessment.id);
      await at.ada.put(scoreOf(assessment.id, 'strategy'), mark('strategy', 0, 1, 'Ada doubts'));
      const answer = await at.bob.post(`/grading/assessments/${assessment.id}/grade-events`, form);
      expect(answer.status).toBe(409);
      expect(answer.text).toContain('Ada doubts');
      expect(answer.text).toContain('nothing was finalised');
    });
  });

  describe('a release', () => {
    it('is reviewed, made once and cannot be made again unseen', async () => {
      const one = await aCohort(app);
      await enrolled(app, one, app.ids.alice);
      await graded(app, one, await handedIn(app, one, app.ids.alice), 2, 'Good work.');
      const path = `/grading/cohorts/${one.slug}/releases`;
      const { text } = await at.bob.get(path);
      expect(text).toContain('One grade is ready: all passed.');
      const reviewed = /name="reviewed" value="([0-9a-f]+)"/.exec(text)?.[1] ?? '';
      expect((await at.alice.post(path, { reviewed })).status).toBe(403);
      expect((await at.charlie.post(path, { reviewed })).status).toBe(404);
      expect((await app.visitor().post(path, { reviewed })).status).toBe(303);
      expect((await at.bob.post(path, { reviewed: 'something else' })).status).toBe(409);
      expect((await at.bob.post(path)).status).toBe(409);
      const both = await Promise.all([at.bob.post(path, { reviewed }), at.ada.post(path, { reviewed })]);
      expect(both.map((answer) => answer.status).sort()).toEqual([303, 409]);
      expect(both.find((answer) => answer.status === 409)?.text).toContain(
        'has released these grades already',
      );
      const { digest } = await app.get(Releases).releasable(one.id);
      const nothing = await at.bob.post(path, { reviewed: digest });
      expect(nothing.status).toBe(422);
      expect(nothing.text).toContain('There is no finalised grade that has not been released');
    });
  });

  describe('results', () => {
    it('say the same before a release, whether nothing, something or everything is marked', async () => {
      const one = await aCohort(app);
      const enrolment = await enrolled(app, one, app.ids.alice);
      const page = async () => {
        const { status, text } = await at.alice.get(`/results/${enrolment}`);
        return { status, text: text.replace(/content="[^"]+"|value="[^"]+"/g, '') };
      };
      const before = await page();
      expect(before.status).toBe(200);
      expect(before.text).toContain('Nothing has been released yet');
      const submission = await handedIn(app, one, app.ids.alice);
      const assessment = await opened(app, submission);
      expect(await page()).toEqual(before);
      await markAll(app, one.rubric, assessment, 3, 'Secret praise.');
      expect(await page()).toEqual(before);
      await graded(app, one, submission, 3, 'Secret praise.');
      expect(await page()).toEqual(before);
      const receipt = await at.alice.get(`/submissions/${submission}`);
      expect(receipt.text).not.toContain('Secret praise.');
      await released(app, one);
      const after = await at.alice.get(`/results/${enrolment}`);
      expect(after.text).toContain('Passed with 100\u00A0%.');
      expect(after.text).toContain('Secret praise.');
    });

    it('tell the next level, the pass rule and why it was not passed', async () => {
      const one = await aCohort(app);
      const enrolment = await enrolled(app, one, app.ids.alice);
      await graded(app, one, await handedIn(app, one, app.ids.alice), 1, 'Say <b>who</b> decides.');
      await released(app, one);
      const { text } = await at.alice.get(`/results/${enrolment}`);
      expect(text).toContain('The total is 33.33\u00A0%, and passing takes at least 60\u00A0%.');
      expect(text).toContain(
        '“Executive brief” is at “Developing”, and passing takes at least “Proficient”.',
      );
      expect(text).toContain('What Proficient means.');
      expect(text).toContain('Say &lt;b&gt;who&lt;/b&gt; decides.');
    });

    it('stay with somebody who has withdrawn, and earlier ones stay beside later ones', async () => {
      const one = await aCohort(app);
      const enrolment = await enrolled(app, one, app.ids.alice);
      const submission = await handedIn(app, one, app.ids.alice);
      await graded(app, one, submission, 1, 'First words.');
      await released(app, one);
      await graded(app, one, submission, 1, 'Second words.');
      await released(app, one);
      await app.get(Enrolments).withdraw(one.id, app.ids.alice);
      const { status, text } = await at.alice.get(`/results/${enrolment}`);
      expect(status).toBe(200);
      expect(text).toContain('Earlier results');
      expect(text).toContain('First words.');
      expect(text.indexOf('Second words.')).toBeLessThan(text.indexOf('First words.'));
    });
  });
});

const silent = {
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};
