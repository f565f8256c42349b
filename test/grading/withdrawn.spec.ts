import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { MarkingQueue } from '../../src/grading/desk/marking-queue.service.js';
import { type MarkedAssessment } from '../../src/grading/marking/grading-access.service.js';
import { conflict } from '../../src/platform/errors/domain-errors.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn } from './a-cohort.js';
import { aRubric } from './a-rubric.js';
import { criterionId, graded, levelId, markAll, opened, versionsOf } from './marks.js';

const text = 'We choose the small hotels.';

describe('the work of a student who has withdrawn', () => {
  let app: TestApp;
  let cohort: GradedTestCohort;
  let bob: Browser;
  let zoe: string;
  let enrolmentId: string;
  let submissionId: string;
  let assessment: MarkedAssessment;

  beforeAll(async () => {
    app = await startTestApp();
    app.clock.set('2026-11-27T22:00:00Z');
    bob = await app.as('bob');
  });
  beforeEach(async () => {
    cohort = await aCohort(app);
    zoe = await aPerson(app, 'Zoë Nguyễn');
    enrolmentId = await enrolled(app, cohort, zoe);
    submissionId = await handedIn(app, cohort, zoe, text);
    assessment = await opened(app, submissionId);
  });
  afterAll(() => app.close());

  const withdraw = () => app.get(Enrolments).withdraw(cohort.id, zoe);
  const desk = () => `/grading/assessments/${assessment.id}`;
  const strategy = () => criterionId(cohort.rubric, 'strategy');
  const byCriterion = () =>
    `${desk()}/criteria/${cohort.rubric.criteria.find(({ key }) => key === 'strategy')?.criterionId ?? ''}`;
  /** Everything at three points, with a remark on the strategy. */
  const form = (versions: Record<string, number> = {}) =>
    Object.fromEntries(
      cohort.rubric.criteria.flatMap(({ id, key }) => [
        [`level-${id}`, levelId(cohort.rubric, key, 3)],
        [`remark-${id}`, key === 'strategy' ? 'Typed just now.' : ''],
        [`version-${id}`, String(versions[id] ?? 0)],
        [`seen-${id}`, ''],
      ]),
    );
  /** How many levels of a page are disabled, or remarks read-only. */
  const fields = (page: string, how: 'disabled' | 'readonly') => {
    const kind =
      how === 'disabled'
        ? /<input type="radio" name="level-[^>]*>/g
        : /<textarea class="input criterion-[^>]*>/g;
    const found = page.match(kind) ?? [];
    const so = found.filter((field) => field.includes(` ${how}`)).length;
    return found.length > 0 && so === found.length ? 'all' : so === 0 ? 'none' : 'some';
  };
  const everything = () =>
    app.db.query<unknown[]>(`SELECT
      (SELECT json_agg(d ORDER BY d.rubric_criterion_id) FROM score_drafts d) AS drafts,
      (SELECT count(*)::int FROM anchored_remark_drafts WHERE removed_at IS NULL) AS anchored,
      (SELECT count(*)::int FROM overall_remark_drafts) AS overall,
      (SELECT count(*)::int FROM grade_events) AS grades, (SELECT count(*)::int FROM assessments) AS assessments`);

  it('is not marked, on any way, and what was typed stays on the page', async () => {
    const remarkId = randomUUID();
    const remark = {
      ...{ criterionId: null, body: 'Which hotels?', version: 0 },
      anchor: { sectionKey: 'brief', start: 14, end: 26, quote: 'small hotels' },
    };
    expect((await bob.put(`${desk()}/remarks/${remarkId}`, remark)).status).toBe(200);
    await withdraw();
    const before = await everything();
    const mark = { levelId: levelId(cohort.rubric, 'strategy', 3), remark: 'Splendid.', version: 0 };
    const writes: [string, () => Promise<{ status: number; text: string }>, boolean][] = [
      ['a mark', () => bob.put(`${desk()}/scores/${strategy()}`, mark), false],
      ['the form', () => bob.post(`${desk()}/scores`, form()), true],
      ['finalising', () => bob.post(`${desk()}/grade-events`, form()), true],
      [
        'finalising, then the next',
        () => bob.post(`${desk()}/grade-events`, { ...form(), then: 'next' }),
        true,
      ],
      ['carrying over', () => bob.post(`${desk()}/carried-marks`, form()), true],
      ['carrying over by script', () => bob.put(`${desk()}/carried-marks`, {}), false],
      ['by criterion', () => bob.post(`${byCriterion()}/scores`, form()), true],
      ['carrying over by criterion', () => bob.post(`${byCriterion()}/carried-marks`, form()), true],
      ['a remark on words', () => bob.put(`${desk()}/remarks/${randomUUID()}`, remark), false],
      [
        'a remark that is there',
        () => bob.put(`${desk()}/remarks/${remarkId}`, { ...remark, body: 'All?', version: 1 }),
        false,
      ],
      ['its deletion', () => bob.delete(`${desk()}/remarks/${remarkId}?version=1`), false],
      [
        'a remark on the whole',
        () => bob.put(`${desk()}/overall-remark`, { body: 'Good.', version: 0 }),
        false,
      ],
      ['opening', () => bob.post(`/grading/submissions/${submissionId}/assessments`), false],
    ];
    for (const [name, write, isPage] of writes) {
      const { status, text: answer } = await write();
      expect([name, status]).toEqual([name, 409]);
      expect([name, answer]).toEqual([name, expect.stringContaining('has withdrawn from the cohort')]);
      if (isPage) expect([name, answer]).toEqual([name, expect.stringContaining('Typed just now.')]);
    }
    expect(await everything()).toEqual(before);
  });

  it('is read, with a word of why nothing can be marked, and marked again after a return', async () => {
    await withdraw();
    for (const path of [desk(), byCriterion()]) {
      const { status, text: page } = await bob.get(path);
      expect([path, status]).toEqual([path, 200]);
      expect(page).toContain('This student has withdrawn from the cohort, so nothing here can be marked.');
      // Nothing is offered that would be refused, and what there is can still be read.
      expect(page).not.toMatch(/Finalise the grade|Save and go on|Choosing a level here|A figure chooses/);
      expect([path, fields(page, 'disabled'), fields(page, 'readonly')]).toEqual([path, 'all', 'all']);
      expect(page).not.toMatch(/data-controller="marking[^"]* remarks/);
    }
    await app.get(Enrolments).enrol(cohort.id, zoe);
    for (const path of [desk(), byCriterion()]) {
      const { text: page } = await bob.get(path);
      expect(page).not.toContain('has withdrawn');
      expect([path, fields(page, 'disabled'), fields(page, 'readonly')]).toEqual([path, 'none', 'none']);
      expect(page).toMatch(/data-controller="marking[^"]* remarks/);
    }
    const finalised = await bob.post(`${desk()}/grade-events`, form());
    expect([finalised.status, finalised.headers['location']]).toEqual([303, desk()]);
  });

  it('has nothing carried over from an attempt before, and says what it was', async () => {
    // What is handed in again changes the brief, and leaves the analysis as it was.
    const { criteria } = aRubric();
    cohort = await aCohort(
      app,
      aRubric({
        criteria: criteria.map((one, nth) => ({ ...one, sections: [nth === 1 ? 'brief' : 'swot'] })),
      }),
    );
    await enrolled(app, cohort, zoe);
    await graded(app, cohort, await handedIn(app, cohort, zoe, text), 2, 'Which hotels?');
    assessment = await opened(app, await handedIn(app, cohort, zoe, text));
    for (const [path, offer] of [
      [desk(), 'Carry over all unchanged criteria'],
      [byCriterion(), 'Carry over<'],
    ] as const) {
      expect((await bob.get(path)).text).toContain(offer);
      await withdraw();
      const { text: page } = await bob.get(path);
      expect(page).not.toContain('Carry over');
      expect(page).toContain('Which hotels?');
      await app.get(Enrolments).enrol(cohort.id, zoe);
    }
  });

  it('is in no queue and no count, and holds up no review', async () => {
    const ravi = await aPerson(app, 'Ravi Iyer');
    await enrolled(app, cohort, ravi);
    const other = await opened(app, await handedIn(app, cohort, ravi));
    const list = `/grading/cohorts/${cohort.slug}`;
    expect((await bob.get(list)).text).toContain('2 to mark');
    await withdraw();
    const now = (await bob.get(list)).text;
    expect(now).toContain('2 handed in · 1 to mark');
    expect(now).toContain('Mark Ravi Iyer');
    await markAll(app, cohort.rubric, other, 2);
    const versions = await versionsOf(app, other);
    const done = await bob.post(`/grading/assessments/${other.id}/grade-events`, {
      ...form(versions),
      then: 'next',
    });
    expect([done.status, done.headers['location']]).toEqual([303, `/grading/assessments/${other.id}`]);
    expect((await bob.get(`/grading/assessments/${other.id}`)).text).toContain(
      'All marked: review and release',
    );
    expect((await bob.get(list)).text).toContain('0 to mark · 1 waiting for a release');
    const places = await bob.get(`${list}/places`, 'application/json');
    expect(places.body).toMatchObject({
      places: [
        { name: 'Ravi Iyer', state: 'Marked, not released' },
        { name: 'Zoë Nguyễn', state: 'Withdrawn', href: desk() },
      ],
    });
  });

  it('is not opened, where nobody had begun to mark it', async () => {
    const own = await aCohort(app);
    const id = await enrolled(app, own, zoe);
    await handedIn(app, own, zoe);
    await app.get(Enrolments).withdraw(own.id, zoe);
    const { text: list } = await bob.get(`/grading/cohorts/${own.slug}`);
    expect([id === enrolmentId, list.includes('(withdrawn)'), list.includes('/assessments')]).toEqual([
      false,
      true,
      false,
    ]);
    const places = await bob.get(`/grading/cohorts/${own.slug}/places`, 'application/json');
    expect(places.body).toEqual({ places: [] });
  });

  it('leaves a grade finalised when it was to come next, and went out of reach at that moment', async () => {
    const queue = app.get(MarkingQueue);
    const after = queue.after.bind(queue);
    queue.after = () => Promise.reject(conflict('This student has withdrawn.'));
    const done = await bob.post(`${desk()}/grade-events`, { ...form(), then: 'next' });
    queue.after = after;
    expect([done.status, done.headers['location']]).toEqual([303, desk()]);
    expect((await bob.get(desk())).text).toContain('The grade is finalised: 100');
  });
});
