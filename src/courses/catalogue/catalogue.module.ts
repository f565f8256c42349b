import { Module } from '@nestjs/common';
import { EnrolmentsModule } from '../enrolments/enrolments.module.js';
import { CohortController } from './cohort.controller.js';
import { CohortReads } from './cohort-reads.service.js';
import { CoursesController } from './courses.controller.js';
import { Courses } from './courses.service.js';
import { CourseAdministrationController } from './course-administration.controller.js';
import { CourseAdministration } from './course-administration.service.js';
import { HandbookOutlines } from './handbook-outlines.js';
import { VersionsModule } from '../versions/versions.module.js';

@Module({
  imports: [EnrolmentsModule, VersionsModule],
  controllers: [CohortController, CoursesController, CourseAdministrationController],
  providers: [CohortReads, CourseAdministration, Courses, HandbookOutlines],
  exports: [CohortReads, HandbookOutlines],
})
export class CatalogueModule {}
