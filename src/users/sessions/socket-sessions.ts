import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { type IncomingMessage } from 'node:http';
import { Config } from '../../platform/config/config.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { Users } from '../users.service.js';
import { sessionCookieName } from './session-cookie.js';

/** Who asks for a WebSocket: upgrades pass by the guards, so the socket's own handshake asks here. */
@Injectable()
export class SocketSessions {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly config: Config,
    private readonly users: Users,
  ) {}

  /** The signed-in person of the request's cookie, or null. */
  async viewer(request: IncomingMessage): Promise<Viewer | null> {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    const cookie = fastify.parseCookie(request.headers.cookie ?? '')[sessionCookieName(this.config)];
    if (cookie === undefined) return null;
    const holder = {} as Pick<FastifyRequest, 'session'>;
    await new Promise<void>((resolve, reject) => {
      fastify.decryptSession(cookie, holder, (error?: unknown) => {
        if (error instanceof Error) reject(error);
        else resolve();
      });
    });
    const { userId } = holder.session;
    return userId === undefined ? null : this.users.viewer(userId);
  }
}
