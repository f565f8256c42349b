import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { FilesModule } from '../platform/files/files.module.js';
import { EventsModule } from '../platform/events/events.module.js';
import { JobsModule } from '../platform/jobs/jobs.module.js';
import { LimitsModule } from '../platform/limits/limits.module.js';
import { MailModule } from '../platform/mail/mail.module.js';
import { TokensModule } from '../platform/tokens/tokens.module.js';
import { AccountController } from './account/account.controller.js';
import { AccountSecurityController } from './account/account-security.controller.js';
import { AcademyController } from './academy/academy.controller.js';
import { LogosController } from './academy/logos.controller.js';
import { AcademySettings } from './academy/academy.service.js';
import { Accounts } from './account/account.service.js';
import { Passwords } from './account/passwords.service.js';
import { AddressChangeMails } from './address-changes/address-change-mails.js';
import { AddressChangesController } from './address-changes/address-changes.controller.js';
import { AddressChanges } from './address-changes/address-changes.service.js';
import { AuditLog } from './audit/audit-log.js';
import { AccountsCleanUp } from './clean-up.service.js';
import { Erasures } from './erasure/erasures.js';
import { MailboxLimits } from './mails/mailbox-limits.js';
import { PasswordResetsController } from './password-resets/password-resets.controller.js';
import { PasswordResets } from './password-resets/password-resets.service.js';
import { PeopleController } from './people/people.controller.js';
import { People } from './people/people.service.js';
import { SessionGuard } from './sessions/session.guard.js';
import { Sessions } from './sessions/sessions.service.js';
import { SocketSessions } from './sessions/socket-sessions.js';
import { SetupController } from './setup/setup.controller.js';
import { Setup } from './setup/setup.service.js';
import { LocalStrategy } from './sign-in/local.strategy.js';
import { SignInController } from './sign-in/sign-in.controller.js';
import { SignUpController } from './sign-up/sign-up.controller.js';
import { SignUps } from './sign-up/sign-ups.service.js';
import { Users } from './users.service.js';

@Module({
  imports: [EventsModule, FilesModule, JobsModule, LimitsModule, MailModule, PassportModule, TokensModule],
  controllers: [
    SignInController,
    SetupController,
    SignUpController,
    PasswordResetsController,
    AccountController,
    AccountSecurityController,
    AddressChangesController,
    PeopleController,
    AcademyController,
    LogosController,
  ],
  providers: [
    Users,
    AuditLog,
    Erasures,
    Setup,
    LocalStrategy,
    Sessions,
    SocketSessions,
    MailboxLimits,
    SignUps,
    Accounts,
    Passwords,
    PasswordResets,
    AddressChanges,
    AddressChangeMails,
    AccountsCleanUp,
    People,
    AcademySettings,
    { provide: APP_GUARD, useClass: SessionGuard },
  ],
  exports: [Users, AuditLog, Erasures, MailboxLimits, People, Setup, SocketSessions],
})
export class UsersModule {}
