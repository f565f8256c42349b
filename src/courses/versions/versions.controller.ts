import { Controller, Get, Param } from '@nestjs/common';
import { notFound } from '../../platform/errors/domain-errors.js';
import { idPipe } from '../../platform/web/forms.js';
import { view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { Administrators } from '../../users/administrators.decorator.js';
import { VersionReads } from './version-reads.service.js';
import { comparisonPage, versionLessonPage, versionPage } from './versions.views.js';

/** Versions of courses as they are or were, published ones for ever. */
@Administrators()
@Controller('courses/versions/:id')
export class VersionsController {
  constructor(private readonly reads: VersionReads) {}

  @Get()
  async show(@Param('id', idPipe) id: string, @CurrentViewer() viewer: Viewer) {
    const version = await this.reads.read(id);
    return view(
      'versions/version',
      versionPage(version, await this.reads.versionsOf(version.courseId), viewer),
    );
  }

  @Get('lessons/:lessonId')
  async lesson(@Param('id', idPipe) id: string, @Param('lessonId', idPipe) lessonId: string) {
    const page = versionLessonPage(await this.reads.read(id), lessonId);
    if (!page) throw notFound('This version has no such lesson.');
    return view('versions/version-lesson', page);
  }

  /** What this version says otherwise than an other one of its course. */
  @Get('comparisons/:otherId')
  async compare(@Param('id', idPipe) id: string, @Param('otherId', idPipe) otherId: string) {
    const [version, other] = [await this.reads.read(id), await this.reads.read(otherId)];
    if (version.courseId !== other.courseId) throw notFound('These are versions of two courses.');
    return view('versions/comparison', comparisonPage(other, version));
  }
}
