import { type ExampleHandbook } from './example-handbook.js';
import { escalation, response } from './turnstone-bay/execution-cases.js';
import { budget, measures, sources, weeklyReport } from './turnstone-bay/execution-proof.js';
import { executiveBrief, listening, ownership } from './turnstone-bay/execution-rules.js';
import { advocacy, calendar, roster } from './turnstone-bay/execution-season.js';

/** A Manager's handbook that carries out the first two programs of Turnstone Bay's strategy. All of it is fictional. */
export const turnstoneBayExecution: ExampleHandbook = {
  slug: 'turnstone-bay-execution',
  course: 'social-media-manager',
  title: 'Execution handbook: Turnstone Bay Hotel and Spa',
  company: 'Turnstone Bay Hotel and Spa',
  about:
    'Turnstone Bay is a hotel of 84 rooms with a spa on St Averil in the eastern Caribbean; this handbook carries out two programs of its strategy, answers to guests and word in a storm. The hotel, the island and all sources are fictional.',
  sections: {
    'executive-brief': executiveBrief,
    ownership,
    listening,
    response,
    escalation,
    calendar,
    roster,
    advocacy,
    measures,
    'weekly-report': weeklyReport,
    budget,
    sources,
  },
};
