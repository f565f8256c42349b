import { Injectable } from '@nestjs/common';
import { type Viewer } from '../../platform/web/viewer.js';
import { Assessments } from '../marking/assessments.service.js';
import { GradingAccess, type GradedSubmission } from '../marking/grading-access.service.js';
import { MarkingProgress } from '../marking/marking-progress.service.js';
import { placeIn, type QueueName } from './queue.rules.js';

@Injectable()
export class MarkingQueue {
  constructor(
    private readonly access: GradingAccess,
    private readonly assessments: Assessments,
    private readonly progress: MarkingProgress,
  ) {}

  /** The assessment that comes after a submission's in a queue, opened if need be; null when nothing is left. */
  async after(viewer: Viewer, submission: GradedSubmission, queue: QueueName): Promise<string | null> {
    const rows = await this.progress.ofCohort(submission.cohort.id, viewer.id);
    const { next } = placeIn(rows, queue, submission.enrolmentId);
    if (!next?.submission) return null;
    return (
      next.assessmentId ??
      this.assessments.open(viewer, await this.access.submission(viewer, next.submission.id))
    );
  }
}
