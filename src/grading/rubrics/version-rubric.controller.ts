import { Controller, Get, Param, Post } from '@nestjs/common';
import { idPipe } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { Administrators } from '../../users/administrators.decorator.js';
import { RubricEditing } from './rubric-editing.service.js';
import { RubricReads } from './rubric-reads.service.js';
import { noRubricPage, rubricPath } from './rubric.views.js';

/**
 * The rubric of a course version, under the course version's address: its pages link here and need not know which
 * rubric is in force.
 */
@Administrators()
@Controller('courses/versions/:id/rubric')
export class VersionRubricController {
  constructor(
    private readonly reads: RubricReads,
    private readonly editing: RubricEditing,
  ) {}

  @Get()
  async find(@Param('id', idPipe) id: string) {
    const version = await this.reads.ofCourseVersion(id);
    if (version.rubricId !== null) return redirect(rubricPath(version.rubricId));
    return view('grading/rubrics/none', noRubricPage(version));
  }

  /** The draft of a change, or of a first rubric; the one that is there when somebody has begun it. */
  @Post('drafts')
  async begin(@Param('id', idPipe) id: string, @CurrentViewer() viewer: Viewer) {
    return redirect(rubricPath(await this.editing.begin(id, viewer.id)));
  }
}
