import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { CoursePublishing } from '../../src/courses/versions/course-publishing.service.js';
import { Drafts } from '../../src/courses/versions/drafts/drafts.service.js';
import { RubricEditing } from '../../src/grading/rubrics/rubric-editing.service.js';
import { typedOf } from '../../src/grading/rubrics/rubric-form.rules.js';
import { writeRubricFile } from '../../src/grading/rubrics/rubric-file.rules.js';
import { type RubricPlan } from '../../src/grading/rubrics/rubric.rules.js';
import { planOf, Rubrics } from '../../src/grading/rubrics/rubrics.service.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { aCohort, aDraftVersion } from './a-cohort.js';
import { aCriterion, aRubric } from './a-rubric.js';
import { fieldsOf } from './rubric-fields.js';

describe('a rubric that is edited', () => {
  let app: TestApp;
  let ada: Browser;
  let versionId: string;
  let id: string;

  beforeAll(async () => {
    app = await startTestApp();
    ada = await app.as('ada');
  });
  afterAll(() => app.close());

  /** A draft of a course with a draft of its rubric. */
  const aDraft = async (plan: RubricPlan = aRubric()): Promise<void> => {
    versionId = await aDraftVersion(app, plan);
    id = (await app.get(Rubrics).openDraft(app.db.manager, versionId)) ?? '';
  };
  const path = () => `/grading/rubrics/${id}`;
  const stored = async () => planOf(await app.get(Rubrics).read(id));
  const version = async () =>
    (await app.db.query<{ version: number }[]>('SELECT version FROM rubric_versions WHERE id = $1', [id]))[0]
      ?.version;
  const fields = (plan: RubricPlan, seen = 1) => fieldsOf(typedOf(plan, []), seen);
  const heavier = (weight: number): RubricPlan =>
    aRubric({ criteria: [aCriterion('strategy', { weight }), ...aRubric().criteria.slice(1)] });

  it('is reached from the draft of its course, is shown whole, and is stored', async () => {
    await aDraft();
    const overview = await ada.get(`/courses/drafts/${versionId}`);
    expect(overview.text).toContain(`href="/courses/versions/${versionId}/rubric"`);
    const found = await ada.get(`/courses/versions/${versionId}/rubric`);
    expect([found.status, found.headers['location']]).toEqual([303, path()]);
    const page = await ada.get(path());
    expect(page.text).toContain('Alignment with business objectives');
    expect(page.text).toContain('20.0 %');
    expect(page.text).toContain('It also takes at least “Proficient” in “Executive brief”.');
    const saved = await ada.post(path(), fields(heavier(60)));
    expect([saved.status, saved.headers['location']]).toEqual([303, path()]);
    expect((await stored()).criteria.map(({ weight }) => weight)).toEqual([60, 20, 20, 20, 20]);
    expect(await version()).toBe(2);
    const [entry] = await app.db.query<{ action: string; facts: unknown }[]>(
      `SELECT action, facts FROM audit_entries WHERE subject_id = $1 ORDER BY ordinal DESC LIMIT 1`,
      [id],
    );
    expect(entry).toEqual({ action: 'rubric.edited', facts: { version: 2 } });
  });

  it('may be incomplete, says what is missing, and keeps its course from being published until then', async () => {
    await aDraft(aRubric({ criteria: [] }));
    const typed = typedOf(
      aRubric({
        criteria: [aCriterion('strategy', { title: '', competency: '', sections: [], levels: [] })],
      }),
      [],
    );
    const saved = await ada.post(path(), fieldsOf(typed));
    expect(saved.status).toBe(303);
    const page = await ada.get(path());
    expect(page.text).toContain('Missing before it can be published');
    expect(page.text).toContain('No criterion counts toward the competency “Customer engagement”.');
    expect(page.text).toContain('is judged by no section.');
    expect(page.text).not.toContain('<title>Error');
    const publication = await ada.get(`/courses/drafts/${versionId}/publication`);
    expect(publication.text).toContain(
      `<a href="/courses/versions/${versionId}/rubric">The criterion “strategy” has no title.</a>`,
    );
  });

  it('says which titles a certificate could not print, here, to scripts, and before it is published', async () => {
    await aDraft();
    const saved = await ada.put(path(), {
      ...fields(aRubric()),
      'c1-title': 'A choice 🎯',
      'c1-required': 'l3',
      'c2-l2-title': 'Good ᚠ',
    });
    expect([saved.status, saved.body]).toMatchObject([200, { unprintable: ['🎯', 'ᚠ'] }]);
    const page = await ada.get(path());
    expect(page.text).toContain('data-rubric-editor-unprintable-value="[&quot;🎯&quot;,&quot;ᚠ&quot;]"');
    const sentence = 'The title of “A choice 🎯” has “🎯”, which certificates can’t print.';
    expect(page.text).toContain(
      `<a href="#c1-title" data-turbo="false" data-action="rubric-editor#show">${sentence}`,
    );
    expect(page.text).toContain('has “ᚠ”, which certificates can’t print.');
    expect((await ada.get(`/courses/drafts/${versionId}/publication`)).text).toContain(sentence);
    await expect(app.get(CoursePublishing).publish(versionId, app.ids.ada)).rejects.toMatchObject({
      kind: 'invalid',
    });
  });

  it('keeps what was typed when it can’t be stored, with a sentence beside the field', async () => {
    await aDraft();
    for (const [field, value, sentence] of [
      ['c1-weight', '99.9', 'Weights are whole numbers, and “99.9” is none.'],
      ['c2-weight', '12,5', 'Weights are whole numbers, and “12,5” is none.'],
      ['c1-l2-points', '1.5', 'Points are whole numbers, and “1.5” is none.'],
      ['pass-percent', '101', 'The share that passes must be a whole percentage from 0 to 100.'],
      ['c2-key', 'strategy', 'Two criteria have the key “strategy”.'],
      ['c2-competency', 'luck', 'counts toward no competency.'],
      ['title', 'x'.repeat(121), 'The rubric’s title has more than 120 characters.'],
    ] as const) {
      const answer = await ada.post(path(), {
        ...fields(aRubric()),
        'c3-title': 'Typed & kept',
        [field]: value,
      });
      expect(answer.status).toBe(422);
      expect(answer.text).toContain('<title>Error');
      expect(answer.text).toContain(`href="#${field}"`);
      expect(answer.text).toMatch(new RegExp(`id="${field}-error"[^>]*>[^]{0,600}${sentence.slice(0, 30)}`));
      expect(answer.text).toContain('value="Typed &amp; kept"');
      expect(answer.text).toContain(`value="${value}"`.replace('value="luck"', 'value="c2'));
    }
    expect(await version()).toBe(1);
  });

  it('is no place for sections of another handbook, whoever makes up the form', async () => {
    await aDraft();
    const answer = await ada.post(path(), { ...fields(aRubric()), 'c1-section-roi': 'yes' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('judged by the section “roi”, which the handbook does not have.');
  });

  it('changes nothing that is stored when a button of its form is pressed without a script', async () => {
    await aDraft();
    const moved = await ada.post(path(), { ...fields(aRubric()), 'c1-title': 'Typed', act: 'c1 down' });
    expect(moved.status).toBe(200);
    expect(moved.text).toContain('name="order" value="c2 c1 c3 c4 c5"');
    expect(moved.text).toContain('value="Typed"');
    expect(moved.text).toContain('This is not saved yet.');
    const added = await ada.post(path(), { ...fields(aRubric()), act: 'add' });
    expect(added.text).toContain('id="c6-title"');
    expect(await version()).toBe(1);
  });

  it('loses nothing when two edit it: the second gets 409 and both', async () => {
    await aDraft();
    expect((await ada.post(path(), fields(heavier(40)))).status).toBe(303);
    const late = await ada.post(path(), { ...fields(heavier(30)), 'c2-title': 'Mine' });
    expect(late.status).toBe(409);
    expect(late.text).toContain('Somebody else has saved this in the meantime.');
    expect(late.text).toMatch(/Saved now<\/p><div[^>]*><mark>40<\/mark>/);
    expect(late.text).toMatch(/Yours<\/p><div[^>]*><mark>30<\/mark>/);
    expect(late.text).toContain('id="c2-title" name="c2-title" type="text" autocomplete="off" value="Mine"');
    expect(late.text).toContain('name="version" value="2"');
    expect((await stored()).criteria[0]?.weight).toBe(40);
    // The same a second time loses nothing, so it counts as saved.
    expect((await ada.post(path(), fields(heavier(40)))).status).toBe(303);
    expect(await version()).toBe(2);
    expect((await ada.post(path(), fields(heavier(30), 2))).status).toBe(303);
  });

  it('is stored by a script where one is, with the same refusals', async () => {
    await aDraft();
    const named = { ...fields(aRubric()), 'c1-key': '', 'c1-title': 'A choice' };
    const saved = await ada.put(path(), named);
    expect([saved.status, saved.body]).toEqual([
      200,
      {
        version: 2,
        unprintable: [],
        keys: expect.objectContaining({ c1: 'a-choice', c2: 'engagement' }) as unknown,
      },
    ]);
    const stale = await ada.put(path(), fields(heavier(50)));
    expect(stale.status).toBe(409);
    expect(stale.body).toMatchObject({ error: { version: 2, theirs: { title: 'Strategy handbook' } } });
    const refused = await ada.put(path(), { ...fields(aRubric(), 2), 'c1-weight': 'much' });
    expect(refused.status).toBe(422);
    for (const junk of [{}, { order: 7 }, { order: 'c1', 'c1-title': { a: 1 } }, [], { version: 'x' }]) {
      expect([200, 409, 422]).toContain((await ada.put(path(), junk)).status);
    }
    expect(await version()).toBe(2);
  });

  it('keeps a criterion’s identity when its title changes', async () => {
    await aDraft();
    const identities = async () =>
      (await app.get(Rubrics).read(id)).criteria.map(({ key, criterionId }) => [key, criterionId]);
    const before = await identities();
    await ada.post(path(), { ...fields(aRubric()), 'c1-title': 'Other words' });
    expect(await identities()).toEqual(before);
  });

  it('is saved as a file and taken over again, after a look at what changes', async () => {
    await aDraft();
    const file = await ada.get(`${path()}/file`);
    expect(file.status).toBe(200);
    expect(file.headers['content-disposition']).toMatch(
      /^attachment; filename="strategist-[0-9a-f]{8}-version-1-rubric-1\.json"$/,
    );
    expect(file.text).toBe(writeRubricFile(aRubric()));
    expect((await ada.get(`${path()}/imports/new`)).text).toContain('capstone-rubric');
    const preview = (text: string) => ada.post(`${path()}/imports/previews`, { text });
    expect((await preview(writeRubricFile(aRubric()))).text).toContain(
      'Nothing: the file says what this draft says.',
    );
    const other = writeRubricFile(heavier(45));
    const shown = await preview(other);
    expect(shown.status).toBe(200);
    expect(shown.text).toMatch(/<del>20<\/del><ins>45<\/ins>/);
    expect(await version()).toBe(1);
    const taken = await ada.post(`${path()}/imports`, { text: other, version: '1' });
    expect([taken.status, taken.headers['location']]).toEqual([303, path()]);
    expect(await stored()).toEqual(planWithDefaults(heavier(45)));
    const stale = await ada.post(`${path()}/imports`, { text: writeRubricFile(heavier(50)), version: '1' });
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('Somebody else has changed this draft in the meantime');
    expect(stale.text).toContain('name="version" value="2"');
    const actions = await app.db.query<{ action: string }[]>(
      'SELECT action FROM audit_entries WHERE subject_id = $1',
      [id],
    );
    expect(actions).toEqual([{ action: 'rubric.imported' }]);
  });

  it('refuses a file with sentences, whatever it holds', async () => {
    await aDraft();
    for (const text of ['', 'a;b', '[[[[', '{"format":"capstone-rubric","version":1}', '"\\ud800"', '\0']) {
      for (const address of ['previews', '']) {
        const answer = await ada.post(`${path()}/imports/${address}`.replace(/\/$/, ''), {
          text,
          version: '1',
        });
        expect(answer.status).toBe(422);
        expect(answer.text).toContain('<title>Error');
      }
    }
    expect((await ada.post(`${path()}/imports/previews`)).status).toBe(422);
    expect(await version()).toBe(1);
  });

  it('of a course that came without one begins empty', async () => {
    const bare = await aDraftVersion(app, null);
    const none = await ada.get(`/courses/versions/${bare}/rubric`);
    expect(none.text).toContain('No rubric yet');
    const begun = await ada.post(`/courses/versions/${bare}/rubric/drafts`);
    expect(begun.headers['location']).toMatch(/^\/grading\/rubrics\//);
    const page = await ada.get(begun.headers['location'] ?? '');
    expect(page.text).toContain('The rubric has no criteria.');
  });

  it('is not discarded while its course version is written, and not changed once that is discarded', async () => {
    await aDraft();
    expect((await ada.post(`${path()}/removals`)).status).toBe(409);
    await app.get(Drafts).discard(versionId, app.ids.ada);
    const answer = await ada.post(path(), { ...fields(heavier(70)), 'c1-title': 'Kept' });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('value="Kept"');
    expect((await ada.get(path())).text).not.toContain('name="order"');
  });

  it('that was published meanwhile is not written, and what was typed stays', async () => {
    await aDraft();
    await app.get(CoursePublishing).publish(versionId, app.ids.ada);
    const answer = await ada.post(path(), { ...fields(heavier(70)), 'c1-title': 'Kept' });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('published or discarded in the meantime');
    expect(answer.text).toContain('value="Kept"');
    expect((await ada.get(`${path()}/imports/new`)).status).toBe(409);
    expect((await ada.get(path())).text).toContain('Change this rubric');
  });

  it('is nothing for anybody but administrators', async () => {
    await aDraft();
    const [bob, visitor] = [await app.as('bob'), app.visitor()];
    for (const address of [
      path(),
      `${path()}/file`,
      `${path()}/imports/new`,
      `/courses/versions/${versionId}/rubric`,
    ]) {
      expect((await bob.get(address)).status).toBe(403);
      expect((await visitor.get(address)).headers['location']).toMatch(/^\/sign-in/);
      expect((await ada.get(address.replace(/[0-9a-f-]{36}/, randomUUID()))).status).toBe(404);
      expect((await ada.get(address.replace(/[0-9a-f-]{36}/, 'x'))).status).toBe(404);
    }
    for (const address of [
      path(),
      `${path()}/removals`,
      `${path()}/imports`,
      `${path()}/imports/previews`,
      `/courses/versions/${versionId}/rubric/drafts`,
    ]) {
      expect((await bob.post(address, fields(aRubric()))).status).toBe(403);
      expect((await ada.post(address.replace(/[0-9a-f-]{36}/, randomUUID()), fields(aRubric()))).status).toBe(
        404,
      );
    }
    expect((await bob.put(path(), fields(aRubric()))).status).toBe(403);
  });

  describe('after its course version was published', () => {
    let before: string;
    const change = () => app.get(RubricEditing).begin(versionId, app.ids.ada);

    const inUse = async (): Promise<void> => {
      const cohort = await aCohort(app);
      versionId = cohort.courseVersionId;
      before = cohort.rubric.id;
    };

    it('is read, and changed as a draft of the next one, of which there is one', async () => {
      await inUse();
      const version = await ada.get(`/courses/versions/${versionId}`);
      expect(version.text).toContain(`href="/courses/versions/${versionId}/rubric"`);
      expect((await ada.get(`/courses/versions/${versionId}/rubric`)).headers['location']).toBe(
        `/grading/rubrics/${before}`,
      );
      const page = await ada.get(`/grading/rubrics/${before}`);
      expect(page.text).toContain('Work is judged by it.');
      const ids = await Promise.all([change(), change(), change()]);
      expect(new Set(ids).size).toBe(1);
      id = ids[0];
      const begun = await ada.post(`/courses/versions/${versionId}/rubric/drafts`);
      expect(begun.headers['location']).toBe(path());
      expect(await stored()).toEqual(planWithDefaults(aRubric()));
      const draft = await ada.get(path());
      expect(draft.text).toContain(`href="${path()}/regrade"`);
      expect(draft.text).toMatch(/id="c1-key"[^>]*readonly/);
      expect((await ada.get(`/grading/rubrics/${before}`)).text).toContain('Go on with the change');
      // The rubric in force is the same as ever, also for a new version of the course.
      expect(await app.get(Rubrics).inForce(app.db.manager, versionId)).toBe(before);
      await ada.post(path(), fields(heavier(90)));
      expect((await app.get(Rubrics).latestPlan(app.db.manager, versionId))?.criteria[0]?.weight).toBe(20);
    });

    it('is left as it was when a change is discarded, and may be changed again', async () => {
      await inUse();
      id = await change();
      const gone = await ada.post(`${path()}/removals`);
      expect([gone.status, gone.headers['location']]).toEqual([303, `/courses/versions/${versionId}/rubric`]);
      expect((await ada.post(`${path()}/removals`)).status).toBe(409);
      expect((await ada.get(path())).text).toContain('Discarded: nobody goes on with it');
      expect((await ada.post(path(), fields(heavier(3)))).status).toBe(409);
      expect(await change()).not.toBe(id);
    });

    it('is put in force by whoever has seen what it does, once, and whole', async () => {
      await inUse();
      id = await change();
      const { plan, publish } = {
        plan: heavier(70),
        publish: (seen: number) =>
          app.db.transaction((tx) => app.get(RubricEditing).publishChange(tx, id, seen)),
      };
      await app.get(RubricEditing).save(id, { plan, version: 1 }, app.ids.ada);
      await expect(publish(1)).rejects.toThrow('Somebody has changed this rubric in the meantime.');
      await app
        .get(RubricEditing)
        .save(id, { plan: aRubric({ criteria: [aCriterion('strategy')] }), version: 2 }, app.ids.ada);
      await expect(publish(3)).rejects.toThrow('The rubric can’t be published yet.');
      await app.get(RubricEditing).save(id, { plan, version: 3 }, app.ids.ada);
      const rubric = await publish(4);
      expect(rubric.criteria[0]?.weight).toBe(70);
      expect(await app.get(Rubrics).inForce(app.db.manager, versionId)).toBe(id);
      await expect(publish(4)).rejects.toThrow('published or discarded in the meantime');
      expect((await ada.get(`/grading/rubrics/${before}`)).text).toContain(
        'A later rubric has taken its place.',
      );
      await expect(
        app.db.query('UPDATE rubric_versions SET version = 9 WHERE id = $1', [id]),
      ).rejects.toThrow(/published/);
    });

    it('of a course that is a draft itself is published with it alone', async () => {
      await aDraft();
      await expect(
        app.db.transaction((tx) => app.get(RubricEditing).publishChange(tx, id, 1)),
      ).rejects.toThrow('published together with its course version');
    });
  });
});

/** As it is stored, where each level says whether it is required. */
function planWithDefaults(plan: RubricPlan): RubricPlan {
  return {
    ...plan,
    criteria: plan.criteria.map((criterion) => ({
      ...criterion,
      levels: criterion.levels.map((level) => ({ ...level, required: level.required ?? false })),
    })),
  };
}
