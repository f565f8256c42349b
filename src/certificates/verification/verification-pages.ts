import { Injectable } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { DomainError, tooMany } from '../../platform/errors/domain-errors.js';
import { Limits } from '../../platform/limits/limits.js';
import { type PublicView, publicView } from '../../platform/web/responses.js';
import { Looks } from '../holding/looks.service.js';
import { CertificateStatus, type KnownCertificate } from './certificate-status.service.js';
import { type Code, codeWritten, writtenCode } from '../register/code.rules.js';
import { type Alternate, certificatePage } from './certificate-page.views.js';
import { LookUpsASecond } from './look-ups-a-second.js';
import { prefersPage } from './negotiation.rules.js';
import { noCertificatePage, refusedPage } from './verification.views.js';

const LIMIT = 'verificationMissByAddress';
const PREFIX = '/verify/';

/**
 * What every answer about a code carries: it is asked for anew each time, since what is true may end at any moment;
 * search engines stay away; and one address has several representations. Page and JSON have no entity tag: they say when
 * it was checked, and so are never the same again.
 */
export const verificationHeaders = {
  'cache-control': 'no-cache',
  vary: 'Accept, Accept-Encoding',
  'x-robots-tag': 'noindex',
} as const;

/** Any site may read it: it is the same for everybody, and no cookie makes a difference. */
export const publicData = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
} as const;

/** Why there is no certificate to tell of. */
export type NoCertificate = Parameters<typeof noCertificatePage>[0];

/** The pages about codes. They are the same for everybody. */
@Injectable()
export class VerificationPages {
  private readonly lookUps = new LookUpsASecond();
  /** By their sentences. */
  private readonly refusals = new Map<string, PublicView>();

  constructor(
    private readonly status: CertificateStatus,
    private readonly looks: Looks,
    private readonly limits: Limits,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /**
   * The page for a request that asks in the usual way: GET, HTML, the code as it is written in its address. Such a
   * request is answered before anything asks who reads, so it costs no session. Everything else – JSON, a code that
   * needs correcting – is null and goes its way to the controller.
   */
  find(request: FastifyRequest): PublicView | Promise<PublicView | null> | null {
    const { method, url } = request;
    if (method !== 'GET' || !url.startsWith(PREFIX)) return null;
    const written = url.slice(PREFIX.length);
    if (!prefersPage(request.headers.accept)) return null;
    const remembered = this.status.recall(written);
    if (remembered?.page) return this.lookedAt(remembered, request);
    const code = codeWritten(written);
    return code && this.answer(code, request);
  }

  /** What a code's address says as a page, also to whoever is refused. */
  async answer(code: Code, request: FastifyRequest): Promise<PublicView> {
    try {
      const known = await this.lookUp(code, request.ip);
      return known ? this.lookedAt(known, request) : this.none({ status: 'never-issued' }, writtenCode(code));
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'tooMany') return this.refused(error);
      throw error;
    }
  }

  /**
   * Only codes that lead nowhere count towards the limit, and only those are refused by it: a certificate is answered
   * whatever others in the same network have tried. So an unknown code costs what a known one costs, one statement,
   * also where it is refused; but a network that has used up the limit has only a few of those a second, and what is
   * beyond them waits for the next second, whatever it may lead to.
   *
   * @throws DomainError tooMany
   */
  async lookUp(code: Code, address: string): Promise<KnownCertificate | null> {
    const remembered = this.status.recall(writtenCode(code));
    if (remembered) return remembered;
    if (this.limits.isSpent(LIMIT, address) && !this.lookUps.admits(address, this.clock.now())) {
      throw tooMany('Too many codes are asked for from your network at once. Try again in a second.', 1);
    }
    const known = await this.status.read(code);
    if (known) return known;
    this.limits.refuseSpent(LIMIT, address);
    this.limits.countCheaply(LIMIT, address);
    return null;
  }

  /** The page, and that somebody looked at it. */
  private lookedAt(known: KnownCertificate, { headers, method }: FastifyRequest): PublicView {
    if (method === 'GET') this.looks.count(known.code, headers);
    return this.page(known);
  }

  private page(known: KnownCertificate): PublicView {
    if (known.page) return known.page;
    const model = certificatePage(known, this.config.publicUrl);
    const page = publicView('verification/certificate', model, {
      headers: { ...verificationHeaders, link: linkHeader(model.alternates) },
    });
    // Most are asked for once, and keeping those would be work for the garbage collector alone.
    if (known.asked) known.page = page;
    known.asked = true;
    return page;
  }

  none(finding: NoCertificate, typed: string): PublicView {
    const page = noCertificatePage(finding, typed, this.config.publicUrl);
    return publicView('verification/no-certificate', page, { status: 404, headers: verificationHeaders });
  }

  /** Rendered once for each sentence, of which there are about a hundred: one for each minute, and the last seconds. */
  private refused({ message, details }: DomainError): PublicView {
    const known = this.refusals.get(message);
    if (known) return known;
    const seconds = Number(details['retryAfterSeconds']);
    const page = publicView('verification/refused', refusedPage(message), {
      status: 429,
      headers: {
        ...verificationHeaders,
        'cache-control': 'no-store',
        // As long as the sentence says.
        'retry-after': String(seconds > 90 ? Math.ceil(seconds / 60) * 60 : seconds),
      },
    });
    this.refusals.set(message, page);
    return page;
  }
}

/** The same, for programs that don't read the page (RFC 8288, section 3). */
const linkHeader = (alternates: readonly Alternate[]): string =>
  alternates.map(({ href, type }) => `<${href}>; rel="alternate"; type="${type}"`).join(', ');
