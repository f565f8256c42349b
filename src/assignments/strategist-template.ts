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
      kind: 'objectives',
      title: 'Ultimate goal and purpose',
      purpose:
        'What the company wants to have reached, and why social media is a way there; then its objectives, each with its metric, its value today, its target and the day.',
      words: [150, 450],
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
      kind: 'programs',
      title: 'Programs',
      purpose:
        'The few programs that carry the strategy. Each names the function of the business that it serves.',
      words: [300, 900],
    },
    {
      key: 'actions',
      kind: 'actions',
      title: 'Actions',
      purpose: 'What is done by whom and by when, program by program.',
      words: [200, 900],
    },
    {
      key: 'presence',
      kind: 'presence',
      title: 'Social presence',
      purpose: 'Each place where the company is present: who owns it, for which audience, for which purpose.',
      words: [200, 700],
    },
    {
      key: 'resources',
      kind: 'resources',
      title: 'Resources',
      purpose: 'The people, skills and tools that the programs need, and where they come from.',
      words: [100, 600],
    },
    {
      key: 'budget',
      kind: 'budget',
      title: 'Budgets',
      purpose:
        'What each program costs, in money and in hours, and how you know. Totals and shares are computed.',
      words: [100, 600],
    },
    {
      key: 'reporting',
      kind: 'reporting',
      title: 'Reporting',
      purpose: 'What is measured for which objective, from which source, how often, and who acts on it.',
      words: [200, 700],
    },
    {
      key: 'roi',
      kind: 'roi',
      title: 'Return on investment',
      purpose:
        'What the company gets for what it spends, as a range, with the assumptions that carry it. Costs come from the budget, and the return is computed.',
      words: [200, 700],
    },
    {
      key: 'sources',
      kind: 'sources',
      title: 'Source register',
      purpose: 'Every source: what it is, where it is, when you saw it. Public information only.',
      words: null,
    },
  ],
};
