import { Module } from '@nestjs/common';
import { EventsModule } from '../../platform/events/events.module.js';
import { UsersModule } from '../../users/users.module.js';
import { CourseContent } from './course-content.service.js';
import { CoursePublishing } from './course-publishing.service.js';

@Module({
  imports: [EventsModule, UsersModule],
  providers: [CourseContent, CoursePublishing],
  exports: [CourseContent, CoursePublishing],
})
export class VersionsModule {}
