import { type TemplatePlan } from './planning.service.js';

/** The Strategist's handbook: the executive brief, the eleven things that it documents, and the source register. */
export const strategistTemplate: TemplatePlan = {
  title: 'Strategy handbook',
  sections: [
    {
      key: 'executive-brief',
      kind: 'prose',
      title: 'Executive brief',
      purpose:
        'One page from which an executive can decide: the situation, the choice, what it costs and what it brings.',
      words: [250, 450],
    },
    {
      key: 'goal',
      kind: 'prose',
      title: 'Ultimate goal and purpose',
      purpose: 'What the company wants to have reached, and why social media is a way there.',
      words: [150, 400],
    },
    {
      key: 'research',
      kind: 'prose',
      title: 'Initial market research',
      purpose:
        'Who talks about the company and its field, where, and what they need. Facts with their sources.',
      words: [500, 1200],
    },
    {
      key: 'swot',
      kind: 'swot',
      title: 'SWOT analysis',
      purpose:
        'Strengths and weaknesses inside the company, opportunities and threats outside, each one short and specific.',
      words: null,
    },
    {
      key: 'strategy',
      kind: 'prose',
      title: 'Strategy',
      purpose:
        'The choice that follows from what you found, what it rules out, and how it reaches beyond marketing.',
      words: [500, 1200],
    },
    {
      key: 'programs',
      kind: 'prose',
      title: 'Programs',
      purpose:
        'The few programs that carry the strategy. Each names the function of the business that it serves.',
      words: [300, 900],
    },
    {
      key: 'actions',
      kind: 'prose',
      title: 'Actions',
      purpose: 'What is done by whom and by when, program by program.',
      words: [200, 700],
    },
    {
      key: 'presence',
      kind: 'prose',
      title: 'Social presence',
      purpose: 'Each place where the company is present: who owns it, for which audience, for which purpose.',
      words: [200, 600],
    },
    {
      key: 'resources',
      kind: 'prose',
      title: 'Resources',
      purpose: 'The people, skills and tools that the programs need, and where they come from.',
      words: [150, 500],
    },
    {
      key: 'budget',
      kind: 'prose',
      title: 'Budgets',
      purpose: 'What each program costs, in money and in hours, and how you know.',
      words: [150, 500],
    },
    {
      key: 'reporting',
      kind: 'prose',
      title: 'Reporting',
      purpose: 'What is measured for which objective, from which source, how often, and who acts on it.',
      words: [200, 600],
    },
    {
      key: 'roi',
      kind: 'prose',
      title: 'Return on investment',
      purpose: 'What the company gets for what it spends, as a range, with the assumptions that carry it.',
      words: [200, 600],
    },
    {
      key: 'sources',
      kind: 'prose',
      title: 'Source register',
      purpose: 'Every source: what it is, where it is, when you saw it. Public information only.',
      words: [50, 600],
    },
  ],
};
