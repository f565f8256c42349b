import {
  chosenLevel,
  type Choices,
  mostPoints,
  type Scale,
  type ScaleCriterion,
} from '../grades/grading.rules.js';
import { type Hundredths, percentWords } from '../grades/percent.rules.js';

/**
 * What stands out among grades, so that somebody looks again before it is released. Everything here is robust: medians
 * and ranks, which a few odd values do not move. A finding says what was compared and never who is wrong, because a
 * handbook may well be brilliant in one part and poor in another, and markers get different handbooks.
 */
export interface OutlierGrade {
  enrolmentId: string;
  rubricVersionId: string;
  choices: Choices;
  percent: Hundredths;
  /** Who finalised it. */
  markerId: string;
}

export interface LevelOutlier {
  enrolmentId: string;
  /** The criterion in its rubric version. */
  rubricCriterionId: string;
  sentence: string;
}

/** Levels are compared by rank in the cohort only from this many handbooks on; with fewer by the handbook's own alone. */
const FEW_HANDBOOKS = 5;
const FEW_CRITERIA = 3;

/**
 * Levels that lie far from what the same handbook's other criteria and the same criterion in other handbooks suggest.
 *
 * Shares of points are fitted as criterion + handbook by medians (one sweep of Tukey's median polish, “Exploratory Data
 * Analysis”, 1977, chapter 11). A level stands out when it is two levels or more from the nearest to the fit, and its
 * residual is beyond three robust standard deviations (1.4826 × the median absolute deviation) of all residuals.
 *
 * @param scales rubric versions by id; handbooks of different ones are not mixed
 */
export function levelOutliers(
  scales: ReadonlyMap<string, Scale>,
  grades: readonly OutlierGrade[],
): LevelOutlier[] {
  return [...scales].flatMap(([id, scale]) => {
    const theirs = grades.filter((grade) => grade.rubricVersionId === id);
    return scale.criteria.length < FEW_CRITERIA ? [] : outliersOf(scale, theirs);
  });
}

function outliersOf(scale: Scale, grades: readonly OutlierGrade[]): LevelOutlier[] {
  const shares = grades.map(({ choices }) => scale.criteria.map((one) => shareOf(one, choices)));
  const usual = scale.criteria.map((_, at) =>
    grades.length < FEW_HANDBOOKS ? 0 : median(shares.map((row) => row[at] ?? 0)),
  );
  const fits = shares.map((row) => {
    const own = median(row.map((share, at) => share - (usual[at] ?? 0)));
    return usual.map((criterion) => Math.min(1, Math.max(0, criterion + own)));
  });
  const apart = shares.map((row, handbook) => row.map((share, at) => share - (fits[handbook]?.[at] ?? 0)));
  const spread = Math.max(SMALLEST_SPREAD, 1.4826 * deviation(apart.flat()));
  return grades.flatMap(({ enrolmentId, choices }, handbook) =>
    scale.criteria.flatMap((criterion, at) => {
      const chosen = chosenLevel(criterion, choices);
      if (!chosen || Math.abs(apart[handbook]?.[at] ?? 0) < 3 * spread) return [];
      const expected = nearestLevel(criterion, fits[handbook]?.[at] ?? 0);
      const steps = criterion.levels.indexOf(chosen) - criterion.levels.indexOf(expected);
      if (Math.abs(steps) < 2) return [];
      const others = grades.length < FEW_HANDBOOKS ? '' : ', and what is usual in this criterion,';
      return [
        {
          enrolmentId,
          rubricCriterionId: criterion.id,
          sentence: `“${criterion.title}” is at “${chosen.title}”, where the other levels of this handbook${others} suggest something near “${expected.title}”.`,
        },
      ];
    }),
  );
}

/** A share of points; keeps a cohort in which all levels agree from flagging the first that does not. */
const SMALLEST_SPREAD = 0.1;

export interface MarkerOutlier {
  markerId: string;
  /** Null for the totals. */
  criterionTitle: string | null;
  sentence: string;
}

const FEW_MARKED = 5;

/**
 * Markers whose grades lie far from everybody else's, over all and in single criteria: by the Mann–Whitney test, which
 * compares ranks (Mann and Whitney 1947, with the correction for ties), at |z| ≥ 3, and only where the difference
 * matters – one is higher in at least 71 % of all pairs, “large” by Vargha and Delaney (2000).
 *
 * @param names of markers by id; null once erased
 */
export function markerOutliers(
  scales: ReadonlyMap<string, Scale>,
  grades: readonly OutlierGrade[],
  names: ReadonlyMap<string, string | null>,
): MarkerOutlier[] {
  const markers = [...new Set(grades.map((grade) => grade.markerId))].sort();
  return markers.flatMap((markerId) => {
    const name = names.get(markerId) ?? 'somebody whose name has been erased';
    const [theirs, others] = [
      grades.filter((grade) => grade.markerId === markerId),
      grades.filter((grade) => grade.markerId !== markerId),
    ];
    const totals = comparison(
      theirs.map((grade) => grade.percent),
      others.map((grade) => grade.percent),
    );
    const whole = totals
      ? [
          {
            markerId,
            criterionTitle: null,
            sentence: `The ${theirs.length} totals that ${name} has finalised have a median of ${percentWords(Math.round(totals.median))}, the other ${others.length} one of ${percentWords(Math.round(totals.otherMedian))}. The handbooks may differ by as much; one or two that both read would tell.`,
          },
        ]
      : [];
    return [...whole, ...criteriaOf(scales, { markerId, name, theirs, others })];
  });
}

function criteriaOf(
  scales: ReadonlyMap<string, Scale>,
  {
    markerId,
    name,
    theirs,
    others,
  }: { markerId: string; name: string; theirs: readonly OutlierGrade[]; others: readonly OutlierGrade[] },
): MarkerOutlier[] {
  return [...scales].flatMap(([id, scale]) =>
    scale.criteria.flatMap((criterion) => {
      const sharesOf = (grades: readonly OutlierGrade[]) =>
        grades.filter((one) => one.rubricVersionId === id).map((one) => shareOf(criterion, one.choices));
      const [own, rest] = [sharesOf(theirs), sharesOf(others)];
      const found = comparison(own, rest);
      if (!found) return [];
      const [level, otherLevel] = [
        nearestLevel(criterion, found.median).title,
        nearestLevel(criterion, found.otherMedian).title,
      ];
      const medians =
        level === otherLevel ? '' : ` (in the middle “${level}”, “${otherLevel}” for the others)`;
      return [
        {
          markerId,
          criterionTitle: criterion.title,
          sentence: `In “${criterion.title}” the ${own.length} levels that ${name} has finalised are mostly ${found.higher ? 'higher' : 'lower'} than the other ${rest.length}${medians}. The handbooks may differ by as much; one or two that both read would tell.`,
        },
      ];
    }),
  );
}

/** How two samples differ, where they do so clearly; null otherwise. */
function comparison(
  own: readonly number[],
  others: readonly number[],
): { higher: boolean; median: number; otherMedian: number } | null {
  const [n, m] = [own.length, others.length];
  if (n < FEW_MARKED || m < FEW_MARKED) return null;
  const all = [
    ...own.map((value) => ({ value, own: true })),
    ...others.map((value) => ({ value, own: false })),
  ];
  all.sort((a, b) => a.value - b.value);
  let ranks = 0;
  let ties = 0;
  for (let at = 0; at < all.length;) {
    let end = at;
    while (all[end]?.value === all[at]?.value && end < all.length) end += 1;
    const count = end - at;
    // Equal values share the mean of their ranks, which count from 1.
    ranks += ((at + 1 + end) / 2) * all.slice(at, end).filter((one) => one.own).length;
    ties += count ** 3 - count;
    at = end;
  }
  const u = ranks - (n * (n + 1)) / 2;
  const total = n + m;
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  if (variance <= 0) return null;
  const z = (u - (n * m) / 2) / Math.sqrt(variance);
  const larger = Math.max(u, n * m - u) / (n * m);
  if (Math.abs(z) < 3 || larger < 0.71) return null;
  return { higher: z > 0, median: median(own), otherMedian: median(others) };
}

function shareOf(criterion: ScaleCriterion, choices: Choices): number {
  return (chosenLevel(criterion, choices)?.points ?? 0) / mostPoints(criterion);
}

function nearestLevel(criterion: ScaleCriterion, share: number) {
  const points = share * mostPoints(criterion);
  const [first, ...rest] = criterion.levels;
  if (!first) throw new RangeError('A criterion needs a level.');
  return rest.reduce(
    (best, level) => (Math.abs(level.points - points) < Math.abs(best.points - points) ? level : best),
    first,
  );
}

/** Of at least one number; the mean of the two in the middle for an even count; 0 for none. */
function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** The median absolute deviation. */
function deviation(numbers: readonly number[]): number {
  const center = median(numbers);
  return median(numbers.map((number) => Math.abs(number - center)));
}
