import { Controller, Get, Param, Query } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { slugPipe } from '../cohorts/slug.pipe.js';
import { LearningAccess } from './learning-access.service.js';
import { sortings } from './progress.rules.js';
import { Progress } from './progress.service.js';
import { type Order, progressPage } from './progress.views.js';

/** For those who run a cohort: how far its students are, and who is behind. */
@Controller('cohorts/:slug/progress')
export class ProgressController {
  constructor(
    private readonly access: LearningAccess,
    private readonly progress: Progress,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(
    @Param('slug', slugPipe) slug: string,
    @Query('sort') sort: unknown,
    @Query('order') order: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const cohort = await this.access.team(slug, viewer);
    const progress = await this.progress.of(cohort);
    const reader = { timeZone: viewer.timeZone, now: this.clock.now() };
    return view('learning/progress', progressPage(cohort, progress, orderOf(sort, order), reader));
  }
}

/** What can't be sorted by is sorted as usual: whoever is behind comes first. */
function orderOf(sort: unknown, order: unknown): Order {
  const by = sortings.find((name) => name === sort);
  return by ? { by, descending: order === 'desc' } : { by: 'behind', descending: true };
}
