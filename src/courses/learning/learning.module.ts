import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { EnrolmentsModule } from '../enrolments/enrolments.module.js';
import { MyCourseController } from './my-course.controller.js';

@Module({
  imports: [EnrolmentsModule, CatalogueModule],
  controllers: [MyCourseController],
})
export class LearningModule {}
