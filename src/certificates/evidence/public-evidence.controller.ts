import { Controller, Get, Header, Param, Req, Res, StreamableFile } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { type ImageFile } from '../../assignments/handbooks/images/handbook-images.service.js';
import { canonicalJson, sha256 } from '../../platform/digests/digests.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { isKept } from '../../platform/web/entity-tags.js';
import { idPipe } from '../../platform/web/forms.js';
import { Public } from '../../platform/web/public.decorator.js';
import { movedTo, publicView, type PublicView } from '../../platform/web/responses.js';
import { type Code, parseCode, writtenCode } from '../register/code.rules.js';
import { type CertificateSnapshot } from '../register/snapshot.rules.js';
import { type KnownCertificate } from '../verification/certificate-status.service.js';
import { publicData, verificationHeaders, VerificationPages } from '../verification/verification-pages.js';
import { pathOf } from '../verification/verification.views.js';
import { showsEvidence } from '../register/status.rules.js';
import { Evidence, type SectionOfEvidence } from './evidence.service.js';
import { evidencePage } from './evidence.views.js';

const JSON_SUFFIX = '.json';
const JSON_TYPE = 'application/json; charset=utf-8';
/** Each with the sections that it shows, of some ten kilobytes; the pictures stay where they are. */
const CERTIFICATES_KEPT = 50;

interface KeptSection {
  readonly read: Promise<SectionOfEvidence>;
  page: PublicView | null;
  /** Section and proof as programs get them. */
  json: { readonly text: string; readonly tag: string } | null;
  /** By their ids; only such as stand in the section. */
  readonly pictures: Map<string, Promise<ImageFile>>;
}

interface Shown {
  readonly known: KnownCertificate;
  readonly snapshot: CertificateSnapshot;
}

/** What an employer reads of the graded work, section by section, as far as its author shows it. */
@Public()
@Controller('verify/:code/evidence')
export class PublicEvidenceController {
  /** They end with the answer that they were made beside: at any change, and after seconds in any case. */
  private readonly kept = new LRUCache<KnownCertificate, Map<string, KeptSection>>({
    max: CERTIFICATES_KEPT,
  });

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
    if (typed !== writtenCode(code)) return movedTo(`${pathOf(code)}/evidence/${encodeURIComponent(named)}`);
    const shown = await this.shown(code, key, request.ip);
    if (!json) return this.page(shown, key);
    void reply.headers({ ...verificationHeaders, ...publicData, 'content-type': JSON_TYPE });
    const { text, tag } = await this.json(shown, key);
    return isKept(tag, request, reply) ? null : text;
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
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const kept = this.keptSection(await this.shown(codeOf(typed), key, request.ip), key);
    const { type, bytes, digest, stream } = await this.pictureOf(kept, imageId);
    if (isKept(digest, request, reply)) return null;
    return new StreamableFile(await stream(), { type, length: bytes, disposition: 'inline' });
  }

  private async page(shown: Shown, key: string): Promise<PublicView> {
    const { known, snapshot } = shown;
    const kept = this.keptSection(shown, key);
    const section = await kept.read;
    kept.page ??= publicView('verification/evidence', evidencePage(snapshot, known.hidden, section), {
      headers: verificationHeaders,
    });
    return kept.page;
  }

  private async json(shown: Shown, key: string): Promise<{ text: string; tag: string }> {
    const kept = this.keptSection(shown, key);
    const { proof } = await kept.read;
    if (kept.json) return kept.json;
    const text = canonicalJson({ certificate: shown.snapshot.address, ...proof });
    return (kept.json = { text, tag: sha256(text).slice(0, 32) });
  }

  private async pictureOf({ read, pictures }: KeptSection, imageId: string): Promise<ImageFile> {
    const known = pictures.get(imageId);
    if (known) return known;
    const found = this.evidence.picture(await read, imageId);
    pictures.set(imageId, found);
    found.catch(() => pictures.delete(imageId));
    return found;
  }

  /** Whoever asks while it is being read waits for the same. */
  private keptSection(shown: Shown, key: string): KeptSection {
    const sections = this.kept.get(shown.known) ?? new Map<string, KeptSection>();
    this.kept.set(shown.known, sections);
    const known = sections.get(key);
    if (known) return known;
    const kept: KeptSection = { read: this.read(shown, key), page: null, json: null, pictures: new Map() };
    sections.set(key, kept);
    kept.read.catch(() => sections.delete(key));
    return kept;
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
