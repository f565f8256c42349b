import { Controller, Get, Header, Param, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { conflict, notFound } from '../../platform/errors/domain-errors.js';
import { Limits } from '../../platform/limits/limits.js';
import { Public } from '../../platform/web/public.decorator.js';
import { publicView } from '../../platform/web/responses.js';
import { copyHeaders } from '../credential-store/copy-headers.js';
import { isFurtherCopy } from '../credential-store/copies.rules.js';
import { Copies } from '../credential-store/copies.service.js';
import { CertificateFiles } from '../printing/certificate-files.service.js';
import { isPaper } from '../printing/papers.js';
import { type RegisteredCertificate } from '../register/certificate-register.service.js';
import { writtenCode } from '../register/code.rules.js';
import { sharedPage } from './shared.views.js';
import { givesFile } from './shares.rules.js';
import { type OpenShare, Shares } from './shares.service.js';

/** Each time it is asked for, it is asked whether it still holds; and no page that it leads to learns the address. */
const headers = {
  'cache-control': 'private, no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
} as const;

/** What somebody opens to whom a holder gave the address of a certificate's file. It asks for no account. */
@Public()
@Controller('shared')
export class SharedController {
  constructor(
    private readonly shares: Shares,
    private readonly files: CertificateFiles,
    private readonly copies: Copies,
    private readonly limits: Limits,
  ) {}

  @Get(':token')
  async page(@Param('token') token: string, @Req() request: FastifyRequest) {
    const share = await this.find(token, request.ip);
    if (!share?.certificate.snapshot) return nowhere();
    const { certificate } = share;
    await this.shares.used(share);
    return publicView('certificates/shared', sharedPage(certificate, share.certificate.snapshot, token), {
      headers,
    });
  }

  @Get(':token/pdf')
  @Header('cache-control', headers['cache-control'])
  @Header('referrer-policy', headers['referrer-policy'])
  @Header('x-robots-tag', headers['x-robots-tag'])
  @Header('x-content-type-options', 'nosniff')
  async pdf(@Param('token') token: string, @Req() request: FastifyRequest, @Query('paper') paper?: unknown) {
    const share = await this.find(token, request.ip);
    if (!share) return nowhere();
    const { certificate } = share;
    if (paper !== undefined && !isPaper(paper))
      throw notFound('A certificate comes on A4 and on Letter paper.');
    refuseFallen(certificate);
    const file = await this.files.openOn(certificate, paper ?? null);
    await this.shares.used(share);
    return new StreamableFile(file, {
      type: 'application/pdf',
      disposition: `attachment; filename="certificate-${writtenCode(certificate.code)}.pdf"`,
    });
  }

  /** Beside the PDF: the credential alone, and as a badge. */
  @Get(':token/files/:form')
  async copy(
    @Param('token') token: string,
    @Param('form') form: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const share = await this.find(token, request.ip);
    if (!share) return nowhere();
    const { certificate } = share;
    if (!isFurtherCopy(form)) throw notFound('A certificate does not come in this form.');
    refuseFallen(certificate);
    const bytes = await this.copies.of(certificate.id, form);
    await this.shares.used(share);
    void reply.headers({ ...copyHeaders(certificate.code, form, 'attachment'), ...headers });
    return new StreamableFile(bytes);
  }

  /**
   * Only links that lead nowhere count towards the limit, and only those are refused by it: whoever was sent a link
   * opens it, whatever others in the same network have tried.
   */
  private async find(token: string, address: string): Promise<OpenShare | null> {
    const share = await this.shares.open(token);
    if (share) return share;
    this.limits.refuseSpent('shareMissByAddress', address);
    this.limits.countCheaply('shareMissByAddress', address);
    return null;
  }
}

function refuseFallen({ verdict }: RegisteredCertificate): void {
  if (givesFile(verdict)) return;
  throw conflict('This certificate does not stand any more, so its file is not given away.');
}

/** The same for an address that was mistyped, has ended or was withdrawn: it tells nobody what there was. */
const nowhere = () => publicView('certificates/shared-nowhere', {}, { status: 404, headers });
