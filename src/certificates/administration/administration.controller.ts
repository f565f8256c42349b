import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { forbidden } from '../../platform/errors/domain-errors.js';
import { freshForm, type FormState, idPipe, readForm } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { Administrators } from '../../users/administrators.decorator.js';
import { CertificateRegister, type RegisteredCertificate } from '../register/certificate-register.service.js';
import { administrationPage, certificateAdministrationPage } from './administration.views.js';
import { Revocation, revocationForm } from './revocation.service.js';

const fields = ['publicReason', 'privateReason'] as const;

/** Certificates for those who answer for them. */
@Controller('certificates')
export class CertificateAdministrationController {
  constructor(
    private readonly register: CertificateRegister,
    private readonly revocation: Revocation,
    private readonly config: Config,
  ) {}

  @Administrators()
  @Get('administration')
  async administration(@Query('page') asked: unknown) {
    const page = typeof asked === 'string' && /^[1-9]\d{0,4}$/.test(asked) ? Number(asked) : 1;
    const [certificates, refused] = await Promise.all([this.register.page(page), this.register.refused()]);
    return view(
      'certificates/administration',
      administrationPage(certificates, refused, page, this.config.publicUrl),
    );
  }

  @Get(':id')
  async one(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string) {
    const certificate = await this.administered(viewer, id);
    return this.page(certificate, freshForm({ publicReason: '', privateReason: '' }));
  }

  @Post(':id/revocations')
  async revoke(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string, @Body() body: unknown) {
    const certificate = await this.administered(viewer, id);
    const form = readForm(revocationForm, body, fields);
    if (!form.ok) return this.page(certificate, form.form, 422);
    await this.revocation.revoke(viewer, id, form.data);
    return redirect(
      `/certificates/${id}`,
      'The certificate is revoked. Its public page says so, and its holder gets a mail.',
    );
  }

  private async administered(viewer: Viewer, id: string): Promise<RegisteredCertificate> {
    const certificate = await this.register.visibleTo(viewer, id);
    if (!viewer.administrator) throw forbidden('Only administrators can open this page.');
    return certificate;
  }

  private async page(certificate: RegisteredCertificate, form: FormState, status = 200) {
    const history = await this.register.history(certificate.id);
    return view(
      'certificates/one',
      certificateAdministrationPage(certificate, history, form, this.config.publicUrl),
      status,
    );
  }
}
