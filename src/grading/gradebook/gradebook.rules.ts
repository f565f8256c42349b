import { readPercent } from '../grades/percent.rules.js';
import { type MarkingState } from '../marking/marking-state.rules.js';
import { nameOr } from '../names.rules.js';
import { type Rubric, type RubricCriterionRead } from '../rubrics/rubrics.service.js';
import {
  type Gradebook,
  type GradebookAttempt,
  type GradebookMark,
  type GradebookRow,
} from './gradebook.service.js';
import { nameMatches } from './name-search.rules.js';

/** What is judged, whatever the rubric version: a column. */
export interface GradebookColumn {
  criterionId: string;
  key: string;
  /** As the latest rubric that has it words it. */
  title: string;
}

/** The criteria of the rubric in force in its order, then those that only earlier rubrics have. */
export function columnsOf({ inForce, rubrics }: Pick<Gradebook, 'inForce' | 'rubrics'>): GradebookColumn[] {
  const columns = new Map<string, GradebookColumn>();
  for (const rubric of [...(inForce ? [inForce] : []), ...rubrics.values()]) {
    for (const { criterionId, key, title } of rubric.criteria) {
      if (!columns.has(criterionId)) columns.set(criterionId, { criterionId, key, title });
    }
  }
  return [...columns.values()];
}

/** A criterion as an attempt is judged by it. */
export interface GradebookCell {
  criterion: RubricCriterionRead;
  mark: GradebookMark | null;
  /** Null without a level. */
  level: { id: string; title: string; points: number } | null;
}

/** @returns null where the attempt's rubric does not have the criterion */
export function cellOf(
  attempt: GradebookAttempt | null,
  rubrics: ReadonlyMap<string, Rubric>,
  criterionId: string,
): GradebookCell | null {
  const rubric = rubrics.get(attempt?.rubricVersionId ?? '');
  const criterion = rubric?.criteria.find((one) => one.criterionId === criterionId);
  if (!attempt || !criterion) return null;
  const mark = attempt.marks.get(criterion.id) ?? null;
  return { criterion, mark, level: criterion.levels.find((one) => one.id === mark?.levelId) ?? null };
}

export const outcomes = ['passed', 'failed', 'none'] as const;
export type Outcome = (typeof outcomes)[number];

export const states = [
  'nothing',
  'waiting',
  'marking',
  'ready',
  'changed',
  'marked',
  'released',
] as const satisfies readonly MarkingState[];

/** Where a row stands when rows are sorted by it; the reader's own has no place among them. */
const stateAt = (state: MarkingState) => (state === 'own' ? null : states.indexOf(state));

/** What an address asks for. */
export interface GradebookQuery {
  /** A part of a name. */
  search: string;
  state: MarkingState | null;
  outcome: Outcome | null;
  /** Handed in after its deadline. */
  late: boolean;
  /** Every attempt rather than the latest of each student. */
  all: boolean;
  sort: Sorting;
  descending: boolean;
}

const sortings = [
  'name',
  'attempt',
  'submitted',
  'late',
  'total',
  'outcome',
  'state',
  'released',
  'lessons',
  'sessions',
] as const;
/** A column, or a criterion by its key: `criterion-<key>`. */
export type Sorting = (typeof sortings)[number] | `criterion-${string}`;

export const plainQuery: GradebookQuery = {
  search: '',
  state: null,
  outcome: null,
  late: false,
  all: false,
  sort: 'name',
  descending: false,
};

/** What can't be asked for is as if it had not been: an address is typed and kept by people. */
export function readQuery(
  given: Readonly<Record<string, unknown>>,
  columns: readonly GradebookColumn[],
): GradebookQuery {
  const sort = [...sortings, ...columns.map(({ key }) => `criterion-${key}` as const)].find(
    (one) => one === given['sort'],
  );
  return {
    search: typeof given['search'] === 'string' ? given['search'].slice(0, 120).trim() : '',
    state: states.find((one) => one === given['state']) ?? null,
    outcome: outcomes.find((one) => one === given['outcome']) ?? null,
    late: given['late'] === 'yes',
    all: given['attempts'] === 'all',
    sort: sort ?? 'name',
    descending: given['order'] === 'desc',
  };
}

/** The query as an address says it, without what goes without saying; "" or `?…`. */
export function queryText({ search, state, outcome, late, all, sort, descending }: GradebookQuery): string {
  const parts = new URLSearchParams({
    ...(search === '' ? {} : { search }),
    ...(state === null ? {} : { state }),
    ...(outcome === null ? {} : { outcome }),
    ...(late ? { late: 'yes' } : {}),
    ...(all ? { attempts: 'all' } : {}),
    ...(sort === 'name' ? {} : { sort }),
    ...(descending ? { order: 'desc' } : {}),
  }).toString();
  return parts === '' ? '' : `?${parts}`;
}

/** The rows that a query asks for, in its order. What has no value in the sorted column comes last either way. */
export function shownRows(
  { rows, rubrics }: Pick<Gradebook, 'rows' | 'rubrics'>,
  query: GradebookQuery,
  columns: readonly GradebookColumn[],
): GradebookRow[] {
  const fitting = rows.filter((row) => fits(row, query));
  if (query.sort === 'name') return query.descending ? fitting.reverse() : fitting;
  const value = valueOf(query.sort, rubrics, columns);
  const direction = query.descending ? -1 : 1;
  return fitting
    .map((row) => ({ row, value: value(row) }))
    .sort((one, other) => {
      if (one.value === null || other.value === null)
        return Number(one.value === null) - Number(other.value === null);
      return direction * (one.value - other.value);
    })
    .map(({ row }) => row);
}

function fits(row: GradebookRow, { search, state, outcome, late, all }: GradebookQuery): boolean {
  const { attempt, studentName } = row;
  return (
    (all || attempt === null || attempt.number === attempt.latestNumber) &&
    (search === '' || nameMatches(nameOr(studentName), search)) &&
    (state === null || row.state === state) &&
    (outcome === null || outcomeOf(attempt) === outcome) &&
    (!late || (attempt !== null && attempt.submittedAt > attempt.dueAt))
  );
}

function outcomeOf(attempt: GradebookAttempt | null): Outcome {
  if (!attempt?.grade) return 'none';
  return attempt.grade.passed ? 'passed' : 'failed';
}

function valueOf(
  sort: Sorting,
  rubrics: ReadonlyMap<string, Rubric>,
  columns: readonly GradebookColumn[],
): (row: GradebookRow) => number | null {
  switch (sort) {
    case 'name':
    case 'attempt':
      return ({ attempt }) => attempt?.number ?? null;
    case 'submitted':
      return ({ attempt }) => attempt?.submittedAt.getTime() ?? null;
    case 'late':
      return ({ attempt }) => attempt && Math.max(0, attempt.submittedAt.getTime() - attempt.dueAt.getTime());
    case 'total':
      return ({ attempt }) => (attempt?.grade ? readPercent(attempt.grade.percent) : null);
    case 'outcome':
      return ({ attempt }) => (attempt?.grade ? Number(attempt.grade.passed) : null);
    case 'state':
      return ({ state }) => stateAt(state);
    case 'released':
      return ({ attempt }) => attempt?.grade?.releasedAt?.getTime() ?? null;
    case 'lessons':
      return ({ lessons }) => lessons;
    case 'sessions':
      return ({ sessions }) => sessions;
    default: {
      const id = columns.find(({ key }) => sort === `criterion-${key}`)?.criterionId ?? '';
      return ({ attempt }) => cellOf(attempt, rubrics, id)?.level?.points ?? null;
    }
  }
}
