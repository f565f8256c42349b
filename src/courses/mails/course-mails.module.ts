import { Module } from '@nestjs/common';
import { EventsModule } from '../../platform/events/events.module.js';
import { JobsModule } from '../../platform/jobs/jobs.module.js';
import { CorrespondenceModule } from '../../users/correspondence/correspondence.module.js';
import { CourseReminders } from './course-reminders.service.js';
import { DatesMovedMails } from './dates-moved-mails.service.js';
import { SessionMails } from './session-mails.service.js';
import { WeekMails } from './week-mails.service.js';
import { WelcomeMails } from './welcome-mails.service.js';

@Module({
  imports: [EventsModule, JobsModule, CorrespondenceModule],
  providers: [CourseReminders, DatesMovedMails, WeekMails, SessionMails, WelcomeMails],
})
export class CourseMailsModule {}
