import { Module } from '@nestjs/common';
import { EventsModule } from '../../platform/events/events.module.js';
import { MailModule } from '../../platform/mail/mail.module.js';
import { WelcomeMails } from './welcome-mails.service.js';

@Module({
  imports: [EventsModule, MailModule],
  providers: [WelcomeMails],
})
export class CourseMailsModule {}
