import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type VersionContent } from '../../src/courses/versions/version-content.js';
import { VersionReads } from '../../src/courses/versions/version-reads.service.js';
import { Drafts } from '../../src/courses/versions/drafts/drafts.service.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort } from './a-cohort.js';
import { aCopy, aDraft, fieldsOf, lessonAt, weekAt } from './a-draft.js';

const slug = 'social-media-strategist';

describe('A draft of a course', () => {
  let app: TestApp;
  let ada: Browser;
  let publishedId: string;
  let draft: VersionContent;
  let base: string;

  beforeAll(async () => {
    app = await startTestApp();
    publishedId = await app.get(Chronicle).publishStrategist(app.ids.ada);
    ada = await app.as('ada');
  });
  beforeEach(async () => {
    draft = await aCopy(app);
    base = `/courses/drafts/${draft.id}`;
  });
  afterAll(() => app.close());

  const read = (id = draft.id) => app.get(VersionReads).read(id);
  const audited = (subjectId: string) =>
    app.db.query<{ action: string; facts: object }[]>(
      'SELECT action, facts FROM audit_entries WHERE subject_id = $1 ORDER BY ordinal',
      [subjectId],
    );

  describe('begins', () => {
    it('as a copy of what was published last: facts, weeks, lessons with their identity, sessions', async () => {
      const published = await read(publishedId);
      const withoutIds = ({ weeks, title, summary, about }: VersionContent) => ({
        ...{ title, summary, about },
        weeks: weeks.map(({ title: name, aim, lessons, sessions }) => ({
          ...{ name, aim },
          lessons: lessons.map(({ identity, slug: address, title: heading, minutes, body }) => ({
            ...{ identity, address, heading, minutes, body },
          })),
          sessions: sessions.map(({ title: heading, day, startsAt, minutes }) => ({
            ...{ heading, day, startsAt, minutes },
          })),
        })),
      });
      expect(withoutIds(draft)).toEqual(withoutIds(published));
      expect(draft.number).toBeGreaterThan(published.number);
      expect(lessonAt(draft, 1, 1).id).not.toBe(lessonAt(published, 1, 1).id);
      expect(await audited(draft.id)).toEqual([
        { action: 'course-version.drafted', facts: { number: draft.number } },
      ]);
    });

    it('with the template and the rubric, whose criteria stay the same and are judged by its own sections', async () => {
      const [former, copied] = [await handbookOf(publishedId), await handbookOf(draft.id)];
      expect(copied.sections).toEqual(former.sections);
      expect(copied.criteria).toEqual(former.criteria);
      expect(copied.criteria.length).toBeGreaterThan(3);
      expect(copied.foreign).toBe(0);
    });

    it('with a number of its own when two begin at once', async () => {
      const ids = await Promise.all([1, 2, 3].map(() => app.get(Drafts).fromPublished(slug, app.ids.ada)));
      const numbers = await Promise.all(ids.map(async (id) => (await read(id)).number));
      expect(new Set(numbers).size).toBe(3);
    });

    it('from the files that come with Capstone, with template and rubric, lessons known again', async () => {
      for (const course of [slug, 'social-media-manager']) {
        const answer = await ada.post('/courses/drafts', { course, from: 'folder' });
        expect(answer.status).toBe(303);
        const loaded = await read(answer.headers['location']?.split('/').at(-1));
        const handbook = await handbookOf(loaded.id);
        expect(handbook.sections.length).toBeGreaterThan(5);
        expect(handbook.criteria.length).toBeGreaterThan(3);
        for (const { body } of loaded.weeks.flatMap(({ lessons }) => lessons)) {
          expect(body).not.toMatch(/\]\(images\//);
        }
        if (course === slug) {
          expect(lessonAt(loaded, 1, 1).identity).toBe(lessonAt(await read(publishedId), 1, 1).identity);
        }
      }
      expect((await ada.post('/courses/drafts', { course: 'nothing', from: 'folder' })).status).toBe(404);
      expect((await ada.post('/courses/drafts', { course: '../x', from: 'folder' })).status).toBe(422);
    });

    it('as a new course, with the handbook and rubric of another one', async () => {
      const answer = await ada.post('/courses', {
        title: 'Crisis  Communication',
        templateFrom: publishedId,
      });
      const begun = await read(answer.headers['location']?.split('/').at(-1));
      expect(begun).toMatchObject({
        number: 1,
        title: 'Crisis Communication',
        courseSlug: 'crisis-communication',
      });
      expect(begun.weeks.map(({ number, lessons }) => [number, lessons.length])).toEqual([
        [1, 0],
        [2, 0],
        [3, 0],
      ]);
      const [own, other] = [await handbookOf(begun.id), await handbookOf(publishedId)];
      expect(own.sections).toEqual(other.sections);
      // What another course judges is another criterion, by whatever name.
      expect(own.criteria.map(({ key }) => key)).toEqual(other.criteria.map(({ key }) => key));
      expect(own.criteria[0]?.id).not.toBe(other.criteria[0]?.id);
      const again = await ada.post('/courses', { title: 'Crisis communication', templateFrom: publishedId });
      expect(again.status).toBe(422);
      expect(again.text).toContain('There is a course of this name.');
      expect(again.text).toContain('value="Crisis communication"');
      for (const [title, sentence] of [
        ['', 'Enter a title.'],
        ['日本', 'Use at least one letter from a to z'],
        ['x'.repeat(121), 'Use at most 120 characters'],
        ['Crisis 🔥', 'Certificates can’t print “🔥” in the title. Leave it out.'],
      ] as const) {
        const refused = await ada.post('/courses', { title, templateFrom: publishedId });
        expect([refused.status, refused.text.includes(sentence)]).toEqual([422, true]);
      }
      expect((await ada.post('/courses', { title: 'X', templateFrom: draft.id })).status).toBe(422);
    });

    it('only when there is something to begin with', async () => {
      const [{ id } = { id: '' }] = await app.db.query<{ id: string }[]>(
        `INSERT INTO courses (slug, title, created_at) VALUES ('empty', 'Empty', now()) RETURNING id`,
      );
      expect(id).not.toBe('');
      expect((await ada.post('/courses/drafts', { course: 'empty', from: 'published' })).status).toBe(409);
      expect((await ada.post('/courses/drafts', { course: 'unknown', from: 'published' })).status).toBe(404);
    });
  });

  describe('lets a lesson be edited', () => {
    const path = () => `${base}/lessons/${lessonAt(draft, 1, 1).id}`;
    const stored = async () => lessonAt(await read(), 1, 1);

    it('and counts its minutes, with line ends of one kind', async () => {
      const form = fieldsOf((await ada.get(path())).text, path());
      expect(form['version']).toBe('1');
      const body = `First line\r\n\r\n${'word '.repeat(460)}`;
      const answer = await ada.post(path(), { ...form, title: ' A  title ', body });
      expect(answer.headers['location']).toBe(path());
      expect(await stored()).toMatchObject({ title: 'A title', minutes: 3, version: 2 });
      expect((await stored()).body.startsWith('First line\n\nword')).toBe(true);
      expect((await stored()).slug).toBe(lessonAt(draft, 1, 1).slug);
      expect(await audited(lessonAt(draft, 1, 1).id)).toEqual([
        { action: 'lesson.edited', facts: { version: 2 } },
      ]);
    });

    it('by two administrators: the second sees both texts with the words that differ, and nothing is lost', async () => {
      await ada.post(path(), { title: 'Goals', body: 'One good sentence.', version: '1' });
      const late = { title: 'Goals', body: 'One <bad> sentence.', version: '1' };
      const answer = await ada.post(path(), late);
      expect(answer.status).toBe(409);
      expect(answer.text).toContain('Somebody else has saved this in the meantime.');
      expect(answer.text).toContain('One <mark>good</mark> sentence.');
      expect(answer.text).toContain('<mark>&lt;bad&gt;</mark> sentence.');
      expect(answer.text).toContain('One &lt;bad&gt; sentence.</textarea>');
      expect(await stored()).toMatchObject({ body: 'One good sentence.', version: 2 });
      // The form names the version that it has been shown, so yours, or one made of both, can follow.
      const version = fieldsOf(answer.text, path())['version'] ?? '';
      expect(version).toBe('2');
      expect((await ada.post(path(), { ...late, body: 'One good, bad sentence.', version })).status).toBe(
        303,
      );
      expect(await stored()).toMatchObject({ body: 'One good, bad sentence.', version: 3 });
    });

    it('at the same moment by two: one is stored, the other is asked', async () => {
      const answers = await Promise.all(
        ['Mine', 'Yours'].map((body) => ada.post(path(), { title: 'Goals', body, version: '1' })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
      const lost = answers.find(({ status }) => status === 409)?.text ?? '';
      expect(lost).toMatch(/(Mine|Yours)<\/textarea>/);
      expect((await stored()).version).toBe(2);
    });

    it('with a form that is sent twice, as if it had been sent once', async () => {
      const form = { title: 'Goals', body: 'The same.', version: '1' };
      expect((await ada.post(path(), form)).status).toBe(303);
      expect((await ada.post(path(), form)).status).toBe(303);
      expect((await stored()).version).toBe(2);
    });

    it('but not without a title or with too long a text, and shows what was typed', async () => {
      for (const [fields, sentence] of [
        [{ title: '  ', body: 'Kept.' }, 'Enter a title.'],
        [{ title: 'x'.repeat(121), body: 'Kept.' }, 'Use at most 120 characters'],
        [{ title: 'T', body: `Kept.${'x'.repeat(200_000)}` }, 'longer than 200,000 characters'],
      ] as const) {
        const answer = await ada.post(path(), { ...fields, version: '1' });
        expect(answer.status).toBe(422);
        expect(answer.text).toContain(sentence);
        expect(answer.text).toContain('Kept.');
      }
      expect((await ada.post(path(), { title: 'T', body: 'B', version: 'x' })).status).toBe(422);
      expect((await stored()).version).toBe(1);
    });

    it('until it is published: then the text stays on the page, with the reason', async () => {
      expect((await ada.post(`${base}/publication`)).status).toBe(303);
      for (const [address, body] of [
        [path(), { title: 'T', body: 'Typed in vain?', version: '1' }],
        [
          `${base}/facts`,
          { title: 'T', summary: 'Typed in vain?', about: '', certificateMonths: '', version: '1' },
        ],
        [`${base}/weeks/${weekAt(draft, 1).id}`, { title: 'T', aim: 'Typed in vain?', version: '1' }],
      ] as const) {
        const answer = await ada.post(address, body);
        expect(answer.status).toBe(409);
        expect(answer.text).toContain('has been published in the meantime');
        expect(answer.text).toContain('Typed in vain?');
      }
      for (const act of ['moves', 'removals']) {
        expect((await ada.post(`${path()}/${act}`, { direction: 'down' })).status).toBe(409);
      }
      expect((await ada.get(base)).headers['location']).toBe(`/courses/versions/${draft.id}`);
      expect((await ada.get(`${base}/publication`)).status).toBe(303);
      expect(await stored()).toEqual(lessonAt(draft, 1, 1));
    });
  });

  describe('keeps its lessons in an order', () => {
    const order = async () => (await read()).weeks.map(({ lessons }) => lessons.map(({ id }) => id));
    const lesson = (week: number, at: number) => lessonAt(draft, week, at).id;
    const move = (id: string, fields: Record<string, string>) =>
      ada.post(`${base}/lessons/${id}/moves`, fields);

    it('that goes up and down by steps, from week to week, and no further than its ends', async () => {
      const before = await order();
      await move(lesson(1, 1), { direction: 'up' });
      expect(await order()).toEqual(before);
      await move(lesson(1, 1), { direction: 'down' });
      expect((await order())[0]?.slice(0, 2)).toEqual([lesson(1, 2), lesson(1, 1)]);
      await move(lesson(2, 1), { direction: 'up' });
      expect((await order())[0]?.at(-1)).toBe(lesson(2, 1));
      await move(lesson(2, 1), { direction: 'down' });
      expect((await order())[1]?.[0]).toBe(lesson(2, 1));
    });

    it('and takes a lesson to any place, and says where it stands', async () => {
      const week = weekAt(draft, 3).id;
      const answer = await move(lesson(1, 2), { week, place: '1' });
      expect(answer.headers['location']).toBe(base);
      expect((await order())[2]?.[0]).toBe(lesson(1, 2));
      const page = await ada.get(base);
      expect(page.text).toContain('stands in week 3 now, place 1 of');
      await move(lesson(1, 1), { week, place: '999' });
      expect((await order())[2]?.at(-1)).toBe(lesson(1, 1));
      const others = (await read(publishedId)).weeks[0]?.id ?? '';
      expect((await move(lesson(1, 1), { week: others, place: '1' })).status).toBe(404);
      expect((await move(lesson(1, 1), { direction: 'sideways' })).status).toBe(422);
    });

    it('whoever moves at the same time: no lesson is lost and none stands twice', async () => {
      const week = weekAt(draft, 2).id;
      await Promise.all(
        [1, 2].flatMap((at) => [
          move(lesson(1, at), { week, place: '1' }),
          move(lesson(3, at), { direction: 'up' }),
        ]),
      );
      const all = (await order()).flat();
      expect(all.toSorted()).toEqual(
        draft.weeks.flatMap(({ lessons }) => lessons.map(({ id }) => id)).toSorted(),
      );
    });

    it('with an address of its own for each lesson of a week', async () => {
      const week = weekAt(draft, 1).id;
      const add = async (weekId: string) => {
        const answer = await ada.post(`${base}/lessons`, { title: 'The same name', week: weekId });
        return answer.headers['location']?.split('/').at(-1) ?? '';
      };
      const [first, second, third] = [await add(week), await add(week), await add(weekAt(draft, 2).id)];
      await move(third, { week, place: '1' });
      const slugs = new Map(weekAt(await read(), 1).lessons.map(({ id, slug: address }) => [id, address]));
      expect([first, second, third].map((id) => slugs.get(id))).toEqual([
        'the-same-name',
        'the-same-name-2',
        'the-same-name-3',
      ]);
    });

    it('from which one can be removed, here and nowhere else', async () => {
      await ada.post(`${base}/lessons/${lesson(1, 1)}/removals`);
      expect((await order()).flat()).not.toContain(lesson(1, 1));
      expect(
        (await ada.post(`${base}/lessons/${lesson(1, 1)}`, { title: 'T', body: 'B', version: '1' })).status,
      ).toBe(404);
      expect(weekAt(await read(publishedId), 1).lessons).toHaveLength(weekAt(draft, 1).lessons.length);
      // Another draft's lesson is not this one's.
      const other = await aCopy(app);
      expect((await ada.post(`${base}/lessons/${lessonAt(other, 1, 1).id}/removals`)).status).toBe(404);
    });

    it('and takes no lesson without a title', async () => {
      const answer = await ada.post(`${base}/lessons`, { title: ' ', week: weekAt(draft, 2).id });
      expect(answer.status).toBe(422);
      expect(answer.text).toContain('href="#title-2"');
      expect((await ada.post(`${base}/lessons`, { title: 'T', week: 'x' })).status).toBe(422);
    });
  });

  describe('plans its live sessions', () => {
    const session = () => weekAt(draft, 1).sessions[0]?.id ?? '';
    const good = () => ({
      title: 'Clinic',
      week: weekAt(draft, 1).id,
      day: '7',
      startsAt: '08:30',
      minutes: '90',
      version: '1',
    });

    it('by day, time and length, in the order of their days, in any week', async () => {
      const path = `${base}/sessions/${session()}`;
      expect((await ada.post(path, good())).status).toBe(303);
      expect(weekAt(await read(), 1).sessions.at(-1)).toMatchObject({
        title: 'Clinic',
        day: 7,
        startsAt: '08:30',
      });
      await ada.post(path, { ...good(), week: weekAt(draft, 3).id, day: '1', version: '2' });
      expect(weekAt(await read(), 3).sessions[0]).toMatchObject({ title: 'Clinic', day: 1 });
      const late = await ada.post(path, { ...good(), minutes: '30', version: '1' });
      expect(late.status).toBe(409);
      expect(late.text).toContain('Week <mark>3</mark>');
      expect(late.text).toContain('value="30"');
    });

    it.each([
      ['title', '', 'Enter a title.'],
      ['week', 'x', 'Choose a week.'],
      ['day', '8', 'Choose a day from 1 to 7.'],
      ['startsAt', '24:00', 'Enter a time such as 18:00.'],
      ['minutes', '4', 'Enter between 5 and 480 minutes.'],
      ['minutes', '1e2', 'Enter between 5 and 480 minutes.'],
    ])('and refuses %s “%s”', async (field, value, sentence) => {
      const answer = await ada.post(`${base}/sessions/${session()}`, { ...good(), [field]: value });
      expect(answer.status).toBe(422);
      expect(answer.text).toContain(sentence);
      expect(answer.text).toContain(
        'value="08:30"'.replace('08:30', field === 'startsAt' ? '24:00' : '08:30'),
      );
    });

    it('one more, and one less', async () => {
      const answer = await ada.post(`${base}/sessions`, { week: weekAt(draft, 2).id });
      const added = answer.headers['location'] ?? '';
      expect((await ada.get(added)).status).toBe(200);
      expect(weekAt(await read(), 2).sessions).toHaveLength(weekAt(draft, 2).sessions.length + 1);
      await ada.post(`${added}/removals`);
      expect(weekAt(await read(), 2).sessions).toHaveLength(weekAt(draft, 2).sessions.length);
      expect((await ada.get(added)).status).toBe(404);
    });
  });

  describe('says how long certificates are valid', () => {
    const facts = { title: 'T', summary: 'S.', about: '', version: '1' };
    const months = async () =>
      app.db.query<{ months: number | null }[]>(
        'SELECT certificate_months AS months FROM course_versions WHERE id = $1',
        [draft.id],
      );

    it('in months, or for ever; a copy keeps that, and it is compared', async () => {
      expect(await months()).toEqual([{ months: null }]);
      const saved = await ada.post(`${base}/facts`, { ...facts, certificateMonths: ' 24 ' });
      expect(saved.status).toBe(303);
      expect(await months()).toEqual([{ months: 24 }]);
      expect((await ada.get(`${base}/facts`)).text).toMatch(/name="certificateMonths"[^>]* value="24"/);
      expect((await ada.get(`${base}/publication`)).text).toMatch(/<ins>24 months<\/ins>|24 months/);
      expect((await ada.get(`/courses/versions/${draft.id}`)).text).toContain(
        'Certificates: valid for 24 months.',
      );
      const between = await ada.post(`${base}/facts`, { ...facts, certificateMonths: '' });
      expect([between.status, between.text.includes('<mark>24</mark>')]).toEqual([409, true]);
    });

    it.each(['0', '601', '-3', '1.5', 'two years', '1e2'])('but not %s', async (typed) => {
      const refused = await ada.post(`${base}/facts`, { ...facts, certificateMonths: typed });
      expect(refused.status).toBe(422);
      expect(refused.text).toContain('Enter a whole number of months from 1 to 600, or leave this empty.');
      expect(refused.text).toContain(`value="${typed}"`);
      expect(await months()).toEqual([{ months: null }]);
    });

    it('and not by a form that knows nothing of it', async () => {
      expect((await ada.post(`${base}/facts`, facts)).status).toBe(422);
    });
  });

  describe('is published', () => {
    it('when nothing is missing; each thing that is stands there with its place', async () => {
      const page = await ada.get(`${base}/publication`);
      expect(page.text).toContain('Nothing is missing.');
      const added = await ada.post(`${base}/lessons`, { title: 'Unwritten', week: weekAt(draft, 2).id });
      expect(added.status).toBe(303);
      await ada.post(`${base}/facts`, {
        title: 'T',
        summary: '',
        about: '',
        certificateMonths: '',
        version: '1',
      });
      await app.db.query(
        'DELETE FROM criterion_sections WHERE rubric_criterion_id IN (SELECT c.id FROM rubric_criteria c JOIN rubric_versions r ON r.id = c.rubric_version_id WHERE r.course_version_id = $1)',
        [draft.id],
      );
      const refused = await ada.post(`${base}/publication`);
      expect(refused.status).toBe(422);
      expect(refused.text).toContain(
        `<a href="${base}#week-2">The lesson “Unwritten” of week 2 has no text.</a>`,
      );
      expect(refused.text).toContain(`<a href="${base}/facts">The course has no summary.</a>`);
      expect(refused.text).toContain('is judged by no section.');
      expect(refused.text).not.toContain('Publish this version');
      expect((await read()).publishedAt).toBeNull();
    });

    it('by one of two who press at once; course, template and rubric freeze together', async () => {
      const answers = await Promise.all([1, 2].map(() => ada.post(`${base}/publication`)));
      expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
      const frozen = await app.db.query<{ at: Date | null }[]>(
        `SELECT published_at AS at FROM course_versions WHERE id = $1
         UNION ALL SELECT published_at FROM templates WHERE course_version_id = $1
         UNION ALL SELECT published_at FROM rubric_versions WHERE course_version_id = $1`,
        [draft.id],
      );
      expect(frozen.map(({ at }) => at !== null)).toEqual([true, true, true]);
    });

    it('without a running cohort noticing, and read for ever, as it was', async () => {
      const cohort = await aCohort(app, { courseVersionId: publishedId });
      const lesson = lessonAt(draft, 1, 1);
      await ada.post(`${base}/lessons/${lesson.id}`, {
        title: 'Another title',
        body: 'Another text.',
        version: '1',
      });
      await ada.post(`${base}/publication`);
      const reader = await ada.get(`/my/${cohort.slug}/lessons/1/${lesson.slug}`);
      expect(reader.text).toContain(lesson.title);
      expect(reader.text).not.toContain('Another text.');
      const former = await ada.get(`/courses/versions/${publishedId}`);
      expect(former.text).toContain(lesson.title);
      expect(former.text).toContain(`/courses/versions/${publishedId}/comparisons/${draft.id}`);
      const list = await ada.get('/courses/administration');
      expect(list.text).toContain(`<a href="/cohorts/${cohort.slug}">`);
    });

    it('with what it changes in view', async () => {
      const before = (await app.get(VersionReads).publishedBefore(draft))?.id ?? '';
      const [first, second] = [lessonAt(draft, 1, 1), lessonAt(draft, 2, 1)];
      const body = first.body.replace(/\w+/, 'Coffee');
      await ada.post(`${base}/lessons/${first.id}`, { title: 'Renamed', body, version: '1' });
      await ada.post(`${base}/lessons/${second.id}/moves`, { week: weekAt(draft, 3).id, place: '1' });
      for (const address of [`${base}/publication`, `/courses/versions/${draft.id}/comparisons/${before}`]) {
        const { text } = await ada.get(address);
        expect(text).toContain(`Renamed from “${first.title}”`);
        expect(text).toContain('Moved from week 2 to week 3, place 1.');
        expect(text).toContain('<ins>Coffee</ins>');
        expect(text).toContain('Text: 1 word added, 1 word removed');
      }
      const other = (await aDraft(app)).id;
      expect((await ada.get(`/courses/versions/${other}/comparisons/${draft.id}`)).status).toBe(200);
    });
  });

  it('is discarded, leaves the lists, and takes no change any more', async () => {
    expect((await ada.post(`${base}/removals`)).headers['location']).toBe('/courses/administration');
    expect((await ada.get('/courses/administration')).text).not.toContain(base);
    expect((await ada.get(base)).headers['location']).toBe(`/courses/versions/${draft.id}`);
    expect((await ada.get(`/courses/versions/${draft.id}`)).text).toContain('discarded draft');
    const late = { title: 'T', summary: 'Typed in vain?', about: '', certificateMonths: '', version: '1' };
    const answer = await ada.post(`${base}/facts`, late);
    expect([answer.status, answer.text.includes('Typed in vain?')]).toEqual([409, true]);
    expect((await ada.post(`${base}/publication`)).status).toBe(409);
    expect((await ada.post(`${base}/removals`)).status).toBe(409);
    expect((await audited(draft.id)).at(-1)?.action).toBe('course-version.discarded');
    // A published version can't be.
    expect((await ada.post(`/courses/drafts/${publishedId}/removals`)).status).toBe(409);
  });

  it('is shown by as many statements as any other, however long', async () => {
    const pages = [
      base,
      `${base}/facts`,
      `${base}/lessons/${lessonAt(draft, 1, 1).id}`,
      `/courses/versions/${draft.id}`,
    ];
    const counts = async () => {
      const found: number[] = [];
      for (const page of [...pages, '/courses/administration']) {
        found.push((await statementsDuring(app.db, () => ada.get(page))).length);
      }
      return found;
    };
    const before = await counts();
    expect(Math.max(...before)).toBeLessThanOrEqual(5);
    for (let added = 0; added < 10; added += 1) {
      await ada.post(`${base}/lessons`, { title: `Lesson ${String(added)}`, week: weekAt(draft, 1).id });
    }
    await aCopy(app);
    // The last act's notice is shown once, and forgotten.
    await ada.get(base);
    expect(await counts()).toEqual(before);
  });

  it('previews a text without storing anything of it', async () => {
    const answer = await ada.post(`${base}/previews`, { body: '## A part\n\n<script>alert(1)</script>' });
    expect(answer.text).toContain('<h2 id="s-a-part">A part</h2>');
    expect(answer.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect((await ada.post(`${base}/previews`)).status).toBe(200);
    expect(await read()).toEqual(draft);
  });

  /** Template and rubric of a version, without the ids that are its own. */
  async function handbookOf(id: string) {
    const [row] = await app.db.query<
      { sections: object[]; criteria: { id: string; key: string }[]; foreign: number }[]
    >(
      `SELECT ARRAY(SELECT to_jsonb(s) - 'id' - 'template_id' FROM template_sections s
                     WHERE s.template_id = t.id ORDER BY s.position) AS sections,
              ARRAY(SELECT jsonb_build_object('id', k.id, 'key', k.key, 'weight', c.weight,
                      'sections', ARRAY(SELECT s.key FROM criterion_sections j JOIN template_sections s ON s.id = j.template_section_id
                                         WHERE j.rubric_criterion_id = c.id ORDER BY s.position),
                      'levels', (SELECT jsonb_agg(l.title || l.points || l.required ORDER BY l.position)
                                   FROM rubric_levels l WHERE l.rubric_criterion_id = c.id))
                      FROM rubric_criteria c JOIN criteria k ON k.id = c.criterion_id
                     WHERE c.rubric_version_id = r.id ORDER BY c.position) AS criteria,
              (SELECT count(*)::int FROM criterion_sections j JOIN rubric_criteria c ON c.id = j.rubric_criterion_id
                 JOIN template_sections s ON s.id = j.template_section_id
                WHERE c.rubric_version_id = r.id AND s.template_id <> t.id) AS foreign
         FROM templates t JOIN rubric_versions r ON r.course_version_id = t.course_version_id
        WHERE t.course_version_id = $1`,
      [id],
    );
    if (!row) throw new Error('This version has no template or no rubric.');
    return row;
  }
});
