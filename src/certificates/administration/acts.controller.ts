import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { DomainError, forbidden, invalid } from '../../platform/errors/domain-errors.js';
import { freshForm, type FormState, idPipe, readForm, withErrors } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { CertificateRegister } from '../register/certificate-register.service.js';
import { type Act, actForm, CertificateActs } from './acts.service.js';
import { CertificateRecords } from './certificate-records.service.js';
import { actPage } from './acts.views.js';

const fields = ['publicReason', 'privateReason', 'seen'] as const;
const empty = { publicReason: '', privateReason: '', seen: '' };

/** Suspending, reinstating and revoking: a page for each, with what it means and what it asks. */
@Controller('certificates')
export class CertificateActsController {
  constructor(
    private readonly register: CertificateRegister,
    private readonly records: CertificateRecords,
    private readonly acts: CertificateActs,
    private readonly config: Config,
  ) {}

  @Get(':id/suspensions')
  suspension(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string) {
    return this.page(viewer, id, 'suspended', freshForm(empty));
  }

  @Post(':id/suspensions')
  suspend(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string, @Body() body: unknown) {
    return this.act(viewer, id, 'suspended', body);
  }

  @Get(':id/reinstatements')
  reinstatement(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string) {
    return this.page(viewer, id, 'reinstated', freshForm(empty));
  }

  @Post(':id/reinstatements')
  reinstate(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string, @Body() body: unknown) {
    return this.act(viewer, id, 'reinstated', body);
  }

  @Get(':id/revocations')
  revocation(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string) {
    return this.page(viewer, id, 'revoked', freshForm(empty));
  }

  @Post(':id/revocations')
  revoke(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string, @Body() body: unknown) {
    return this.act(viewer, id, 'revoked', body);
  }

  private async act(viewer: Viewer, id: string, act: Act, body: unknown) {
    await this.administered(viewer, id);
    const form = readForm(actForm, body, fields);
    if (!form.ok) return this.page(viewer, id, act, form.form, 422);
    try {
      await this.acts.perform(viewer, id, act, form.data);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'conflict') throw error;
      return this.page(viewer, id, act, withErrors(form.form, invalid(error.message)), 409);
    }
    return redirect(`/certificates/${id}`, done[act]);
  }

  private async administered(viewer: Viewer, id: string) {
    const certificate = await this.register.visibleTo(viewer, id);
    if (!viewer.administrator) throw forbidden('Only administrators can open this page.');
    return certificate;
  }

  private async page(viewer: Viewer, id: string, act: Act, form: FormState, status = 200) {
    const certificate = await this.administered(viewer, id);
    const [history, family] = await Promise.all([this.register.history(id), this.records.family(id)]);
    return view(
      'certificates/act',
      actPage(act, certificate, history, family, form, this.config.publicUrl),
      status,
    );
  }
}

const done = {
  suspended: 'The certificate is suspended. Its public page says so, and its holder gets a mail.',
  reinstated: 'The certificate is reinstated, and its holder gets a mail.',
  revoked: 'The certificate is revoked. Its public page says so, and its holder gets a mail.',
} satisfies Record<Act, string>;
