import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type FastifyRequest } from 'fastify';
import { Clock } from '../../platform/clock/clock.js';
import { forbidden } from '../../platform/errors/domain-errors.js';
import { PUBLIC } from '../../platform/web/public.decorator.js';
import { signInNeeded } from '../../platform/web/sign-in-needed.js';
import { ADMINISTRATORS } from '../administrators.decorator.js';
import { Users } from '../users.service.js';

const TOUCH_EVERY_MS = 60 * 60 * 1000;

/**
 * The one global guard: every route is closed unless it says `@Public()`. It also tells the request who is at the
 * screen, and keeps the routes of `@Administrators()` for them.
 */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly users: Users,
    private readonly clock: Clock,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { session } = request;
    request.viewer = session.userId === undefined ? null : await this.users.viewer(session.userId);
    if (request.viewer) this.keepAlive(session);
    if (this.marked(context, PUBLIC)) return true;
    if (!request.viewer) throw signInNeeded();
    if (this.marked(context, ADMINISTRATORS) && !request.viewer.administrator) {
      throw forbidden('Only administrators can open this page.');
    }
    return true;
  }

  private marked(context: ExecutionContext, key: string): boolean {
    return (
      this.reflector.getAllAndOverride<boolean | undefined>(key, [
        context.getHandler(),
        context.getClass(),
      ]) ?? false
    );
  }

  /** A session that is used lives on; writing it once an hour is enough for that. */
  private keepAlive(session: FastifyRequest['session']): void {
    const now = this.clock.now().getTime();
    if (now - (session.touchedAt ?? 0) > TOUCH_EVERY_MS) session.touchedAt = now;
  }
}
