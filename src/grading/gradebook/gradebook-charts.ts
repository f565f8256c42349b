import { type Chart } from '../../platform/charts/chart.js';
import { distribution } from '../grades/grading.rules.js';
import { percentWords, readPercent } from '../grades/percent.rules.js';
import { cellOf, columnsOf } from './gradebook.rules.js';
import { type Gradebook, type GradebookRow } from './gradebook.service.js';

/** How the totals are spread, of every student's latest attempt that was finalised; null while there is none. */
export function totalsChart(book: Gradebook): Chart | null {
  const grades = latest(book).flatMap(({ attempt }) => attempt?.grade ?? []);
  if (grades.length === 0) return null;
  const bands = (passed: boolean) =>
    distribution(grades.filter((one) => one.passed === passed).map((one) => readPercent(one.percent)));
  const percents = grades.map(({ percent }) => readPercent(percent)).sort((one, other) => one - other);
  const passed = grades.filter((one) => one.passed).length;
  return {
    title: 'Totals, finalised grades',
    description: `${students(grades.length)}: ${passed} passed, ${grades.length - passed} not passed. Half of the totals are ${percentWords(percents[Math.floor((percents.length - 1) / 2)] ?? 0)} or less.`,
    layout: 'columns',
    categories: bands(true).map(({ from, to }) => `${from / 100}–${to === 10_000 ? 100 : to / 100 - 1}`),
    categoryAxis: 'Total, %',
    valueAxis: 'Students',
    series: [
      { name: 'Passed', colour: 'accent', values: bands(true).map(({ count }) => count) },
      { name: 'Not passed', colour: 'line-strong', values: bands(false).map(({ count }) => count) },
    ],
  };
}

/**
 * How often each level stands on the desk, a bar a criterion of the rubric in force; null while no mark was made. Levels
 * are counted from the lowest: rubrics may call them differently in each criterion.
 */
export function levelsChart(book: Gradebook): Chart | null {
  const columns = columnsOf({ inForce: book.inForce, rubrics: new Map() });
  const criteria = book.inForce?.criteria ?? [];
  const most = Math.max(0, ...criteria.map(({ levels }) => levels.length));
  const counts = columns.map(({ criterionId }) => {
    const given = Array.from({ length: most }, () => 0);
    for (const { attempt } of latest(book)) {
      const cell = cellOf(attempt, book.rubrics, criterionId);
      const at = cell?.criterion.levels.findIndex(({ id }) => id === cell.level?.id) ?? -1;
      if (given[at] !== undefined) given[at] += 1;
    }
    return given;
  });
  const marks = counts.flat().reduce((sum, count) => sum + count, 0);
  if (marks === 0) return null;
  const names = Array.from({ length: most }, (_, at) => {
    const titles = new Set(criteria.flatMap(({ levels }) => levels[at]?.title ?? []));
    const [first] = titles;
    return titles.size === 1 && first !== undefined ? first : `Level ${at + 1}`;
  });
  return {
    title: 'Levels by criterion, as they stand on the desk',
    description: `${marks === 1 ? '1 mark' : `${marks} marks`} in ${columns.length === 1 ? '1 criterion' : `${columns.length} criteria`}, from the lowest level on the left to the highest on the right.`,
    layout: 'bars',
    categories: columns.map(({ title }) => title),
    categoryAxis: 'Criterion',
    valueAxis: 'Students',
    series: names.map((name, at) => ({
      name,
      colour: most === 1 ? 1 : at / (most - 1),
      values: counts.map((given) => given[at] ?? 0),
    })),
  };
}

const latest = ({ rows }: Gradebook): GradebookRow[] =>
  rows.filter(({ attempt }) => attempt !== null && attempt.number === attempt.latestNumber);

const students = (count: number) => (count === 1 ? '1 student' : `${count} students`);
