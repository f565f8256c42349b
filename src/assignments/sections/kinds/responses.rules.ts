import { tableKind } from '../tables/table-kind.rules.js';

/** Kinds of cases, who answers each of them how, and in which time the company promises to. */
export const responses = tableKind({
  noun: { one: 'case', many: 'cases' },
  columns: [
    { key: 'case', label: 'Case', type: 'text', width: 'medium', hint: 'What people write about' },
    {
      key: 'answeredBy',
      label: 'Answered by',
      type: 'text',
      width: 'medium',
      hint: 'A role, and its deputy',
    },
    {
      key: 'firstAnswerHours',
      label: 'First answer within (hours)',
      type: 'quantity',
      width: 'narrow',
      hint: '2',
    },
    { key: 'solvedHours', label: 'Solved within (hours)', type: 'quantity', width: 'narrow', hint: '24' },
    {
      key: 'answer',
      label: 'How it is answered',
      type: 'long',
      width: 'wide',
      hint: 'What is said, what is done, what is left unanswered',
    },
  ],
  computed: [],
  fields: [],
});
