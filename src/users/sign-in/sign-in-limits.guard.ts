import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { Limits } from '../../platform/limits/limits.js';
import { normaliseEmail } from '../users.service.js';

/** Stands before Passport, so that guessing costs us no password hash. */
@Injectable()
export class SignInLimits implements CanActivate {
  constructor(private readonly limits: Limits) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest<{ Body: { email?: unknown } | null }>>();
    await this.limits.consume('signInByAddress', request.ip);
    const email = request.body?.email;
    if (typeof email === 'string')
      await this.limits.consume('signInByAccount', normaliseEmail(email).slice(0, 320));
    return true;
  }
}
