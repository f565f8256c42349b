import { type LatePenalty } from '../../assignments/lateness/late-policy.rules.js';
import { type Choices, chosenLevel, standing, type Standing } from '../grades/grading.rules.js';
import { levelInstead } from '../rubrics/rubric-comparison.rules.js';
import { type Rubric, type RubricCriterionRead } from '../rubrics/rubrics.service.js';

/** What becomes of one mark when the rubric changes. */
export type CarriedMark =
  /** There is a level that stands for the chosen one. */
  | { kind: 'kept'; criterion: RubricCriterionRead; from: string; levelId: string; points: [number, number] }
  /** The criterion is new, or has no level that answers to the one that was chosen. */
  | { kind: 'open'; criterion: RubricCriterionRead; from: string | null };

export interface Carried {
  marks: CarriedMark[];
  /** Levels by criterion of the changed rubric; what is open is left out. */
  choices: Choices;
  /** Criteria that the changed rubric no longer has, with the level that was chosen there; null where none was. */
  dropped: { criterionId: string; title: string; from: string | null }[];
}

/**
 * Carries marks over to a changed rubric. Criteria are known by their identity, levels as `levelInstead` says.
 *
 * @param choices levels by criterion of `before`
 */
export function carry(before: Rubric, after: Rubric, choices: Choices): Carried {
  const earlier = new Map(before.criteria.map((criterion) => [criterion.criterionId, criterion]));
  const marks = after.criteria.map((criterion): CarriedMark => {
    const old = earlier.get(criterion.criterionId);
    const at = old ? old.levels.findIndex((level) => level.id === (choices[old.id] ?? null)) : -1;
    const chosen = old?.levels[at];
    if (!old || !chosen) return { kind: 'open', criterion, from: null };
    const level = criterion.levels[levelInstead(old.levels, criterion.levels, at) ?? -1];
    if (!level) return { kind: 'open', criterion, from: chosen.title };
    return {
      kind: 'kept',
      criterion,
      from: chosen.title,
      levelId: level.id,
      points: [chosen.points, level.points],
    };
  });
  const kept = marks.flatMap((mark) => (mark.kind === 'kept' ? [mark] : []));
  const still = new Set(after.criteria.map(({ criterionId }) => criterionId));
  return {
    marks,
    choices: Object.fromEntries(kept.map(({ criterion, levelId }) => [criterion.id, levelId])),
    dropped: before.criteria
      .filter(({ criterionId }) => !still.has(criterionId))
      .map((criterion) => ({
        criterionId: criterion.criterionId,
        title: criterion.title,
        from: chosenLevel(criterion, choices)?.title ?? null,
      })),
  };
}

/** How a graded handbook stands by the changed rubric. */
export interface Outcome {
  carried: Carried;
  /** What it has reached, where every criterion has a level; null while somebody has to mark it anew. */
  standing: Standing | null;
}

/** @param late what being late takes from this work */
export function outcomeOf(before: Rubric, after: Rubric, choices: Choices, late: LatePenalty): Outcome {
  const carried = carry(before, after, choices);
  const reached = standing({ ...after, late }, carried.choices);
  return { carried, standing: reached.missing.length === 0 ? reached : null };
}
