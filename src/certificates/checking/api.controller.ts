import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Config } from '../../platform/config/config.js';
import { invalid, tooMany } from '../../platform/errors/domain-errors.js';
import { inSlices } from '../../platform/in-slices.js';
import { BodyLimit } from '../../platform/web/body-limit.decorator.js';
import { Public } from '../../platform/web/public.decorator.js';
import { publicView } from '../../platform/web/responses.js';
import { WithoutFormToken } from '../../platform/web/without-form-token.decorator.js';
import { parseCode } from '../register/code.rules.js';
import { Askers } from './askers.service.js';
import { apiPage } from './api.views.js';
import { type Check, Checks, readTexts } from './checks.service.js';
import { LONGEST_CODE, MOST_CODES } from './list.rules.js';
import { openApi } from './open-api.js';

/** Five hundred of the longest, in whatever script. */
const MOST_BYTES = 512 * 1024;

const checksBody = z.object({
  codes: z
    .array(
      z
        .string('Each code is a text.')
        .max(LONGEST_CODE, `A code or an address has at most ${LONGEST_CODE} characters.`),
      'Send {"codes": ["…", "…"]}.',
    )
    .min(1, 'Send at least one code.')
    .max(MOST_CODES, `At most ${MOST_CODES} codes are checked at once. Nothing was checked.`),
});

/**
 * The interface for programs. It acts for nobody: a session that a browser sends along makes no difference, and a token
 * only says by whom to count.
 */
@Public()
@Controller('api')
export class ApiController {
  constructor(
    private readonly checks: Checks,
    private readonly askers: Askers,
    private readonly config: Config,
  ) {}

  /** The page about it. */
  @Get()
  page() {
    return publicView('checking/api', apiPage(this.config.publicUrl));
  }

  @Get('v1/openapi.json')
  description() {
    return openApi(this.config.publicUrl);
  }

  /** As the JSON of the certificate's address, in whatever way the code is written. */
  @Get('v1/certificates/:code')
  async certificate(
    @Param('code') typed: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const asker = await this.askers.of(request, reply);
    const texts = [{ typed, parsed: parseCode(typed) }];
    const check = (await this.checks.of(texts, asker))[0]?.check;
    if (!check) throw invalid('There is no code in this address.');
    if (check.status === 'not-checked') throw tooMany(check.sentence, check.retryAfterSeconds ?? 1);
    if (missing.includes(check.status)) void reply.status(404);
    return check;
  }

  @Post('v1/checks')
  @HttpCode(200)
  @BodyLimit(MOST_BYTES)
  @WithoutFormToken()
  async check(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const asker = await this.askers.of(request, reply);
    this.checks.refuseSpent(asker);
    const read = checksBody.safeParse(body ?? {});
    if (!read.success) {
      await this.checks.spend(asker, 1);
      const errors = read.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
      throw invalid(errors[0]?.message ?? 'The request could not be read.', errors);
    }
    const texts = await inSlices(readTexts(read.data.codes));
    return { checks: (await this.checks.of(texts, asker)).map(({ check }) => check) };
  }
}

/** Where there is no certificate to tell of. */
const missing: readonly Check['status'][] = ['never-issued', 'typing-error', 'not-a-code'];
