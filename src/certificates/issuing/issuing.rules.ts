/** What came of a grade of a release: see `IssueOutcome`. */
export type OutcomeKind = 'issued' | 'raised' | 'kept' | 'asked' | 'overtaken' | 'refused';

/** Why somebody who passed gets no certificate, for now or for ever. */
export type Refusal = 'holder-erased' | 'suspended' | 'revoked' | 'name-not-printable' | 'text-not-printable';

/** A result as a certificate prints it. Percentages are whole hundredths of a percent. */
export interface PrintableResult {
  readonly percent: number;
  readonly competencies: readonly {
    readonly key: string;
    readonly points: number;
    readonly ofPoints: number;
  }[];
}

export interface ShownResult extends PrintableResult {
  readonly passed: boolean;
}

/**
 * What a grade is beside the one that a certificate prints: `failed` does not pass; otherwise the total decides, and
 * where totals are equal the competencies do: one that fell makes it `lower`, else one that rose makes it `raised`.
 */
export function compareResults(
  printed: PrintableResult,
  shown: ShownResult,
): 'same' | 'raised' | 'lower' | 'failed' {
  if (!shown.passed) return 'failed';
  if (shown.percent !== printed.percent) return shown.percent > printed.percent ? 'raised' : 'lower';
  const now = new Map(shown.competencies.map((competency) => [competency.key, competency]));
  const steps = printed.competencies.map((before) => {
    const after = now.get(before.key);
    // a/b < c/d compared as ad < cb, in whole numbers; what is not there any more counts as lost.
    return after ? after.points * before.ofPoints - before.points * after.ofPoints : -1;
  });
  if (steps.some((step) => step < 0)) return 'lower';
  return steps.some((step) => step > 0) ? 'raised' : 'same';
}

/** Where an enrolment stands when a release comes to it. */
export interface Standing {
  /** Whether this release is the latest that shows a grade of this enrolment. */
  readonly latest: boolean;
  readonly erased: boolean;
  /** The certificate that stands for this enrolment; null where there is none, or where it was revoked. */
  readonly held: { readonly suspended: boolean; readonly prints: PrintableResult } | null;
  /** Whether what they held when this release was made has been revoked since. */
  readonly revokedSince: boolean;
}

export type Decision =
  /** Did not pass, and holds nothing. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'issue' }
  /** Supersede what is held by one with the better result. */
  | { readonly kind: 'raise' }
  /** It prints this very result. */
  | { readonly kind: 'keep' }
  | { readonly kind: 'ask'; readonly about: 'failed' | 'lower' }
  /** A later release shows another grade; its own job acts on that. */
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'refuse'; readonly reason: Refusal };

/** What is to be done about a grade of a release. Nothing is ever taken away here: that is asked. */
export function decide(shown: ShownResult, { latest, erased, held, revokedSince }: Standing): Decision {
  if (erased) return shown.passed ? { kind: 'refuse', reason: 'holder-erased' } : { kind: 'nothing' };
  if (!latest) return { kind: 'overtaken' };
  if (held === null) {
    if (!shown.passed) return { kind: 'nothing' };
    return revokedSince ? { kind: 'refuse', reason: 'revoked' } : { kind: 'issue' };
  }
  const beside = compareResults(held.prints, shown);
  if (beside === 'same') return { kind: 'keep' };
  if (beside !== 'raised') return { kind: 'ask', about: beside };
  return held.suspended ? { kind: 'refuse', reason: 'suspended' } : { kind: 'raise' };
}
