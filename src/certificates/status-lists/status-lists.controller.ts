import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { sha256 } from '../../platform/digests/digests.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { isKept } from '../../platform/web/entity-tags.js';
import { Public } from '../../platform/web/public.decorator.js';
import { forms, type MediaType, preferred } from '../verification/negotiation.rules.js';
import { PublishedLists } from './published-lists.service.js';
import { LIST_TTL_SECONDS, type StatusPurpose, statusPurposes } from './status-list.rules.js';

/** Any site may read it, and go on with it for a while. */
const listHeaders = {
  'access-control-allow-origin': '*',
  'cache-control': `public, max-age=${LIST_TTL_SECONDS}`,
  'cross-origin-resource-policy': 'cross-origin',
  vary: 'accept',
  'x-robots-tag': 'noindex',
} as const;

/** What most verifiers ask for comes first; some of them read no other type as JSON. */
const offered: [MediaType, ...MediaType[]] = [...forms.jsonld, ...forms.json, ...forms.jwt];

/** The same types by the ending of the address. */
const endings: Readonly<Record<string, MediaType>> = {
  '.jsonld': forms.jsonld[0],
  '.json': forms.json[0],
  '.jwt': forms.jwt[0],
};

/** What a credential's `statusListCredential` leads to: who checks it fetches the whole list and tells nobody which place it reads. */
@Public()
@Controller('status-lists')
export class StatusListsController {
  constructor(private readonly lists: PublishedLists) {}

  @Get(':number/:purpose')
  async show(
    @Param('number') number: string,
    @Param('purpose') asked: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    void reply.headers(listHeaders);
    const { purpose, type } = readAsked(asked, request.headers.accept);
    const list =
      purpose && /^[1-9]\d{0,8}$/.test(number) ? await this.lists.of(Number(number), purpose) : null;
    if (!list) throw notFound('There is no such status list.');
    const body = isJwt(type) ? list.jwt : list.document;
    void reply.header('content-type', type);
    if (isKept(sha256(body), request, reply)) return null;
    return Buffer.from(body);
  }
}

function readAsked(
  asked: string,
  accept: string | undefined,
): { purpose: StatusPurpose | null; type: MediaType } {
  const ending = Object.keys(endings).find((one) => asked.endsWith(one)) ?? '';
  const name = ending === '' ? asked : asked.slice(0, -ending.length);
  return {
    purpose: statusPurposes.find((one) => one === name) ?? null,
    type: endings[ending] ?? preferred(accept, offered),
  };
}

const isJwt = (type: MediaType): boolean => forms.jwt.some((one) => one === type);
