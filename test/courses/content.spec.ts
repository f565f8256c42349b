import { describe, expect, it } from '@jest/globals';
import { builtInCourses, readCourseFolder } from '../../src/courses/versions/course-folder.js';
import { renderMarkdown } from '../../src/courses/versions/markdown.js';
import { WEEKS } from '../../src/courses/versions/weeks.rules.js';

const courses = await Promise.all(
  (await builtInCourses()).map(async (slug) => ({ slug, course: await readCourseFolder(slug) })),
);

const lessons = courses.flatMap(({ slug, course }) =>
  course.weeks.flatMap((week) =>
    week.lessons.map((lesson) => ({ name: `${slug}, week ${week.number}, ${lesson.slug}`, ...lesson })),
  ),
);

it('Two courses come with Capstone', () => {
  expect(courses.map(({ slug }) => slug)).toEqual(['social-media-manager', 'social-media-strategist']);
});

describe.each(courses)('The course $slug', ({ course }) => {
  it('has three weeks, each with five lessons or more and two live sessions', () => {
    expect(course.weeks.map((week) => week.number)).toEqual(Array.from({ length: WEEKS }, (_, at) => at + 1));
    for (const week of course.weeks) {
      expect(week.lessons.length).toBeGreaterThanOrEqual(5);
      expect(week.sessions).toHaveLength(2);
      const [first, second] = week.sessions;
      expect(second?.day ?? 0).toBeGreaterThan(first?.day ?? 0);
    }
  });

  it('names each lesson once', () => {
    const slugs = course.weeks.flatMap((week) => week.lessons.map((lesson) => lesson.slug));
    expect(new Set(slugs).size).toBe(slugs.length);
  });

  it('shows each of its pictures, and none that it does not have', () => {
    const bodies = course.weeks.flatMap((week) => week.lessons.map((lesson) => lesson.body));
    const shown = [course.about, ...bodies].join('\n').matchAll(/!\[([^\]]*)\]\(images\/([\w.-]+)/g);
    const pictures = [...shown].map(([, alternative, name]) => ({ alternative, name }));
    expect(new Set(pictures.map(({ name }) => name))).toEqual(new Set(course.images.map(({ name }) => name)));
    for (const { alternative } of pictures) expect(alternative?.length ?? 0).toBeGreaterThan(20);
    for (const { bytes } of course.images) expect(bytes.length).toBeLessThanOrEqual(20_000);
  });
});

describe.each(lessons)('The lesson $name', ({ body }) => {
  it('has 600 to 1,200 words before its sources', () => {
    const [text = ''] = body.split(/^## Sources$/m);
    const words = text.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu)?.length ?? 0;
    expect(words).toBeGreaterThanOrEqual(600);
    expect(words).toBeLessThanOrEqual(1200);
  });

  it('has a table, an exercise and at least two sources', () => {
    const html = renderMarkdown(body).toString();
    expect(html).toContain('<table>');
    expect(html).toMatch(/callout-exercise|<h\d[^>]*>[^<]*Exercise/);
    const [, sources = ''] = body.split(/^## Sources$/m);
    expect(sources.match(/^(- |\d+\. |\[\^)/gm)?.length ?? 0).toBeGreaterThanOrEqual(2);
  });
});
