import { Controller, Get, Param } from '@nestjs/common';
import { view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { cohortPage } from './cohort.views.js';
import { GradingAccess } from './grading-access.service.js';
import { MarkingProgress } from './marking-progress.service.js';
import { slugPipe } from '../../courses/cohorts/slug.pipe.js';

@Controller('grading/cohorts/:slug')
export class CohortGradingController {
  constructor(
    private readonly access: GradingAccess,
    private readonly progress: MarkingProgress,
  ) {}

  @Get()
  async list(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    const cohort = await this.access.cohort(viewer, slug);
    return view(
      'grading/cohort',
      cohortPage(cohort, await this.progress.ofCohort(cohort.id, viewer.id), viewer.timeZone),
    );
  }
}
