import { Controller, Get, Param } from '@nestjs/common';
import { slugPipe } from '../../courses/cohorts/slug.pipe.js';
import { CohortAccess } from '../../courses/enrolments/cohort-access.service.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { cohortRubricPage } from './cohort-rubric.views.js';
import { RubricReads } from './rubric-reads.service.js';
import { Rubrics } from './rubrics.service.js';

/** By what the work of a cohort is judged, to read for its students and those who run it. */
@Controller('cohorts/:slug/rubrics')
export class CohortRubricController {
  constructor(
    private readonly access: CohortAccess,
    private readonly reads: RubricReads,
    private readonly rubrics: Rubrics,
  ) {}

  @Get()
  inForce(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    return this.page(viewer, slug, null);
  }

  /** One that was in force, or is. */
  @Get(':number')
  show(
    @Param('slug', slugPipe) slug: string,
    @Param('number') number: string,
    @CurrentViewer() viewer: Viewer,
  ) {
    return this.page(viewer, slug, number);
  }

  private async page(viewer: Viewer, slug: string, number: string | null) {
    const cohort = await this.access.cohort(viewer, slug);
    if (cohort.role === null) throw notFound();
    const versions = await this.reads.publishedFor(cohort.id);
    const shown = number === null ? versions[0] : versions.find((one) => String(one.number) === number);
    if (!shown) throw notFound('There is no such rubric.');
    const rubric = await this.rubrics.read(shown.id);
    return view('grading/rubrics/cohort', cohortRubricPage({ cohort, versions, shown, rubric }, viewer));
  }
}
