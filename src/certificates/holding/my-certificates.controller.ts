import { Controller, Get, Header, Param, Query, StreamableFile } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { forbidden, notFound } from '../../platform/errors/domain-errors.js';
import { idPipe } from '../../platform/web/forms.js';
import { view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { CertificateFiles } from '../printing/certificate-files.service.js';
import { isPaper } from '../printing/papers.js';
import { CertificateRegister } from '../register/certificate-register.service.js';
import { writtenCode } from '../register/code.rules.js';
import { myCertificatesPage } from './my-certificates.views.js';

/** Certificates for those who hold them; the public has `/verify`. */
@Controller('certificates')
export class MyCertificatesController {
  constructor(
    private readonly register: CertificateRegister,
    private readonly files: CertificateFiles,
    private readonly config: Config,
  ) {}

  @Get()
  async mine(@CurrentViewer() viewer: Viewer) {
    const certificates = await this.register.ofHolder(viewer);
    return view('certificates/mine', myCertificatesPage(certificates, this.config.publicUrl));
  }

  @Get(':id/pdf')
  @Header('cache-control', 'private, no-cache')
  @Header('x-content-type-options', 'nosniff')
  async pdf(
    @CurrentViewer() viewer: Viewer,
    @Param('id', idPipe) id: string,
    @Query('paper') paper?: unknown,
  ) {
    if (paper !== undefined && !isPaper(paper))
      throw notFound('A certificate comes on A4 and on Letter paper.');
    const certificate = await this.register.visibleTo(viewer, id);
    if (certificate.holderId !== viewer.id && !viewer.administrator) {
      throw forbidden('Only its holder and administrators can download a certificate.');
    }
    return new StreamableFile(await this.files.openOn(certificate, paper ?? null), {
      type: 'application/pdf',
      disposition: `attachment; filename="certificate-${writtenCode(certificate.code)}.pdf"`,
    });
  }
}
