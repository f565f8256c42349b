import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { slugPipe } from '../../courses/cohorts/slug.pipe.js';
import { chartSize, type Chart, drawChart } from '../../platform/charts/chart.js';
import { SvgImage } from '../../platform/charts/svg-image.decorator.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { GradingAccess } from '../marking/grading-access.service.js';
import { levelsChart, totalsChart } from './gradebook-charts.js';
import { csvFormIn, gradebookCsv } from './gradebook-csv.js';
import { columnsOf, readQuery, shownRows } from './gradebook.rules.js';
import { Gradebooks } from './gradebook.service.js';
import { chartsPage, gradebookPage } from './gradebook.views.js';

/** All students of a cohort by all their work, for those who mark it. */
@Controller('grading/cohorts/:slug')
export class GradebookController {
  constructor(
    private readonly access: GradingAccess,
    private readonly books: Gradebooks,
  ) {}

  @Get('gradebook')
  async show(
    @Param('slug', slugPipe) slug: string,
    @Query() query: Record<string, unknown>,
    @CurrentViewer() viewer: Viewer,
  ) {
    const cohort = await this.access.cohort(viewer, slug);
    const book = await this.books.of(cohort, viewer.id);
    const asked = readQuery(query, columnsOf(book));
    return view('grading/gradebook/gradebook', gradebookPage(cohort, book, asked, viewer.timeZone));
  }

  /** What the page shows, with its filters and its order. */
  @Get('gradebook.csv')
  async csv(
    @Param('slug', slugPipe) slug: string,
    @Query() query: Record<string, unknown>,
    @CurrentViewer() viewer: Viewer,
    @Res() reply: FastifyReply,
  ) {
    const cohort = await this.access.cohort(viewer, slug);
    const book = await this.books.of(cohort, viewer.id);
    const columns = columnsOf(book);
    const rows = shownRows(book, readQuery(query, columns), columns);
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${cohort.slug}-gradebook.csv"`)
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'private, no-store')
      .send(gradebookCsv(book, rows, columns, csvFormIn(query['separator'])));
  }

  @Get('gradebook/charts')
  async charts(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    const cohort = await this.access.cohort(viewer, slug);
    return view('grading/gradebook/charts', chartsPage(cohort, await this.books.of(cohort, viewer.id)));
  }

  @Get('gradebook/charts/:name')
  @SvgImage()
  async chart(
    @Param('slug', slugPipe) slug: string,
    @Param('name') name: string,
    @Query('size') size: unknown,
    @CurrentViewer() viewer: Viewer,
  ): Promise<string> {
    const cohort = await this.access.cohort(viewer, slug);
    const make = Object.hasOwn(charts, name) ? charts[name] : undefined;
    const chart = make?.(await this.books.of(cohort, viewer.id));
    if (!chart) throw notFound();
    return drawChart(chart, chartSize(size));
  }
}

const charts: Readonly<Record<string, (book: Parameters<typeof totalsChart>[0]) => Chart | null>> = {
  totals: totalsChart,
  levels: levelsChart,
};
