import { Controller, Get, Param, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { sha256 } from '../../platform/digests/digests.js';
import { conflict, type DomainError, forbidden, notFound } from '../../platform/errors/domain-errors.js';
import { isKept } from '../../platform/web/entity-tags.js';
import { freshForm } from '../../platform/web/forms.js';
import { Public } from '../../platform/web/public.decorator.js';
import { movedTo, publicView, redirect } from '../../platform/web/responses.js';
import { OwnHosts } from '../checking/own-hosts.service.js';
import { type CopyForm, publicCopies } from '../credential-store/copies.rules.js';
import { Copies } from '../credential-store/copies.service.js';
import { copyHeaders } from '../credential-store/copy-headers.js';
import { type KnownCertificate } from './certificate-status.service.js';
import { parseCode, writtenCode } from '../register/code.rules.js';
import { type MediaType, type Representation, representation } from './negotiation.rules.js';
import { verificationAnswer } from '../register/status.rules.js';
import {
  type NoCertificate,
  publicData,
  verificationHeaders,
  VerificationPages,
} from './verification-pages.js';
import { mistypedForm } from './mistyped.views.js';
import { pathOf } from './verification.views.js';

/** What an employer opens. It asks for no account, sets no cookie, and says the same to everybody. */
@Public()
@Controller('verify')
export class VerificationController {
  constructor(
    private readonly pages: VerificationPages,
    private readonly copies: Copies,
    private readonly ownHosts: OwnHosts,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** Type or paste. The form comes back here with GET, so that it needs no token and no cookie. */
  @Get()
  async form(@Query('code') typed: unknown) {
    const parsed = typeof typed === 'string' ? parseCode(typed) : null;
    if (parsed?.kind === 'code') return redirect(pathOf(parsed.code));
    const form =
      typeof typed === 'string' && parsed ? mistypedForm(typed, parsed.kind) : freshForm({ code: '' });
    const hosts = await this.ownHosts.all();
    return publicView('verification/check', { form, hosts }, { status: parsed ? 422 : 200 });
  }

  /** The usual request, for the page of a code that is written as it should be, is answered before it gets here. */
  @Get(':code')
  async answer(
    @Param('code') typed: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    void reply.headers(verificationHeaders);
    const asked = representation(typed, request.headers.accept);
    const { name, form, ending } = asked;
    if (form !== 'html') void reply.headers(publicData);

    const parsed = parseCode(name);
    if (parsed.kind !== 'code') return this.none({ status: parsed.kind }, asked, request, reply);
    const { code } = parsed;
    if (name !== writtenCode(code)) return movedTo(`${pathOf(code)}${ending}`);
    if (form === 'html') return this.pages.answer(code, request);
    const known = await this.pages.lookUp(code, request.ip);
    if (!known) return this.none({ status: 'never-issued' }, asked, request, reply);
    return form === 'json' ? this.json(known) : this.copy(known, form, asked.type, request, reply);
  }

  /** Asked for anew each time, and sent only to whoever has another one, as its holder may hide something at any moment. */
  private async copy(
    known: KnownCertificate,
    form: CopyForm,
    type: MediaType,
    request: FastifyRequest,
    reply: FastifyReply,
  ) {
    if (!publicCopies(known.verdict, known.hidden).includes(form)) throw refusal(known);
    const bytes = await this.copies.of(known.id, form);
    if (isKept(sha256(bytes).slice(0, 32), request, reply)) return null;
    void reply.headers(copyHeaders(known.code, form, 'inline', type));
    return new StreamableFile(bytes);
  }

  private json({ verdict, snapshot, hidden, readAt }: KnownCertificate) {
    return verificationAnswer(verdict, snapshot, readAt, this.config.publicUrl, hidden);
  }

  /** As a page to whoever opens the address of a file or a picture, too. */
  private none(
    finding: NoCertificate,
    { name, form }: Representation,
    { headers }: FastifyRequest,
    reply: FastifyReply,
  ) {
    const looked = form === 'pdf' || form === 'png' || form === 'svg';
    if (form === 'html' || (looked && headers.accept?.includes('text/html') === true)) {
      return this.pages.none(finding, name);
    }
    void reply.status(404);
    return verificationAnswer(finding, null, this.clock.now(), this.config.publicUrl, []);
  }
}

/** Why a file is not given away, or not any more. */
function refusal({ verdict, hidden }: KnownCertificate): DomainError {
  if (verdict.status === 'erased') {
    return notFound(
      'This certificate was erased with its holder’s data. What can still be said stands at its address.',
    );
  }
  return hidden.length > 0
    ? forbidden(
        'Its holder keeps some of this certificate from the public, so its files go only to whom the holder gives a link.',
      )
    : conflict(
        'This certificate does not stand any more, so its file is not given away. Its address says why.',
      );
}
