import { Controller, Get, Header, Param, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { Clock } from '../platform/clock/clock.js';
import { Config } from '../platform/config/config.js';
import { Limits } from '../platform/limits/limits.js';
import { freshForm, type FormState } from '../platform/web/forms.js';
import { Public } from '../platform/web/public.decorator.js';
import { movedTo, publicView, redirect } from '../platform/web/responses.js';
import { CertificateStatus, type KnownCertificate } from './certificate-status.service.js';
import { type Code, parseCode, writtenCode } from './code.rules.js';
import { preferred } from './negotiation.rules.js';
import { verificationAnswer } from './status.rules.js';
import { certificatePage, noCertificatePage, pathOf } from './verification.views.js';

const JSON_SUFFIX = '.json';

type NoCertificate = Parameters<typeof noCertificatePage>[0];

/** What an employer opens. It asks for no account, sets no cookie, and says the same to everybody. */
@Public()
@Controller('verify')
export class VerificationController {
  constructor(
    private readonly status: CertificateStatus,
    private readonly limits: Limits,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** Type or paste. The form comes back here with GET, so that it needs no token and no cookie. */
  @Get()
  @Header('cache-control', 'no-cache')
  form(@Query('code') typed: unknown) {
    if (typeof typed !== 'string') return publicView('verification/check', { form: freshForm({ code: '' }) });
    const parsed = parseCode(typed);
    if (parsed.kind === 'code') return redirect(pathOf(parsed.code));
    return publicView('verification/check', { form: mistyped(typed, parsed.kind) }, 422);
  }

  @Get(':code')
  @Header('vary', 'Accept')
  @Header('x-robots-tag', 'noindex')
  @Header('cache-control', 'no-cache')
  async answer(
    @Param('code') typed: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const asJson = typed.endsWith(JSON_SUFFIX);
    const name = asJson ? typed.slice(0, -JSON_SUFFIX.length) : typed;
    const json =
      asJson || preferred(request.headers.accept, ['text/html', 'application/json']) !== 'text/html';

    const parsed = parseCode(name);
    if (parsed.kind !== 'code') return this.none({ status: parsed.kind }, name, json, reply);
    const { code } = parsed;
    if (name !== writtenCode(code)) {
      return movedTo(`${pathOf(code)}${asJson ? JSON_SUFFIX : ''}`);
    }
    const known = this.status.recall(code) ?? (await this.lookUp(code, request.ip));
    if (!known) return this.none({ status: 'never-issued' }, name, json, reply);
    return json ? this.json(known) : (known.page ??= this.page(known));
  }

  /** Only codes that lead nowhere count towards the limit, and whoever has used it up costs no statement. */
  private async lookUp(code: Code, address: string): Promise<KnownCertificate | null> {
    this.limits.refuseSpent('verificationMissByAddress', address);
    const known = await this.status.read(code);
    // Counted beside the answer, so that it takes no longer than for a known code; the count refuses the next one.
    if (!known) this.limits.consume('verificationMissByAddress', address).catch(() => undefined);
    return known;
  }

  private page(known: KnownCertificate) {
    return publicView('verification/certificate', certificatePage(known, this.config.publicUrl));
  }

  private json({ verdict, snapshot, readAt }: KnownCertificate) {
    return verificationAnswer(verdict, snapshot, readAt, this.config.publicUrl);
  }

  private none(finding: NoCertificate, typed: string, json: boolean, reply: FastifyReply) {
    if (!json) {
      const page = noCertificatePage(finding, typed, this.config.publicUrl);
      return publicView('verification/no-certificate', page, 404);
    }
    void reply.status(404);
    return verificationAnswer(finding, null, this.clock.now(), this.config.publicUrl);
  }
}

function mistyped(typed: string, kind: 'typing-error' | 'not-a-code'): FormState {
  const message =
    typed.trim() === ''
      ? 'Enter the code or the address that stands on the certificate.'
      : {
          'typing-error':
            'At least one character differs from what is printed. Compare the five groups of five.',
          'not-a-code':
            'Enter the code: five groups of five letters and digits, at the foot of the certificate.',
        }[kind];
  return {
    values: { code: typed.slice(0, 200) },
    errors: [{ field: 'code', message }],
    errorFor: { code: message },
  };
}
