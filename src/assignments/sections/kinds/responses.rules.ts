import { type BookSection, type Finding } from '../section-kind.rules.js';
import { rowFinding, rowName } from '../tables/checks.rules.js';
import { type TableContent } from '../tables/table-content.rules.js';
import { tableKind } from '../tables/table-kind.rules.js';
import { type TableSpec } from '../tables/table-spec.rules.js';

const spec: TableSpec = {
  noun: { one: 'case', many: 'cases' },
  columns: [
    {
      key: 'case',
      label: 'Case',
      type: 'text',
      width: 'medium',
      hint: 'What people write about',
      gap: {
        lacks: 'has no name',
        teach: 'Say what people write about, so that whoever is on duty finds the line.',
      },
    },
    {
      key: 'answeredBy',
      label: 'Answered by',
      type: 'text',
      width: 'medium',
      hint: 'A role, and its deputy',
      gap: {
        lacks: 'is answered by nobody',
        teach: 'Name a role and its deputy: the promise holds on Sundays, too, or says that it doesn’t.',
      },
    },
    {
      key: 'firstAnswerHours',
      label: 'First answer within (hours)',
      type: 'quantity',
      width: 'narrow',
      hint: '2',
      needed: ({ solvedHours }) => solvedHours !== undefined,
      gap: {
        lacks: 'promises no first answer',
        teach: 'People wait for a sign before they wait for a solution.',
      },
    },
    {
      key: 'solvedHours',
      label: 'Solved within (hours)',
      type: 'quantity',
      width: 'narrow',
      hint: '24',
      optional: true,
    },
    {
      key: 'answer',
      label: 'How it is answered',
      type: 'long',
      width: 'wide',
      hint: 'What is said, what is done, what is left unanswered',
      gap: {
        lacks: 'does not say how it is answered',
        teach: 'What is said, what is done; or why it is left unanswered.',
      },
    },
  ],
  computed: [],
  fields: [],
};

/** Kinds of cases, who answers each of them how, and in which time the company promises to. */
export const responses = tableKind({ ...spec, check: promises });

function promises({ rows }: TableContent, section: BookSection): Finding[] {
  return rows.flatMap((row, index) => {
    const { firstAnswerHours, solvedHours } = row.cells;
    if (typeof firstAnswerHours !== 'number' || typeof solvedHours !== 'number') return [];
    if (firstAnswerHours <= solvedHours) return [];
    return [
      rowFinding(
        section,
        row.id,
        'firstAnswerHours',
        `${rowName(spec, row, index)} is promised to be solved before it is answered.`,
        'Exchange the two times, or promise the same for both.',
      ),
    ];
  });
}
