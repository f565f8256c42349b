import { Controller, Get, Header, Param, Query, Res, StreamableFile } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { Config } from '../../platform/config/config.js';
import { forbidden, notFound } from '../../platform/errors/domain-errors.js';
import { idPipe } from '../../platform/web/forms.js';
import { view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { copyHeaders } from '../credential-store/copy-headers.js';
import { isFurtherCopy } from '../credential-store/copies.rules.js';
import { Copies } from '../credential-store/copies.service.js';
import { CertificateFiles } from '../printing/certificate-files.service.js';
import { isPaper } from '../printing/papers.js';
import { CertificateRegister, type RegisteredCertificate } from '../register/certificate-register.service.js';
import { writtenCode } from '../register/code.rules.js';
import { myCertificatesPage } from './my-certificates.views.js';

/** Certificates for those who hold them; the public has `/verify`. */
@Controller('certificates')
export class MyCertificatesController {
  constructor(
    private readonly register: CertificateRegister,
    private readonly files: CertificateFiles,
    private readonly copies: Copies,
    private readonly config: Config,
  ) {}

  @Get()
  async mine(@CurrentViewer() viewer: Viewer) {
    const certificates = await this.register.ofHolder(viewer);
    return view('certificates/mine', myCertificatesPage(certificates, this.config.publicUrl));
  }

  /** Beside the PDF: the credential alone, and as a badge. */
  @Get(':id/files/:form')
  @Header('cache-control', 'private, no-cache')
  async copy(
    @CurrentViewer() viewer: Viewer,
    @Param('id', idPipe) id: string,
    @Param('form') form: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const certificate = await this.downloadable(viewer, id);
    if (!isFurtherCopy(form)) throw notFound('A certificate does not come in this form.');
    const bytes = await this.copies.of(id, form);
    void reply.headers(copyHeaders(certificate.code, form, 'attachment'));
    return new StreamableFile(bytes);
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
    const certificate = await this.downloadable(viewer, id);
    return new StreamableFile(await this.files.openOn(certificate, paper ?? null), {
      type: 'application/pdf',
      disposition: `attachment; filename="certificate-${writtenCode(certificate.code)}.pdf"`,
    });
  }

  /** @throws DomainError forbidden for the cohort's instructors, notFound for strangers */
  private async downloadable(viewer: Viewer, id: string): Promise<RegisteredCertificate> {
    const certificate = await this.register.visibleTo(viewer, id);
    if (certificate.holderId !== viewer.id && !viewer.administrator) {
      throw forbidden('Only its holder and administrators can download a certificate.');
    }
    return certificate;
  }
}
