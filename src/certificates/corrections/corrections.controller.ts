import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { DomainError, forbidden, invalid } from '../../platform/errors/domain-errors.js';
import { freshForm, type FormState, idPipe, readForm, withErrors } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { CertificateRecords } from '../administration/certificate-records.service.js';
import { CertificateRegister } from '../register/certificate-register.service.js';
import { askForm } from './correction.forms.js';
import { holdersPage } from './corrections.views.js';
import { NameCorrections } from './name-corrections.service.js';

const fields = ['name', 'reason', 'account'] as const;

/** Holders ask for another name on their certificate, and read what became of it. */
@Controller('certificates/:id/corrections')
export class CorrectionsController {
  constructor(
    private readonly register: CertificateRegister,
    private readonly records: CertificateRecords,
    private readonly corrections: NameCorrections,
  ) {}

  @Get()
  async show(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string) {
    const { snapshot } = await this.held(viewer, id);
    // Whoever has changed their account's name most likely wants the certificate to follow.
    const name = viewer.name.normalize('NFC') === snapshot?.holder.name ? '' : viewer.name;
    return this.page(viewer, id, freshForm({ name, reason: '', account: '' }));
  }

  @Post()
  async ask(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string, @Body() body: unknown) {
    const certificate = await this.held(viewer, id);
    const form = readForm(askForm, body, fields);
    if (!form.ok) return this.page(viewer, id, form.form, 422);
    try {
      await this.corrections.ask(viewer, certificate, form.data);
    } catch (error) {
      return this.refused(viewer, id, form.form, error);
    }
    return redirect(`/certificates/${id}/corrections`, 'Your request is with the academy.');
  }

  @Post('withdrawals')
  async withdraw(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string) {
    await this.held(viewer, id);
    try {
      await this.corrections.withdraw(viewer, id);
    } catch (error) {
      return this.refused(viewer, id, freshForm({ name: '', reason: '', account: '' }), error);
    }
    return redirect(
      `/certificates/${id}/corrections`,
      'Your request is withdrawn. The certificate stays as it is.',
    );
  }

  private async held(viewer: Viewer, id: string) {
    const certificate = await this.register.visibleTo(viewer, id);
    if (certificate.holderId !== viewer.id) {
      throw forbidden('Only its holder can ask for another name on a certificate.');
    }
    return certificate;
  }

  /** The page again, with what was typed and why it was not taken. */
  private refused(viewer: Viewer, id: string, form: FormState, error: unknown) {
    if (!(error instanceof DomainError)) throw error;
    if (error.kind === 'conflict')
      return this.page(viewer, id, withErrors(form, invalid(error.message)), 409);
    if (error.kind === 'tooMany') return this.page(viewer, id, withErrors(form, invalid(error.message)), 429);
    return this.page(viewer, id, withErrors(form, error), 422);
  }

  private async page(viewer: Viewer, id: string, form: FormState, status = 200) {
    const certificate = await this.held(viewer, id);
    const [corrections, family] = await Promise.all([this.corrections.of(id), this.records.family(id)]);
    return view(
      'certificates/corrections',
      holdersPage(certificate, corrections, family, viewer, form),
      status,
    );
  }
}
