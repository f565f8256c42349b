import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { freshForm } from '../../platform/web/forms.js';
import { Public } from '../../platform/web/public.decorator.js';
import { movedTo, publicView, redirect } from '../../platform/web/responses.js';
import { type KnownCertificate } from './certificate-status.service.js';
import { parseCode, writtenCode } from '../register/code.rules.js';
import { preferred } from './negotiation.rules.js';
import { verificationAnswer } from '../register/status.rules.js';
import {
  type NoCertificate,
  publicData,
  verificationHeaders,
  VerificationPages,
} from './verification-pages.js';
import { mistypedForm } from './mistyped.views.js';
import { pathOf } from './verification.views.js';

const JSON_SUFFIX = '.json';

/** What an employer opens. It asks for no account, sets no cookie, and says the same to everybody. */
@Public()
@Controller('verify')
export class VerificationController {
  constructor(
    private readonly pages: VerificationPages,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** Type or paste. The form comes back here with GET, so that it needs no token and no cookie. */
  @Get()
  form(@Query('code') typed: unknown) {
    if (typeof typed !== 'string') return publicView('verification/check', { form: freshForm({ code: '' }) });
    const parsed = parseCode(typed);
    if (parsed.kind === 'code') return redirect(pathOf(parsed.code));
    return publicView('verification/check', { form: mistypedForm(typed, parsed.kind) }, { status: 422 });
  }

  /** The usual request, for the page of a code that is written as it should be, is answered before it gets here. */
  @Get(':code')
  async answer(
    @Param('code') typed: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    void reply.headers(verificationHeaders);
    const asJson = typed.endsWith(JSON_SUFFIX);
    const name = asJson ? typed.slice(0, -JSON_SUFFIX.length) : typed;
    const json =
      asJson || preferred(request.headers.accept, ['text/html', 'application/json']) !== 'text/html';
    if (json) void reply.headers(publicData);

    const parsed = parseCode(name);
    if (parsed.kind !== 'code') return this.none({ status: parsed.kind }, name, json, reply);
    const { code } = parsed;
    if (name !== writtenCode(code)) return movedTo(`${pathOf(code)}${asJson ? JSON_SUFFIX : ''}`);
    if (!json) return this.pages.answer(code, request);
    const known = await this.pages.lookUp(code, request.ip);
    return known ? this.json(known) : this.none({ status: 'never-issued' }, name, json, reply);
  }

  private json({ verdict, snapshot, hidden, readAt }: KnownCertificate) {
    return verificationAnswer(verdict, snapshot, readAt, this.config.publicUrl, hidden);
  }

  private none(finding: NoCertificate, typed: string, json: boolean, reply: FastifyReply) {
    if (!json) return this.pages.none(finding, typed);
    void reply.status(404);
    return verificationAnswer(finding, null, this.clock.now(), this.config.publicUrl, []);
  }
}
