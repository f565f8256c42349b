import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { shuffled } from '../../src/grading/by-criterion/order.rules.js';
import { countMarked, placeInWalk, readWalk, walkQuery } from '../../src/grading/by-criterion/walk.rules.js';
import { type DeskActs, deskKeys, walkKeys } from '../../views/assets/grading/desk-keys.js';
import {
  countMarked as countMarkedHere,
  forgetLevel,
  levelMarkedHere,
  rememberLevel,
} from '../../views/assets/grading/walk-progress.js';

const same = (id: string) => id;

describe('the order of a criterion', () => {
  const ids = fc.uniqueArray(fc.uuid(), { minLength: 12, maxLength: 60 });

  it('is the same each time, however the handbooks came', () => {
    fc.assert(
      fc.property(
        fc.uuid(),
        ids.chain((given) =>
          fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
        ),
        (criterion, [given, otherwise]) => {
          const order = shuffled(criterion, given, same);
          expect(shuffled(criterion, otherwise, same)).toEqual(order);
          expect([...order].sort()).toEqual([...given].sort());
        },
      ),
    );
  });

  it('is another one for another criterion', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.uuid(), { minLength: 2, maxLength: 2 }), ids, ([one, other], given) => {
        expect(shuffled(other ?? '', given, same)).not.toEqual(shuffled(one ?? '', given, same));
      }),
    );
  });

  it('keeps everybody’s place when one more is handed in', () => {
    fc.assert(
      fc.property(fc.uuid(), ids, (criterion, [late = '', ...given]) => {
        const order = shuffled(criterion, [...given, late], same);
        expect(order.filter((id) => id !== late)).toEqual(shuffled(criterion, given, same));
      }),
    );
  });

  it('puts nobody first by habit', () => {
    const ids = Array.from({ length: 10 }, (_, at) => `handbook-${at}`);
    const first = new Set(Array.from({ length: 200 }, (_, at) => shuffled(`criterion-${at}`, ids, same)[0]));
    expect(first.size).toBe(10);
  });
});

describe('the walk', () => {
  const rows = [
    { assessmentId: 'a', levelId: null },
    { assessmentId: 'b', levelId: 'good' },
    { assessmentId: null, levelId: null },
    { assessmentId: 'd', levelId: null },
  ];
  const all = { namesHidden: false, onlyOpen: false };

  it('goes from one to the next, and past what is not open yet', () => {
    expect(placeInWalk(rows, 'a', all)).toEqual({ position: 1, previous: null, next: rows[1] });
    expect(placeInWalk(rows, 'b', all)).toEqual({ position: 2, previous: rows[0], next: rows[3] });
    expect(placeInWalk(rows, 'd', all)).toEqual({ position: 4, previous: rows[1], next: null });
  });

  it('passes by what has a level when asked, and keeps the numbers', () => {
    const open = { ...all, onlyOpen: true };
    expect(placeInWalk(rows, 'a', open)).toEqual({ position: 1, previous: null, next: rows[3] });
    expect(placeInWalk(rows, 'd', open)).toEqual({ position: 4, previous: rows[0], next: null });
  });

  it('begins at the top from work that is not among those', () => {
    expect(placeInWalk(rows, 'x', all)).toEqual({ position: null, previous: null, next: rows[0] });
    expect(placeInWalk([], 'x', all)).toEqual({ position: null, previous: null, next: null });
  });

  it('counts what has a level', () => {
    expect(countMarked(rows)).toBe(1);
    expect(countMarked([])).toBe(0);
  });

  it('stands in the address', () => {
    for (const namesHidden of [true, false]) {
      for (const onlyOpen of [true, false]) {
        const query = walkQuery({ namesHidden, onlyOpen });
        expect(readWalk(Object.fromEntries(new URLSearchParams(query)))).toEqual({ namesHidden, onlyOpen });
      }
    }
    expect(walkQuery(all)).toBe('');
    expect(readWalk({ names: ['hidden', 'x'], only: 'closed' })).toEqual(all);
    expect(readWalk(null)).toEqual(all);
  });
});

describe('what a tab remembers of its marks', () => {
  it('is true for pages that were made before, and not for those that know a later mark', () => {
    rememberLevel('a', 'strategy', { levelId: 'good', version: 2 });
    const known = [0, 1, 2, 3].map((version) => levelMarkedHere('a', 'strategy', version));
    expect(known).toEqual(['good', 'good', 'good', undefined]);
    expect(levelMarkedHere('a', 'engagement', 0)).toBeUndefined();
    rememberLevel('a', 'strategy', { levelId: null, version: 3 });
    expect(levelMarkedHere('a', 'strategy', 3)).toBeNull();
    forgetLevel('a', 'strategy');
    expect(levelMarkedHere('a', 'strategy', 0)).toBeUndefined();
  });

  it('counts a handbook that got its level since, unless somebody has taken it away', () => {
    rememberLevel('b', 'strategy', { levelId: 'good', version: 1 });
    const open = (version: number) => [
      { assessment: 'b', version },
      { assessment: 'c', version: 0 },
    ];
    expect(countMarkedHere(5, open(0), 'strategy')).toBe(4);
    expect(countMarkedHere(5, open(2), 'strategy')).toBe(3);
    expect(countMarkedHere(5, open(0), 'engagement')).toBe(3);
  });
});

describe('a key that is held down', () => {
  const times = (page: 'desk' | 'walk', key: string) => {
    const done: string[] = [];
    const acts = new Proxy({} as DeskActs & { switchNames: () => void }, {
      get: (_, name) => () => done.push(String(name)),
    });
    const act = (page === 'desk' ? deskKeys(acts) : walkKeys(acts)).find(({ keys }) => keys[0] === key);
    for (const repeat of [false, true, true]) act?.run({ key, code: '', repeat } as KeyboardEvent);
    return done.length;
  };

  it('asks for one page', () => {
    for (const key of ['j', 'k', 'm', 'n', 'p', 'q', 'a'])
      expect([key, times('walk', key)]).toEqual([key, 1]);
    for (const key of ['n', 'p', 'q']) expect([key, times('desk', key)]).toEqual([key, 1]);
  });

  it('goes on through what is on the page', () => {
    for (const key of ['j', 'k', 'm', ']', '[']) expect([key, times('desk', key)]).toEqual([key, 3]);
    for (const key of [']', '[']) expect([key, times('walk', key)]).toEqual([key, 3]);
  });
});
