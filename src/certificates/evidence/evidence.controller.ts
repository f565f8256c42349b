import { Controller, Get, Param, Post } from '@nestjs/common';
import { notFound } from '../../platform/errors/domain-errors.js';
import { idPipe } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { HeldCertificates } from '../holding/held-certificates.service.js';
import { showsEvidence } from '../register/status.rules.js';
import { Evidence } from './evidence.service.js';
import { evidencePreviewPage } from './evidence.views.js';

/** A section of the graded handbook in the hands of its author: looked at as others would, shown, withdrawn. */
@Controller('certificates/:id/evidence/:key')
export class EvidenceController {
  constructor(
    private readonly held: HeldCertificates,
    private readonly evidence: Evidence,
  ) {}

  @Get()
  async preview(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string, @Param('key') key: string) {
    const certificate = await this.held.own(viewer, id);
    if (certificate.snapshot.evidence === null) throw notFound();
    const shown = certificate.evidence.map((one) => one.key);
    const section = await this.evidence.read(
      certificate.snapshot,
      key,
      [...shown, key],
      (imageId, submissionId) => `/submissions/${submissionId}/images/${imageId}`,
    );
    const state = { shown: shown.includes(key), mayShow: showsEvidence(certificate.verdict) };
    return view('certificates/evidence', evidencePreviewPage(certificate, section, state));
  }

  @Post('showings')
  async show(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string, @Param('key') key: string) {
    await this.evidence.show(await this.held.own(viewer, id), key);
    return redirect(`/certificates/${id}/evidence/${key}`, 'The section is shown beside your certificate.');
  }

  @Post('withdrawals')
  async withdraw(
    @CurrentViewer() viewer: Viewer,
    @Param('id', idPipe) id: string,
    @Param('key') key: string,
  ) {
    await this.evidence.withdraw(await this.held.own(viewer, id), key);
    return redirect(`/certificates/${id}/sharing`, 'The section is not shown any more.');
  }
}
