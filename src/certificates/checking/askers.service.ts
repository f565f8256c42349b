import { Injectable } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { SignInNeeded } from '../../platform/web/sign-in-needed.js';
import { ApiTokens } from './api-tokens.service.js';
import { type Asker } from './checks.service.js';

/** Whom a request of a program is counted for: whose its token is, or else the network that it comes from. */
@Injectable()
export class Askers {
  constructor(private readonly tokens: ApiTokens) {}

  /** @throws SignInNeeded (401) for a token that does not hold: a program must not fall back in silence */
  async of(request: FastifyRequest, reply: FastifyReply): Promise<Asker> {
    const { authorization } = request.headers;
    if (authorization === undefined) return { kind: 'address', address: request.ip };
    const [, token = ''] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
    const personId = await this.tokens.open(token);
    if (personId !== null) return { kind: 'token', personId };
    // RFC 6750, 3.
    void reply.header('www-authenticate', 'Bearer error="invalid_token"');
    throw new SignInNeeded(
      'This token is not known, or it was withdrawn. Make another one in your account, or ask without a token.',
    );
  }
}
