import { Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { DomainError } from '../../../platform/errors/domain-errors.js';
import { Public } from '../../../platform/web/public.decorator.js';
import { publicView } from '../../../platform/web/responses.js';
import { WithoutFormToken } from '../../../platform/web/without-form-token.decorator.js';
import { preferred } from '../../verification/negotiation.rules.js';
import { publicData } from '../../verification/verification-pages.js';
import { FileChecks } from './file-checks.service.js';
import { fileResult } from './file-result.views.js';
import { filesPage } from './files.views.js';
import { receivedFile } from './received-file.js';

const VIEW = 'checking/files';

/** Nobody keeps an answer: it is about a file that its reader holds, and about this moment. */
const headers = { 'cache-control': 'no-store', vary: 'Accept', 'x-robots-tag': 'noindex' } as const;

/**
 * Checks the file that somebody holds. As with codes it asks for no account and sets no cookie, and so its form has no token: it
 * acts for nobody.
 */
@Public()
@Controller('verify/files')
export class FilesController {
  constructor(private readonly checks: FileChecks) {}

  @Get()
  form() {
    return publicView(VIEW, filesPage());
  }

  /** Multipart, with one file in whatever field. A page, or JSON for those who would rather have that. */
  @Post()
  @HttpCode(200)
  @WithoutFormToken()
  async check(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const asked = preferred(request.headers.accept, ['text/html', 'application/json']);
    if (asked === 'application/json') {
      void reply.headers({ ...headers, ...publicData });
      return (await this.checked(request)).answer;
    }
    try {
      const { answer, entry } = await this.checked(request);
      return publicView(VIEW, filesPage({ result: fileResult(answer, entry) }), { headers });
    } catch (error) {
      if (!(error instanceof DomainError) || !['invalid', 'tooMany'].includes(error.kind)) throw error;
      const seconds = error.details['retryAfterSeconds'];
      const wait = typeof seconds === 'number' ? { 'retry-after': String(seconds) } : {};
      const status = error.kind === 'tooMany' ? 429 : 422;
      const page = filesPage({ refusal: error.message });
      return publicView(VIEW, page, { status, headers: { ...headers, ...wait } });
    }
  }

  private async checked(request: FastifyRequest) {
    await this.checks.admit(request.ip);
    return this.checks.check(await receivedFile(request), request.ip);
  }
}
