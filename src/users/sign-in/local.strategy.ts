import { Injectable } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import { type ExecutionContext } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { Strategy } from 'passport-local';
import { passwordFits } from '../password.js';
import { Users } from '../users.service.js';

export interface SignedIn {
  userId: string;
  /** The one that the password fitted. */
  passwordHash: string;
}

@Injectable()
export class LocalStrategy extends PassportStrategy(Strategy) {
  constructor(private readonly users: Users) {
    super({ usernameField: 'email', passwordField: 'password', session: false });
  }

  /** Who signs in with these, or false. Takes as long for an unknown address as for a wrong password. */
  async validate(email: unknown, password: unknown): Promise<SignedIn | false> {
    // Passport hands on whatever a body holds, and JSON holds more than text.
    if (typeof email !== 'string' || typeof password !== 'string') return false;
    const user = await this.users.byEmail(email);
    const passwordHash = user?.passwordHash ?? null;
    const fits = await passwordFits(passwordHash, password);
    return user && fits && passwordHash !== null ? { userId: user.id, passwordHash } : false;
  }
}

/** Asks Passport, and leaves the answer to the controller: a refusal shows the form again instead of an error. */
@Injectable()
export class LocalAuth extends AuthGuard('local') {
  override handleRequest<T = SignedIn | false>(error: unknown, user: T): T {
    if (error instanceof Error) throw error;
    return user;
  }

  override getRequest(context: ExecutionContext): FastifyRequest {
    return context.switchToHttp().getRequest<FastifyRequest>();
  }
}
