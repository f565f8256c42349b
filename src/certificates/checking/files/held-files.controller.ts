import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Clock } from '../../../platform/clock/clock.js';
import { Config } from '../../../platform/config/config.js';
import { invalid } from '../../../platform/errors/domain-errors.js';
import { Limits } from '../../../platform/limits/limits.js';
import { BodyLimit } from '../../../platform/web/body-limit.decorator.js';
import { Public } from '../../../platform/web/public.decorator.js';
import { WithoutFormToken } from '../../../platform/web/without-form-token.decorator.js';
import { KeyRing } from '../../keys/key-ring.service.js';
import { parseCode } from '../../register/code.rules.js';
import { publicData } from '../../verification/verification-pages.js';
import { type Comparison, type PublishedKey, type PublishedKeys } from './held-file.js';
import { RegisterEntries } from './register-entries.service.js';

const MOST_BYTES = 4096;
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const comparisonBody = z.object({
  code: z.string().max(200),
  file: digest,
  snapshot: digest.nullable(),
  credential: digest.nullable(),
  claims: digest.nullable(),
});

/**
 * What a browser asks that reads a file itself, so that the file stays where it is. Both answers are the same for everybody: no
 * account, no cookie, no token.
 */
@Public()
@Controller('verify/files')
export class HeldFilesController {
  constructor(
    private readonly ring: KeyRing,
    private readonly entries: RegisterEntries,
    private readonly limits: Limits,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** Every key that the academy ever had, with what became of it. Others may keep it for a minute; our page asks anew. */
  @Get('keys')
  async keys(@Res({ passthrough: true }) reply: FastifyReply): Promise<PublishedKeys> {
    void reply.headers({ 'cache-control': 'public, max-age=60', ...publicData });
    const keys = (await this.ring.all()).map(
      ({ name, purpose, publicJwk, publicKeyMultibase, certificateChain, ...dates }): PublishedKey => ({
        ...{ name, purpose, publicJwk, publicKeyMultibase, certificateChain },
        createdAt: dates.createdAt.toISOString(),
        retiredAt: dates.retiredAt?.toISOString() ?? null,
        compromisedSince: dates.compromisedSince?.toISOString() ?? null,
      }),
    );
    const { publicUrl: pagesUrl, timestampCa: timeAuthorities } = this.config;
    const now = this.clock.now().toISOString();
    return { origin: await this.ring.origin(), pagesUrl, now, timeAuthorities, keys };
  }

  /**
   * Compares digests of a file with the certificate that it names. Each counts as a code that is looked at, and one that leads
   * nowhere as on its page.
   */
  @Post('comparisons')
  @HttpCode(200)
  @BodyLimit(MOST_BYTES)
  @WithoutFormToken()
  async compare(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Comparison> {
    void reply.headers({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
    await this.limits.consume('checksByAddress', request.ip);
    const read = comparisonBody.safeParse(body);
    const code = parseCode(read.data?.code ?? '');
    if (!read.success || code.kind !== 'code')
      throw invalid('Send a certificate’s code and the digests of the file, SHA-256 in hexadecimal or null.');
    return { entry: await this.entries.of(code.code, read.data, request.ip) };
  }
}
