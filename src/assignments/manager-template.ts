import { type TemplatePlan } from './planning.service.js';

/** The Manager's handbook: the executive brief, the ten parts that carry a strategy out, and the source register. */
export const managerTemplate: TemplatePlan = {
  title: 'Execution handbook',
  sections: [
    {
      key: 'executive-brief',
      kind: 'prose',
      title: 'Executive brief',
      purpose:
        'One page from which an executive can decide: what is asked for, what runs when the answer is yes, what it costs, what it brings, and the main risk.',
      words: [250, 450],
    },
    {
      key: 'ownership',
      kind: 'presence',
      title: 'Ownership of presences',
      purpose:
        'Each presence with its owner, deputy, audience and purpose, who can speak and who holds the keys, and what is closed or left to others.',
      words: [250, 700],
    },
    {
      key: 'listening',
      kind: 'prose',
      title: 'Listening and monitoring',
      purpose:
        'What is searched for, where and how often; how much of it is found and how much is noise; and where each finding goes.',
      words: [250, 700],
    },
    {
      key: 'response',
      kind: 'responses',
      title: 'Response playbook and service levels',
      purpose:
        'Kinds of cases, who answers each of them how, in which time the company promises to, what it does not answer, and two or three answers written out.',
      words: [400, 1000],
    },
    {
      key: 'escalation',
      kind: 'escalation',
      title: 'Escalation and crisis',
      purpose:
        'Signs that move a case up, to whom and how fast; in a crisis the roles, the first hours, the holding statement, and how it ends.',
      words: [400, 1000],
    },
    {
      key: 'calendar',
      kind: 'calendar',
      title: 'Editorial calendar',
      purpose:
        'A season of pieces that serve objectives and are due before the questions come, with their hours, their owners, and room that is kept free.',
      words: [250, 700],
    },
    {
      key: 'roster',
      kind: 'roster',
      title: 'Helpdesk roster',
      purpose:
        'Arrivals, handling times, opening hours and languages; the hours and people that follow from them; and what gives when more arrives.',
      words: [300, 800],
    },
    {
      key: 'advocacy',
      kind: 'prose',
      title: 'Advocacy and recommendations',
      purpose:
        'Who helps and recommends already, what they get from it, one rule for inviting them, what is disclosed, and how recommendations are counted.',
      words: [250, 700],
    },
    {
      key: 'measures',
      kind: 'reporting',
      title: 'Measures',
      purpose:
        'A few measures, each defined so that two people would count the same, with its objective, its value today, its normal range and who acts on it.',
      words: [300, 800],
    },
    {
      key: 'weekly-report',
      kind: 'prose',
      title: 'Weekly executive report',
      purpose:
        'The form of the report and one week filled in: what changed, why, what was done, and what is asked of the reader.',
      words: [200, 600],
    },
    {
      key: 'budget',
      kind: 'budget',
      title: 'Budget',
      purpose:
        'What the plan costs in hours and money, line by line, what a case costs, what changes when volumes do, and what would be stopped first.',
      words: [250, 700],
    },
    {
      key: 'sources',
      kind: 'sources',
      title: 'Source register',
      purpose:
        'Every source: what it is, where it is, when you saw it. Public information only; your own counts with how and when you made them.',
      words: null,
    },
  ],
};
