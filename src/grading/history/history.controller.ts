import { Controller, Get, Param } from '@nestjs/common';
import { idPipe } from '../../platform/web/forms.js';
import { view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { GradingAccess } from '../marking/grading-access.service.js';
import { Rubrics } from '../rubrics/rubrics.service.js';
import { historyPage } from './history.views.js';
import { MarkHistory } from './mark-history.service.js';

@Controller('grading/assessments/:id/history')
export class HistoryController {
  constructor(
    private readonly access: GradingAccess,
    private readonly rubrics: Rubrics,
    private readonly history: MarkHistory,
  ) {}

  @Get()
  async show(@Param('id', idPipe) id: string, @CurrentViewer() viewer: Viewer) {
    const assessment = await this.access.assessment(viewer, id);
    const [rubric, history] = await Promise.all([
      this.rubrics.read(assessment.rubricVersionId),
      this.history.of(assessment.submission.id, assessment.slot),
    ]);
    return view('grading/history', historyPage({ assessment, rubric, history }, viewer));
  }
}
