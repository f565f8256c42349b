import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { opening, partsOf, partUnder } from '../../src/courses/catalogue/about.rules.js';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { placeWords } from '../../src/courses/enrolments/place.rules.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort, people } from './a-cohort.js';

describe('The text of a course', () => {
  it('is cut at its main headings, and not at what only looks like one', () => {
    const text =
      'Before.\n\n## One\n\nFirst.\n\n### Deeper\n\nMore.\n\n```\n## no heading\n```\n\n# Two #\n\nSecond.\n\n## Empty\n';
    expect(partsOf(text)).toEqual([
      { heading: null, body: 'Before.' },
      { heading: 'One', body: 'First.\n\n### Deeper\n\nMore.\n\n```\n## no heading\n```' },
      { heading: 'Two', body: 'Second.' },
    ]);
    expect(partUnder(text, 'two')).toBe('Second.');
    expect(partUnder(text, 'Three')).toBeNull();
    expect(partsOf('')).toEqual([]);
  });

  it('opens with whole sentences, or at least whole words', () => {
    expect(opening('One. Two.')).toBe('One. Two.');
    expect(opening('First sentence. Second one that is long.', 20)).toBe('First sentence.');
    expect(opening('Words without any end', 12)).toBe('Words …');
  });
});

it('A place in a line is told as people say it', () => {
  expect([1, 2, 3, 4, 11, 12, 13, 21, 22, 103, 111].map((place) => placeWords(place, 200))).toEqual([
    ...['1st of 200', '2nd of 200', '3rd of 200', '4th of 200', '11th of 200', '12th of 200', '13th of 200'],
    ...['21st of 200', '22nd of 200', '103rd of 200', '111th of 200'],
  ]);
});

describe('The catalogue', () => {
  let app: TestApp;
  let courseVersionId: string;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it('says that there is nothing yet, until a course is published', async () => {
    const empty = await app.visitor().get('/courses');
    expect(empty.status).toBe(200);
    expect(empty.text).toContain('There is no course yet');
    expect((await app.visitor().get('/courses/social-media-strategist')).status).toBe(404);
    courseVersionId = await app.get(Chronicle).publishStrategist(app.ids.ada);
    const without = textOf((await app.visitor().get('/courses')).text);
    expect(without).toContain('Social Media Strategist');
    expect(without).toContain('None is planned at the moment.');
  });

  it('tells what one makes, for whom, how long, and of the cohorts that have not ended', async () => {
    const [course] = await app.db.query<{ id: string }[]>('SELECT id FROM courses');
    await aCohort(app, {
      courseVersionId,
      slug: 'ahead',
      name: 'Ahead',
      startsOn: '2026-12-07',
      timeZone: 'Asia/Tokyo',
    });
    await aCohort(app, { courseVersionId, slug: 'running', name: 'Running' });
    await aCohort(app, { courseVersionId, slug: 'past', name: 'Long past', startsOn: '2026-10-05' });
    await aCohort(app, {
      courseVersionId,
      slug: 'masters',
      name: 'Masters',
      startsOn: '2027-01-11',
      admission: 'application',
      prerequisiteIds: [course?.id ?? ''],
    });
    const page = await app.visitor().get('/courses');
    const text = textOf(page.text);
    for (const words of [
      'Who it is for People who answer for what a company does',
      'Mon 7 Dec to Sun 27 Dec',
      'first session Tue 8 Dec, 18:00 in Tokyo',
      'now in week 2 of 3',
      'by application after Social Media Strategist',
      '30 of 30 left',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).not.toContain('Long past');
    expect(page.text).toContain('<meta name="description" content="Three-week courses');
    expect(page.text).toContain('<meta property="og:url" content="');
    expect(page.headers['set-cookie']).toBeUndefined();
    const own = textOf((await (await app.as('alice')).get('/courses')).text);
    expect(own).toContain('your time · 18:00 in Tokyo');
  });

  it('tells of one course what is written in it, week by week, by whom it is taught, and where to join', async () => {
    const page = await app.visitor().get('/courses/social-media-strategist');
    expect(page.status).toBe(200);
    const text = textOf(page.text);
    for (const words of [
      'What you write',
      'Executive brief',
      '250 to 450 words',
      'Begin with the business, not the network',
      'How it is examined',
      'What the certificate attests',
      'Bob Tanaka',
      'Cohorts to join',
    ]) {
      expect(text).toContain(words);
    }
    expect(page.text).toContain('<meta property="og:title" content="Social Media Strategist">');
    expect(page.text).toContain('href="/cohorts/ahead"');
  });

  it('leads from the start page and from every page', async () => {
    expect((await app.visitor().get('/')).text).toContain('href="/courses"');
    expect((await (await app.as('alice')).get('/certificates')).text).toContain('href="/courses"');
  });

  it.each(['no-such-course', 'NO', 'a%00b', '..%2f', 'x'.repeat(300)])('is not found as %p', async (slug) => {
    expect((await app.visitor().get(`/courses/${slug}`)).status).toBe(404);
  });

  it('takes a fixed number of statements, however many cohorts and people there are', async () => {
    const visitor = app.visitor();
    const list = () => statementsDuring(app.db, () => visitor.get('/courses'));
    const one = () => statementsDuring(app.db, () => visitor.get('/courses/social-media-strategist'));
    const [few, fewOfOne] = [await list(), await one()];
    expect([few.length, fewOfOne.length]).toEqual([1, 3]);
    for (let more = 0; more < 3; more += 1) {
      const cohort = await aCohort(app, { courseVersionId, seats: 3, startsOn: '2026-12-14' });
      for (const id of await people(app, 5)) await app.get(Enrolments).enrol(cohort.id, id);
    }
    expect(await list()).toEqual(few);
    expect(await one()).toEqual(fewOfOne);
  });
});

const textOf = (html: string) =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#x27;', '’')
    .replace(/\s+/g, ' ');
