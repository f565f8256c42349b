import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { CriterionWalk } from '../../src/grading/by-criterion/criterion-walk.service.js';
import { seenDigest } from '../../src/grading/desk/desk.views.js';
import { ScoreDrafts } from '../../src/grading/marking/score-drafts.service.js';
import { Regrades } from '../../src/grading/regrades/regrades.service.js';
import { RubricEditing } from '../../src/grading/rubrics/rubric-editing.service.js';
import { type RubricPlan } from '../../src/grading/rubrics/rubric.rules.js';
import { planOf } from '../../src/grading/rubrics/rubrics.service.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { type Browser, type Name, startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn, viewerOf } from './a-cohort.js';
import { aRubric } from './a-rubric.js';
import { criterionId, graded, levelId, markAll, opened } from './marks.js';

/** What changes in the brief leaves the alignment as it was. */
const byOneSectionEach = aRubric({
  criteria: aRubric().criteria.map((criterion) =>
    criterion.key === 'alignment' ? { ...criterion, sections: ['swot'] } : criterion,
  ),
});

describe('marking one criterion across a cohort', () => {
  let app: TestApp;
  let cohort: GradedTestCohort;
  const at = {} as Record<Name, Browser>;
  let people: { userId: string; submissionId: string }[];

  beforeAll(async () => {
    app = await startTestApp();
    app.clock.set('2026-11-27T22:00:00Z');
    for (const name of ['alice', 'bob', 'charlie', 'ada'] as const) at[name] = await app.as(name);
  });
  beforeEach(async () => {
    cohort = await aCohort(app);
    people = [];
    for (const name of ['Zoë Nguyễn', 'Ravi Iyer', 'Mei Chen']) {
      const userId = await aPerson(app, name);
      await enrolled(app, cohort, userId);
      people.push({ userId, submissionId: await handedIn(app, cohort, userId, `By ${name.length} hotels.`) });
    }
  });
  afterAll(() => app.close());

  const identity = (key = 'strategy') =>
    cohort.rubric.criteria.find((one) => one.key === key)?.criterionId ?? '';
  const list = () => `/grading/cohorts/${cohort.slug}/criteria`;
  const overview = (key?: string) => `${list()}/${identity(key)}`;
  const rows = () => app.get(CriterionWalk).rows(cohort.id, identity());
  /** Opens the marking, and gives the pages in the order of the criterion. */
  const pages = async () => {
    await opened(app, people[0]?.submissionId ?? '');
    for (const { submissionId } of people) await opened(app, submissionId);
    return (await rows()).map(
      ({ assessmentId }) => `/grading/assessments/${assessmentId}/criteria/${identity()}`,
    );
  };
  const form = (points: number | null, remark = '', version = 0) => {
    const id = criterionId(cohort.rubric, 'strategy');
    return {
      [`level-${id}`]: points === null ? '' : levelId(cohort.rubric, 'strategy', points),
      [`remark-${id}`]: remark,
      [`version-${id}`]: String(version),
      [`seen-${id}`]: seenDigest({ levelId: null, remark: '' }),
    };
  };
  /** A page as its reader sees it: Handlebars writes `=` in an attribute as an entity. */
  const read = async (path: string) => (await at.bob.get(path)).text.replaceAll('&#x3D;', '=');
  const storedAt = async (page: string) => {
    const assessmentId = page.split('/')[3] ?? '';
    return (await app.get(ScoreDrafts).of(assessmentId)).get(criterionId(cohort.rubric, 'strategy'));
  };

  /** Changes the rubric of work that is marked. */
  const regraded = async (of: GradedTestCohort, change: (plan: RubricPlan) => RubricPlan) => {
    const editing = app.get(RubricEditing);
    const id = await editing.begin(of.courseVersionId, app.ids.ada);
    await editing.save(id, { plan: change(planOf(of.rubric)), version: 1 }, app.ids.ada);
    const { digest } = await app.get(Regrades).preview(id);
    const why = { name: 'Fit instead of alignment', reason: 'It asks something else now.' };
    await app.get(Regrades).carryOut(viewerOf(app.ids.ada), id, why, digest);
  };

  it('begins on the cohort’s page, with how far each criterion is', async () => {
    const assessment = await opened(app, people[1]?.submissionId ?? '');
    await markAll(app, cohort.rubric, assessment, 2);
    expect((await at.bob.get(`/grading/cohorts/${cohort.slug}`)).text).toContain(`href="${list()}"`);
    const { text } = await at.bob.get(list());
    expect(text.match(/1 of 3 have a level/g)).toHaveLength(5);
    expect(text).toContain(`href="${overview()}"`);
  });

  it('opens the marking of what was handed in, and leads to the first in the order', async () => {
    const before = await at.bob.get(overview());
    expect(before.text).toContain('0 of 3 have a level');
    const opening = await at.bob.post(`${overview()}/assessments?names=hidden`);
    const [first] = await rows();
    expect(opening.headers['location']).toBe(
      `/grading/assessments/${first?.assessmentId ?? ''}/criteria/${identity()}?names=hidden`,
    );
    expect((await at.bob.get(overview())).text).toContain(
      `href="/grading/assessments/${first?.assessmentId ?? ''}/criteria/${identity()}"`,
    );
  });

  it('shows the sections of that criterion alone, its levels in full, and the way on', async () => {
    const [first = '', second = ''] = await pages();
    const { text } = await at.bob.get(first);
    expect(text).toContain('id="section-brief"');
    expect(text).toContain('id="section-swot"');
    expect(text).toContain('What Proficient means.');
    expect(text.match(/<fieldset class="criterion"/g)).toHaveLength(1);
    expect(text).toContain('Handbook 1 of 3');
    expect(text).toMatch(new RegExp(`href="${second}"[^>]*data-ahead`));
    const engagement = first.replace(identity(), identity('engagement'));
    const other = (await at.bob.get(engagement)).text;
    expect(other).toContain('id="section-brief"');
    expect(other).not.toContain('id="section-swot"');
  });

  it('shows what the whole handbook has come to, and the ways to its other criteria and to the other handbooks', async () => {
    const [first = '', second = ''] = await pages();
    const [row] = await rows();
    const engagement = criterionId(cohort.rubric, 'engagement');
    const mark = { levelId: levelId(cohort.rubric, 'engagement', 3), remark: '', version: 0 };
    const desk = `/grading/assessments/${row?.assessmentId ?? ''}`;
    expect((await at.bob.put(`${desk}/scores/${engagement}`, mark)).status).toBe(200);
    const text = await read(`${first}?names=hidden`);
    expect(text).toMatch(/desk-percent num">20.%</);
    expect(text).toContain('1 of 5 criteria marked');
    expect(text).toContain(`${engagement}&quot;:&quot;${mark.levelId}`);
    expect(text).toContain(`href="${first.replace(identity(), identity('engagement'))}?names=hidden"`);

    const places = (query = '') => at.bob.get(`${overview()}/places${query}`, 'application/json');
    const open = { state: 'No level yet', action: null };
    expect((await places()).body).toMatchObject({
      places: [{ name: row?.studentName, href: first, ...open }, { href: second, ...open }, { ...open }],
    });
    expect((await places('?names=hidden&only=open')).body).toMatchObject({
      places: [{ name: 'Handbook 1', href: `${first}?names=hidden&only=open` }, {}, {}],
    });
  });

  it('hides who it is, everywhere on the way', async () => {
    const [first = ''] = await pages();
    const names = ['Zoë Nguyễn', 'Ravi Iyer', 'Mei Chen'];
    for (const path of [list(), overview(), first]) {
      const { text } = await at.bob.get(`${path}?names=hidden`);
      for (const name of names) expect(text).not.toContain(name);
      expect(text).toContain('Show names');
    }
    expect((await at.bob.get(`${first}?names=hidden`)).text).toContain('Handbook 1 of 3');
    // Nor does anything lead to a page that names them
    const [place = ''] = first.split('/criteria/');
    const named = new RegExp(`href="${place}(?:/history)?["#?]`);
    expect((await at.bob.get(first)).text).toMatch(named);
    expect((await at.bob.get(`${first}?names=hidden`)).text).not.toMatch(named);
    expect((await at.bob.get(overview())).text).toContain('Ravi Iyer');
    const next = /href="([^"]+)"[^>]*data-ahead/.exec(await read(`${first}?names=hidden`))?.[1];
    expect(next).toMatch(/\?names=hidden$/);
  });

  it('saves with a form and goes on, to the end that names the next criterion', async () => {
    const [first = '', second = '', third = ''] = await pages();
    const one = await at.bob.post(`${first}/scores`, form(2, 'Well argued.'));
    expect([one.status, one.headers['location']]).toEqual([303, second]);
    expect(await storedAt(first)).toMatchObject({ remark: 'Well argued.', version: 1 });
    await at.bob.post(`${second}/scores`, form(1));
    const last = await at.bob.post(`${third}/scores`, form(3));
    expect(last.headers['location']).toBe(overview());
    const { text } = await at.bob.get(overview());
    expect(text).toContain('All 3 handbooks have a level.');
    expect(text).toContain('Next criterion: Customer engagement');
    expect(text).not.toContain('>Go on<');
  });

  it('says so when everything has a level', async () => {
    for (const { submissionId } of people) {
      await markAll(app, cohort.rubric, await opened(app, submissionId), 2);
    }
    const { text } = await at.bob.get(overview('alignment'));
    expect(text).toContain('All 3 handbooks have a level. So has every other criterion.');
    expect(text).not.toContain('Next criterion');
    expect((await at.bob.post(`${overview('alignment')}/assessments`)).headers['location']).toBe(
      overview('alignment'),
    );
  });

  it('passes by what has a level when asked', async () => {
    const [first = '', second = '', third = ''] = await pages();
    await at.bob.post(`${second}/scores`, form(2));
    const text = await read(`${first}?only=open`);
    expect(text).toMatch(new RegExp(`href="${third}\\?only=open"[^>]*data-ahead`));
    expect(text).toContain('1 of 3 have a level');
    const saved = await at.bob.post(`${first}/scores?only=open`, form(1));
    expect(saved.headers['location']).toBe(`${third}?only=open`);
  });

  it('loses nothing of what does not fit, or is stale', async () => {
    const [first = ''] = await pages();
    const long = await at.bob.post(`${first}/scores`, form(2, 'x'.repeat(10_001)));
    expect(long.status).toBe(422);
    expect(long.text).toContain('Use at most 10,000 characters for a remark.');
    expect(long.text).toContain('x'.repeat(10_001));
    const strange = { ...form(2), [`level-${criterionId(cohort.rubric, 'strategy')}`]: randomUUID() };
    expect((await at.bob.post(`${first}/scores`, strange)).status).toBe(422);
    await at.ada.post(`${first}/scores`, form(3, 'Ada’s words'));
    const stale = await at.bob.post(`${first}/scores`, form(1, 'Bob’s words'));
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('Ada’s words');
    expect(stale.text).toContain('Bob’s words');
    expect((await storedAt(first))?.remark).toBe('Ada’s words');
  });

  it('counts no one who has withdrawn or was erased, and only latest attempts', async () => {
    const [zoe, ravi, mei] = people;
    await app.get(Enrolments).withdraw(cohort.id, zoe?.userId ?? '', app.ids.ada);
    await app.get(Erasures).erase(ravi?.userId ?? '', app.ids.ada);
    const again = await handedIn(app, cohort, mei?.userId ?? '', 'Once more.');
    expect((await rows()).map(({ submissionId }) => submissionId)).toEqual([again]);
    expect((await at.bob.get(list())).text).toContain('0 of 1 have a level');
  });

  it('brings the earlier mark along, and carries it over', async () => {
    const own = await aCohort(app, byOneSectionEach);
    const [zoe] = people;
    await enrolled(app, own, zoe?.userId ?? '');
    await graded(app, own, await handedIn(app, own, zoe?.userId ?? ''), 1, 'Say why.');
    const again = await opened(app, await handedIn(app, own, zoe?.userId ?? '', 'Another brief.'));
    const place = (key: string) => {
      const { id = '', criterionId: identity = '' } =
        own.rubric.criteria.find((one) => one.key === key) ?? {};
      const unmade = { [`level-${id}`]: '', [`remark-${id}`]: '', [`version-${id}`]: '0' };
      return { id, page: `/grading/assessments/${again.id}/criteria/${identity}`, unmade };
    };
    const changed = place('strategy');
    const { text } = await at.bob.get(changed.page);
    expect(text).toContain('Attempt 1:');
    expect(text).toContain('Changed since attempt 1');
    const refused = await at.bob.post(`${changed.page}/carried-marks`, changed.unmade);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('This criterion can’t be carried over');
    const long = { ...changed.unmade, [`remark-${changed.id}`]: 'x'.repeat(10_001) };
    expect((await at.bob.post(`${changed.page}/carried-marks`, long)).status).toBe(422);

    const same = place('alignment');
    const unmade = { ...same.unmade, [`seen-${same.id}`]: seenDigest({ levelId: null, remark: '' }) };
    const carried = await at.bob.post(`${same.page}/carried-marks?names=hidden`, unmade);
    expect([carried.status, carried.headers['location']]).toEqual([303, `${same.page}?names=hidden`]);
    expect((await app.get(ScoreDrafts).of(again.id)).get(same.id)).toMatchObject({
      levelId: levelId(own.rubric, 'alignment', 1),
      remark: 'Say why.',
    });
  });

  it('leads on from a criterion that a changed rubric has dropped, and keeps remarks that belonged to it', async () => {
    const own = await aCohort(app);
    const student = await aPerson(app, 'Zoë Nguyễn');
    await enrolled(app, own, student);
    const before = await opened(app, await handedIn(app, own, student, 'We choose the small hotels.'));
    const dropped = own.rubric.criteria.find(({ key }) => key === 'alignment')?.criterionId ?? '';
    const remark = {
      ...{ criterionId: dropped, body: 'Which hotels?', version: 0 },
      anchor: { sectionKey: 'brief', start: 14, end: 26, quote: 'small hotels' },
    };
    const remarkId = randomUUID();
    await at.bob.put(`/grading/assessments/${before.id}/remarks/${remarkId}`, remark);
    await markAll(app, own.rubric, before, 2);
    await regraded(own, ({ criteria, ...plan }) => ({
      ...plan,
      criteria: criteria.map((one) => (one.key === 'alignment' ? { ...one, key: 'fit', title: 'Fit' } : one)),
    }));
    const now = await opened(app, before.submission.id);
    expect(now.id).not.toBe(before.id);

    const criteria = `/grading/cohorts/${own.slug}/criteria`;
    const old = `/grading/assessments/${before.id}/criteria/${dropped}?names=hidden`;
    const news = old.replace(before.id, now.id);
    expect((await at.bob.get(old)).headers['location']).toBe(news);
    const led = await at.bob.get(news);
    expect([led.status, led.headers['location']]).toEqual([303, `${criteria}?names=hidden`]);
    expect((await at.bob.get(criteria)).text).toContain('no longer has that criterion');
    expect((await at.bob.get(`${criteria}/${dropped}`)).headers['location']).toBe(criteria);

    const path = `/grading/assessments/${now.id}/remarks`;
    const mended = { ...remark, body: 'Which of the hotels?', version: 1, anchor: null };
    expect((await at.bob.put(`${path}/${remarkId}`, mended)).body).toMatchObject({
      ...{ body: 'Which of the hotels?', criterionId: dropped, version: 2 },
    });
    const another = { ...remark, anchor: { ...remark.anchor, start: 0, end: 2, quote: 'We' } };
    expect((await at.bob.put(`${path}/${randomUUID()}`, another)).status).toBe(422);
    expect((await at.bob.get(`/grading/assessments/${now.id}`)).status).toBe(200);
  });

  it('is empty for a cohort of nobody', async () => {
    const empty = await aCohort(app);
    const path = `/grading/cohorts/${empty.slug}/criteria`;
    expect((await at.bob.get(path)).text).toContain('Nothing has been handed in yet');
    const one = `${path}/${empty.rubric.criteria[0]?.criterionId ?? ''}`;
    const { status, text } = await at.bob.get(one);
    expect([status, text.includes('Nothing has been handed in yet')]).toEqual([200, true]);
    expect((await at.bob.post(`${one}/assessments`)).headers['location']).toBe(one);
  });

  it('asks the database for a fixed number of things', async () => {
    const [first = ''] = await pages();
    const asked = async () => {
      const counts = [];
      for (const path of [list(), overview(), `${overview()}/places`, first]) {
        counts.push((await statementsDuring(app.db, () => at.bob.get(path))).length);
      }
      return counts;
    };
    const before = await asked();
    for (const name of ['Ola Nordmann', 'Anna Kowalska']) {
      const userId = await aPerson(app, name);
      await enrolled(app, cohort, userId);
      await opened(app, await handedIn(app, cohort, userId));
    }
    expect(await asked()).toEqual(before);
  });

  it('is for those who mark', async () => {
    await enrolled(app, cohort, app.ids.alice);
    const [first = ''] = await pages();
    const acts: [string, number, string, (who: Browser, path: string) => Promise<{ status: number }>][] = [
      ['list', 200, list(), (who, path) => who.get(path)],
      ['overview', 200, overview(), (who, path) => who.get(path)],
      ['places', 200, `${overview()}/places`, (who, path) => who.get(path)],
      ['open', 303, `${overview()}/assessments`, (who, path) => who.post(path)],
      ['page', 200, first, (who, path) => who.get(path)],
      ['score', 303, `${first}/scores`, (who, path) => who.post(path, form(null))],
      ['carry', 409, `${first}/carried-marks`, (who, path) => who.post(path, form(null))],
    ];
    for (const [name, works, path, act] of acts) {
      const answers = {
        alice: (await act(at.alice, path)).status,
        charlie: (await act(at.charlie, path)).status,
        ada: (await act(at.ada, path)).status,
        bob: (await act(at.bob, path)).status,
        away: (await act(app.visitor(), path)).status,
      };
      expect([name, answers]).toEqual([
        name,
        { alice: 403, charlie: 404, ada: works, bob: works, away: 303 },
      ]);
    }
    const nowhere = [
      `/grading/cohorts/no-such-cohort/criteria`,
      `${list()}/${randomUUID()}`,
      `${list()}/x`,
      `${list()}/${randomUUID()}/places`,
      `${list()}/x/places`,
      first.replace(identity(), randomUUID()),
      first.replace(identity(), 'x'),
      `/grading/assessments/${randomUUID()}/criteria/${identity()}`,
      `/grading/assessments/x/criteria/${identity()}`,
    ];
    for (const path of nowhere) expect([path, (await at.bob.get(path)).status]).toEqual([path, 404]);
    for (const path of [`${list()}/${randomUUID()}/assessments`, `${list()}/x/assessments`]) {
      expect((await at.bob.post(path)).status).toBe(404);
    }
    expect((await at.bob.post(`${first.replace(identity(), randomUUID())}/scores`, form(1))).status).toBe(
      404,
    );
    expect((await at.bob.postFromElsewhere(`${first}/scores`, form(1))).status).toBe(403);
  });
});
