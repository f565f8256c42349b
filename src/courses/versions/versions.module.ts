import { Module } from '@nestjs/common';
import { EventsModule } from '../../platform/events/events.module.js';
import { UsersModule } from '../../users/users.module.js';
import { FilesModule } from '../../platform/files/files.module.js';
import { CourseContent } from './course-content.service.js';
import { CoursePublishing } from './course-publishing.service.js';
import { CourseImagesController } from './images/course-images.controller.js';
import { CourseImages } from './images/course-images.service.js';
import { DraftFacts } from './drafts/draft-facts.service.js';
import { DraftLessonsController } from './drafts/draft-lessons.controller.js';
import { DraftLessons } from './drafts/draft-lessons.service.js';
import { DraftSessionsController } from './drafts/draft-sessions.controller.js';
import { DraftSessions } from './drafts/draft-sessions.service.js';
import { DraftsController } from './drafts/drafts.controller.js';
import { Drafts } from './drafts/drafts.service.js';
import { DraftImagesController } from './images/draft-images.controller.js';
import { PublicationController } from './publication.controller.js';
import { VersionReads } from './version-reads.service.js';
import { VersionsController } from './versions.controller.js';

@Module({
  imports: [EventsModule, FilesModule, UsersModule],
  controllers: [
    CourseImagesController,
    DraftsController,
    DraftImagesController,
    DraftLessonsController,
    DraftSessionsController,
    PublicationController,
    VersionsController,
  ],
  providers: [
    CourseContent,
    CourseImages,
    CoursePublishing,
    DraftFacts,
    DraftLessons,
    DraftSessions,
    Drafts,
    VersionReads,
  ],
  exports: [CourseContent, CourseImages, CoursePublishing, DraftFacts, Drafts],
})
export class VersionsModule {}
