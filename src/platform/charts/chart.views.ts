import { type Chart, chartHeight, chartWidths } from './chart.js';

/** The model of the partial `chart`: the image, its name under it, and the table of its figures. */
export interface ChartFigure {
  title: string;
  description: string;
  src: string;
  width: number;
  height: number;
  narrow: { src: string; width: number; height: number };
  table: { head: string[]; rows: { name: string; values: string[] }[] };
  /** A summary of the table, which is folded; null where it stands open. */
  fold: string | null;
}

/**
 * @param path of the route that answers with `drawChart` of the same chart; it gets `?size=narrow` on a phone
 * @param fold what the folded table is called, or null to have it stand open
 */
export function chartFigure(
  chart: Chart,
  path: string,
  fold: string | null = 'The figures as a table',
): ChartFigure {
  const { title, description, categories, series, categoryAxis, valueAxis } = chart;
  const narrow = { width: chartWidths.narrow, height: chartHeight(chart, 'narrow') };
  return {
    title,
    description,
    src: path,
    width: chartWidths.wide,
    height: chartHeight(chart, 'wide'),
    narrow: { src: `${path}${path.includes('?') ? '&' : '?'}size=narrow`, ...narrow },
    table: {
      head: [categoryAxis, ...(series.length === 1 ? [valueAxis] : series.map(({ name }) => name))],
      rows: categories.map((name, at) => ({
        name,
        values: series.map(({ values }) => figures.format(values[at] ?? 0)),
      })),
    },
    fold,
  };
}

const figures = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
