import { Module } from '@nestjs/common';
import { EventsModule } from '../../../platform/events/events.module.js';
import { JobsModule } from '../../../platform/jobs/jobs.module.js';
import { LimitsModule } from '../../../platform/limits/limits.module.js';
import { MailModule } from '../../../platform/mail/mail.module.js';
import { TokensModule } from '../../../platform/tokens/tokens.module.js';
import { UsersModule } from '../../../users/users.module.js';
import { EnrolmentsModule } from '../enrolments.module.js';
import { InvitationLinkController } from './invitation-link.controller.js';
import { InvitationMails } from './invitation-mails.js';
import { InvitationPlaces } from './invitation-places.service.js';
import { InvitationsController } from './invitations.controller.js';
import { Invitations } from './invitations.service.js';

@Module({
  imports: [EventsModule, JobsModule, LimitsModule, MailModule, TokensModule, UsersModule, EnrolmentsModule],
  controllers: [InvitationsController, InvitationLinkController],
  providers: [Invitations, InvitationMails, InvitationPlaces],
})
export class InvitationsModule {}
