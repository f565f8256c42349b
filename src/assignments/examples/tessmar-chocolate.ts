import { type ExampleHandbook } from './example-handbook.js';
import { actions } from './tessmar-chocolate/actions.js';
import { budget } from './tessmar-chocolate/budget.js';
import { executiveBrief, goal, research, swot } from './tessmar-chocolate/findings.js';
import { presence, resources } from './tessmar-chocolate/presence.js';
import { sources } from './tessmar-chocolate/register.js';
import { reporting, roi } from './tessmar-chocolate/return.js';
import { programs, strategy } from './tessmar-chocolate/strategy.js';

/** A chocolate maker that has to replace its private label: the Strategist's example for a business that sells through shops. */
export const tessmarChocolate: ExampleHandbook = {
  slug: 'tessmar-chocolate',
  course: 'social-media-strategist',
  title: 'Strategy handbook: Tessmar Schokolade',
  company: 'Tessmar Schokolade',
  about:
    'Tessmar Schokolade in Rebenau, in the Markgräflerland at the Upper Rhine, began as a café with three marble tables in 1958, has roasted its own cocoa beans since 1994, and employs 74 people under Johanna Tessmar, the founder’s granddaughter. The company, its town, its rivals, all figures and all sources are fictional, made up to show what a finished handbook looks like.',
  sections: {
    'executive-brief': executiveBrief,
    goal,
    research,
    swot,
    strategy,
    programs,
    actions,
    presence,
    resources,
    budget,
    reporting,
    roi,
    sources,
  },
};
