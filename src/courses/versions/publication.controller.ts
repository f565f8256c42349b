import { Controller, Get, Param, Post } from '@nestjs/common';
import { DomainError } from '../../platform/errors/domain-errors.js';
import { idPipe } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { Administrators } from '../../users/administrators.decorator.js';
import { CoursePublishing } from './course-publishing.service.js';
import { draftPath, versionPath } from './drafts/draft.views.js';
import { publicationPage } from './publication.views.js';
import { VersionReads } from './version-reads.service.js';

/** What stands between a draft and its readers: what is missing, what it changes, and the button. */
@Administrators()
@Controller('courses/drafts/:id/publication')
export class PublicationController {
  constructor(
    private readonly reads: VersionReads,
    private readonly publishing: CoursePublishing,
  ) {}

  @Get()
  async show(@Param('id', idPipe) id: string) {
    const draft = await this.reads.read(id);
    if (draft.publishedAt ?? draft.discardedAt) return redirect(versionPath(id));
    return this.page(id);
  }

  @Post()
  async publish(@Param('id', idPipe) id: string, @CurrentViewer() viewer: Viewer) {
    try {
      await this.publishing.publish(id, viewer.id);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'invalid') throw error;
      return this.page(id, 422);
    }
    return redirect(
      versionPath(id),
      'This version is published. New cohorts take it; those that have one keep theirs.',
    );
  }

  private async page(id: string, status = 200) {
    const draft = await this.reads.read(id);
    const before = await this.reads.publishedBefore(draft);
    const missing = await this.publishing.missing(id);
    return view(
      'versions/publication',
      publicationPage(draft, before, missing, `${draftPath(id)}/publication`),
      status,
    );
  }
}
