import { createRequire } from 'node:module';
import type * as ECharts from 'echarts';
import { type ChartColour, chartStyles } from './chart-colours.js';

/**
 * A chart as plain data. Columns stand on their categories and are for few, short, ordered ones, as the bands of a
 * histogram; bars lie beside their names and are for criteria and the like. Several series are stacked.
 */
export interface Chart {
  /** What it shows: the image's name for whoever does not see it. */
  title: string;
  /** What one would see in it, in a sentence or two. The figures themselves belong into a table beside it. */
  description: string;
  layout: 'columns' | 'bars';
  categories: readonly string[];
  /** What the categories are, e.g. `Total, %`; written at the axis of columns. */
  categoryAxis: string;
  /** What is counted, e.g. `Students`; written at its axis. */
  valueAxis: string;
  series: readonly ChartSeries[];
}

export interface ChartSeries {
  name: string;
  /** A token, or a place on the way from `line-strong` to `accent-strong`: 0 to 1, for steps of one scale. */
  colour: ChartColour | number;
  /** One for each category, finite, 0 or more. */
  values: readonly number[];
}

/** Wide is 640 px; narrow is 328 px, what is left of the screen of a phone, so that letters keep their size there. */
export type ChartSize = 'wide' | 'narrow';

export const chartWidths: Readonly<Record<ChartSize, number>> = { wide: 640, narrow: 328 };

/**
 * Draws a chart as SVG 1.1, on the server and without a canvas. It holds no script; its colours are the project's tokens and
 * follow the reader's scheme; it has the role, title and description of an image.
 *
 * A page shows it by the partial `chart` (model: `chartFigure` of `chart.views.ts`) from a route of its own that asks
 * for the same right as the page and answers as an image:
 *
 * ```ts
 * @Get('charts/totals')
 * @SvgImage()
 * async totals(@Param('slug', slugPipe) slug: string, @Query('size') size: unknown, @CurrentViewer() viewer: Viewer) {
 *   const cohort = await this.access.cohort(viewer, slug);
 *   return drawChart(totalsChart(await this.grades.of(cohort.id)), chartSize(size));
 * }
 * ```
 *
 * The library is loaded with the first chart (about a tenth of a second, once a process); after that one takes some
 * 10 to 20 ms.
 *
 * @returns the SVG document, without an XML declaration
 * @throws RangeError for a series that does not have one finite value a category
 */
export function drawChart(chart: Chart, size: ChartSize = 'wide'): string {
  refuseUneven(chart);
  const { init, setPlatformAPI } = library();
  setPlatformAPI({ measureText: (text) => ({ width: textWidth(text) }) });
  const [width, height] = [chartWidths[size], chartHeight(chart, size)];
  const canvas = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    canvas.setOption(optionsOf(chart, size));
    return finished(canvas.renderToSVGString(), chart);
  } finally {
    canvas.dispose();
  }
}

/** In CSS pixels. */
export function chartHeight({ layout, categories, series }: Chart, size: ChartSize): number {
  const legend = series.length > 1 ? legendRows(series, size) * LEGEND_ROW + 8 : 0;
  const rows = categories.length * (size === 'wide' ? 36 : 62);
  return (layout === 'columns' ? 260 : rows + 56) + legend;
}

/** Of a query; anything else than `narrow` is wide. */
export const chartSize = (given: unknown): ChartSize => (given === 'narrow' ? 'narrow' : 'wide');

const LEGEND_ROW = 30;

/** How many lines the legend takes. */
function legendRows(series: readonly ChartSeries[], size: ChartSize): number {
  const width = series.reduce((sum, { name }) => sum + 36 + textWidth(name), 0);
  return Math.max(1, Math.ceil(width / (chartWidths[size] - 16)));
}

/** In pixels, on the generous side: here is no font to measure with, and the reader's may be a wide one. */
const textWidth = (text: string) =>
  Array.from(text).reduce((sum, letter) => sum + (/[\u1100-\uffff]/.test(letter) ? 13 : 8.2), 0);

/** The whole library as one file, on first use: its hundreds of modules would take a second or two. */
const library = () => load('echarts/dist/echarts.min') as typeof ECharts;
const load = createRequire(import.meta.url);

function refuseUneven({ categories, series }: Chart): void {
  const fits = (values: readonly number[]) =>
    values.length === categories.length && values.every((value) => Number.isFinite(value) && value >= 0);
  if (!series.every(({ values }) => fits(values))) {
    throw new RangeError('Each series of a chart has one finite value, 0 or more, for each category.');
  }
}

const paint = (colour: ChartSeries['colour']) =>
  typeof colour === 'string'
    ? `var(--${colour})`
    : `color-mix(in oklab, var(--accent-strong) ${Math.round(colour * 100)}%, var(--line-strong))`;

/** Whether the names of columns need more width than there is. */
const slanted = ({ categories }: Chart, size: ChartSize) =>
  categories.reduce((sum, name) => sum + textWidth(name) + 6, 0) > chartWidths[size] - 48;

const letters = { fontFamily: 'Inter, system-ui, sans-serif', fontSize: 13 };

function optionsOf(chart: Chart, size: ChartSize): ECharts.EChartsOption {
  const { layout, categories, series, categoryAxis, valueAxis } = chart;
  const columns = layout === 'columns';
  const quiet = { ...letters, color: paint('ink-quiet') };
  const legend = series.length > 1 ? legendRows(series, size) * LEGEND_ROW + 8 : 0;
  const nameWidth = size === 'wide' ? 230 : 128;
  const bottom = columns ? (slanted(chart, size) ? 76 : 52) : 48;
  const ofCategories = {
    type: 'category' as const,
    // Over the edges of bars that are nothing high
    z: 4,
    data: [...categories],
    inverse: !columns,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: paint('line-field') } },
    axisLabel: {
      ...quiet,
      interval: 0,
      hideOverlap: false,
      ...(columns
        ? { rotate: slanted(chart, size) ? 45 : 0 }
        : { color: paint('ink'), width: nameWidth, overflow: 'break' as const, lineHeight: 15 }),
    },
    ...(columns
      ? { name: categoryAxis, nameLocation: 'middle' as const, nameGap: bottom - 22, nameTextStyle: quiet }
      : {}),
  };
  const ofValues = {
    type: 'value' as const,
    minInterval: 1,
    splitNumber: size === 'wide' ? 5 : 3,
    splitLine: { lineStyle: { color: paint('line') } },
    axisLabel: quiet,
    name: valueAxis,
    nameLocation: columns ? ('end' as const) : ('middle' as const),
    nameGap: columns ? 12 : 28,
    nameTextStyle: { ...quiet, align: columns ? ('left' as const) : ('center' as const) },
  };
  return {
    animation: false,
    // Nothing is to be hovered over in an image.
    stateAnimation: { duration: 0 },
    textStyle: quiet,
    grid: {
      left: columns ? 36 : nameWidth + 12,
      right: 12,
      top: legend + (columns ? 30 : 4),
      bottom,
    },
    ...(series.length > 1
      ? {
          legend: {
            top: 0,
            left: 0,
            width: chartWidths[size] - 8,
            selectedMode: false,
            itemWidth: 14,
            itemHeight: 14,
            itemGap: 16,
            textStyle: { ...letters, color: paint('ink') },
            backgroundColor: paint('paper'),
            borderColor: paint('paper'),
          },
        }
      : {}),
    xAxis: columns ? ofCategories : ofValues,
    yAxis: columns ? ofValues : ofCategories,
    series: series.map(({ name, colour, values }) => ({
      name,
      type: 'bar' as const,
      stack: 'all',
      silent: true,
      barCategoryGap: columns ? '6%' : '30%',
      // The gap between two parts of one bar is seen by whoever sees no colours.
      itemStyle: { color: paint(colour), borderColor: paint('paper'), borderWidth: 1 },
      data: [...values],
    })),
  };
}

/** The document with its name and its colours, without what the library adds for its own scripts in a browser. */
function finished(svg: string, { title, description }: Chart): string {
  const body = svg
    .replace(/<style\b[\s\S]*?<\/style>/g, '')
    .replace(/ (?:class="zr[^"]*"|ecmeta_\w+="[^"]*"|pointer-events="visible")/g, '');
  const head =
    `<title id="title">${escaped(title)}</title><desc id="description">${escaped(description)}</desc>` +
    `<style>${chartStyles()}</style>`;
  return body.replace(
    /^<svg([^>]*)>/,
    (_, attributes: string) =>
      `<svg${attributes} role="img" aria-labelledby="title" aria-describedby="description">${head}`,
  );
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
