import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Chart, chartSize, drawChart } from '../../src/platform/charts/chart.js';
import { chartColours } from '../../src/platform/charts/chart-colours.js';
import { chartFigure } from '../../src/platform/charts/chart.views.js';

const totals: Chart = {
  title: 'How the totals are spread',
  description: 'Most of the 12 totals lie between 60 and 80 %.',
  layout: 'columns',
  categories: ['0–19', '20–39', '40–59', '60–79', '80–100'],
  categoryAxis: 'Total, %',
  valueAxis: 'Students',
  series: [
    { name: 'Passed', colour: 'accent', values: [0, 0, 0, 7, 1] },
    { name: 'Not passed', colour: 'line-strong', values: [1, 0, 2, 1, 0] },
  ],
};
const levels: Chart = {
  ...totals,
  layout: 'bars',
  categories: [
    'A <script>alert("1")</script> & a choice',
    'Reasons to help and to recommend, for ever and ever',
  ],
  series: ['Beginning', 'Proficient', 'Excellent'].map((name, at) => ({
    name,
    colour: at / 2,
    values: [at + 1, 2],
  })),
};

describe('a chart', () => {
  it('is an image with a name, a description, and nothing that runs', () => {
    const svg = drawChart(totals);
    expect(svg).toMatch(/^<svg width="640" height="\d+"[^>]* role="img" aria-labelledby="title"/);
    expect(svg).toContain('<title id="title">How the totals are spread</title>');
    expect(svg).toContain('<desc id="description">Most of the 12 totals lie between 60 and 80 %.</desc>');
    expect(svg).toContain('60–79');
    expect(svg).not.toMatch(/<script|\son\w+=|ecmeta|href=|url\(|pointer/i);
  });

  it('writes what people have called things as text', () => {
    const svg = drawChart({ ...levels, title: '</title><script>', description: 'a & b' });
    expect(svg).not.toContain('<script');
    expect(svg).toContain('&lt;script&gt;');
    expect(svg).toContain('<title id="title">&lt;/title&gt;&lt;script&gt;</title>');
  });

  it('has no colours but the project’s, light and dark', () => {
    for (const chart of [totals, levels]) {
      const svg = drawChart(chart);
      const drawn = svg.replace(/<style>.*?<\/style>/, '');
      const colours = [...drawn.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, colour = '']) => colour);
      expect(colours.filter((colour) => !/^(?:none|var\(--[\w-]+\)|color-mix\(.*\))$/.test(colour))).toEqual(
        [],
      );
      expect(svg).toContain('@media (prefers-color-scheme:dark)');
    }
    const css = readFileSync(join(process.cwd(), 'views/assets/styles/tokens.css'), 'utf8');
    const dark = css.slice(css.indexOf('@media (prefers-color-scheme: dark)'));
    for (const [name, value] of Object.entries(chartColours.light))
      expect(css).toContain(`--${name}: ${value};`);
    for (const [name, value] of Object.entries(chartColours.dark))
      expect(dark).toContain(`--${name}: ${value};`);
  });

  it('is drawn narrower for a phone, without smaller letters', () => {
    const svg = drawChart(levels, chartSize('narrow'));
    expect(svg).toMatch(/^<svg width="328"/);
    expect(svg).toContain('font-size:13px');
    expect([chartSize(undefined), chartSize(['narrow']), chartSize('wide')]).toEqual([
      'wide',
      'wide',
      'wide',
    ]);
  });

  it('can be empty, and refuses figures that are not there', () => {
    const nobody = totals.series.map((one) => ({ ...one, values: [0, 0, 0, 0, 0] }));
    expect(drawChart({ ...totals, series: nobody })).toContain('</svg>');
    expect(drawChart({ ...totals, categories: [], series: [] })).toContain('</svg>');
    const series = [{ name: 'One', colour: 1, values: [1, 2, Number.NaN, 0, 0] }];
    expect(() => drawChart({ ...totals, series })).toThrow(RangeError);
  });

  it('has its figures beside it as a table', () => {
    const figure = chartFigure(totals, '/somewhere?of=all');
    expect(figure.table.head).toEqual(['Total, %', 'Passed', 'Not passed']);
    expect(figure.table.rows[3]).toEqual({ name: '60–79', values: ['7', '1'] });
    expect(figure.narrow.src).toBe('/somewhere?of=all&size=narrow');
    expect(chartFigure({ ...totals, series: totals.series.slice(0, 1) }, '/x').table.head).toEqual([
      'Total, %',
      'Students',
    ]);
  });
});
