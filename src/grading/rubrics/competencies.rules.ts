/**
 * The five competencies that a certificate attests, in the order in which it prints them. Keys last for ever: rubric
 * versions and certificates hold them, and credentials name `competencyPath`, where these words stand. So they may become
 * clearer, and never mean something else: that would be another competency, with another key.
 */
export const competencies = {
  strategy: {
    title: 'Profound strategy',
    question: 'Does the handbook choose, and say why?',
  },
  engagement: {
    title: 'Customer engagement',
    question: 'Will customers answer, take part and come back?',
  },
  'research-reporting': {
    title: 'Market research and reporting',
    question: 'Is it built on evidence, and will it report what came of it?',
  },
  'executive-brief': {
    title: 'Executive brief',
    question: 'Can an executive decide from one page?',
  },
  alignment: {
    title: 'Alignment with business objectives',
    question: 'Does every activity serve an objective of the business?',
  },
} as const satisfies Record<string, Competency>;

interface Competency {
  title: string;
  /** What it asks of a handbook, in one sentence. */
  question: string;
}

export type CompetencyKey = keyof typeof competencies;

export const competencyKeys = Object.keys(competencies) as CompetencyKey[];

/** Where everybody can read what a competency is. */
export const competencyPath = (key: string) => `/competencies#${encodeURIComponent(key)}`;

/** True for a key of the registry; rubrics are checked with it before they are published. */
export function isCompetencyKey(key: unknown): key is CompetencyKey {
  return typeof key === 'string' && Object.hasOwn(competencies, key);
}
