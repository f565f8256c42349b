import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { folded, rankByLetters } from '../../src/grading/desk/letters.rules.js';
import { countQueues, placeIn, queueNames, queues, readQueue } from '../../src/grading/desk/queue.rules.js';
import { strip } from '../../src/grading/desk/strip.rules.js';
import { type MarkingState } from '../../src/grading/marking/marking-state.rules.js';
import { aRubric, scaleOf } from './a-rubric.js';

const states: readonly MarkingState[] = [
  'nothing',
  'waiting',
  'marking',
  'ready',
  'changed',
  'marked',
  'released',
];

describe('the queue that a marker walks through', () => {
  const rows = (...of: MarkingState[]) => of.map((state, at) => row(at, state));
  const row = (at: number, state: MarkingState, changes: object = {}) => ({
    ...{ enrolmentId: `s${at}`, state, withdrawn: false, studentName: 'Zoë Nguyễn' as string | null },
    ...changes,
  });

  it('says where one is, and who comes before and after', () => {
    const list = rows('waiting', 'marked', 'ready', 'nothing', 'marking');
    expect(placeIn(list, 'open', 's2')).toMatchObject({
      position: 2,
      of: 3,
      previous: { enrolmentId: 's0', state: 'waiting' },
      next: { enrolmentId: 's4', state: 'marking' },
    });
    expect(placeIn(list, 'all', 's2')).toMatchObject({ position: 3, of: 4, previous: { enrolmentId: 's1' } });
  });

  it('goes on from a handbook that has just left it', () => {
    const list = rows('waiting', 'marked', 'ready');
    expect(placeIn(list, 'open', 's1')).toMatchObject({
      position: null,
      of: 2,
      previous: { enrolmentId: 's0' },
      next: { enrolmentId: 's2' },
    });
  });

  it('comes round to what was passed by, and ends when that is all; the list of all ends at its end', () => {
    const list = rows('waiting', 'marked', 'ready');
    expect(placeIn(list, 'open', 's2').next).toMatchObject({ enrolmentId: 's0' });
    expect(placeIn(list, 'ready', 's2')).toMatchObject({ position: 1, of: 1, previous: null, next: null });
    expect(placeIn(list, 'all', 's2').next).toBeNull();
    expect(placeIn([], 'all', 'nobody')).toEqual({ position: null, of: 0, previous: null, next: null });
  });

  it('passes by who has withdrawn or was erased, and counts them nowhere', () => {
    const list = [
      row(0, 'waiting', { withdrawn: true }),
      row(1, 'ready'),
      row(2, 'changed', { studentName: null }),
      row(3, 'marked'),
      row(4, 'marked', { withdrawn: true }),
    ];
    expect(countQueues(list)).toMatchObject({ open: 1, waiting: 0, ready: 1, changed: 0, all: 2 });
    expect(placeIn(list, 'open', 's1')).toMatchObject({ position: 1, of: 1, previous: null, next: null });
    expect(placeIn(list, 'all', 's0')).toMatchObject({ position: null, of: 2, next: { enrolmentId: 's1' } });
    expect(placeIn(list, 'all', 's3')).toMatchObject({ previous: { enrolmentId: 's1' }, next: null });
  });

  it('leads to everybody once and back again, whatever the marking has come to', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...states), { maxLength: 40 }),
        fc.constantFrom(...queueNames),
        (of, queue) => {
          const list = rows(...of);
          const queued = list.filter(({ state }) => queues[queue].holds(state));
          const seen: string[] = [];
          let at = queued[0];
          while (at && !seen.includes(at.enrolmentId)) {
            seen.push(at.enrolmentId);
            const { previous, next, position } = placeIn(list, queue, at.enrolmentId);
            expect(position).toBe(seen.length);
            expect(previous?.enrolmentId ?? null).toBe(seen.at(-2) ?? null);
            at = next ?? undefined;
          }
          expect(seen).toEqual(queued.map(({ enrolmentId }) => enrolmentId));
          expect(countQueues(list)[queue]).toBe(queued.length);
        },
      ),
    );
  });

  it('is what there is to do when an address names none, or nonsense', () => {
    expect(readQueue('ready')).toBe('ready');
    for (const named of [undefined, '', 'Ready', 'constructor', ['ready'], { a: 1 }]) {
      expect(readQueue(named)).toBe('open');
    }
  });
});

describe('finding by letters', () => {
  const names = ['Zoë Nguyễn', 'Łukasz Żółw', 'Zara Novak-Olsen', 'Anna Zimmermann', 'Søren Ødegård'];
  const find = (typed: string) =>
    names
      .map((name) => ({ name, rank: rankByLetters(typed, name) }))
      .filter((one): one is { name: string; rank: number } => one.rank !== null)
      .sort((one, other) => one.rank - other.rank)
      .map(({ name }) => name);

  it.each<[string, string[]]>([
    ['zoe', ['Zoë Nguyễn', 'Zara Novak-Olsen']],
    ['nguyen', ['Zoë Nguyễn']],
    ['zn', ['Zoë Nguyễn', 'Zara Novak-Olsen', 'Anna Zimmermann']],
    ['LUKASZ', ['Łukasz Żółw']],
    ['zara no', ['Zara Novak-Olsen']],
    ['soren od', ['Søren Ødegård']],
    ['zno', ['Zara Novak-Olsen']],
    ['q', []],
  ])('%s', (typed, found) => {
    expect(find(typed)).toEqual(found);
  });

  it('finds everybody by nothing, by their whole name and by every beginning of it', () => {
    expect(find('')).toEqual(names);
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.nat(20), (name, length) => {
        fc.pre(folded(name) !== '');
        expect(rankByLetters(name, name)).toBe(0);
        expect(rankByLetters(folded(name).slice(0, length), name)).toBe(0);
      }),
    );
  });
});

describe('the line of all criteria', () => {
  it('says what each has so far, and what has nothing', () => {
    const scale = scaleOf(aRubric());
    const [first, second] = strip(scale, { strategy: 'strategy-2' });
    expect(first).toMatchObject({ number: 1, missing: false, points: '2/3', spoken: 'Proficient, 2 of 3' });
    expect(second).toMatchObject({ number: 2, missing: true, points: '–', spoken: 'no level yet' });
  });
});
