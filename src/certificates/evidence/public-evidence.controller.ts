import { Controller, Get, Header, Param, Req, Res, StreamableFile } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { canonicalJson } from '../../platform/digests/digests.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { idPipe } from '../../platform/web/forms.js';
import { Public } from '../../platform/web/public.decorator.js';
import { movedTo, publicView, type PublicView } from '../../platform/web/responses.js';
import { type Code, parseCode, writtenCode } from '../register/code.rules.js';
import { type CertificateSnapshot } from '../register/snapshot.rules.js';
import { type KnownCertificate } from '../verification/certificate-status.service.js';
import { verificationHeaders, VerificationPages } from '../verification/verification-pages.js';
import { pathOf } from '../verification/verification.views.js';
import { showsEvidence } from '../register/status.rules.js';
import { Evidence, type SectionOfEvidence } from './evidence.service.js';
import { evidencePage } from './evidence.views.js';

const JSON_SUFFIX = '.json';

interface Shown {
  readonly known: KnownCertificate;
  readonly snapshot: CertificateSnapshot;
}

/** What an employer reads of the graded work, section by section, as far as its author shows it. */
@Public()
@Controller('verify/:code/evidence')
export class PublicEvidenceController {
  /** They end with the answer that they were made beside: at any change, and after seconds in any case. */
  private readonly pages = new WeakMap<KnownCertificate, Map<string, PublicView>>();

  constructor(
    private readonly answers: VerificationPages,
    private readonly evidence: Evidence,
  ) {}

  @Get(':key')
  async section(
    @Param('code') typed: string,
    @Param('key') named: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const json = named.endsWith(JSON_SUFFIX);
    const key = json ? named.slice(0, -JSON_SUFFIX.length) : named;
    const code = codeOf(typed);
    if (typed !== writtenCode(code)) return movedTo(`${pathOf(code)}/evidence/${named}`);
    const shown = await this.shown(code, key, request.ip);
    if (!json) return this.page(shown, key);
    const { proof } = await this.read(shown, key);
    void reply.headers({ ...verificationHeaders, 'content-type': 'application/json; charset=utf-8' });
    return canonicalJson({ certificate: shown.snapshot.address, ...proof });
  }

  @Get(':key/images/:imageId')
  @Header('content-security-policy', "default-src 'none'; sandbox")
  @Header('x-content-type-options', 'nosniff')
  @Header('cache-control', 'no-cache')
  @Header('x-robots-tag', 'noindex')
  async picture(
    @Param('code') typed: string,
    @Param('key') key: string,
    @Param('imageId', idPipe) imageId: string,
    @Req() request: FastifyRequest,
  ) {
    const code = codeOf(typed);
    await this.shown(code, key, request.ip);
    const { type, bytes, stream } = await this.evidence.picture(code, key, imageId);
    return new StreamableFile(await stream(), { type, length: bytes, disposition: 'inline' });
  }

  private async page(shown: Shown, key: string): Promise<PublicView> {
    const { known, snapshot } = shown;
    const pages = this.pages.get(known) ?? new Map<string, PublicView>();
    this.pages.set(known, pages);
    let page = pages.get(key);
    if (!page) {
      const model = evidencePage(snapshot, known.hidden, await this.read(shown, key));
      page = publicView('verification/evidence', model, { headers: verificationHeaders });
      pages.set(key, page);
    }
    return page;
  }

  private read({ known, snapshot }: Shown, key: string): Promise<SectionOfEvidence> {
    const shown = known.evidence.map((one) => one.key);
    const pictures = `${pathOf(known.code)}/evidence/${key}/images`;
    return this.evidence.read(snapshot, key, shown, (imageId) => `${pictures}/${imageId}`);
  }

  /** @throws DomainError notFound for whatever is not shown now, without saying why */
  private async shown(code: Code, key: string, address: string): Promise<Shown> {
    const known = await this.answers.lookUp(code, address);
    if (!known?.snapshot || !showsEvidence(known.verdict)) throw nothingShown();
    if (!known.evidence.some((section) => section.key === key)) throw nothingShown();
    return { known, snapshot: known.snapshot };
  }
}

function codeOf(typed: string): Code {
  const parsed = parseCode(typed);
  if (parsed.kind !== 'code') throw nothingShown();
  return parsed.code;
}

const nothingShown = () => notFound('No section of a handbook is shown here.');
