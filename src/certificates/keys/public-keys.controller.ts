import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { sha256 } from '../../platform/digests/digests.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { isKept } from '../../platform/web/entity-tags.js';
import { Public } from '../../platform/web/public.decorator.js';
import { publicView } from '../../platform/web/responses.js';
import { didDocument, publishedJwk } from './did.rules.js';
import { jwkAddress } from './issuer.rules.js';
import { publicKeysPage } from './keys.views.js';
import { KeyRing } from './key-ring.service.js';
import { type PublicKeyRecord } from './signing-key.js';

/** Programs may keep a key for five minutes: as long as a compromise may go unheard. */
const publicFile = { 'cache-control': 'public, max-age=300' } as const;

const anySite = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
} as const;

/** The academy's keys for whoever checks what they have signed. No account, no cookie, the same for everybody. */
@Public()
@Controller()
export class PublicKeysController {
  constructor(private readonly ring: KeyRing) {}

  /** The document of the academy's did:web, in the media type that is asked for by name, or else as JSON. */
  @Get('.well-known/did.json')
  async did(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const accept = request.headers.accept ?? '';
    const named = ['application/did+ld+json', 'application/did+json', 'application/did'];
    const type = named.find((one) => accept.split(/[,;]/).some((part) => part.trim() === one));
    void reply.header('vary', 'Accept');
    const document = didDocument(await this.ring.origin(), await this.ring.all());
    return send(JSON.stringify(document, null, 2), type ?? 'application/json', request, reply);
  }

  @Get('keys')
  async all() {
    const page = publicKeysPage(await this.ring.all(), await this.ring.origin());
    return publicView('keys/all', page, { headers: { 'cache-control': 'public, max-age=300' } });
  }

  /**
   * One key as a JWK (RFC 7517): what the `kid` of a JWT leads to. With `.pem`, its X.509 chain (RFC 8555, section 9.1);
   * `root.pem` holds
   * the academy's roots alone: more than one, once a key for PDFs was compromised.
   *
   * @throws DomainError notFound, also for a compromised key as a JWK: whoever checks a JWT would believe it
   */
  @Get('keys/:name')
  async one(
    @Param('name') name: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    // Also when there is none: a page of somebody else's may be told that.
    void reply.headers(anySite);
    const keys = await this.ring.all();
    if (name.endsWith('.pem')) {
      return send(
        pemOf(keys, name.slice(0, -'.pem'.length)),
        'application/pem-certificate-chain',
        request,
        reply,
      );
    }
    const key = keys.find((one) => one.name === name);
    if (!key) throw notFound('No key of ours has this name.');
    if (key.compromisedSince) {
      throw notFound(
        `This key was found compromised, and nothing that it has signed since ${key.compromisedSince.toISOString()} is to be believed. The certificate’s own address tells what holds.`,
      );
    }
    const jwk = { kid: jwkAddress(await this.ring.origin(), name), ...publishedJwk(key) };
    return send(JSON.stringify(jwk, null, 2), 'application/jwk+json', request, reply);
  }
}

function pemOf(keys: readonly PublicKeyRecord[], name: string): string {
  const pem = name === 'root' ? rootsOf(keys) : keys.find((key) => key.name === name)?.certificateChain;
  if (!pem) throw notFound('No certificate of a key of ours has this name.');
  return pem;
}

/** The newest first. One whose keys are all compromised vouches for nothing. */
function rootsOf(keys: readonly PublicKeyRecord[]): string {
  const roots = keys
    .filter(({ compromisedSince }) => compromisedSince === null)
    .map(({ certificateChain: chain }) => chain?.slice(chain.lastIndexOf('-----BEGIN')) ?? '')
    .reverse();
  return [...new Set(roots)].join('');
}

/** @returns what is to be sent, or nothing to whoever has it */
function send(body: string, type: string, request: FastifyRequest, reply: FastifyReply): string | undefined {
  void reply.headers({ ...publicFile, ...anySite });
  if (isKept(sha256(body).slice(0, 32), request, reply)) return undefined;
  void reply.header('content-type', `${type}; charset=utf-8`).header('x-content-type-options', 'nosniff');
  return body;
}
