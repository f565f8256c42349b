import { Controller, Get, Param, Query } from '@nestjs/common';
import { slugPipe } from '../../courses/cohorts/slug.pipe.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { GradingAccess } from '../marking/grading-access.service.js';
import { MarkingProgress } from '../marking/marking-progress.service.js';
import { readQueue } from './queue.rules.js';
import { jumpPlaces } from './queue.views.js';

@Controller('grading/cohorts/:slug/places')
export class PlacesController {
  constructor(
    private readonly access: GradingAccess,
    private readonly progress: MarkingProgress,
  ) {}

  /** Everybody's desk, for the palette that jumps by letters. JSON: `{ places: JumpPlace[] }`. */
  @Get()
  async places(
    @Param('slug', slugPipe) slug: string,
    @Query('queue') queue: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const cohort = await this.access.cohort(viewer, slug);
    return jumpPlaces(await this.progress.ofCohort(cohort.id, viewer.id), readQueue(queue));
  }
}
