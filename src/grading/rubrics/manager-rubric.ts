import { criterion } from './four-levels.rules.js';
import { type RubricPlan } from './rubric.rules.js';

/**
 * How a Manager's handbook is judged: the same five competencies and the same scale as the Strategist's, in eight
 * criteria, because running a desk is several crafts. Nobody passes whose presences have no owners and whose cases
 * have no rules, nor whose brief leaves an executive nothing to decide.
 */
export const managerRubric: RubricPlan = {
  title: 'Execution handbook',
  passPercent: 60,
  criteria: [
    criterion({
      key: 'ownership-and-rules',
      competency: 'strategy',
      title: 'A strategy turned into owners and rules',
      description:
        'The handbook says which strategy it carries out, who answers for each presence, and which cases are answered, by whom, and which are not.',
      weight: 15,
      sections: ['ownership', 'response'],
      levels: [
        'Presences or kinds of cases are listed; who answers for them is not said.',
        'There are owners and rules, but presences without an owner or cases without a rule remain, or no strategy can be recognised behind them.',
        'Every presence has an owner, a deputy, an audience and a purpose, and every kind of case a rule that follows from the strategy.',
        'The rules also refuse: they say what is closed, left to others or not answered, what that costs, and who keeps the keys when people leave.',
      ],
      required: 2,
    }),
    criterion({
      key: 'escalation-and-crisis',
      competency: 'strategy',
      title: 'Trouble decided in advance',
      description:
        'Somebody on a late shift can tell from the handbook alone when a case goes up, to whom, and what happens in the first hours of a crisis.',
      weight: 10,
      sections: ['escalation'],
      levels: [
        'Trouble is to be passed on, without signs, names of roles or times.',
        'There are levels and roles, but the signs are a matter of opinion or nobody is reachable outside office hours.',
        'Signs that can be observed, roles with deputies, times for each step, and a holding statement that could be published as it stands.',
        'A timed run through one likely crisis shows that roles, people and hours suffice, how it ends, and what is learnt from it.',
      ],
    }),
    criterion({
      key: 'dependable-service',
      competency: 'engagement',
      title: 'Answers that people can rely on',
      description:
        'Service levels say what customers may expect, the playbook helps them, and the roster shows that the promise can be kept.',
      weight: 15,
      sections: ['response', 'roster'],
      levels: [
        'Answers are promised without a time, or a time without people.',
        'There are service levels and a roster, but one does not follow from the other.',
        'Arrivals, handling times and opening hours lead to the hours on the roster, with the arithmetic shown; sample answers solve the case.',
        'The busiest day is worked through hour by hour, absence and languages are counted, and it is said what gives first when more arrives.',
      ],
    }),
    criterion({
      key: 'advocacy',
      competency: 'engagement',
      title: 'Reasons to help and to recommend',
      description:
        'Customers and others who help or recommend are found, treated by one rule, and given reasons to go on; the calendar gives them something to take part in.',
      weight: 10,
      sections: ['advocacy', 'calendar'],
      levels: [
        'People are asked to share what the company publishes.',
        'Helpers are named as a group; what they get from it, or the rule for inviting them, is missing.',
        'Who helps is known from evidence, one rule invites them, what they receive is disclosed, and recommendations are counted in a stated way.',
        'Helpers have a say in something that matters, the company knows what to leave to them, and the count is honest about what it can’t show.',
      ],
    }),
    criterion({
      key: 'listening-and-sources',
      competency: 'research-reporting',
      title: 'Listening that can be trusted',
      description:
        'What is said is found with stated searches and samples of known quality, and facts lead to public sources with dates.',
      weight: 10,
      sections: ['listening', 'sources'],
      levels: [
        'A tool or a list of words stands in for listening, or facts have no sources.',
        'Searches and sources are given, but not what they miss, or findings go nowhere in particular.',
        'Searches were tested on samples, shares come with their sample size, each kind of finding has a receiver, and each fact a dated public source.',
        'Noise and gaps are measured and were acted on, uncertainty is stated as a range, and sources are weighed against each other.',
      ],
    }),
    criterion({
      key: 'measures-and-report',
      competency: 'research-reporting',
      title: 'Measures that lead to an act',
      description:
        'A few measures are defined exactly, read against their normal range, and reported weekly so that somebody does something.',
      weight: 10,
      sections: ['measures', 'weekly-report'],
      levels: [
        'Activity is counted, or numbers stand alone.',
        'Measures belong to objectives, but two people would count them differently, or the report only tells.',
        'Each measure has a definition, a value today, a target and somebody who acts; a filled-in week shows what changed and what is asked.',
        'The report tells signal from noise with a stated rule, shows bad news as plainly as good, and says what would end an activity.',
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
        'What will be done is clear; what is asked of the executive is not.',
        'What is asked, by when, what it costs and what it brings stand on one page without jargon.',
        'An executive can decide in three minutes, knows the main risk and the assumption on which most depends, and finds the same figures in the parts behind.',
      ],
      required: 2,
    }),
    criterion({
      key: 'work-to-objectives',
      competency: 'alignment',
      title: 'Work and money follow objectives',
      description:
        'Pieces, hours and money serve objectives of named functions of the business, and it is known what each would be missed for.',
      weight: 15,
      sections: ['calendar', 'roster', 'budget'],
      levels: [
        'Work and costs stand beside the business rather than in it.',
        'Objectives are named, but hours and money do not follow from them.',
        'Each line of the calendar and the budget serves a function and its objective, and costs are worked out from hours and prices that can be checked.',
        'Average and additional cost are told apart, the budget shows what changes with volume, and what would be stopped first if its assumption failed.',
      ],
    }),
  ],
};
