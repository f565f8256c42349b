import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { DomainError, invalid } from '../../platform/errors/domain-errors.js';
import { freshForm, type FormState, idPipe, readForm, withErrors } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { Administrators } from '../../users/administrators.decorator.js';
import { CertificateRegister } from '../register/certificate-register.service.js';
import { declineForm } from './correction.forms.js';
import { CorrectionDecisions } from './correction-decisions.service.js';
import { decisionPage, openPage } from './corrections.views.js';
import { NameCorrections } from './name-corrections.service.js';

/** Administrators look at what holders ask for, and decide. */
@Administrators()
@Controller('certificates/administration/corrections')
export class CorrectionDecisionsController {
  constructor(
    private readonly register: CertificateRegister,
    private readonly corrections: NameCorrections,
    private readonly decisions: CorrectionDecisions,
  ) {}

  @Get()
  async list(@CurrentViewer() viewer: Viewer) {
    return view('certificates/open-corrections', openPage(await this.corrections.open(), viewer));
  }

  @Get(':id')
  show(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string) {
    return this.page(viewer, id, freshForm({ answer: '' }));
  }

  @Post(':id/approvals')
  async approve(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string) {
    await this.corrections.one(id);
    try {
      const successorId = await this.decisions.approve(viewer, id);
      return redirect(
        `/certificates/${successorId}`,
        'The corrected certificate is issued. The old address leads to it, and its holder gets a mail.',
      );
    } catch (error) {
      return this.refused(viewer, id, freshForm({ answer: '' }), error);
    }
  }

  @Post(':id/refusals')
  async decline(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string, @Body() body: unknown) {
    await this.corrections.one(id);
    const form = readForm(declineForm, body, ['answer']);
    if (!form.ok) return this.page(viewer, id, form.form, 422);
    try {
      await this.decisions.decline(viewer, id, form.data.answer);
    } catch (error) {
      return this.refused(viewer, id, form.form, error);
    }
    return redirect(
      '/certificates/administration/corrections',
      'The request is declined. The certificate stays as it is, and its holder gets a mail with your reason.',
    );
  }

  /** The page again: as it stands now, with what was typed and why nothing was done. */
  private refused(viewer: Viewer, id: string, form: FormState, error: unknown) {
    if (!(error instanceof DomainError) || error.kind !== 'conflict') throw error;
    return this.page(viewer, id, withErrors(form, invalid(error.message)), 409);
  }

  private async page(viewer: Viewer, id: string, form: FormState, status = 200) {
    const correction = await this.corrections.one(id);
    const certificate = await this.register.visibleTo(viewer, correction.certificateId);
    return view('certificates/correction', decisionPage(correction, certificate, viewer, form), status);
  }
}
