import { Controller, Get, Param } from '@nestjs/common';
import { idPipe } from '../../platform/web/forms.js';
import { view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { EnrolmentAccess } from '../releases/enrolment-access.service.js';
import { ResultsAccess } from '../results/results-access.service.js';
import { Transcripts } from './transcripts.service.js';
import { transcriptPage } from './transcripts.views.js';

/** What somebody did in a cohort: for those who mark, and for the student, who reads of released grades alone. */
@Controller()
export class TranscriptsController {
  constructor(
    private readonly markers: EnrolmentAccess,
    private readonly results: ResultsAccess,
    private readonly transcripts: Transcripts,
  ) {}

  @Get('grading/enrolments/:id/transcript')
  async forMarkers(@Param('id', idPipe) enrolmentId: string, @CurrentViewer() viewer: Viewer) {
    const { cohort } = await this.markers.enrolment(viewer, enrolmentId);
    const trail = [
      { href: `/grading/cohorts/${cohort.slug}`, label: `Grading ${cohort.courseTitle}, ${cohort.name}` },
      { href: `/grading/cohorts/${cohort.slug}/gradebook`, label: 'Gradebook' },
    ];
    const transcript = await this.transcripts.forMarkers(enrolmentId);
    const { timeZone } = viewer;
    return view(
      'grading/gradebook/transcript',
      transcriptPage(transcript, { timeZone, trail, marker: true }),
    );
  }

  @Get('results/:enrolmentId/transcript')
  async forStudent(@Param('enrolmentId', idPipe) enrolmentId: string, @CurrentViewer() viewer: Viewer) {
    const { own, cohort, courseTitle } = await this.results.visibleTo(viewer, enrolmentId);
    const trail = [
      own
        ? { href: `/my/${cohort.slug}`, label: `${courseTitle}, ${cohort.name}` }
        : { href: `/grading/cohorts/${cohort.slug}`, label: `Grading ${courseTitle}, ${cohort.name}` },
      { href: `/results/${enrolmentId}`, label: own ? 'Your results' : 'Results' },
    ];
    const transcript = await this.transcripts.forStudent(enrolmentId);
    const { timeZone } = viewer;
    return view(
      'grading/gradebook/transcript',
      transcriptPage(transcript, { timeZone, trail, marker: false }),
    );
  }
}
