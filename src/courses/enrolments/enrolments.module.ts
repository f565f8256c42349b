import { Module } from '@nestjs/common';
import { EventsModule } from '../../platform/events/events.module.js';
import { UsersModule } from '../../users/users.module.js';
import { CohortAccess } from './cohort-access.service.js';
import { Enrolments } from './enrolments.service.js';

@Module({
  imports: [EventsModule, UsersModule],
  providers: [CohortAccess, Enrolments],
  exports: [CohortAccess, Enrolments],
})
export class EnrolmentsModule {}
