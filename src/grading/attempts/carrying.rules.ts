/** A criterion as far as it decides whether an earlier mark still holds. */
export interface JudgedCriterion {
  description: string;
  sections: readonly { key: string; title: string }[];
  levels: readonly { id: string; title: string; description: string; points: number }[];
}

/** Whether a mark of an earlier attempt may stand for this one as it is. */
export type Carrying =
  /** The level of the later rubric that says the same as the one that was given. */
  | { kind: 'unchanged'; levelId: string }
  /** Those of its sections that read otherwise now. */
  | { kind: 'changed'; sections: readonly { key: string; title: string }[] }
  /** The rubric is another one, and asks something else here. */
  | { kind: 'asks-otherwise' }
  /** The texts can't be compared, as they have been erased. */
  | { kind: 'unknown' };

/**
 * A mark holds for a later attempt when the criterion asks the same, with the same levels, of the same sections, and
 * each of them reads the same. Weights and what passing takes don't matter: they are about the sum.
 *
 * @param levelId of the earlier criterion
 * @param changed keys of sections that read otherwise; null when that can't be known
 */
export function carrying(
  earlier: JudgedCriterion,
  levelId: string,
  later: JudgedCriterion,
  changed: ReadonlySet<string> | null,
): Carrying {
  if (asked(earlier) !== asked(later)) return { kind: 'asks-otherwise' };
  if (changed === null) return { kind: 'unknown' };
  const sections = later.sections.filter(({ key }) => changed.has(key));
  if (sections.length > 0) return { kind: 'changed', sections };
  const level = later.levels[earlier.levels.findIndex(({ id }) => id === levelId)];
  if (!level) throw new RangeError('This criterion has no such level.');
  return { kind: 'unchanged', levelId: level.id };
}

/** Equal for criteria that ask the same. */
function asked({ description, sections, levels }: JudgedCriterion): string {
  return JSON.stringify([
    description,
    sections.map(({ key }) => key),
    levels.map((level) => [level.title, level.description, level.points]),
  ]);
}
