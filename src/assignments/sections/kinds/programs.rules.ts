import { type Book, type BookSection, type Finding } from '../section-kind.rules.js';
import { rowFinding, rowNames, sameName, unnamed } from '../tables/checks.rules.js';
import { type TableContent } from '../tables/table-content.rules.js';
import { tableKind } from '../tables/table-kind.rules.js';
import { type TableSpec } from '../tables/table-spec.rules.js';

/** The functions of a business that a program can serve. */
export const functions = [
  { key: 'customer-service', label: 'Customer service' },
  { key: 'product-management', label: 'Product management' },
  { key: 'sales', label: 'Sales' },
  { key: 'logistics', label: 'Logistics' },
  { key: 'human-resources', label: 'Human resources' },
  { key: 'marketing', label: 'Marketing' },
  { key: 'communications', label: 'Communications' },
  { key: 'finance', label: 'Finance' },
  { key: 'management', label: 'Management' },
] as const;

const spec: TableSpec = {
  noun: { one: 'program', many: 'programs' },
  columns: [
    {
      key: 'program',
      label: 'Program',
      type: 'text',
      width: 'medium',
      hint: 'Its name',
      gap: { lacks: 'has no name', teach: 'Actions, budget and return choose a program by its name.' },
    },
    {
      key: 'serves',
      label: 'Serves',
      type: 'choice',
      choices: functions,
      width: 'medium',
      hint: 'The function of the business that it serves',
      gap: {
        lacks: 'serves no function of the business',
        teach:
          'Choose the function whose objective it helps to reach. A program that serves nobody is staffed by nobody.',
      },
    },
    {
      key: 'objective',
      label: 'Objective',
      type: 'ref',
      to: 'objectives',
      width: 'medium',
      hint: 'What it is for',
      gap: { lacks: 'has no objective', teach: 'Without one, nobody can say whether it worked.' },
    },
    {
      key: 'purpose',
      label: 'What it does',
      type: 'long',
      width: 'wide',
      hint: 'Who takes part, why they would, and what happens then',
      gap: {
        lacks: 'does not say what it does',
        teach:
          'Say who takes part, why they would come back, who answers them, and what changes because of them.',
      },
    },
    {
      key: 'lead',
      label: 'Lead',
      type: 'text',
      width: 'narrow',
      hint: 'Who answers for it',
      gap: { lacks: 'has no lead', teach: 'Name the role that answers for it when something goes wrong.' },
    },
  ],
  computed: [],
  fields: [],
};

/** The few programs that carry the strategy, each with the function that it serves. */
export const programs = tableKind({ ...spec, check });

function check(content: TableContent, section: BookSection, book: Book): Finding[] {
  const name = rowNames(spec, content);
  return [
    ...sameName('programs', content, section, (twice) => `Two programs are called ${twice}.`),
    ...unnamed(content, 'budget', 'program', book).map(({ id }) =>
      rowFinding(
        section,
        id,
        'program',
        `${name(id)} has no line in the budget.`,
        'Hours of people who are employed already cost money, too. Give it a line, or write there why it costs nothing.',
      ),
    ),
    ...unnamed(content, 'actions', 'program', book).map(({ id }) =>
      rowFinding(
        section,
        id,
        'program',
        `${name(id)} has no action.`,
        'A program that nobody begins stays an idea. Say what is done first, by whom and when.',
      ),
    ),
  ];
}
