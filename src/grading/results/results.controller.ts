import { Controller, Get, Param } from '@nestjs/common';
import { idPipe } from '../../platform/web/forms.js';
import { view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { ReleasedGrades } from '../releases/released-grades.service.js';
import { type ResultCertificate, ResultCertificates } from './result-certificates.js';
import { ResultsAccess } from './results-access.service.js';
import { resultsPage } from './results.views.js';

@Controller('results')
export class ResultsController {
  constructor(
    private readonly access: ResultsAccess,
    private readonly grades: ReleasedGrades,
    private readonly certificates: ResultCertificates,
  ) {}

  @Get(':enrolmentId')
  async results(@Param('enrolmentId', idPipe) enrolmentId: string, @CurrentViewer() viewer: Viewer) {
    const owner = await this.access.visibleTo(viewer, enrolmentId);
    const grades = await this.grades.ofEnrolment(enrolmentId);
    // Asked only after a release, so that before one nothing is read that could differ.
    const certificate = grades.length === 0 ? noCertificate : await this.certificates.of(enrolmentId);
    return view('grading/results', resultsPage(owner, grades, certificate, viewer));
  }
}

const noCertificate: ResultCertificate = { kind: 'none' };
