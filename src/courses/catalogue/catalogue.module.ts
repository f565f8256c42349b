import { Module } from '@nestjs/common';
import { EnrolmentsModule } from '../enrolments/enrolments.module.js';
import { CohortController } from './cohort.controller.js';
import { CohortReads } from './cohort-reads.service.js';

@Module({
  imports: [EnrolmentsModule],
  controllers: [CohortController],
  providers: [CohortReads],
  exports: [CohortReads],
})
export class CatalogueModule {}
