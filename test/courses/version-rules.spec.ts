import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareVersions, isEmpty } from '../../src/courses/versions/comparison.rules.js';
import { moved, step } from '../../src/courses/versions/drafts/lesson-order.rules.js';
import { freeSlug, slugOf } from '../../src/courses/versions/slug.rules.js';
import { type VersionContent } from '../../src/courses/versions/version-content.js';
import { countWords, differingWords, folded, type Piece } from '../../src/courses/versions/words.rules.js';

describe('The order of lessons', () => {
  const weeks = [
    { weekId: 'one', lessonIds: ['a', 'b'] },
    { weekId: 'two', lessonIds: [] },
    { weekId: 'three', lessonIds: ['c'] },
  ];

  it('is walked step by step, through a week without lessons too', () => {
    expect(step(weeks, 'a', 'up')).toBeNull();
    expect(step(weeks, 'a', 'down')).toEqual({ weekId: 'one', at: 2 });
    expect(step(weeks, 'b', 'down')).toEqual({ weekId: 'two', at: 1 });
    expect(step(weeks, 'c', 'up')).toEqual({ weekId: 'two', at: 1 });
    expect(step(weeks, 'c', 'down')).toBeNull();
    expect(step(weeks, 'nobody', 'up')).toBeNull();
  });

  it('loses and doubles no lesson, wherever one goes, and puts it where it was sent', () => {
    const order = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(order, fc.nat(), fc.nat(2), fc.integer({ min: -2, max: 20 }), (ids, which, week, at) => {
        const before = ['one', 'two', 'three'].map((weekId, index) => ({
          weekId,
          lessonIds: ids.filter((_, place) => place % 3 === index),
        }));
        const id = ids[which % ids.length] ?? '';
        const weekId = before[week]?.weekId ?? '';
        const after = moved(before, id, { weekId, at });
        expect(after.flatMap(({ lessonIds }) => lessonIds).toSorted()).toEqual(ids.toSorted());
        const target = after[week]?.lessonIds ?? [];
        expect(target.indexOf(id)).toBe(Math.min(Math.max(at, 1), target.length) - 1);
      }),
    );
  });

  it('comes back by the step that undoes the last', () => {
    fc.assert(
      fc.property(fc.nat(2), fc.constantFrom('up' as const, 'down' as const), (which, direction) => {
        const id = ['a', 'b', 'c'][which] ?? '';
        const there = step(weeks, id, direction);
        if (!there) return;
        const after = moved(weeks, id, there);
        const back = step(after, id, direction === 'up' ? 'down' : 'up');
        expect(back && moved(after, id, back)).toEqual(weeks);
      }),
    );
  });
});

describe('Words that differ', () => {
  const join = (pieces: readonly Piece[], without: Piece['kind']) =>
    pieces
      .filter(({ kind }) => kind !== without)
      .map(({ text }) => text)
      .join('');

  it('together are both texts, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, after) => {
        const pieces = differingWords(before, after);
        expect(join(pieces, 'added')).toBe(before);
        expect(join(pieces, 'removed')).toBe(after);
      }),
    );
  });

  it('are found at once, also where nothing is the same', () => {
    const [one, other] = ['a', 'b'].map((letter) =>
      Array.from({ length: 20_000 }, (_, at) => `${letter}${String(at)}`).join(' '),
    );
    const begun = performance.now();
    const pieces = differingWords(one ?? '', other ?? '');
    expect(performance.now() - begun).toBeLessThan(3_000);
    expect(countWords(pieces, 'removed')).toBe(20_000);
  });

  it('are shown with a few words around them', () => {
    const long = 'word '.repeat(100);
    const pieces = folded(differingWords(`${long}old ${long}`, `${long}new ${long}`));
    expect(pieces.map(({ kind }) => kind)).toEqual(['same', 'removed', 'added', 'same']);
    expect(pieces[0]?.text).toBe(`[…] ${'word '.repeat(12)}`);
    expect(pieces[3]?.text.endsWith('[…] ')).toBe(true);
  });
});

describe('Two versions of a course', () => {
  const lesson = (identity: string, body = 'Text.') => ({
    ...{
      id: `id-${identity}`,
      identity,
      slug: identity,
      title: identity.toUpperCase(),
      minutes: 1,
      body,
      version: 1,
    },
  });
  const week = (number: number, lessons: ReturnType<typeof lesson>[]) => ({
    ...{ id: String(number), number, title: `W${String(number)}`, aim: 'Aim', version: 1, lessons },
    sessions: [{ id: 's', title: 'Opening', day: 2, startsAt: '18:00', minutes: 60, version: 1 }],
  });
  const version = (weeks: ReturnType<typeof week>[]): VersionContent => ({
    ...{
      id: 'v',
      courseId: 'c',
      courseSlug: 'c',
      number: 1,
      title: 'Course',
      summary: 'S',
      about: '',
      certificateMonths: null,
      version: 1,
    },
    ...{ publishedAt: null, discardedAt: null, weeks },
  });
  const before = version([
    week(1, [lesson('a'), lesson('b'), lesson('f'), lesson('c')]),
    week(2, [lesson('d')]),
  ]);

  it('that say the same do not differ', () => {
    expect(isEmpty(compareVersions(before, structuredClone(before)))).toBe(true);
  });

  it('differ in lessons that were added, removed, moved, renamed and rewritten', () => {
    const renamed = { ...lesson('a', 'Another text.'), title: 'Alpha' };
    const after = version([
      week(1, [lesson('c'), renamed, lesson('f'), lesson('e')]),
      week(2, [lesson('b')]),
    ]);
    const { lessons } = compareVersions(before, after);
    expect(
      lessons.map(({ title, sentences, text }) => [title, ...sentences, text && [text.added, text.removed]]),
    ).toEqual([
      ['C', 'Moved from place 4 to 1 in week 1', null],
      ['Alpha', 'Renamed from “A”', [2, 1]],
      ['E', 'Added to week 1, place 4', null],
      ['B', 'Moved from week 1 to week 2, place 1', null],
      ['D', 'Removed from week 2', null],
    ]);
  });

  it('differ in facts and live sessions', () => {
    const after = structuredClone(before);
    after.summary = 'S new';
    const [first] = after.weeks;
    if (first) {
      first.aim = 'Goal';
      first.sessions = first.sessions.map((session) => ({ ...session, startsAt: '19:00' }));
    }
    const { facts, sessions } = compareVersions(before, after);
    expect(facts.map(({ name }) => name)).toEqual(['Summary', 'Aim of week 1']);
    expect(sessions).toEqual([
      { change: 'removed', words: 'Week 1, day 2, 18:00, 60 minutes: Opening' },
      { change: 'added', words: 'Week 1, day 2, 19:00, 60 minutes: Opening' },
    ]);
  });
});

describe('The name of a thing in addresses', () => {
  it.each([
    ['Brand & Service: a start', 'brand-service-a-start'],
    ['Ümläute', 'umlaute'],
    ['日本', ''],
    ['Administration', 'administration-course'],
    ['  - ', ''],
  ])('“%s” is “%s”', (title, slug) => {
    expect(slugOf(title)).toBe(slug);
  });

  it('is free', () => {
    expect(freeSlug('a', ['b'])).toBe('a');
    expect(freeSlug('a', ['a', 'a-2'])).toBe('a-3');
  });
});
