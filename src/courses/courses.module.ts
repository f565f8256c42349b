import { Module } from '@nestjs/common';
import { EventsModule } from '../platform/events/events.module.js';
import { UsersModule } from '../users/users.module.js';
import { CohortAccess } from './cohort-access.service.js';
import { CourseContent } from './course-content.service.js';
import { CoursePublishing } from './course-publishing.service.js';
import { Enrolments } from './enrolments.service.js';

@Module({
  imports: [EventsModule, UsersModule],
  providers: [CohortAccess, CourseContent, CoursePublishing, Enrolments],
  exports: [CohortAccess, CourseContent, CoursePublishing, Enrolments],
})
export class CoursesModule {}
