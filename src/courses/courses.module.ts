import { Module } from '@nestjs/common';
import { EventsModule } from '../platform/events/events.module.js';
import { MailModule } from '../platform/mail/mail.module.js';
import { UsersModule } from '../users/users.module.js';
import { CohortAccess } from './cohort-access.service.js';
import { CohortPlanning } from './cohort-planning.service.js';
import { CohortController } from './cohort.controller.js';
import { CohortReads } from './cohort-reads.service.js';
import { CourseContent } from './course-content.service.js';
import { CoursePublishing } from './course-publishing.service.js';
import { Enrolments } from './enrolments.service.js';
import { MyCourseController } from './my-course.controller.js';
import { WelcomeMails } from './welcome-mails.service.js';

@Module({
  imports: [EventsModule, MailModule, UsersModule],
  controllers: [CohortController, MyCourseController],
  providers: [
    CohortAccess,
    CohortPlanning,
    CohortReads,
    CourseContent,
    CoursePublishing,
    Enrolments,
    WelcomeMails,
  ],
  exports: [CohortAccess, CohortPlanning, CourseContent, CoursePublishing, Enrolments],
})
export class CoursesModule {}
