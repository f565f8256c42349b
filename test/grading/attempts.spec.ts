import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { CarriedMarks } from '../../src/grading/attempts/carried-marks.service.js';
import { type EarlierAttempt, EarlierAttempts } from '../../src/grading/attempts/earlier-attempts.service.js';
import { seenDigest } from '../../src/grading/desk/desk.views.js';
import { type MarkedAssessment } from '../../src/grading/marking/grading-access.service.js';
import { ScoreDrafts } from '../../src/grading/marking/score-drafts.service.js';
import { Rubrics } from '../../src/grading/rubrics/rubrics.service.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { type Browser, type Name, startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn, viewerOf } from './a-cohort.js';
import { aCriterion, aRubric } from './a-rubric.js';
import { criterionId, graded, levelId, opened } from './marks.js';

/** Strategy and engagement are judged by the brief, which changes; reporting by the SWOT analysis, which does not. */
const plan = aRubric({
  criteria: [
    aCriterion('strategy', { sections: ['brief', 'swot'] }),
    aCriterion('engagement'),
    aCriterion('research-reporting', { sections: ['swot'] }),
    aCriterion('executive-brief'),
    aCriterion('alignment', { sections: ['swot'] }),
  ],
});

describe('a further attempt', () => {
  let app: TestApp;
  let cohort: GradedTestCohort;
  let student: string;
  let first: string;
  let assessment: MarkedAssessment;

  beforeAll(async () => {
    app = await startTestApp();
    cohort = await aCohort(app, plan);
  });
  beforeEach(async () => {
    app.clock.set('2026-11-27T22:00:00Z');
    student = await aPerson(app, 'Zoë Nguyễn');
    await enrolled(app, cohort, student);
    first = await handedIn(app, cohort, student, 'We choose the small hotels.');
    await graded(app, cohort, first, 1, 'Say why.');
    assessment = await opened(app, await handedIn(app, cohort, student, 'They answer their guests.'));
  });
  afterAll(() => app.close());

  const bob = () => viewerOf(app.ids.bob);
  const before = (one = assessment) => app.get(EarlierAttempts).before(one, cohort.rubric);
  const idOf = (key: string) => criterionId(cohort.rubric, key);
  const markOf = (earlier: EarlierAttempt | null, key: string) => earlier?.marks.get(idOf(key));
  const carryOver = (key: string | null) =>
    app.get(CarriedMarks).carryOver(bob(), assessment, key === null ? null : [idOf(key)]);
  const stored = async () => app.get(ScoreDrafts).of(assessment.id);

  it('is held against the one that was graded before, section by section', async () => {
    const earlier = await before();
    expect(earlier).toMatchObject({ number: 1, percent: '33.33', passed: false, rubricNumber: null });
    expect(earlier?.changes?.map(({ key, lines }) => [key, lines.length > 0])).toEqual([
      ['brief', true],
      ['swot', false],
    ]);
    expect(markOf(earlier, 'strategy')).toEqual({
      level: 'Developing',
      points: 1,
      ofPoints: 3,
      remark: { text: 'Say why.', authorName: 'Bob Tanaka' },
      carrying: { kind: 'changed', sections: [{ key: 'brief', title: 'Executive brief' }] },
    });
    expect(markOf(earlier, 'alignment')?.carrying).toEqual({
      kind: 'unchanged',
      levelId: levelId(cohort.rubric, 'alignment', 1),
    });
  });

  it('has nothing before it while it is the first, or while no other has a grade', async () => {
    expect(await before(await opened(app, first))).toBeNull();
    const other = await aPerson(app, 'Ravi Iyer');
    await enrolled(app, cohort, other);
    await handedIn(app, cohort, other);
    expect(await before(await opened(app, await handedIn(app, cohort, other, 'Once more.')))).toBeNull();
  });

  it('is held against the latest that has a grade, and its latest grade', async () => {
    await graded(app, cohort, first, 2);
    const third = await opened(app, await handedIn(app, cohort, student, 'A third time.'));
    const earlier = await before(third);
    expect(earlier).toMatchObject({ number: 1, percent: '66.67' });
    expect(markOf(earlier, 'alignment')).toMatchObject({ level: 'Proficient', remark: null });
  });

  it('takes over the marks of all criteria whose sections read the same', async () => {
    expect(await carryOver(null)).toHaveLength(2);
    const marks = await stored();
    expect([...marks.keys()].sort()).toEqual([idOf('research-reporting'), idOf('alignment')].sort());
    expect(marks.get(idOf('alignment'))).toMatchObject({
      levelId: levelId(cohort.rubric, 'alignment', 1),
      remark: 'Say why.',
      version: 1,
      updatedByName: 'Bob Tanaka',
    });
    expect(await carryOver(null)).toEqual([]);
  });

  it('takes over one, and never one that has changed', async () => {
    expect(await carryOver('alignment')).toHaveLength(1);
    await expect(carryOver('strategy')).rejects.toMatchObject({ kind: 'conflict' });
    expect([...(await stored()).keys()]).toEqual([idOf('alignment')]);
    const elsewhere = await aCohort(app);
    await expect(
      app.get(CarriedMarks).carryOver(bob(), assessment, [criterionId(elsewhere.rubric, 'alignment')]),
    ).rejects.toMatchObject({ kind: 'notFound' });
  });

  it('never overwrites a mark that was made, be it a word or a level', async () => {
    const write = (key: string, points: number | null, remark: string) =>
      app.get(ScoreDrafts).write(bob(), assessment, {
        rubricCriterionId: idOf(key),
        levelId: points === null ? null : levelId(cohort.rubric, key, points),
        remark,
        version: 0,
      });
    await write('alignment', 3, '');
    await write('research-reporting', null, 'Thinking.');
    expect(await carryOver(null)).toEqual([]);
    await expect(carryOver('alignment')).rejects.toMatchObject({ kind: 'conflict' });
    const marks = await stored();
    expect(marks.get(idOf('alignment'))).toMatchObject({ version: 1, remark: '' });
    expect(marks.get(idOf('research-reporting'))).toMatchObject({ version: 1, remark: 'Thinking.' });
  });

  it('takes over where a mark was made and taken back', async () => {
    const drafts = app.get(ScoreDrafts);
    const mark = { rubricCriterionId: idOf('alignment'), remark: '' };
    await drafts.write(bob(), assessment, {
      ...mark,
      levelId: levelId(cohort.rubric, 'alignment', 3),
      version: 0,
    });
    await drafts.write(bob(), assessment, { ...mark, levelId: null, version: 1 });
    expect(await carryOver('alignment')).toHaveLength(1);
    expect((await stored()).get(idOf('alignment'))).toMatchObject({ version: 3, remark: 'Say why.' });
  });

  it('leaves a mark that a co-marker makes at this moment', async () => {
    const ada = { ...viewerOf(app.ids.ada), administrator: true };
    const theirs = {
      rubricCriterionId: idOf('alignment'),
      levelId: levelId(cohort.rubric, 'alignment', 3),
      remark: '',
      version: 0,
    };
    await Promise.all([
      carryOver(null),
      app
        .get(ScoreDrafts)
        .write(ada, assessment, theirs)
        .catch(() => null),
    ]);
    expect((await stored()).get(idOf('alignment'))?.version).toBe(1);
  });

  it('says nothing of texts that have been erased', async () => {
    await app.get(Erasures).erase(student, app.ids.ada);
    const earlier = await before();
    expect(earlier?.changes).toBeNull();
    expect(markOf(earlier, 'alignment')).toMatchObject({
      level: 'Developing',
      remark: { text: null },
      carrying: { kind: 'unknown' },
    });
    await expect(carryOver('alignment')).rejects.toMatchObject({ kind: 'conflict' });
  });

  it('asks the database at most four things, and one for a first attempt', async () => {
    expect(await statementsDuring(app.db, () => before())).toHaveLength(3);
    const one = await opened(app, first);
    expect(await statementsDuring(app.db, () => before(one))).toHaveLength(1);
  });

  describe('on the desk', () => {
    const at = {} as Record<Name, Browser>;
    beforeAll(async () => {
      for (const name of ['alice', 'bob', 'charlie', 'ada'] as const) at[name] = await app.as(name);
    });

    const desk = () => `/grading/assessments/${assessment.id}`;
    /** The desk's form as it is while nothing is marked. */
    const form = (changes: Record<string, string> = {}) => ({
      ...Object.fromEntries(
        cohort.rubric.criteria.flatMap(({ id }) => [
          [`level-${id}`, ''],
          [`remark-${id}`, ''],
          [`version-${id}`, '0'],
          [`seen-${id}`, seenDigest({ levelId: null, remark: '' })],
        ]),
      ),
      ...changes,
    });

    it('stands beside the text and each criterion', async () => {
      const { text } = await at.bob.get(desk());
      expect(text).toContain('Since attempt 1');
      expect(text).toContain('Changed since attempt 1');
      expect(text).toContain('Reads the same as in attempt 1.');
      expect(text).toMatch(/<del>.*We choose.*<\/del>|<ins>.*They answer.*<\/ins>/);
      expect(text.match(/class="criterion-then"/g)).toHaveLength(5);
      expect(text.match(/name="criterion" value=/g)).toHaveLength(2);
      expect((await at.bob.get(`/grading/assessments/${(await opened(app, first)).id}`)).text).not.toContain(
        'Since attempt',
      );
    });

    it('says by which rubric, where it was another one, and no more carries what that asked otherwise', async () => {
      const harder = aRubric({
        criteria: plan.criteria.map((criterion) =>
          criterion.key === 'alignment' ? { ...criterion, description: 'Does all of it fit?' } : criterion,
        ),
      });
      const rubrics = app.get(Rubrics);
      const own = await aCohort(app, plan);
      await enrolled(app, own, student);
      await graded(app, own, await handedIn(app, own, student), 1, 'Say why.');
      const id = await app.db.transaction((tx) => rubrics.draft(tx, own.courseVersionId, harder));
      await app.db.query('UPDATE rubric_versions SET published_at = now() WHERE id = $1', [id]);
      const again = await opened(app, await handedIn(app, own, student, 'They answer their guests.'));
      const { text } = await at.bob.get(`/grading/assessments/${again.id}`);
      expect(text).toContain('Attempt 1, rubric version 1:');
      expect(text).toContain('The rubric asks something else here now.');
      expect(text.match(/name="criterion" value=/g)).toHaveLength(1);
    });

    it('carries over with a form, and keeps what was typed', async () => {
      const typed = form({ [`remark-${idOf('strategy')}`]: 'Typed a moment ago.' });
      const { status, headers } = await at.bob.post(`${desk()}/carried-marks`, typed);
      expect([status, headers['location']]).toEqual([303, desk()]);
      expect((await at.bob.get(desk())).text).toContain('The earlier marks of 2 criteria are carried over.');
      const marks = await stored();
      expect(marks.get(idOf('strategy'))?.remark).toBe('Typed a moment ago.');
      expect(marks.get(idOf('alignment'))?.remark).toBe('Say why.');
      const [change] = await app.db.query<{ origin: string }[]>(
        'SELECT origin FROM mark_changes WHERE assessment_id = $1 AND rubric_criterion_id = $2',
        [assessment.id, idOf('alignment')],
      );
      expect(change?.origin).toBe('carried');
      const stale = await at.bob.post(`${desk()}/carried-marks`, {
        ...typed,
        [`remark-${idOf('strategy')}`]: 'From an old page.',
      });
      expect(stale.status).toBe(409);
      expect(stale.text).toContain('From an old page.');
    });

    it('carries over one, and says why it can’t', async () => {
      const one = (key: string) => at.bob.post(`${desk()}/carried-marks`, form({ criterion: idOf(key) }));
      expect((await one('alignment')).status).toBe(303);
      expect([...(await stored()).keys()]).toEqual([idOf('alignment')]);
      const changed = await one('strategy');
      expect(changed.status).toBe(409);
      expect(changed.text).toContain('This criterion can’t be carried over');
      const tooLong = await at.bob.post(
        `${desk()}/carried-marks`,
        form({ [`remark-${idOf('strategy')}`]: 'x'.repeat(10_001) }),
      );
      expect(tooLong.status).toBe(422);
      expect(tooLong.text).toContain('Use at most 10,000 characters for a remark.');
    });

    it('answers scripts with the marks that were written', async () => {
      const one = await at.bob.put(`${desk()}/carried-marks`, { criterion: idOf('alignment') });
      expect([one.status, one.body]).toMatchObject([
        200,
        [{ rubricCriterionId: idOf('alignment'), version: 1 }],
      ]);
      const twice = await at.bob.put(`${desk()}/carried-marks`, { criterion: idOf('alignment') });
      expect([twice.status, twice.body]).toMatchObject([
        409,
        { error: { message: 'This criterion has a mark already, so nothing was carried over.' } },
      ]);
      const rest = await at.bob.put(`${desk()}/carried-marks`, {
        criterion: [idOf('strategy'), idOf('research-reporting')],
      });
      expect(rest.body).toMatchObject([{ rubricCriterionId: idOf('research-reporting') }]);
    });

    it('is for those who mark', async () => {
      await enrolled(app, cohort, app.ids.alice);
      const acts: [string, number, (who: Browser, path: string) => Promise<{ status: number }>][] = [
        ['form', 303, (who, path) => who.post(`${path}/carried-marks`, form())],
        ['script', 200, (who, path) => who.put(`${path}/carried-marks`, { criterion: null })],
      ];
      for (const [name, works, act] of acts) {
        const answers = {
          alice: (await act(at.alice, desk())).status,
          charlie: (await act(at.charlie, desk())).status,
          ada: (await act(at.ada, desk())).status,
          noSuch: (await act(at.bob, `/grading/assessments/${randomUUID()}`)).status,
          noId: (await act(at.bob, '/grading/assessments/x')).status,
          away: (await act(app.visitor(), desk())).status,
        };
        expect([name, answers]).toEqual([
          name,
          { alice: 403, charlie: 404, ada: works, noSuch: 404, noId: 404, away: name === 'form' ? 303 : 401 },
        ]);
      }
      expect((await at.bob.put(`${desk()}/carried-marks`, { criterion: 'x' })).status).toBe(404);
      expect((await at.bob.put(`${desk()}/carried-marks`, { criterion: randomUUID() })).status).toBe(404);
    });
  });
});
