import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Grades } from '../../../src/grading/grades/grades.service.js';
import { type MarkedAssessment } from '../../../src/grading/marking/grading-access.service.js';
import { RemarkDrafts } from '../../../src/grading/remarks/remark-drafts.service.js';
import { Erasures } from '../../../src/users/erasure/erasures.js';
import { type Browser, type Name, startTestApp, type TestApp } from '../../support/app.js';
import { statementsDuring } from '../../support/statements.js';
import { aCohort, enrolled, type GradedTestCohort, handedIn, viewerOf } from '../a-cohort.js';
import { markAll, opened, released, versionsOf } from '../marks.js';

const text = 'We choose the small hotels. They answer within four hours.';

describe('a handbook with its remarks', () => {
  let app: TestApp;
  let cohort: GradedTestCohort;
  let enrolmentId: string;
  let assessment: MarkedAssessment;
  const at = {} as Record<Name, Browser>;

  beforeAll(async () => {
    app = await startTestApp();
    app.clock.set('2026-11-27T22:00:00Z');
    cohort = await aCohort(app);
    enrolmentId = await enrolled(app, cohort, app.ids.alice);
    assessment = await opened(app, await handedIn(app, cohort, app.ids.alice, text));
    for (const name of ['alice', 'bob', 'charlie', 'ada'] as const) at[name] = await app.as(name);
  });
  afterAll(() => app.close());

  const path = (number = '1') => `/results/${enrolmentId}/attempts/${number}`;
  const remarkOn = async (words: string, body: string, criterionId: string | null = null) => {
    const start = text.indexOf(words);
    const anchor = { sectionKey: 'brief', start, end: start + words.length, quote: words };
    const remark = { id: randomUUID(), criterionId, body, version: 0, anchor };
    await app.get(RemarkDrafts).write(viewerOf(app.ids.bob), assessment, remark);
  };
  const finalise = async () => {
    const { anchored, overall } = await app.get(RemarkDrafts).of(assessment);
    const seen = {
      ...(await versionsOf(app, assessment)),
      ...Object.fromEntries(anchored.map(({ id, version }) => [id, version])),
      ...(overall ? { overall: overall.version } : {}),
    };
    return app.get(Grades).finalise(viewerOf(app.ids.bob), assessment, seen);
  };

  it('is nowhere before the release, whatever has been marked', async () => {
    const before: [number, string, number][] = [];
    const look = async () => {
      let answer = { status: 0, text: '' };
      const sent = await statementsDuring(app.db, async () => (answer = await at.alice.get(path())));
      before.push([answer.status, answer.text.replace(/[A-Za-z0-9_-]{60,}/g, ''), sent.length]);
    };
    // Once more, as the first request of a session also notes that it is there.
    await look();
    before.length = 0;
    await look();
    await markAll(app, cohort.rubric, assessment, 2, 'Fine.');
    await remarkOn('small hotels', 'Which <hotels>?', cohort.rubric.criteria[0]?.criterionId);
    await remarkOn('within four hours', 'Counted from when?');
    await app
      .get(RemarkDrafts)
      .writeOverall(viewerOf(app.ids.bob), assessment, { body: 'A plan.', version: 0 });
    await look();
    await finalise();
    await look();
    expect(before.map(([status]) => status)).toEqual([404, 404, 404]);
    expect(new Set(before.map((one) => JSON.stringify(one))).size).toBe(1);
    for (const who of [at.bob, at.ada, at.charlie]) expect((await who.get(path())).status).toBe(404);
  });

  it('shows each remark at its words, to its student and the markers', async () => {
    await released(app, cohort);
    const { status, text: page } = await at.alice.get(path());
    expect(status).toBe(200);
    expect(page).toContain(
      '<mark class="remarked" id="words-1" data-remarks="1">small hotels</mark><a class="remark-number" href="#remark-1"',
    );
    expect(page).toContain('id="remark-2"');
    expect(page).toContain('Which &lt;hotels&gt;?');
    expect(page).toContain(cohort.rubric.criteria[0]?.title ?? '?');
    expect(page).toContain('A plan.');
    for (const who of [at.bob, at.ada]) expect((await who.get(path())).status).toBe(200);
    expect((await at.charlie.get(path())).status).toBe(404);
    expect((await app.visitor().get(path())).status).toBe(303);
    for (const number of ['2', '0', '1.5', 'x']) expect((await at.alice.get(path(number))).status).toBe(404);
    expect((await at.alice.get(`${path()}?grade=${randomUUID()}`)).status).toBe(404);
  });

  it('keeps what was said when it is graded again', async () => {
    const [first] = (await app.get(RemarkDrafts).of(assessment)).anchored;
    if (!first) throw new Error('There is no remark.');
    const { id, version } = first;
    const again = { id, criterionId: null, body: 'Which of them?', version, anchor: null };
    await app.get(RemarkDrafts).write(viewerOf(app.ids.bob), assessment, again);
    await finalise();
    expect((await at.alice.get(path())).text).toContain('Which &lt;hotels&gt;?');
    await released(app, cohort);
    const { text: page } = await at.alice.get(path());
    expect(page).toContain('Which of them?');
    const earlier = /href="(\/results\/[^"]+\?grade[^"]+)"/.exec(page)?.[1] ?? '';
    const link = earlier.replaceAll('&#x3D;', '=');
    expect((await at.alice.get(link)).text).toContain('Which &lt;hotels&gt;?');
  });

  it('says nothing any more once its student is erased', async () => {
    await app.get(Erasures).erase(app.ids.alice, app.ids.ada);
    const { status, text: page } = await at.bob.get(path());
    expect(status).toBe(200);
    expect(page).toContain('The text has been erased');
    for (const words of ['hotels', 'A plan.', 'Which of them']) expect(page).not.toContain(words);
  });
});
