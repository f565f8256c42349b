import { Body, Controller, Param, Put } from '@nestjs/common';
import { z } from 'zod';
import { idPipe } from '../../platform/web/forms.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { seenDigest } from '../desk/desk.views.js';
import { GradingAccess } from '../marking/grading-access.service.js';
import { Presences } from './presences.service.js';

const presence = z.object({
  criterionId: z.uuid('A criterion is named by its id.').nullable(),
  /** No rubric has that many criteria. */
  seen: z
    .record(z.uuid('A criterion is named by its id.'), z.int().min(0).max(2_147_483_647))
    .refine((versions) => Object.keys(versions).length <= 200, 'These are too many criteria.'),
});
type Presence = z.infer<typeof presence>;

@Controller('grading/assessments/:id/presence')
export class PresenceController {
  constructor(
    private readonly access: GradingAccess,
    private readonly presences: Presences,
  ) {}

  /** “I am at this desk, at this criterion, and have seen this”; answers with who else is here and what changed. */
  @Put()
  async arrive(
    @Param('id', idPipe) id: string,
    @Body({ schema: presence }) { criterionId, seen }: Presence,
    @CurrentViewer() viewer: Viewer,
  ) {
    const assessment = await this.access.assessment(viewer, id);
    const { marks, ...now } = await this.presences.arrive(viewer, assessment, criterionId, seen);
    return {
      ...now,
      /** The desk that took this one's place, once the rubric has changed. */
      laterId: assessment.laterId,
      marks: marks.map((mark) => ({ ...mark, seen: seenDigest(mark) })),
    };
  }
}
