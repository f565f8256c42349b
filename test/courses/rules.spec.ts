import { describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { z } from 'zod';
import {
  canFollow,
  type EnrolmentEventKind,
  kindsLeadingTo,
  statusAfter,
  takesSeat,
} from '../../src/courses/enrolments/enrolment.rules.js';
import { parseDocument } from '../../src/courses/versions/front-matter.rules.js';
import { renderMarkdown } from '../../src/courses/versions/markdown.js';
import { missingIn } from '../../src/courses/versions/publishing.rules.js';
import { readingMinutes } from '../../src/courses/versions/reading-time.rules.js';
import {
  calendarFrom,
  currentWeek,
  plannedStart,
  sessionState,
  weekDays,
  weekState,
} from '../../src/courses/cohorts/schedule.rules.js';
import { instantOf } from '../../src/courses/times/times.rules.js';
import { projectRoot } from '../../src/platform/config/project-root.js';

describe('an enrolment', () => {
  const kinds = [
    ...(['enrolled', 'waiting', 'left', 'withdrawn', 'returned', 'completed', 'reopened'] as const),
  ];

  it('allows what its table says and nothing else', () => {
    const allowed = (['waiting', 'left', 'active', 'withdrawn', 'completed', null] as const).map((status) => [
      status,
      kinds.filter((kind) => canFollow(status, kind)),
    ]);
    expect(allowed).toEqual([
      ['waiting', ['enrolled', 'left']],
      ['left', ['enrolled', 'waiting']],
      ['active', ['withdrawn', 'completed']],
      ['withdrawn', ['waiting', 'returned']],
      ['completed', ['reopened']],
      [null, ['enrolled', 'waiting']],
    ]);
  });

  it('begins with a seat or with waiting for one and is never two things, whatever people try', () => {
    const kind = fc.constantFrom<EnrolmentEventKind>(...kinds);
    fc.assert(
      fc.property(fc.array(kind, { maxLength: 30 }), (tried) => {
        const events: { sequence: number; kind: EnrolmentEventKind }[] = [];
        for (const kind of tried) {
          const last = events.at(-1);
          if (canFollow(last ? statusAfter(last.kind) : null, kind))
            events.push({ sequence: events.length + 1, kind });
        }
        if (events[0]) expect(['enrolled', 'waiting']).toContain(events[0].kind);
        events.forEach((event, at) => {
          const before = events[at - 1]?.kind;
          if (before === 'completed') expect(event.kind).toBe('reopened');
          if (event.kind === 'reopened') expect(before).toBe('completed');
          if (event.kind === 'returned') expect(before).toBe('withdrawn');
          if (event.kind === 'left') expect(before).toBe('waiting');
          if (event.kind === 'enrolled') expect([undefined, 'waiting', 'left']).toContain(before);
        });
      }),
    );
  });

  it('takes a seat until somebody withdraws', () => {
    expect(
      (['enrolled', 'withdrawn', 'returned', 'completed', 'reopened'] as const).map((kind) =>
        takesSeat(statusAfter(kind)),
      ),
    ).toEqual([true, false, true, true, true]);
    expect(kindsLeadingTo('active', 'completed')).toEqual(
      kinds.filter((kind) => takesSeat(statusAfter(kind))),
    );
    expect(takesSeat(null)).toBe(false);
  });
});

describe('the schedule of a cohort', () => {
  const paris = calendarFrom('2026-10-12', 'Europe/Paris');

  it('is three weeks of seven days', () => {
    expect([1, 2, 3].map((week) => weekDays(paris, week))).toEqual([
      { first: '2026-10-12', last: '2026-10-18' },
      { first: '2026-10-19', last: '2026-10-25' },
      { first: '2026-10-26', last: '2026-11-01' },
    ]);
  });

  it('keeps the hour of its sessions when the clocks change between them', () => {
    const sessions = [1, 2, 3].map((week) => plannedStart(paris, { week, day: 2, startsAt: '18:00:00' }));
    expect(sessions.map((local) => instantOf(local, paris.timeZone).toISOString())).toEqual([
      '2026-10-13T16:00:00.000Z',
      '2026-10-20T16:00:00.000Z',
      '2026-10-27T17:00:00.000Z',
    ]);
  });

  it('changes weeks at midnight of the cohort’s place', () => {
    const week = (now: string) => currentWeek(paris, new Date(now));
    expect(week('2026-10-11T21:59:00Z')).toBe(0);
    expect(week('2026-10-11T22:00:00Z')).toBe(1);
    expect(week('2026-10-25T22:59:00Z')).toBe(2);
    expect(week('2026-10-25T23:00:00Z')).toBe(3);
    expect(week('2026-11-01T22:59:00Z')).toBe(3);
    expect(week('2026-11-01T23:00:00Z')).toBe(4);
    expect(week('2020-01-01T00:00:00Z')).toBe(0);
    expect(week('2030-01-01T00:00:00Z')).toBe(4);
  });

  it('has a pause where a week begins later; the week before lasts until then', () => {
    const paused = { ...paris, weekTwoOn: '2026-10-26', weekThreeOn: '2026-11-02' };
    expect([1, 2, 3].map((week) => weekDays(paused, week))).toEqual([
      { first: '2026-10-12', last: '2026-10-25' },
      { first: '2026-10-26', last: '2026-11-01' },
      { first: '2026-11-02', last: '2026-11-08' },
    ]);
    const days = ['2026-10-11', '2026-10-25', '2026-10-26', '2026-11-08', '2026-11-09'];
    expect(days.map((day) => currentWeek(paused, new Date(`${day}T12:00:00Z`)))).toEqual([0, 1, 2, 3, 4]);
  });

  it('says of a session whether it is over', () => {
    const starts = new Date('2026-10-13T16:00:00Z');
    const at = (now: string) => sessionState(starts, 60, new Date(now));
    expect(at('2026-10-13T15:59:59Z')).toBe('ahead');
    expect(at('2026-10-13T16:00:00Z')).toBe('current');
    expect(at('2026-10-13T16:59:59Z')).toBe('current');
    expect(at('2026-10-13T17:00:00Z')).toBe('done');
  });

  it('says of each week whether it is over', () => {
    const now = new Date('2026-10-20T12:00:00Z');
    expect([1, 2, 3].map((week) => weekState(paris, week, now))).toEqual(['done', 'current', 'ahead']);
  });
});

describe('what a course version needs', () => {
  const named = { title: 'Strategist', summary: 'Finds the strategy.' };
  const week = (number: number) => ({
    number,
    title: 'Look',
    aim: 'You have looked.',
    lessons: 2,
    sessions: 2,
    emptyLessons: [] as string[],
  });

  it('is three weeks with lessons and sessions', () => {
    expect(missingIn(named, [week(1), week(2), week(3)])).toEqual([]);
  });

  it('is told one sentence at a time, each with its place', () => {
    const weeks = [
      { ...week(1), sessions: 0 },
      { ...week(3), aim: ' ', emptyLessons: ['Budgets'] },
    ];
    expect(missingIn({ title: ' ', summary: '' }, weeks)).toEqual([
      { field: 'title', message: 'The course has no title.' },
      { field: 'summary', message: 'The course has no summary.' },
      { field: 'week-1', message: 'Week 1 has no live session.' },
      { field: 'week-2', message: 'Week 2 is missing.' },
      { field: 'week-3', message: 'The lesson “Budgets” of week 3 has no text.' },
      { field: 'week-3', message: 'Week 3 has no aim.' },
    ]);
  });
});

describe('a file of the course', () => {
  const schema = z.strictObject({ title: z.string().min(1) });

  it('has its facts on top and its text below', () => {
    const text = '\uFEFF---json\r\n{ "title": "Zoë" }\r\n---\r\n\r\n# Text\n\n---\n\nmore\n';
    expect(parseDocument('a.md', text, schema)).toEqual({
      facts: { title: 'Zoë' },
      body: '# Text\n\n---\n\nmore',
    });
  });

  it.each([
    ['# No facts', 'a.md must begin with its facts'],
    ['---json\n{ "title": }\n---\n', 'a.md: its facts are not JSON'],
    ['---json\n{ "title": "" }\n---\n', 'a.md: title: '],
    ['---json\n{ "title": "x", "wrong": 1 }\n---\n', 'a.md: '],
  ])('is refused with its name when it begins %j', (text, message) => {
    expect(() => parseDocument('a.md', text, schema)).toThrow(message);
  });

  it('takes a minute to read at least, and about four for 900 words', () => {
    expect(readingMinutes('')).toBe(1);
    expect(readingMinutes('word '.repeat(230))).toBe(1);
    expect(readingMinutes('a *word*, the reader’s — '.repeat(225))).toBe(4);
  });
});

describe('the Markdown of a lesson', () => {
  const html = (source: string) => renderMarkdown(source).toString();

  it('becomes headings, tables that scroll in their box, and real quotation marks', () => {
    expect(html('# One\n\n"Two" isn\'t *three*.')).toBe(
      '<h2 id="s-one">One</h2>\n<p>“Two” isn’t <em>three</em>.</p>\n',
    );
    const table = html('| a | b |\n| - | -: |\n| 1 | 2 |');
    expect(table).toContain('<div tabindex="0"><table>');
    expect(table).toContain('<td class="to-right">2</td>');
  });

  it.each([
    ['<script>alert(1)</script>', '<script'],
    ['<img src=x onerror=alert(1)>', '<img'],
    ['[x](javascript:alert(1))', 'href'],
    ['![x](https://tracker.example/pixel.png)', 'tracker.example/pixel.png"'],
    ['<div id="main" style="position:fixed">', '<div'],
  ])('never becomes more than prose: %s', (source, danger) => {
    expect(html(source)).not.toContain(danger);
  });
});

it('finds the root of the project', () => {
  expect(existsSync(join(projectRoot, 'package.json'))).toBe(true);
  expect(existsSync(join(projectRoot, 'src', 'courses', 'content'))).toBe(true);
});
