import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { Config } from '../../../platform/config/config.js';
import { isKept } from '../../../platform/web/entity-tags.js';
import { Public } from '../../../platform/web/public.decorator.js';
import { movedTo } from '../../../platform/web/responses.js';
import { parseCode, writtenCode } from '../../register/code.rules.js';
import { PICTURE_PATH } from '../link-preview.views.js';
import { VerificationPages } from '../verification-pages.js';
import { pathOf, publicFacts } from '../verification.views.js';
import { AnswerPictures } from './answer-pictures.service.js';
import { type PictureWords, pictureWords } from './picture.views.js';

/** Any site may show it; whoever keeps a copy asks each time whether it is still the one. */
const pictureHeaders = {
  'cache-control': 'no-cache',
  'content-type': 'image/png',
  'cross-origin-resource-policy': 'cross-origin',
  'access-control-allow-origin': '*',
  'x-robots-tag': 'noindex',
} as const;

/** What a shared link to an answer shows (Open Graph): the answer itself as a picture. */
@Public()
@Controller('verify')
export class PicturesController {
  constructor(
    private readonly pages: VerificationPages,
    private readonly pictures: AnswerPictures,
    private readonly config: Config,
  ) {}

  @Get(':code/picture.png')
  async show(
    @Param('code') typed: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const parsed = parseCode(typed);
    if (parsed.kind !== 'code') return this.send(this.words({ status: parsed.kind }), 404, request, reply);
    const { code } = parsed;
    if (typed !== writtenCode(code)) return movedTo(`${pathOf(code)}${PICTURE_PATH}`);
    const known = await this.pages.lookUp(code, request.ip);
    if (!known) return this.send(this.words({ status: 'never-issued' }), 404, request, reply);
    const words = pictureWords(known.verdict, publicFacts(known), this.config.publicUrl);
    return this.send(words, 200, request, reply);
  }

  private words(finding: Parameters<typeof pictureWords>[0]): PictureWords {
    return pictureWords(finding, null, this.config.publicUrl);
  }

  private async send(words: PictureWords, status: number, request: FastifyRequest, reply: FastifyReply) {
    void reply.headers(pictureHeaders);
    // A copy of what a code says that leads nowhere is of no use to anybody.
    if (status === 200 && isKept(this.pictures.tagOf(words), request, reply)) return null;
    const png = await this.pictures.draw(words);
    void reply.status(status);
    return png;
  }
}
