import { Module } from '@nestjs/common';
import { EventsModule } from '../../platform/events/events.module.js';
import { JobsModule } from '../../platform/jobs/jobs.module.js';
import { MailModule } from '../../platform/mail/mail.module.js';
import { TokensModule } from '../../platform/tokens/tokens.module.js';
import { Correspondence } from './correspondence.js';
import { Digests } from './digests.service.js';
import { MailPreferencesController } from './mail-preferences.controller.js';
import { MailPreferences } from './mail-preferences.service.js';
import { UnsubscribesController } from './unsubscribes.controller.js';

@Module({
  imports: [EventsModule, JobsModule, MailModule, TokensModule],
  controllers: [MailPreferencesController, UnsubscribesController],
  providers: [Correspondence, Digests, MailPreferences],
  exports: [Correspondence],
})
export class CorrespondenceModule {}
