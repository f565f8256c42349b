import { Module } from '@nestjs/common';
import { CatalogueModule } from './catalogue/catalogue.module.js';
import { CohortsModule } from './cohorts/cohorts.module.js';
import { EnrolmentsModule } from './enrolments/enrolments.module.js';
import { InvitationsModule } from './enrolments/invitations/invitations.module.js';
import { LearningModule } from './learning/learning.module.js';
import { CourseMailsModule } from './mails/course-mails.module.js';
import { VersionsModule } from './versions/versions.module.js';

/** What the rooms on the right may use of this one; within it, too, a folder imports only from its left. */
@Module({
  imports: [
    VersionsModule,
    CohortsModule,
    EnrolmentsModule,
    InvitationsModule,
    CatalogueModule,
    LearningModule,
    CourseMailsModule,
  ],
  exports: [VersionsModule, CohortsModule, EnrolmentsModule, CatalogueModule, LearningModule],
})
export class CoursesModule {}
