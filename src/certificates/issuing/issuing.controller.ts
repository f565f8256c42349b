import { Controller, Get, Param, Post } from '@nestjs/common';
import { slugPipe } from '../../courses/cohorts/slug.pipe.js';
import { idPipe } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { IssuingReads } from './issuing-reads.service.js';
import { Issuing } from './issuing.service.js';
import { cohortIssuingPage, releaseIssuingPage } from './issuing.views.js';

/** How a release's certificates come along, for administrators and for those who teach the cohort. */
@Controller('certificates')
export class IssuingController {
  constructor(
    private readonly reads: IssuingReads,
    private readonly issuing: Issuing,
  ) {}

  @Get('cohorts/:slug')
  async cohort(@CurrentViewer() viewer: Viewer, @Param('slug', slugPipe) slug: string) {
    const { cohort, releases } = await this.reads.cohort(viewer, slug);
    return view('certificates/issuing-cohort', cohortIssuingPage(cohort, releases, viewer));
  }

  @Get('releases/:id')
  async release(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string) {
    const { progress, refused, unprintable } = await this.reads.release(viewer, id);
    return view('certificates/issuing', releaseIssuingPage(progress, { refused, unprintable }, viewer));
  }

  /** Tries again, e.g. once a name was mended. */
  @Post('releases/:id/attempts')
  async again(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string) {
    await this.reads.refuseUnlessRunning(viewer, id);
    await this.issuing.again(viewer, id);
    return redirect(
      `/certificates/releases/${id}`,
      'Issuing goes on. Whoever has a certificate gets no second one.',
    );
  }
}
