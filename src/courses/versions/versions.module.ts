import { Module } from '@nestjs/common';
import { EventsModule } from '../../platform/events/events.module.js';
import { UsersModule } from '../../users/users.module.js';
import { FilesModule } from '../../platform/files/files.module.js';
import { CourseContent } from './course-content.service.js';
import { CoursePublishing } from './course-publishing.service.js';
import { CourseImagesController } from './images/course-images.controller.js';
import { CourseImages } from './images/course-images.service.js';

@Module({
  imports: [EventsModule, FilesModule, UsersModule],
  controllers: [CourseImagesController],
  providers: [CourseContent, CourseImages, CoursePublishing],
  exports: [CourseContent, CoursePublishing],
})
export class VersionsModule {}
