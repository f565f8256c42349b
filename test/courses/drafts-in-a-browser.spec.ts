import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Browser } from 'playwright-core';
import sharp from 'sharp';
import { DraftLessons } from '../../src/courses/versions/drafts/draft-lessons.service.js';
import { type VersionContent } from '../../src/courses/versions/version-content.js';
import { VersionReads } from '../../src/courses/versions/version-reads.service.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { Person } from '../browser/person.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { aCohort } from './a-cohort.js';
import { aCopy, lessonAt, weekAt } from './a-draft.js';

const manyThings = `Before the first heading stands what the lesson is about, in a sentence or two.

## What it costs

A table, a note[^1], and \`code\`.

| Presence | Owner | Hours a week |
| --- | --- | --- |
| The forum | Service | 12 |
| The magazine | Marketing | 8 |

> [!NOTE]
> A note is told beside the text, in a calm voice.

> [!TIP] Ask early
> A title of its own stands in the place of the word.

> [!IMPORTANT]
> What nobody should miss.

> [!WARNING]
> What costs time when it is overlooked.

> [!CAUTION]
> What can't be undone.

> [!EXAMPLE] Halden Tea
> A case, told in a few lines.

> [!EXERCISE] Forty minutes
> Write it down before you read on.

## How it looks

[How a desk works in practice](https://www.youtube.com/watch?v=dQw4w9WgXcQ)

\`\`\`
hours = contributions * minutes / 60
\`\`\`

## Where it comes from

1. One source.
2. Another source.

[^1]: Brynjolfsson, E. and McElheran, K. (2016): *The Rapid Adoption of Data-Driven Decision-Making*. American Economic Review 106(5).
`;

describe('The pages of a draft in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  let ada: Person;
  let draft: VersionContent;
  let base: string;
  /** What the page has asked before it was left; and whether Ada stays when it asks. */
  const questions: string[] = [];
  let stays = false;

  beforeAll(async () => {
    app = await startTestApp();
    await app.get(Chronicle).publishStrategist(app.ids.ada);
    browser = await openBrowser();
    ada = await Person.sitDown(browser, { name: 'Ada', url: app.url });
    await ada.opens('/sign-in');
    await ada.signsIn('ada');
    await ada.page.getByRole('button', { name: 'Sign out' }).waitFor();
    ada.mayMeet(409);
    ada.page.on('dialog', (dialog) => {
      questions.push(dialog.message());
      void (stays ? dialog.dismiss() : dialog.accept());
    });
  });
  beforeEach(async () => {
    stays = false;
    draft = await aCopy(app);
    base = `/courses/drafts/${draft.id}`;
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  const lessonPath = (week = 1, at = 1) => `${base}/lessons/${lessonAt(draft, week, at).id}`;
  const order = async () => {
    const { weeks } = await app.get(VersionReads).read(draft.id);
    return weeks.map(({ lessons }) => lessons.map(({ id }) => id));
  };
  const saved = (text: string) => ada.page.locator('main .notice-success', { hasText: text }).waitFor();
  const says = (text: string | RegExp) =>
    ada.page.locator('#announcement', { hasText: text }).waitFor({ state: 'attached' });

  it('shows the text beside what is typed, as readers will see it, and stores nothing of it', async () => {
    await ada.opens(lessonPath());
    const { page } = ada;
    const preview = page.locator('.lesson-preview .prose');
    expect(await preview.textContent()).toContain('Find the goal');
    await page.getByLabel('Text', { exact: true }).fill(manyThings);
    await preview.locator('.callout-caution').waitFor();
    expect(await preview.locator('.callout').count()).toBe(7);
    expect(await preview.locator('.contents a').count()).toBe(3);
    expect(lessonAt(await app.get(VersionReads).read(draft.id), 1, 1).version).toBe(1);
    const [left, right] = await Promise.all([
      page.getByLabel('Text', { exact: true }).boundingBox(),
      page.locator('.lesson-preview').boundingBox(),
    ]);
    expect(right?.x ?? 0).toBeGreaterThan((left?.x ?? 0) + (left?.width ?? 0) - 1);
    await ada.looksAt('lesson editor');
    await ada.clicks('button', 'Save');
    await saved('Saved.');
    expect(lessonAt(await app.get(VersionReads).read(draft.id), 1, 1)).toMatchObject({ version: 2 });
  });

  it('asks before a page is left that holds what is not saved, and not after', async () => {
    const { page } = ada;
    await ada.opens(lessonPath());
    stays = true;
    questions.length = 0;
    await page.getByLabel('Text', { exact: true }).press('End');
    await page.getByLabel('Text', { exact: true }).pressSequentially(' More.');
    await page.getByRole('link', { name: 'Publish', exact: true }).click();
    expect(questions).toHaveLength(1);
    expect(questions[0]).toContain('Not everything you wrote is saved yet.');
    expect(new URL(page.url()).pathname).toBe(lessonPath());
    await ada.clicks('button', 'Save');
    await saved('Saved.');
    await page.getByRole('link', { name: 'Publish', exact: true }).click();
    await ada.isAt('Publish');
    expect(questions).toHaveLength(1);
    stays = false;
  });

  it('shows two administrators who edit one lesson both texts, and loses none', async () => {
    await ada.opens(lessonPath());
    const { page } = ada;
    const { id } = lessonAt(draft, 1, 1);
    const text = { title: 'Goals', body: 'Somebody else was faster by a sentence.' };
    await app.get(DraftLessons).save(draft.id, id, { text, version: 1 }, app.ids.bob);
    await page.getByLabel('Text', { exact: true }).fill('I was slower by a sentence.');
    await ada.clicks('button', 'Save');
    await page.locator('[data-clash]').waitFor();
    expect(await page.getByLabel('Text', { exact: true }).inputValue()).toBe('I was slower by a sentence.');
    expect(await page.locator('[data-clash] mark').first().textContent()).toContain('Goals');
    await ada.looksAt('lesson clash');
    await page.getByLabel('Text', { exact: true }).fill('We were both fast.');
    await ada.clicks('button', 'Save');
    await saved('Saved.');
    expect(lessonAt(await app.get(VersionReads).read(draft.id), 1, 1)).toMatchObject({
      body: 'We were both fast.',
      version: 3,
    });
  });

  it('moves lessons by keyboard, says where they stand, and keeps the focus', async () => {
    await ada.opens(base);
    const { page } = ada;
    const first = lessonAt(draft, 1, 1);
    await page.locator('[data-ready]').waitFor();
    const down = page.getByRole('button', { name: `Move “${first.title}” down` });
    await down.focus();
    await page.keyboard.press('Enter');
    await says(`“${first.title}” stands in week 1 now, place 2 of`);
    await page.keyboard.press('Enter');
    await says('place 3 of');
    expect((await order())[0]?.[2]).toBe(first.id);
    expect(await down.evaluate((button) => button === document.activeElement)).toBe(true);
    const shown = await page.locator('.draft-lessons').first().locator('a').allTextContents();
    expect(shown[2]).toBe(first.title);
  });

  it('moves lessons by dragging, from week to week too', async () => {
    await ada.opens(base);
    const { page } = ada;
    const lesson = lessonAt(draft, 1, 1);
    const list = page.locator('.draft-lessons').nth(1);
    await page.locator('[data-ready]').waitFor();
    const handle = page.locator('.draft-lesson', { hasText: lesson.title }).locator('[data-handle]');
    const target = list.locator('.draft-lesson').nth(1);
    // Both places in view at once.
    await page.setViewportSize({ width: 1280, height: 2400 });
    await handle.hover();
    await page.mouse.down();
    const goal = await target.boundingBox();
    if (!goal) throw new Error('There is no place to drag to.');
    await page.mouse.move(goal.x + 40, goal.y + goal.height / 2, { steps: 12 });
    await page.mouse.move(goal.x + 40, goal.y + goal.height / 2 + 4, { steps: 4 });
    await page.mouse.up();
    await page.setViewportSize({ width: 1280, height: 900 });
    await says(`“${lesson.title}” stands in week 2 now`);
    expect((await order())[1]).toContain(lesson.id);
    const shown = await list.locator('a').allTextContents();
    const stored = weekAt(await app.get(VersionReads).read(draft.id), 2).lessons.map(({ title }) => title);
    expect(shown).toEqual(stored);
  });

  it('puts a lesson back that could not be moved, and says why', async () => {
    await ada.opens(base);
    const { page } = ada;
    const lesson = lessonAt(draft, 1, 1);
    await page.locator('[data-ready]').waitFor();
    await app.get(DraftLessons).remove(draft.id, lesson.id, app.ids.bob);
    ada.mayMeet(404);
    await page.getByRole('button', { name: `Move “${lesson.title}” down` }).click();
    await page.locator('[data-order-notice]', { hasText: 'somebody has removed it' }).waitFor();
    expect(await page.locator('.draft-lessons').first().locator('a').first().textContent()).toBe(
      lesson.title,
    );
  });

  it('is moved, previewed and saved where no script runs', async () => {
    const plain = await Person.sitDown(browser, {
      name: 'Ada without scripts',
      url: app.url,
      scripts: false,
    });
    await plain.opens('/sign-in');
    await plain.signsIn('ada');
    await plain.opens(base);
    const lesson = lessonAt(draft, 1, 1);
    await plain.clicks('button', `Move “${lesson.title}” down`);
    await plain.page.getByText(`“${lesson.title}” stands in week 1 now, place 2 of`).waitFor();
    expect((await order())[0]?.[1]).toBe(lesson.id);
    await plain.opens(lessonPath());
    await plain.page.getByLabel('Text', { exact: true }).fill('## A part\n\nWithout a script.');
    const [preview] = await Promise.all([
      plain.page.context().waitForEvent('page'),
      plain.clicks('button', 'Preview in a new tab'),
    ]);
    await preview.locator('[data-preview] h2', { hasText: 'A part' }).waitFor();
    await plain.clicks('button', 'Save');
    await plain.page.getByText('Saved.').waitFor();
    expect(lessonAt(await app.get(VersionReads).read(draft.id), 1, 2).body).toContain('Without a script.');
  });

  it('takes a picture into the text, and says what it does not take', async () => {
    await ada.opens(lessonPath());
    const { page } = ada;
    const text = page.getByLabel('Text', { exact: true });
    await text.fill('Before.\n\n');
    const choose = (name: string, mimeType: string, buffer: Buffer) =>
      page.getByLabel('A picture').setInputFiles({ name, mimeType, buffer });
    await choose('notes.png', 'image/png', Buffer.from('A text by another name.'));
    await page.locator('#image-error', { hasText: 'This file is no PNG, JPEG or WebP picture' }).waitFor();
    await choose('drawing.svg', 'image/svg+xml', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'));
    await page.locator('#image-error', { hasText: 'This file is no PNG, JPEG or WebP picture' }).waitFor();
    await choose('huge.png', 'image/png', Buffer.alloc(11 * 1024 * 1024));
    await page.locator('#image-error', { hasText: 'This file is larger than 10 MB.' }).waitFor();
    await ada.looksAt('lesson picture refused');
    const picture = await sharp({ create: { width: 640, height: 240, channels: 3, background: '#d6a35c' } })
      .png()
      .toBuffer();
    await choose('curve.png', 'image/png', picture);
    await page.locator('.lesson-preview img').waitFor();
    expect(await text.inputValue()).toMatch(
      /^Before\.\n\n!\[What the picture shows\]\(\/course-images\/[0-9a-f-]{36}\)$/,
    );
    // The description is selected: what is typed next takes its place.
    await page.keyboard.type('A bar of ochre');
    await page.locator('.lesson-preview img[alt="A bar of ochre"]').waitFor();
    expect(await page.locator('#image-error').isHidden()).toBe(true);
    expect(
      await page.locator('.lesson-preview img').evaluate((image) => (image as HTMLImageElement).naturalWidth),
    ).toBe(640);
  });

  it('plays a video in the page when it is pressed, and asks its host for nothing before', async () => {
    const asked: string[] = [];
    const { page } = ada;
    await page.route(/youtube|vimeo/, (route) => {
      asked.push(route.request().url());
      return route.fulfill({ contentType: 'text/html', body: 'A player.' });
    });
    const { id } = lessonAt(draft, 1, 1);
    await app
      .get(DraftLessons)
      .save(draft.id, id, { text: { title: 'A film', body: manyThings }, version: 1 }, app.ids.ada);
    await ada.opens(`/courses/versions/${draft.id}/lessons/${id}`);
    await ada.looksAt('lesson with everything');
    const link = page.getByRole('link', { name: 'How a desk works in practice' });
    expect(await link.getAttribute('href')).toBe('https://www.youtube.com/watch?v=dQw4w9WgXcQ');
    expect(asked).toEqual([]);
    await link.press('Enter');
    const frame = page.locator('figure.video iframe');
    await frame.waitFor();
    expect(await frame.getAttribute('sandbox')).toContain('allow-scripts');
    expect(await frame.getAttribute('title')).toBe('How a desk works in practice');
    await page.frameLocator('figure.video iframe').getByText('A player.').waitFor();
    expect(asked).toEqual(['https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1']);
    await page.unroute(/youtube|vimeo/);
    expect(ada.complaints).toEqual([]);
  });

  it('looks sound on every page, wide, narrow and dark', async () => {
    await aCohort(app);
    const { page } = ada;
    await ada.opens('/courses/administration');
    await ada.looksAt('courses');
    await page.getByRole('button', { name: 'Begin the course' }).click();
    await ada.isRefused();
    await ada.looksAt('courses refused');
    await ada.opens(base);
    await page.locator('[data-ready]').waitFor();
    await ada.looksAt('draft');
    await page.getByRole('button', { name: 'Add the lesson' }).nth(1).click();
    await ada.isRefused();
    await ada.looksAt('draft refused');
    await ada.opens(`${base}/facts`);
    await ada.looksAt('facts');
    await ada.opens(`${base}/weeks/${weekAt(draft, 1).id}`);
    await ada.looksAt('week');
    await ada.opens(`${base}/sessions/${weekAt(draft, 1).sessions[0]?.id ?? ''}`);
    await page.getByLabel('Begins at').fill('25:00');
    await ada.clicks('button', 'Save');
    await ada.isRefused();
    await ada.looksAt('session refused');
    await ada.opens(lessonPath());
    await page.getByLabel('Title').fill('');
    await ada.clicks('button', 'Save');
    await ada.isRefused();
    await ada.looksAt('lesson refused');
    const { id, body } = lessonAt(draft, 1, 1);
    const text = { title: 'Begin with the business', body: body.replaceAll('Halden', 'Harbour') };
    await app.get(DraftLessons).save(draft.id, id, { text, version: 1 }, app.ids.ada);
    await app.get(DraftLessons).move(draft.id, lessonAt(draft, 2, 1).id, 'up', app.ids.ada);
    await app.get(DraftLessons).add(draft.id, weekAt(draft, 3).id, 'Unwritten', app.ids.ada);
    await ada.opens(`${base}/publication`);
    await page.locator('.changes > summary').first().click();
    await ada.looksAt('publication');
    await ada.opens(`/courses/versions/${draft.id}`);
    await ada.looksAt('version');
    await page
      .getByRole('link', { name: /^Compare/ })
      .last()
      .click();
    await ada.isAt(/^From version/);
    await ada.looksAt('comparison');
  });
});
