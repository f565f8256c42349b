import { type BookSection, type Finding } from '../section-kind.rules.js';
import { rowFinding, rowName, sectionFinding } from '../tables/checks.rules.js';
import { dayWords, isDay } from '../tables/days.rules.js';
import { type TableContent } from '../tables/table-content.rules.js';
import { tableKind } from '../tables/table-kind.rules.js';
import { type TableSpec } from '../tables/table-spec.rules.js';

const spec: TableSpec = {
  noun: { one: 'action', many: 'actions' },
  columns: [
    {
      key: 'action',
      label: 'Action',
      type: 'long',
      width: 'wide',
      hint: 'What is done; begin with a verb',
      gap: { lacks: 'says nothing', teach: 'Begin with a verb: what will somebody have done?' },
    },
    {
      key: 'program',
      label: 'Program',
      type: 'ref',
      to: 'programs',
      width: 'medium',
      hint: 'The program that it belongs to',
      gap: {
        lacks: 'belongs to no program',
        teach: 'What no program needs can be left out, and the plan is shorter.',
      },
    },
    {
      key: 'owner',
      label: 'Owner',
      type: 'text',
      width: 'medium',
      hint: 'One person or role',
      gap: { lacks: 'has no owner', teach: 'Name one role. What two own, each leaves to the other.' },
    },
    {
      key: 'from',
      label: 'From',
      type: 'date',
      width: 'narrow',
      hint: '1 Feb 2027',
      gap: {
        lacks: 'has no first day',
        teach: 'Without it nobody sees what has to be done at the same time.',
      },
    },
    {
      key: 'to',
      label: 'To',
      type: 'date',
      width: 'narrow',
      hint: '28 Feb 2027',
      gap: { lacks: 'has no last day', teach: 'What has no end is not late, and not done.' },
    },
  ],
  computed: [],
  fields: [
    {
      key: 'planFrom',
      label: 'The plan begins',
      type: 'date',
      width: 'narrow',
      hint: 'The first day of the plan',
      gap: { lacks: 'has no day on which the plan begins', teach: 'Actions are checked against it.' },
    },
    {
      key: 'planTo',
      label: 'The plan ends',
      type: 'date',
      width: 'narrow',
      hint: 'The last day of the plan',
      gap: {
        lacks: 'has no day on which the plan ends',
        teach: 'Cost and benefit count for the time until then.',
      },
    },
  ],
};

/** What is done by whom and by when, program by program. */
export const actions = tableKind({ ...spec, check });

function check({ rows, fields }: TableContent, section: BookSection): Finding[] {
  const { planFrom, planTo } = fields;
  const plan =
    isDay(planFrom) && isDay(planTo) && planTo < planFrom
      ? [sectionFinding(section, 'The plan ends before it begins.', 'Exchange its two days.', 'planTo')]
      : [];
  return [
    ...plan,
    ...rows.flatMap((row, index): Finding[] => {
      const { from, to } = row.cells;
      const name = rowName(spec, row, index);
      if (isDay(from) && isDay(to) && to < from)
        return [
          rowFinding(section, row.id, 'to', `${name} ends before it begins.`, 'Exchange its two days.'),
        ];
      const late = (column: 'from' | 'to', day: string) =>
        rowFinding(
          section,
          row.id,
          column,
          `${name} ${column === 'from' ? 'begins' : 'ends'} after the plan, which ends on ${dayWords(day)}.`,
          'Its cost and its effect would fall outside what is decided on. Move it, shorten it, or let the plan end later.',
        );
      if (plan.length > 0) return [];
      if (isDay(planTo) && isDay(from) && from > planTo) return [late('from', planTo)];
      return [
        ...(isDay(planFrom) && isDay(from) && from < planFrom
          ? [
              rowFinding(
                section,
                row.id,
                'from',
                `${name} begins before the plan, which begins on ${dayWords(planFrom)}.`,
                'Nobody has decided yet by then. Move it, or let the plan begin earlier.',
              ),
            ]
          : []),
        ...(isDay(planTo) && isDay(to) && to > planTo ? [late('to', planTo)] : []),
      ];
    }),
  ];
}
