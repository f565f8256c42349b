import type { CertificateSnapshot, CompetencyResult } from './snapshot.rules.js';

/** What a holder may keep from the public, in the order in which they are asked. The rest a certificate can't do without. */
export const hideableFields = ['holder', 'result', 'competencies', 'cohort'] as const;
export type HideableField = (typeof hideableFields)[number];

/** A competency without its points while the result is hidden, as the points add up to it. */
export type ShownCompetency = Omit<CompetencyResult, 'points' | 'ofPoints'> &
  Partial<Pick<CompetencyResult, 'points' | 'ofPoints'>>;

/**
 * What the public is told of what a certificate prints. What its holder hides is not there, and named in `withheld`, so
 * that nobody takes a fact that is not shown for one that does not exist.
 */
export interface PrintedFacts extends Omit<
  CertificateSnapshot,
  'schema' | 'holder' | 'result' | 'competencies' | 'scales' | 'cohort'
> {
  readonly holder?: CertificateSnapshot['holder'];
  readonly cohort?: CertificateSnapshot['cohort'];
  readonly competencies?: readonly ShownCompetency[];
  /** The rule always; what was reached unless it is hidden. */
  readonly result: Omit<CertificateSnapshot['result'], 'percent'> & { readonly percent?: number };
  /** Absent where nothing is. */
  readonly withheld?: readonly HideableField[];
}

/**
 * The one place that withholds. Whatever goes to the public – page, JSON, picture – is made from what this gives, never
 * from the snapshot.
 */
export function shownFacts(snapshot: CertificateSnapshot, hidden: readonly HideableField[]): PrintedFacts {
  const { holder, cohort, competencies, scales, result, ...rest } = snapshot;
  const { percent, ...rule } = result;
  const facts: PrintedFacts & { schema?: number } = {
    ...rest,
    ...(!hidden.includes('holder') && { holder }),
    ...(!hidden.includes('cohort') && { cohort }),
    ...(!hidden.includes('competencies') && {
      competencies: hidden.includes('result') ? competencies.map(withoutPoints) : competencies,
    }),
    result: hidden.includes('result') ? rule : { ...rule, percent },
    ...(hidden.length > 0 && { withheld: hideableFields.filter((field) => hidden.includes(field)) }),
  };
  delete facts.schema;
  return facts;
}

const withoutPoints = ({ key, title, level, meaning }: CompetencyResult): ShownCompetency => ({
  key,
  title,
  level,
  meaning,
});

/** Those of the given names that are fields, each once and in our order; anything else is left out. */
export function readHidden(names: readonly string[] | null): readonly HideableField[] {
  return hideableFields.filter((field) => names?.includes(field));
}
