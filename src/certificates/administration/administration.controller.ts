import { Controller, Get, Param, Query } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { forbidden } from '../../platform/errors/domain-errors.js';
import { idPipe } from '../../platform/web/forms.js';
import { view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { Administrators } from '../../users/administrators.decorator.js';
import { CertificateRegister } from '../register/certificate-register.service.js';
import { administrationPage } from './administration.views.js';
import { CertificateRecords } from './certificate-records.service.js';
import { recordPage } from './record.views.js';

/** Certificates for those who answer for them. */
@Controller('certificates')
export class CertificateAdministrationController {
  constructor(
    private readonly register: CertificateRegister,
    private readonly records: CertificateRecords,
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
    const certificate = await this.register.visibleTo(viewer, id);
    if (!viewer.administrator) throw forbidden('Only administrators can open this page.');
    const [history, family, basis] = await Promise.all([
      this.register.history(id),
      this.records.family(id),
      this.records.basis(id),
    ]);
    return view('certificates/one', recordPage(certificate, history, family, basis, this.config.publicUrl));
  }
}
