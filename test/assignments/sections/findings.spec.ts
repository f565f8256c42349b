import { describe, expect, it } from '@jest/globals';
import { type Finding } from '../../../src/assignments/sections/section-kind.rules.js';
import { emptySections, findingsOf } from '../../../src/assignments/sections/section-kinds.rules.js';
import { typedBook, type TypedHandbook, type TypedTable } from './book.js';

const objective = {
  ...{ id: 'o1', objective: 'Fewer contacts', metric: 'Contacts', baseline: '4,767', target: '4,100' },
  ...{ unit: 'a month', by: '31 Dec 2027' },
};
const program = {
  ...{
    id: 'p1',
    program: 'Answers',
    serves: 'customer-service',
    objective: 'o1',
    purpose: 'Answers',
    lead: 'Ann',
  },
};
const action = {
  id: 'a1',
  action: 'Begin',
  program: 'p1',
  owner: 'Ann',
  from: '4 Jan 2027',
  to: '8 Jan 2027',
};
const line = {
  ...{ id: 'b1', item: 'Time', program: 'p1', kind: 'people', quantity: '10', unit: 'hours', unitCost: '45' },
};
const measure = {
  id: 'm1',
  measure: 'Contacts',
  objective: 'o1',
  source: 'Desk',
  rhythm: 'weekly',
  actor: 'Ann',
};
const benefit = {
  ...{ id: 'r1', benefit: 'Contacts', program: 'p1', low: '50', expected: '150', high: '200', value: '4.50' },
  assumption: 'Half of them need not arise',
};

/** In which everything fits. */
const whole: TypedHandbook = {
  objectives: { rows: [objective] },
  programs: { rows: [program] },
  actions: { fields: { planFrom: '1 Jan 2027', planTo: '31 Dec 2027' }, rows: [action] },
  presence: {
    rows: [
      {
        ...{ id: 'w1', platform: 'Page', address: 'plaza.example/page', owner: 'Ann', audience: 'Guests' },
        ...{ purpose: 'Answers', decision: 'keep' },
      },
      {
        id: 'w2',
        platform: 'Old page',
        address: 'https://plaza.example/old',
        owner: 'Ann',
        decision: 'close',
      },
    ],
  },
  resources: {
    rows: [
      {
        ...{ id: 's1', resource: 'Service', kind: 'people', origin: 'in-house', program: 'p1' },
        ...{ hoursPerWeek: '8', weeks: '46' },
      },
      { id: 's2', resource: 'Inbox', kind: 'tool', origin: 'bought' },
    ],
  },
  budget: { fields: { currency: 'EUR', period: '2027' }, rows: [line] },
  reporting: { rows: [measure] },
  roi: { rows: [benefit] },
  sources: {
    rows: [{ id: 'q1', source: 'Page', address: 'https://plaza.example/page', seen: '4 Nov 2026' }],
  },
};

describe('what does not fit', () => {
  it('is nothing in a handbook in which all belongs together', () => {
    expect(findingsOf(typedBook(whole))).toEqual([]);
  });

  it.each<[string, TypedHandbook, where: string, sentence: string]>([
    [
      'a program without a line in the budget',
      {
        programs: { rows: [program, { ...program, id: 'p2', program: 'Bench' }] },
        actions: also('actions', { ...action, id: 'a2', program: 'p2' }),
      },
      'programs p2 program',
      '“Bench” has no line in the budget.',
    ],
    [
      'a program without an action',
      {
        programs: { rows: [program, { ...program, id: 'p2', program: 'Bench' }] },
        budget: also('budget', { ...line, id: 'b2', program: 'p2' }),
      },
      'programs p2 program',
      '“Bench” has no action.',
    ],
    [
      'two programs of one name',
      {
        programs: { rows: [program, { ...program, id: 'p2', program: ' answers' }] },
        actions: also('actions', { ...action, id: 'a2', program: 'p2' }),
        budget: also('budget', { ...line, id: 'b2', program: 'p2' }),
      },
      'programs p2 program',
      'Two programs are called “answers”.',
    ],
    [
      'a program that serves no function',
      { programs: { rows: [{ ...program, serves: '' }] } },
      'programs p1 serves',
      '“Answers” serves no function of the business.',
    ],
    [
      'an objective without a measure',
      { reporting: { rows: [{ ...measure, objective: '' }] } },
      'objectives o1 metric; reporting m1 objective',
      'No measure belongs to “Fewer contacts”. “Contacts” belongs to no objective.',
    ],
    [
      'an objective without a program',
      { programs: { rows: [{ ...program, objective: '' }] } },
      'objectives o1 objective; programs p1 objective',
      'No program works towards “Fewer contacts”. “Answers” has no objective.',
    ],
    [
      'a target that is the baseline',
      { objectives: { rows: [{ ...objective, target: '4767' }] } },
      'objectives o1 target',
      'The target of “Fewer contacts” is its baseline.',
    ],
    [
      'a number without a unit',
      { objectives: { rows: [{ ...objective, unit: '' }] } },
      'objectives o1 unit',
      '“Fewer contacts” has no unit.',
    ],
    [
      'an action after the end of the plan',
      { actions: { ...whole.actions, rows: [{ ...action, from: '1 Feb 2028', to: '2 Feb 2028' }] } },
      'actions a1 from',
      '“Begin” begins after the plan, which ends on 31 Dec 2027.',
    ],
    [
      'an action that ends after the plan',
      { actions: { ...whole.actions, rows: [{ ...action, to: '2 Jan 2028' }] } },
      'actions a1 to',
      '“Begin” ends after the plan, which ends on 31 Dec 2027.',
    ],
    [
      'an action before the plan',
      { actions: { ...whole.actions, rows: [{ ...action, from: '31 Dec 2026' }] } },
      'actions a1 from',
      '“Begin” begins before the plan, which begins on 1 Jan 2027.',
    ],
    [
      'an action that ends before it begins, without an owner',
      { actions: { ...whole.actions, rows: [{ ...action, owner: ' ', to: '1 Jan 2027' }] } },
      'actions a1 owner; actions a1 to',
      '“Begin” has no owner. “Begin” ends before it begins.',
    ],
    [
      'a plan that ends before it begins',
      { actions: { ...whole.actions, fields: { planFrom: '1 Jan 2028', planTo: '31 Dec 2027' } } },
      'actions - planTo',
      'The plan ends before it begins.',
    ],
    [
      'a presence that is kept without an owner and an audience',
      {
        presence: {
          rows: [
            {
              id: 'w1',
              platform: 'Page',
              address: 'https://x.example',
              purpose: 'Answers',
              decision: 'keep',
            },
          ],
        },
      },
      'presence w1 owner; presence w1 audience',
      '“Page” has no owner. “Page” has no audience.',
    ],
    [
      'a source without a link, and one that can’t be opened',
      {
        sources: {
          rows: [
            { id: 'q1', source: 'Report', seen: '4 Nov 2026' },
            { id: 'q2', source: 'Study', address: 'on my shelf', seen: '4/5/2026' },
          ],
        },
      },
      'sources q1 address; sources q2 address; sources q2 seen',
      '“Report” has no link. “on my shelf” is no address that can be opened. “4/5/2026” can’t be read as a day.',
    ],
    [
      'a budget without a currency',
      { budget: { fields: { period: '2027' }, rows: [line] } },
      'budget - currency',
      'This section has no currency.',
    ],
    [
      'lines that can’t be counted',
      {
        budget: {
          ...whole.budget,
          rows: [
            line,
            { ...line, id: 'b2', item: 'Tool', unitCost: '$300' },
            { ...line, id: 'b3', item: 'Clicks', unitCost: '0.005' },
            { ...line, id: 'b4', item: 'Samples', quantity: 'some' },
            { ...line, id: 'b5', item: 'Van', quantity: '9,999,999,999', unitCost: '90,000,000,000' },
          ],
        },
      },
      'budget b2 unitCost; budget b3 unitCost; budget b4 quantity; budget b5 unitCost',
      '“$300” is not in EUR. “0.005” has more decimals than EUR has. “some” can’t be read as a number. “Van” is too large to be counted.',
    ],
    [
      'money that no program needs',
      { budget: { ...whole.budget, rows: [line, { ...line, id: 'b2', item: 'Trips', program: '' }] } },
      'budget - -',
      '50.0 % of the budget belongs to no program.',
    ],
    [
      'a reference to what is gone',
      { roi: { rows: [{ ...benefit, program: 'p9' }] } },
      'roi r1 program',
      'The program that is chosen here is no longer in the handbook.',
    ],
    [
      'a return without a cost',
      { budget: { fields: { currency: 'EUR', period: '2027' }, rows: [{ ...line, quantity: '0' }] } },
      'roi - -',
      'The return has no cost yet.',
    ],
    [
      'a low case above the expected one',
      { roi: { rows: [{ ...benefit, low: '151' }] } },
      'roi r1 low',
      'The low case of “Contacts” is above the expected one.',
    ],
    [
      'a high case below the expected one',
      { roi: { rows: [{ ...benefit, high: '149' }] } },
      'roi r1 high',
      'The high case of “Contacts” is below the expected one.',
    ],
    [
      'a benefit that is no range and has no assumption',
      { roi: { rows: [{ ...benefit, low: '150', high: '150', assumption: '' }] } },
      'roi r1 assumption; roi r1 expected',
      '“Contacts” has no assumption. The low and the high case of “Contacts” are the same.',
    ],
    [
      'people without hours',
      {
        resources: { rows: [{ id: 's1', resource: 'Service', kind: 'people', origin: 'hire', weeks: '46' }] },
      },
      'resources s1 hoursPerWeek',
      '“Service” has no hours a week.',
    ],
    [
      'a row in which nothing but a choice stands',
      { reporting: { rows: [measure, { id: 'm2', rhythm: 'daily' }] } },
      'reporting m2 measure',
      'Measure 2 is only begun: measure, objective, source and who acts on it are empty.',
    ],
  ])('is told of %s', (_name, change, where, sentence) => {
    const found = findingsOf(typedBook({ ...whole, ...change }));
    expect(found.map(place).join('; ')).toBe(where);
    expect(found.map((one) => one.sentence).join(' ')).toBe(sentence);
    for (const { teach } of found) expect(teach).toMatch(/^[A-Z0-9].*[.?]$/);
  });

  it.each<[string, TypedHandbook, where: string, sentence: string]>([
    [
      'an answer that is promised after the solution',
      {
        responses: {
          rows: [
            {
              id: 'c1',
              case: 'Late',
              answeredBy: 'Desk',
              firstAnswerHours: '24',
              solvedHours: '2',
              answer: 'So',
            },
          ],
        },
      },
      'responses c1 firstAnswerHours',
      '“Late” is promised to be solved before it is answered.',
    ],
    [
      'pieces for a presence that is closed, but for a last word',
      {
        presence: {
          rows: [
            { id: 'w1', platform: 'Old', address: 'https://x.example', owner: 'Ann', decision: 'close' },
          ],
        },
        calendar: {
          rows: ['k0', 'k1'].map((id) => ({
            ...{ id, piece: 'How to oil it', date: '2 Mar 2027', presence: 'w1', objective: 'service' },
            ...{ owner: 'Ann', hours: '3' },
          })),
        },
      },
      'calendar k1 presence',
      '“How to oil it” is planned for “Old”, which you close.',
    ],
    [
      'a shift of eight days',
      {
        roster: {
          rows: [
            {
              id: 'f1',
              shift: 'Early',
              people: '2',
              daysPerWeek: '8',
              hoursPerDay: '6',
              languages: 'English',
            },
          ],
        },
      },
      'roster f1 daysPerWeek',
      '“Early” has more days than a week has.',
    ],
  ])('is told of %s in a Manager’s handbook', (_name, handbook, where, sentence) => {
    const found = findingsOf(typedBook(handbook));
    expect(found.map(place).join('; ')).toBe(where);
    expect(found.map((one) => one.sentence).join(' ')).toBe(sentence);
  });

  it('is not told of sections in which nothing stands: that they are empty is', () => {
    const { budget: _budget, ...others } = whole;
    const book = typedBook({
      ...others,
      budget: {},
      reporting: {},
      actions: { fields: whole.actions?.fields ?? {} },
    });
    expect(emptySections(book).map(({ key }) => key)).toEqual(['actions', 'reporting', 'budget']);
    expect(findingsOf(book).map(place)).toEqual(['roi - -']);
  });

  it('is told once at each place, in the order of the handbook, with a name that is short', () => {
    const name = 'A program whose name goes on and on because somebody has put all of its purpose into it';
    const found = findingsOf(
      typedBook({ ...whole, programs: { rows: [{ ...program, id: 'p2', program: name }] } }),
    );
    const places = found.map(place);
    expect(new Set(places).size).toBe(places.length);
    expect(found.map(({ section }) => section)).toEqual(
      [...found.map(({ section }) => section)].sort((a, b) => order.indexOf(a) - order.indexOf(b)),
    );
    expect(found[0]?.sentence).toBe(
      '“A program whose name goes on and on because somebody has…” has no line in the budget.',
    );
  });

  it('is found fast enough to be looked for while somebody types', () => {
    const many = (row: { id: string }, count: number) =>
      Array.from({ length: count }, (_, at) => ({ ...row, id: `${row.id}-${at}` }));
    const book = typedBook({
      ...whole,
      actions: { ...whole.actions, rows: many(action, 300) },
      budget: { ...whole.budget, rows: many(line, 300) },
      sources: {
        rows: many({ id: 'q', ...{ source: 'Page', address: 'https://a.example', seen: '4 Nov 2026' } }, 300),
      },
    });
    findingsOf(book);
    const before = process.cpuUsage();
    expect(findingsOf({ ...book })).toEqual([]);
    const { user } = process.cpuUsage(before);
    // 900 rows, processor time in microseconds; about 30 ms, while a pause in typing lasts 120
    expect(user).toBeLessThan(250_000);
  });
});

const order = Object.keys(whole);

function also(
  kind: 'actions' | 'budget',
  row: NonNullable<TypedTable['rows']>[number],
): NonNullable<TypedHandbook[typeof kind]> {
  return { ...whole[kind], rows: [...(whole[kind]?.rows ?? []), row] };
}

function place({ section, row, column }: Finding): string {
  return `${section} ${row ?? '-'} ${column ?? '-'}`;
}
