import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Erasures } from '../../../src/users/erasure/erasures.js';
import { type MarkedAssessment } from '../../../src/grading/marking/grading-access.service.js';
import { MarkingProgress } from '../../../src/grading/marking/marking-progress.service.js';
import { Grades } from '../../../src/grading/grades/grades.service.js';
import { GivenRemarks } from '../../../src/grading/remarks/given-remarks.service.js';
import { RemarkDrafts } from '../../../src/grading/remarks/remark-drafts.service.js';
import { type StoredRemark } from '../../../src/grading/remarks/remarks-in-the-making.js';
import { type Browser, type Name, startTestApp, type TestApp } from '../../support/app.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn, viewerOf } from '../a-cohort.js';
import { markAll, opened, versionsOf } from '../marks.js';

const text = 'We choose the small hotels. They answer within four hours.';

describe('remarks on words and on the whole', () => {
  let app: TestApp;
  let cohort: GradedTestCohort;
  let studentId: string;
  let assessment: MarkedAssessment;
  const at = {} as Record<Name, Browser>;

  beforeAll(async () => {
    app = await startTestApp();
    app.clock.set('2026-11-27T22:00:00Z');
    cohort = await aCohort(app);
    await enrolled(app, cohort, app.ids.alice);
    for (const name of ['alice', 'bob', 'charlie', 'ada'] as const) at[name] = await app.as(name);
  });
  beforeEach(async () => {
    studentId = await aPerson(app, 'Zoë Nguyễn');
    await enrolled(app, cohort, studentId);
    assessment = await opened(app, await handedIn(app, cohort, studentId, text));
  });
  afterAll(() => app.close());

  const on = (words: string, sectionKey = 'brief') => {
    const start = text.indexOf(words);
    return { sectionKey, start, end: start + words.length, quote: words };
  };
  const remark = (changes: object = {}) => ({
    criterionId: null,
    body: 'Which hotels?',
    version: 0,
    anchor: on('small hotels'),
    ...changes,
  });
  const path = (id: string = randomUUID(), of = assessment.id) => `/grading/assessments/${of}/remarks/${id}`;
  const overall = () => `/grading/assessments/${assessment.id}/overall-remark`;
  const stored = () => app.get(RemarkDrafts).of(assessment);
  /** What Bob has seen when he looks at everything now. */
  const seen = async () => {
    const { anchored, overall: whole } = await stored();
    return {
      ...(await versionsOf(app, assessment)),
      ...Object.fromEntries(anchored.map(({ id, version }) => [id, version])),
      ...(whole ? { overall: whole.version } : {}),
    };
  };
  const finalise = async (versions?: Record<string, number>) =>
    app.get(Grades).finalise(viewerOf(app.ids.bob), assessment, versions ?? (await seen()));
  const stateOf = async () => {
    const rows = await app.get(MarkingProgress).ofCohort(cohort.id, app.ids.bob);
    return rows.find((row) => row.assessmentId === assessment.id)?.state;
  };

  it('are stored with the words around them, by whoever marks', async () => {
    const id = randomUUID();
    const answer = await at.bob.put(path(id), remark({ body: '  Which\r\nhotels? ' }));
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      ...{ id, sectionKey: 'brief', start: 14, end: 26, quote: 'small hotels', version: 1 },
      ...{ prefix: 'We choose the ', suffix: '. They answer within four hours.', body: 'Which\nhotels?' },
      updatedByName: 'Bob Tanaka',
    });
    const list = await at.ada.get(`/grading/assessments/${assessment.id}/remarks`, 'application/json');
    expect(list.body).toMatchObject({ anchored: [{ id, body: 'Which\nhotels?' }], overall: null });
  });

  it('are for the markers alone', async () => {
    const id = randomUUID();
    await at.bob.put(path(id), remark());
    const acts: [string, (who: Browser, of: string) => Promise<{ status: number }>][] = [
      ['list', (who, of) => who.get(`/grading/assessments/${of}/remarks`, 'application/json')],
      ['write', (who, of) => who.put(path(id, of), remark({ version: 1 }))],
      ['whole', (who, of) => who.put(`/grading/assessments/${of}/overall-remark`, { body: 'x', version: 0 })],
      ['delete', (who, of) => who.delete(`${path(id, of)}?version=9`)],
    ];
    for (const [name, act] of acts) {
      expect([name, (await act(at.alice, assessment.id)).status]).toEqual([name, 403]);
      expect([name, (await act(at.charlie, assessment.id)).status]).toEqual([name, 404]);
      expect([name, (await act(app.visitor(), assessment.id)).status]).toEqual([name, 401]);
      expect([name, (await act(at.bob, randomUUID())).status]).toEqual([name, 404]);
      expect([name, (await act(at.bob, 'x')).status]).toEqual([name, 404]);
    }
    expect((await stored()).anchored).toMatchObject([{ body: 'Which hotels?', version: 1 }]);
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['no words', remark({ body: ' \n ' })],
    ['more words than a chapter', remark({ body: 'x'.repeat(10_001) })],
    ['a character that no text has', remark({ body: 'a\0b' })],
    ['words that are not quoted', remark({ anchor: null })],
    ['words that are not there', remark({ anchor: { ...on('small hotels'), quote: 'large hotels' } })],
    ['a place behind the end', remark({ anchor: { ...on('small hotels'), start: 5000, end: 5012 } })],
    ['a place before the beginning', remark({ anchor: { ...on('We choose'), start: -1 } })],
    ['a place that ends before it begins', remark({ anchor: { ...on('small hotels'), end: 3 } })],
    ['a place with a comma', remark({ anchor: { ...on('small hotels'), start: 14.5 } })],
    ['white space', remark({ anchor: on(' ') })],
    ['an empty section', remark({ anchor: on('small hotels', 'swot') })],
    ['a section of another handbook', remark({ anchor: on('small hotels', 'budget') })],
    [
      'a quotation of a whole chapter',
      remark({ anchor: { ...on('small hotels'), quote: 'x'.repeat(2001) } }),
    ],
    ['a criterion of nowhere', remark({ criterionId: randomUUID() })],
    ['a criterion that is no id', remark({ criterionId: 'best' })],
    ['a negative version', remark({ version: -1 })],
  ])('refuse %s and change nothing', async (_, body) => {
    const answer = await at.bob.put(path(), body);
    expect(answer.status).toBe(422);
    expect((answer.body as { error: { message: string } }).error.message).toMatch(/\.$/);
    expect(await stored()).toEqual({ anchored: [], overall: null });
  });

  it('belong to one handbook', async () => {
    const id = randomUUID();
    await at.bob.put(path(id), remark());
    const someone = await aPerson(app, 'Ravi');
    await enrolled(app, cohort, someone);
    const other = await opened(app, await handedIn(app, cohort, someone, text));
    expect((await at.bob.put(path(id, other.id), remark())).status).toBe(404);
    expect((await at.bob.put(path(id, other.id), remark({ version: 1, body: 'x' }))).status).toBe(409);
    expect((await at.bob.delete(`${path(id, other.id)}?version=1`)).status).toBe(200);
    expect((await stored()).anchored).toMatchObject([{ id, body: 'Which hotels?' }]);
  });

  it('answer a stale write with both texts, and the same write twice with what is stored', async () => {
    const id = randomUUID();
    await at.bob.put(path(id), remark());
    expect((await at.bob.put(path(id), remark())).body).toMatchObject({ version: 1 });
    await at.ada.put(path(id), remark({ version: 1, body: 'Ada’s' }));
    const stale = await at.bob.put(path(id), remark({ version: 1, body: 'Bob’s' }));
    expect(stale.status).toBe(409);
    expect(stale.body).toMatchObject({
      error: {
        kind: 'conflict',
        conflict: {
          yours: { body: 'Bob’s' },
          theirs: { body: 'Ada’s', version: 2, updatedByName: 'Ada Lindqvist' },
        },
      },
    });
    expect((await at.bob.put(path(id), remark({ version: 2, body: 'Bob’s' }))).status).toBe(200);
  });

  it('are deleted once they were seen, and a write to a deleted one says so', async () => {
    const id = randomUUID();
    await at.bob.put(path(id), remark());
    await at.ada.put(path(id), remark({ version: 1, body: 'Ada’s' }));
    expect((await at.bob.delete(`${path(id)}?version=1`)).status).toBe(409);
    expect((await at.bob.delete(`${path(id)}?version=1,5`)).status).toBe(422);
    expect((await at.bob.delete(`${path(id)}?version=2`)).status).toBe(200);
    expect((await at.bob.delete(`${path(id)}?version=2`)).status).toBe(200);
    const late = await at.ada.put(path(id), remark({ version: 2, body: 'Once more' }));
    expect(late.status).toBe(409);
    expect(late.body).toMatchObject({
      error: { conflict: { yours: { body: 'Once more' }, theirs: null, version: 3 } },
    });
    const again = await at.ada.put(path(id), remark({ version: 3, body: 'Once more' }));
    expect(again.body).toMatchObject({ version: 4, body: 'Once more', quote: 'small hotels' });
  });

  it('that were deleted are told, and stay away when a write comes that was sent before', async () => {
    const id = randomUUID();
    const [first, next] = [remark(), remark({ version: 1, body: 'Which of the hotels?' })];
    await at.bob.put(path(id), first);
    expect((await at.bob.delete(`${path(id)}?version=1`)).body).toEqual({ id, version: 2 });
    for (const late of [first, next]) expect((await at.bob.put(path(id), late)).status).toBe(409);
    const list = await at.bob.get(`/grading/assessments/${assessment.id}/remarks`, 'application/json');
    expect(list.body).toEqual({ anchored: [], overall: null, removed: [{ id, version: 2 }] });
  });

  it('that were taken back are not changed by a write that was sent before', async () => {
    const id = randomUUID();
    await at.bob.put(path(id), remark());
    await at.bob.put(overall(), { body: 'A good plan.', version: 0 });
    const before = await stored();
    app.clock.advance(60_000);
    // The change to “Sent” is on its way for long; what stands on the page goes back, and that is stored
    expect((await at.ada.put(path(id), remark({ version: 1 }))).body).toMatchObject({
      ...{ version: 2, updatedByName: 'Bob Tanaka', updatedAt: before.anchored[0]?.updatedAt.toISOString() },
    });
    expect((await at.ada.put(overall(), { body: 'A good plan.', version: 1 })).body).toMatchObject({
      ...{ version: 2, updatedByName: 'Bob Tanaka' },
    });
    expect((await at.ada.put(path(id), remark({ version: 1, body: 'Sent' }))).status).toBe(409);
    expect((await at.ada.put(overall(), { body: 'Sent', version: 1 })).status).toBe(409);
    expect(await stored()).toMatchObject({
      anchored: [{ body: 'Which hotels?' }],
      overall: { body: 'A good plan.' },
    });
  });

  it('say one thing on the whole, with the same care', async () => {
    expect((await at.bob.put(overall(), { body: ' A good plan. ', version: 0 })).body).toMatchObject({
      ...{ body: 'A good plan.', version: 1, updatedByName: 'Bob Tanaka' },
    });
    const stale = await at.ada.put(overall(), { body: 'A plan.', version: 0 });
    expect(stale.status).toBe(409);
    expect(stale.body).toMatchObject({
      error: { conflict: { yours: { body: 'A plan.' }, theirs: { body: 'A good plan.', version: 1 } } },
    });
    expect((await at.ada.put(overall(), { body: 'A plan.', version: 1 })).body).toMatchObject({ version: 2 });
    expect((await at.ada.put(overall(), { body: 'x'.repeat(10_001), version: 2 })).status).toBe(422);
    expect((await at.ada.put(overall(), { body: 'x', version: 7 })).status).toBe(409);
  });

  describe('when the grade is finalised', () => {
    it('are refused while words of the bank wait to be filled in, wherever they stand', async () => {
      await markAll(app, cohort.rubric, assessment, 2, 'Clear, {{ Student }}.');
      await at.bob.put(path(), remark({ body: 'What does {{next}} ask here?' }));
      await at.bob.put(overall(), { body: '{{company}} on the whole', version: 1 });
      await expect(finalise()).rejects.toMatchObject({
        kind: 'invalid',
        details: {
          errors: expect.arrayContaining([
            {
              field: '',
              message:
                'The remark on the words “small hotels” still holds {{next}}: write what belongs there, or take it out.',
            },
            {
              field: 'overall',
              message:
                'The remark on the whole still holds {{company}}: write what belongs there, or take it out.',
            },
          ]) as unknown,
        },
      });
      await markAll(app, cohort.rubric, assessment, 2, 'Clear, {{anything else}}.');
      await expect(finalise()).rejects.toMatchObject({ details: { errors: { length: 2 } } });
    });

    let id: string;
    beforeEach(async () => {
      id = randomUUID();
      await markAll(app, cohort.rubric, assessment, 2, 'Fine.');
      await at.bob.put(path(id), remark({ criterionId: cohort.rubric.criteria[0]?.criterionId }));
      await at.bob.put(overall(), { body: 'A good plan.', version: 0 });
    });

    it('are frozen with it, and a change of one is another grade', async () => {
      const first = await finalise();
      const given = await app.get(GivenRemarks).ofGradeEvents([first.gradeEventId]);
      expect(given.get(first.gradeEventId)).toEqual({
        overall: { body: 'A good plan.', authorName: 'Bob Tanaka' },
        anchored: [
          {
            ...{ id: expect.any(String), criterionId: cohort.rubric.criteria[0]?.criterionId },
            criterionTitle: 'Profound strategy',
            ...on('small hotels'),
            ...{ prefix: 'We choose the ', suffix: '. They answer within four hours.' },
            ...{ body: 'Which hotels?', authorName: 'Bob Tanaka' },
          },
        ],
      });
      expect(await stateOf()).toBe('marked');
      expect((await finalise()).isNew).toBe(false);
      await at.bob.put(path(id), remark({ version: 1, body: 'Which of them?' }));
      expect(await stateOf()).toBe('changed');
      const second = await finalise();
      expect(second).toMatchObject({ isNew: true, sequence: 2 });
      expect(await stateOf()).toBe('marked');
      await at.bob.put(overall(), { body: 'A very good plan.', version: 1 });
      expect(await stateOf()).toBe('changed');
      expect((await finalise()).sequence).toBe(3);
      await at.bob.delete(`${path(id)}?version=2`);
      expect(await stateOf()).toBe('changed');
      expect((await finalise()).sequence).toBe(4);
      const all = await app.get(GivenRemarks).ofGradeEvents([first.gradeEventId, second.gradeEventId]);
      expect([...all.values()].map(({ anchored }) => anchored.map(({ body }) => body))).toEqual([
        ['Which hotels?'],
        ['Which of them?'],
      ]);
    });

    it.each<[string, () => Promise<unknown>]>([
      ['written', () => at.ada.put(path(), remark({ body: 'Ada’s' }))],
      ['changed', () => at.ada.put(path(id), remark({ version: 1, body: 'Ada’s' }))],
      ['deleted', () => at.ada.delete(`${path(id)}?version=1`)],
      ['written on the whole', () => at.ada.put(overall(), { body: 'Ada’s', version: 1 })],
    ])('are not finalised unseen: one that was %s meanwhile', async (_, act) => {
      const before = await seen();
      await act();
      await expect(finalise(before)).rejects.toMatchObject({ kind: 'conflict' });
      expect((await finalise()).sequence).toBe(1);
    });

    it('go with the student, in the making and for good', async () => {
      const { gradeEventId } = await finalise();
      await app.get(Erasures).erase(studentId, app.ids.ada);
      expect(await stored()).toEqual({ anchored: [], overall: null });
      const given = await app.get(GivenRemarks).ofGradeEvents([gradeEventId]);
      expect(given.get(gradeEventId)).toMatchObject({
        overall: { body: null },
        anchored: [{ body: null, quote: null, prefix: null, suffix: null, start: 14, end: 26 }],
      });
      expect(await stateOf()).toBe('marked');
      const answer = await at.bob.put(path(), remark());
      expect(answer.status).toBe(409);
      expect((await at.bob.put(overall(), { body: 'x', version: 0 })).status).toBe(409);
    });
  });

  it('of two who write the same first remark, one is stored and the other is asked', async () => {
    const id = randomUUID();
    const answers = await Promise.all(
      ['Ada’s', 'Bob’s'].map((body, who) => (who === 0 ? at.ada : at.bob).put(path(id), remark({ body }))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { anchored } = await stored();
    expect(anchored.map((one: StoredRemark) => one.version)).toEqual([1]);
  });
});
