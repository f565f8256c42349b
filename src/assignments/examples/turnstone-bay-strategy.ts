import { type ExampleHandbook } from './example-handbook.js';
import { programs, strategy } from './turnstone-bay/strategy-choice.js';
import { actions, presence } from './turnstone-bay/strategy-doing.js';
import { executiveBrief, goal, research, swot } from './turnstone-bay/strategy-findings.js';
import { budget, resources } from './turnstone-bay/strategy-means.js';
import { reporting, roi } from './turnstone-bay/strategy-proof.js';
import { sources } from './turnstone-bay/strategy-sources.js';

/** A Strategist's handbook for a hotel and spa: guests, seasons and storms. Company, island and sources are fictional. */
export const turnstoneBayStrategy: ExampleHandbook = {
  slug: 'turnstone-bay-strategy',
  course: 'social-media-strategist',
  title: 'Strategy handbook: Turnstone Bay Hotel and Spa',
  company: 'Turnstone Bay Hotel and Spa',
  about:
    'Turnstone Bay is a hotel of 84 rooms with a spa on St Averil in the eastern Caribbean, full in winter and closed for six weeks in the storm season. The hotel, the island and all sources are fictional.',
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
