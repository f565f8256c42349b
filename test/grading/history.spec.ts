import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Grades } from '../../src/grading/grades/grades.service.js';
import { type MarkChangeRead, MarkHistory } from '../../src/grading/history/mark-history.service.js';
import { type MarkedAssessment } from '../../src/grading/marking/grading-access.service.js';
import { type MarkOrigin } from '../../src/grading/marking/assessment.entity.js';
import { ScoreDrafts } from '../../src/grading/marking/score-drafts.service.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { type Browser, type Name, startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn, viewerOf } from './a-cohort.js';
import { criterionId, levelId, markAll, opened, versionsOf } from './marks.js';

let app: TestApp;
let cohort: GradedTestCohort;
let student: string;
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
  student = await aPerson(app, 'Zoë Nguyễn');
  await enrolled(app, cohort, student);
  assessment = await opened(app, await handedIn(app, cohort, student));
});
afterAll(() => app.close());

const versions = new Map<string, number>();

/** Somebody writes a mark on top of what there is, some seconds after the one before. */
async function marks(
  who: 'bob' | 'ada',
  key: string,
  points: number | null,
  remark = '',
  { after = 0, origin }: { after?: number; origin?: MarkOrigin } = {},
): Promise<void> {
  app.clock.advance(after * 1000);
  const id = criterionId(cohort.rubric, key);
  const place = `${assessment.id} ${id}`;
  const version = versions.get(place) ?? 0;
  const { saved } = await app.get(ScoreDrafts).writeAll(
    viewerOf(app.ids[who]),
    assessment,
    [
      {
        rubricCriterionId: id,
        levelId: points === null ? null : levelId(cohort.rubric, key, points),
        remark,
        version,
      },
    ],
    origin ? { origin } : {},
  );
  expect(saved).toHaveLength(1);
  versions.set(place, saved[0]?.version ?? 0);
}

async function changes(): Promise<MarkChangeRead[]> {
  return (await app.get(MarkHistory).of(assessment.submission.id, assessment.slot)).changes;
}

const gist = async () =>
  (await changes()).map(({ level, remark, actorName }) => [level?.points ?? null, remark, actorName]);

const finalise = async () =>
  app.get(Grades).finalise(viewerOf(app.ids.bob), assessment, await versionsOf(app, assessment));

const pathTo = (id: string, end: string) => `/grading/assessments/${id}/${end}`;

describe('the history of a mark', () => {
  it('has a row for every change, whoever made it', async () => {
    await marks('bob', 'strategy', 2);
    await marks('ada', 'strategy', 3, 'Well argued');
    await marks('bob', 'strategy', null, 'Well argued');
    expect(await gist()).toEqual([
      [2, '', 'Bob Tanaka'],
      [3, 'Well argued', 'Ada Lindqvist'],
      [null, 'Well argued', 'Bob Tanaka'],
    ]);
  });

  it('folds what one person types in one go into one row, which knows its beginning and its end', async () => {
    await marks('bob', 'strategy', 2, 'W');
    await marks('bob', 'strategy', 2, 'Well', { after: 60 });
    await marks('bob', 'strategy', 2, 'Well argued', { after: 100 });
    expect(await gist()).toEqual([[2, 'Well argued', 'Bob Tanaka']]);
    const [row] = await changes();
    expect((row?.untilAt.getTime() ?? 0) - (row?.at.getTime() ?? 0)).toBe(160_000);
  });

  it.each([
    ['a pause', async () => marks('bob', 'strategy', 2, 'Two', { after: 121 })],
    ['another level', async () => marks('bob', 'strategy', 3, 'Two')],
    ['somebody else', async () => marks('ada', 'strategy', 2, 'Two')],
    ['what is no typing', async () => marks('bob', 'strategy', 2, 'Two', { origin: 'carried' })],
    [
      'a grade',
      async () => {
        for (const key of ['engagement', 'research-reporting', 'executive-brief', 'alignment'])
          await marks('bob', key, 2);
        await finalise();
        await marks('bob', 'strategy', 2, 'Two', { after: 1 });
      },
    ],
  ])('begins another row after %s', async (_, next) => {
    await marks('bob', 'strategy', 2, 'One');
    await next();
    const own = (await changes()).filter(
      (change) => change.criterionTitle === cohort.rubric.criteria[0]?.title,
    );
    expect(own.map(({ remark }) => remark)).toEqual(['One', 'Two']);
  });

  it('lets nobody type on for more than a quarter of an hour in one row', async () => {
    for (let minutes = 0; minutes < 20; minutes += 1)
      await marks('bob', 'strategy', 2, `Minute ${minutes}`, { after: 60 });
    expect((await changes()).map(({ remark }) => remark)).toEqual(['Minute 15', 'Minute 19']);
  });

  it('has no row for a mark that is refused, or sent twice', async () => {
    await marks('bob', 'strategy', 2, 'One');
    const id = criterionId(cohort.rubric, 'strategy');
    const again = {
      rubricCriterionId: id,
      levelId: levelId(cohort.rubric, 'strategy', 2),
      remark: 'One',
      version: 0,
    };
    const stale = { ...again, remark: 'Stale' };
    await app.get(ScoreDrafts).writeAll(viewerOf(app.ids.bob), assessment, [again]);
    const { conflicts } = await app.get(ScoreDrafts).writeAll(viewerOf(app.ids.ada), assessment, [stale]);
    expect(conflicts).toHaveLength(1);
    expect(await changes()).toHaveLength(1);
  });

  it.each([
    ['UPDATE mark_changes SET at = now() WHERE assessment_id = $1', /frozen/],
    ['DELETE FROM mark_changes WHERE assessment_id = $1', /frozen/],
    [
      `UPDATE mark_change_texts t SET body = 'x', until_version = until_version + 1 FROM mark_changes c
        WHERE c.id = t.change_id AND c.assessment_id = $1 AND c.version = 1`,
      /frozen once another change follows/,
    ],
    [
      'UPDATE mark_change_texts t SET body = NULL FROM mark_changes c WHERE c.id = t.change_id AND c.assessment_id = $1',
      /only be blanked by an erasure/,
    ],
    [
      'DELETE FROM mark_change_texts t USING mark_changes c WHERE c.id = t.change_id AND c.assessment_id = $1',
      /frozen/,
    ],
  ])('is what the database will not change: %s', async (sql, refusal) => {
    await marks('bob', 'strategy', 2, 'One');
    await marks('ada', 'strategy', 3, 'Two');
    await expect(app.db.query(sql, [assessment.id])).rejects.toThrow(refusal);
  });

  it('keeps the levels and loses the words when the author is erased', async () => {
    await marks('bob', 'strategy', 2, 'About Zoë');
    await marks('ada', 'strategy', 3, 'About Zoë again');
    await app.get(Erasures).erase(student, app.ids.ada);
    expect(await gist()).toEqual([
      [2, null, 'Bob Tanaka'],
      [3, null, 'Ada Lindqvist'],
    ]);
    const page = await at.bob.get(pathTo(assessment.id, 'history'));
    expect(page.text).toContain('What was said has been erased.');
    expect(page.text).not.toContain('About Zo');
  });
});

describe('a mark that is taken back to what is stored', () => {
  it('is told from a write that was sent before, which comes too late', async () => {
    await marks('bob', 'strategy', 2, 'One');
    const id = criterionId(cohort.rubric, 'strategy');
    const path = `/grading/assessments/${assessment.id}/scores/${id}`;
    const two = { levelId: levelId(cohort.rubric, 'strategy', 2), remark: 'One' };
    const three = { levelId: levelId(cohort.rubric, 'strategy', 3), remark: 'One' };
    app.clock.advance(60_000);
    const back = await at.ada.put(path, { ...two, version: 1 });
    expect(back.body).toMatchObject({ version: 2, remark: 'One', updatedByName: 'Bob Tanaka' });
    const late = await at.ada.put(path, { ...three, version: 1 });
    expect(late.status).toBe(409);
    expect(late.body).toMatchObject({ error: { conflict: { theirs: { ...two, version: 2 } } } });
    // Sent twice it is one, and nothing of it is a change
    expect((await at.ada.put(path, { ...two, version: 1 })).body).toMatchObject({ version: 2 });
    expect(await gist()).toEqual([[2, 'One', 'Bob Tanaka']]);
    expect((await at.ada.put(path, { ...three, version: 2 })).body).toMatchObject({ version: 3 });
  });
});

describe('the history of a remark', () => {
  const text = 'We choose the small hotels. They answer within four hours.';
  const place = () => `/grading/assessments/${assessment.id}`;
  const remarks = async () =>
    (await app.get(MarkHistory).of(assessment.submission.id, assessment.slot)).remarks;
  const said = async () =>
    (await remarks()).map(({ quote, body, removed, actorName }) => [quote, removed ? '–' : body, actorName]);
  const on = (quote: string) => {
    const start = text.indexOf(quote);
    return { sectionKey: 'brief', start, end: start + quote.length, quote };
  };
  const write = async (
    who: Browser,
    id: string,
    version: number,
    body: string,
    criterion: string | null = null,
  ) => {
    const answer = await who.put(`${place()}/remarks/${id}`, {
      ...{ body, version, anchor: version === 0 ? on('small hotels') : null },
      criterionId: cohort.rubric.criteria.find(({ key }) => key === criterion)?.criterionId ?? null,
    });
    expect([answer.status, body]).toEqual([200, body]);
  };
  const writeOverall = async (who: Browser, version: number, body: string) => {
    expect((await who.put(`${place()}/overall-remark`, { body, version })).status).toBe(200);
  };
  beforeEach(async () => {
    const person = await aPerson(app, 'Zoë Nguyễn');
    await enrolled(app, cohort, person);
    student = person;
    assessment = await opened(app, await handedIn(app, cohort, person, text));
  });

  it('has a row for each change and removal, and one for what is typed in one go', async () => {
    const id = randomUUID();
    await write(at.bob, id, 0, 'Which');
    app.clock.advance(60_000);
    await write(at.bob, id, 1, 'Which hotels?');
    await write(at.ada, id, 2, 'Which small hotels?', 'strategy');
    await at.ada.delete(`${place()}/remarks/${id}?version=3`);
    await write(at.ada, id, 4, 'Which, then?', 'strategy');
    await writeOverall(at.bob, 0, '');
    await writeOverall(at.bob, 1, 'A plan.');
    await writeOverall(at.bob, 2, '');
    expect(await said()).toEqual([
      ['small hotels', 'Which hotels?', 'Bob Tanaka'],
      ['small hotels', 'Which small hotels?', 'Ada Lindqvist'],
      ['small hotels', '–', 'Ada Lindqvist'],
      ['small hotels', 'Which, then?', 'Ada Lindqvist'],
      [null, 'A plan.', 'Bob Tanaka'],
      [null, '–', 'Bob Tanaka'],
    ]);
  });

  it.each([
    ['a pause', 121_000],
    ['a grade', 1_000],
  ])('begins another row after %s', async (what, ms) => {
    const id = randomUUID();
    await markAll(app, cohort.rubric, assessment, 2);
    await write(at.bob, id, 0, 'One');
    if (what === 'a grade') {
      const seen = { ...(await versionsOf(app, assessment)), [id]: 1 };
      await app.get(Grades).finalise(viewerOf(app.ids.bob), assessment, seen);
    }
    app.clock.advance(ms);
    await write(at.bob, id, 1, 'Two');
    expect((await said()).map(([, body]) => body)).toEqual(['One', 'Two']);
  });

  it('stands on the page, with the words it is about and what differs', async () => {
    const id = randomUUID();
    await write(at.bob, id, 0, 'Which hotels?');
    await write(at.ada, id, 1, 'Which large hotels?');
    await at.bob.delete(`${place()}/remarks/${id}?version=2`);
    await writeOverall(at.ada, 0, 'A good plan.');
    const { text: page } = await at.bob.get(`${place()}/history`);
    const words = page.replace(/<[^>]+>/g, '').replace(/\s+/g, ' ');
    expect(words).toMatch(/On the whole .*Remark written \[added: A good plan\.\]/);
    const order = ['On words of', 'Remark removed', 'Remark changed', 'Remark written “small hotels”'].map(
      (part) => words.indexOf(part, words.indexOf('On words of')),
    );
    expect(order).toEqual([...order].sort((one, other) => one - other));
    expect(order).not.toContain(-1);
    expect(page).toMatch(/<ins>.*large.*<\/ins>/);
  });

  it.each([
    ['UPDATE remark_changes SET removed = true WHERE submission_id = $1', /frozen/],
    ['DELETE FROM remark_changes WHERE submission_id = $1', /frozen/],
    [
      `UPDATE remark_change_texts t SET body = 'x', until_version = until_version + 1 FROM remark_changes c
        WHERE c.id = t.change_id AND c.submission_id = $1 AND c.version = 1`,
      /frozen once another change follows/,
    ],
    [
      'UPDATE remark_change_texts t SET body = NULL FROM remark_changes c WHERE c.id = t.change_id AND c.submission_id = $1',
      /only be blanked by an erasure/,
    ],
    [
      'DELETE FROM remark_change_texts t USING remark_changes c WHERE c.id = t.change_id AND c.submission_id = $1',
      /frozen/,
    ],
  ])('is what the database will not change: %s', async (sql, refusal) => {
    const id = randomUUID();
    await write(at.bob, id, 0, 'One');
    await write(at.ada, id, 1, 'Two');
    await expect(app.db.query(sql, [assessment.submission.id])).rejects.toThrow(refusal);
  });

  it('keeps who and when, and loses the words when the author is erased', async () => {
    const id = randomUUID();
    await write(at.bob, id, 0, 'About Zoë');
    await at.ada.delete(`${place()}/remarks/${id}?version=1`);
    await writeOverall(at.ada, 0, 'About Zoë again');
    await app.get(Erasures).erase(student, app.ids.ada);
    expect(await said()).toEqual([
      [null, null, 'Bob Tanaka'],
      [null, '–', 'Ada Lindqvist'],
      [null, null, 'Ada Lindqvist'],
    ]);
    const page = await at.bob.get(`${place()}/history`);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('About Zo');
    expect(page.text).not.toContain('small hotels');
  });

  it('takes one statement, however long it is', async () => {
    const read = () => at.bob.get(`${place()}/history`);
    const before = await statementsDuring(app.db, read);
    const id = randomUUID();
    for (let version = 0; version < 8; version += 1)
      await write(version % 2 === 0 ? at.bob : at.ada, id, version, `Round ${version}`);
    expect(await statementsDuring(app.db, read)).toHaveLength(before.length);
  });
});

describe('the page of the history', () => {
  it('tells each change with its writer, what differs in the remark, and the grades between', async () => {
    await marks('bob', 'strategy', 1, 'Argued well');
    await marks('ada', 'strategy', 2, 'Argued very well', { after: 300 });
    for (const key of ['engagement', 'research-reporting', 'executive-brief', 'alignment'])
      await marks('bob', key, 2, '', { origin: 'imported' });
    await finalise();
    const { status, text } = await at.ada.get(pathTo(assessment.id, 'history'));
    expect(status).toBe(200);
    const words = text.replace(/<[^>]+>/g, '').replace(/\s+/g, ' ');
    expect(words).toContain('How the marks of Zoë Nguyễn came about');
    expect(words).toContain('Finalised: 66.67 %, passed');
    const order = ['Finalised as ', 'Ada Lindqvist', 'Argued well'].map((part) =>
      words.indexOf(part, words.indexOf(`1 ${cohort.rubric.criteria[0]?.title}`)),
    );
    expect(order).toEqual([...order].sort((one, other) => one - other));
    expect(text).toMatch(/<ins>.*very .*<\/ins>/);
    expect(words).toContain('Bob Tanaka, read from a file');
  });

  it('says that nothing has been marked yet', async () => {
    expect((await at.bob.get(pathTo(assessment.id, 'history'))).text).toContain(
      'Nothing has been marked yet',
    );
  });

  it('is for those who mark', async () => {
    const path = pathTo(assessment.id, 'history');
    expect((await at.alice.get(path)).status).toBe(403);
    expect((await at.charlie.get(path)).status).toBe(404);
    expect((await app.visitor().get(path)).headers['location']).toContain('/sign-in');
    expect((await at.bob.get(pathTo(randomUUID(), 'history'))).status).toBe(404);
    expect((await at.bob.get(pathTo('x', 'history'))).status).toBe(404);
  });

  it('asks the database as often for many changes as for one', async () => {
    await marks('bob', 'strategy', 1);
    const read = () => at.bob.get(pathTo(assessment.id, 'history'));
    const one = await statementsDuring(app.db, read);
    for (let round = 0; round < 12; round += 1) await marks('ada', 'engagement', round % 4, `Round ${round}`);
    await markAll(app, cohort.rubric, assessment, 2);
    await finalise();
    expect(await statementsDuring(app.db, read)).toHaveLength(one.length);
  });
});

describe('saving one mark', () => {
  it('takes one statement beside those that say who it is and whether they may', async () => {
    const path = `/grading/assessments/${assessment.id}/scores/${criterionId(cohort.rubric, 'strategy')}`;
    const save = (points: number, version: number) =>
      at.bob.put(path, { levelId: levelId(cohort.rubric, 'strategy', points), remark: 'Said', version });
    await save(1, 0);
    const statements = await statementsDuring(app.db, async () => {
      expect((await save(2, 1)).body).toMatchObject({ version: 2, updatedByName: 'Bob Tanaka' });
    });
    expect(statements.filter((sql) => /INSERT|UPDATE|DELETE|BEGIN|START/.test(sql))).toHaveLength(1);
    expect(statements.length).toBeLessThanOrEqual(5);
    await markAll(app, cohort.rubric, assessment, 3);
    expect(await statementsDuring(app.db, () => save(1, 3))).toHaveLength(statements.length);
  });
});

describe('who is at the desk', () => {
  const arrive = (who: Browser, key: string | null, seen: Record<string, number> = {}, id = assessment.id) =>
    who.put(pathTo(id, 'presence'), {
      criterionId: key === null ? null : criterionId(cohort.rubric, key),
      seen,
    });

  it('is told to the others, with the criterion, and not to themselves', async () => {
    expect((await arrive(at.bob, 'strategy')).body).toMatchObject({
      people: [],
      marks: [],
      grades: 0,
      laterId: null,
    });
    expect((await arrive(at.ada, null)).body).toMatchObject({
      people: [
        { id: app.ids.bob, name: 'Bob Tanaka', rubricCriterionId: criterionId(cohort.rubric, 'strategy') },
      ],
    });
    expect((await arrive(at.bob, 'engagement')).body).toMatchObject({
      people: [{ name: 'Ada Lindqvist', rubricCriterionId: null }],
    });
  });

  it('ends when they are not heard of any more, or go to another desk; old rows are dropped', async () => {
    const rows = async () => (await app.db.query<unknown[]>('SELECT 1 FROM marker_presences')).length;
    await arrive(at.bob, null);
    app.clock.advance(31_000);
    expect((await arrive(at.ada, null)).body).toMatchObject({ people: [] });
    expect(await rows()).toBe(2);
    await arrive(at.bob, null);
    const person = await aPerson(app, 'Ravi Iyer');
    await enrolled(app, cohort, person);
    const other = await opened(app, await handedIn(app, cohort, person));
    await arrive(at.bob, null, {}, other.id);
    expect((await arrive(at.ada, null)).body).toMatchObject({ people: [] });
    app.clock.advance(3_601_000);
    await arrive(at.ada, null);
    expect(await rows()).toBe(1);
  });

  it('comes with the marks that the page has not seen, and only those', async () => {
    await marks('bob', 'strategy', 2, 'Well argued');
    await marks('bob', 'engagement', 1);
    const [strategy, engagement] = ['strategy', 'engagement'].map((key) => criterionId(cohort.rubric, key));
    const seen = { [strategy ?? '']: 0, [engagement ?? '']: 1 };
    const body = (await arrive(at.ada, null, seen)).body as { marks: unknown[] };
    expect(body).toMatchObject({
      marks: [
        {
          rubricCriterionId: strategy,
          levelId: levelId(cohort.rubric, 'strategy', 2),
          remark: 'Well argued',
          version: 1,
          updatedByName: 'Bob Tanaka',
          updatedAt: app.clock.now().toISOString(),
          seen: expect.stringMatching(/^[0-9a-f]{24}$/),
        },
      ],
    });
    expect(body.marks).toHaveLength(1);
  });

  it('is for those who mark, and reads only what is asked properly', async () => {
    expect((await arrive(at.alice, null)).status).toBe(403);
    expect((await arrive(at.charlie, null)).status).toBe(404);
    expect((await arrive(app.visitor(), null)).status).toBe(401);
    expect((await arrive(at.bob, null, {}, randomUUID())).status).toBe(404);
    expect((await arrive(at.bob, null, {}, 'x')).status).toBe(404);
    const path = pathTo(assessment.id, 'presence');
    expect((await at.bob.put(path, { criterionId: 'x', seen: {} })).status).toBe(422);
    expect((await at.bob.put(path, { criterionId: null, seen: { x: 1 } })).status).toBe(422);
    expect(
      (await at.bob.put(path, { criterionId: randomUUID(), seen: { [randomUUID()]: 1 } })).body,
    ).toMatchObject({
      marks: [],
    });
  });

  it('takes the same few statements in any company', async () => {
    const alone = await statementsDuring(app.db, () => arrive(at.bob, null));
    await arrive(at.ada, null);
    await markAll(app, cohort.rubric, assessment, 2);
    const seen = Object.fromEntries(cohort.rubric.criteria.map(({ id }) => [id, 0]));
    expect(await statementsDuring(app.db, () => arrive(at.bob, null, seen))).toHaveLength(alone.length);
    expect(alone.length).toBeLessThanOrEqual(5);
  });

  it('is forgotten with the person', async () => {
    const ada = await aPerson(app, 'Grace Marker');
    await app.db.query('INSERT INTO marker_presences (user_id, assessment_id, seen_at) VALUES ($1, $2, $3)', [
      ada,
      assessment.id,
      app.clock.now(),
    ]);
    await app.get(Erasures).erase(ada, app.ids.ada);
    expect(await app.db.query('SELECT 1 FROM marker_presences WHERE user_id = $1', [ada])).toEqual([]);
  });
});
