import { type Chart } from '../../platform/charts/chart.js';
import { distribution } from '../grades/grading.rules.js';
import { type Hundredths } from '../grades/percent.rules.js';

export interface Total {
  percent: Hundredths;
  passed: boolean;
}

/** How the totals of a release are spread over the tenths of the scale, passed and not passed. */
export function totalsChart(totals: readonly Total[]): Chart {
  const percents = (passed: boolean) =>
    totals.filter((total) => total.passed === passed).map((total) => total.percent);
  const bands = distribution(totals.map((total) => total.percent));
  const most = bands.reduce((best, band) => (band.count > best.count ? band : best));
  const count = totals.length === 1 ? '1 grade' : `${totals.length} grades`;
  return {
    title: 'Totals of this release',
    description: `${count}; most of them, ${most.count}, lie between ${most.from / 100} and ${most.to / 100} %.`,
    layout: 'columns',
    categories: bands.map((band) => `${band.from / 100}–${band.to / 100}`),
    categoryAxis: 'Total, %',
    valueAxis: 'Grades',
    series: [
      { name: 'Passed', colour: 'accent-line', values: countsOf(percents(true)) },
      { name: 'Not passed', colour: 'line-field', values: countsOf(percents(false)) },
    ],
  };
}

const countsOf = (percents: readonly Hundredths[]) => distribution(percents).map((band) => band.count);
