import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { EventsModule } from '../platform/events/events.module.js';
import { LimitsModule } from '../platform/limits/limits.module.js';
import { AuditLog } from './audit/audit-log.js';
import { Erasures } from './erasure/erasures.js';
import { SessionGuard } from './sessions/session.guard.js';
import { SocketSessions } from './sessions/socket-sessions.js';
import { SetupController } from './setup/setup.controller.js';
import { Setup } from './setup/setup.service.js';
import { LocalStrategy } from './sign-in/local.strategy.js';
import { SignInController } from './sign-in/sign-in.controller.js';
import { Users } from './users.service.js';

@Module({
  imports: [EventsModule, LimitsModule, PassportModule],
  controllers: [SignInController, SetupController],
  providers: [
    Users,
    AuditLog,
    Erasures,
    Setup,
    LocalStrategy,
    SocketSessions,
    { provide: APP_GUARD, useClass: SessionGuard },
  ],
  exports: [Users, AuditLog, Erasures, Setup, SocketSessions],
})
export class UsersModule {}
