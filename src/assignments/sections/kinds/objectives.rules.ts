import { type Book, type BookSection, type Finding } from '../section-kind.rules.js';
import { rowFinding, rowNames, sameName, unnamed } from '../tables/checks.rules.js';
import { type TableContent } from '../tables/table-content.rules.js';
import { tableKind } from '../tables/table-kind.rules.js';
import { type TableSpec } from '../tables/table-spec.rules.js';

const spec: TableSpec = {
  noun: { one: 'objective', many: 'objectives' },
  columns: [
    {
      key: 'objective',
      label: 'Objective',
      type: 'long',
      width: 'wide',
      hint: 'What the business will have, in one line',
      gap: {
        lacks: 'says no objective',
        teach: 'A metric alone is a number. Say what the business will have when it is reached.',
      },
    },
    {
      key: 'metric',
      label: 'Metric',
      type: 'text',
      width: 'medium',
      hint: 'What is counted',
      gap: {
        lacks: 'has no metric',
        teach: 'Name what is counted, so that two people would agree whether it was reached.',
      },
    },
    {
      key: 'baseline',
      label: 'Baseline',
      type: 'quantity',
      width: 'narrow',
      hint: 'Where it stands today',
      gap: {
        lacks: 'has no baseline',
        teach:
          'Without today’s value nobody can tell how far the way is. An estimate that says how it was made will do.',
      },
    },
    {
      key: 'target',
      label: 'Target',
      type: 'quantity',
      width: 'narrow',
      hint: 'Where it shall stand',
      gap: { lacks: 'has no target', teach: 'Say how much is enough, or it can never be reached.' },
    },
    {
      key: 'unit',
      label: 'Unit',
      type: 'text',
      width: 'narrow',
      hint: 'a month, %, minutes',
      gap: {
        lacks: 'has no unit',
        teach: '12 of what, and in which time? Write %, minutes, contacts a month.',
      },
    },
    {
      key: 'by',
      label: 'By',
      type: 'date',
      width: 'narrow',
      hint: '31 Dec 2027',
      gap: {
        lacks: 'has no day by which it is reached',
        teach: 'An objective without a day can’t be missed.',
      },
    },
  ],
  computed: [],
  fields: [],
};

/** What is to be reached: a metric, where it stands, where it shall stand, by when. */
export const objectives = tableKind({ ...spec, check });

function check(content: TableContent, section: BookSection, book: Book): Finding[] {
  const name = rowNames(spec, content);
  return [
    ...sameName('objectives', content, section, (twice) => `${twice} stands here twice.`),
    ...content.rows.flatMap(({ id, cells: { baseline, target } }) =>
      typeof target === 'number' && target === baseline
        ? [
            rowFinding(
              section,
              id,
              'target',
              `The target of ${name(id)} is its baseline.`,
              'Then nothing has to be done. To hold something that would fall is an objective, too: say so in its line, and take as the baseline what it would fall to.',
            ),
          ]
        : [],
    ),
    ...unnamed(content, 'reporting', 'objective', book).map(({ id }) =>
      rowFinding(
        section,
        id,
        'metric',
        `No measure belongs to ${name(id)}.`,
        'Nobody will see whether it is reached. Give it a line under the section on reporting.',
      ),
    ),
    ...unnamed(content, 'programs', 'objective', book).map(({ id }) =>
      rowFinding(
        section,
        id,
        'objective',
        `No program works towards ${name(id)}.`,
        'Name it in the program that shall reach it, or take it out: an objective that nobody works for is a wish.',
      ),
    ),
  ];
}
