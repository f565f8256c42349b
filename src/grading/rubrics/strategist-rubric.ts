import { criterion } from './four-levels.rules.js';
import { type RubricPlan } from './rubric.rules.js';

/**
 * How a Strategist's handbook is judged: five competencies, one scale. Whoever can't brief an executive has not
 * passed, however good the rest is, and nobody passes without a strategy.
 */
export const strategistRubric: RubricPlan = {
  title: 'Strategy handbook',
  passPercent: 60,
  criteria: [
    criterion({
      key: 'strategic-choice',
      competency: 'strategy',
      title: 'A strategy that chooses',
      description:
        'The handbook states a goal, finds what matters, and makes a choice that rules other choices out.',
      weight: 25,
      sections: ['goal', 'swot', 'strategy'],
      levels: [
        'Activities are listed, and no choice among them is made.',
        'There is a choice, but it does not follow from the goal or from what was found.',
        'The choice follows from the goal and the findings, and names what it rules out.',
        'The choice is bold and well founded, its alternatives are weighed, and it reaches beyond marketing.',
      ],
      required: 2,
    }),
    criterion({
      key: 'customer-engagement',
      competency: 'engagement',
      title: 'Programs that customers take part in',
      description:
        'Programs, actions and presences give customers a reason to answer, to take part and to come back.',
      weight: 20,
      sections: ['programs', 'actions', 'presence'],
      levels: [
        'The company talks; nobody is expected to answer.',
        'Customers may answer, but what happens then is left open.',
        'Each program says who takes part, why they would, and who answers them.',
        'Customers shape what happens next, and every presence has an owner, an audience and a purpose.',
      ],
    }),
    criterion({
      key: 'evidence-and-measures',
      competency: 'research-reporting',
      title: 'Evidence first, measures after',
      description:
        'Claims rest on public sources that can be looked up, and the report will show what came of the plan.',
      weight: 20,
      sections: ['research', 'reporting', 'sources'],
      levels: [
        'Claims without sources, or measures without a purpose.',
        'Some sources are given; the measures count activity rather than effect.',
        'Findings rest on sources with dates, and each measure belongs to an objective.',
        'Sources are weighed against each other, and the report tells an executive what to change.',
      ],
    }),
    criterion({
      key: 'executive-brief',
      competency: 'executive-brief',
      title: 'A page to decide from',
      description: 'The executive brief alone is enough to say yes or no.',
      weight: 15,
      sections: ['executive-brief'],
      levels: [
        'There is no brief, or it is a table of contents.',
        'The situation is clear; what is asked of the executive is not.',
        'Situation, choice, cost and benefit stand on one page.',
        'An executive can decide in three minutes, and knows the main risk.',
      ],
      required: 2,
    }),
    criterion({
      key: 'business-alignment',
      competency: 'alignment',
      title: 'Every activity serves an objective',
      description:
        'Programs, resources and budgets serve objectives of the business, and the return can be worked out.',
      weight: 20,
      sections: ['programs', 'resources', 'budget', 'roi'],
      levels: [
        'Activities stand beside the business rather than in it.',
        'Objectives are named, but resources and budgets do not follow from them.',
        'Each program serves a function of the business, with people, money and an expected return.',
        'The return is worked out with its assumptions, and shows what to stop if they fail.',
      ],
    }),
  ],
};
