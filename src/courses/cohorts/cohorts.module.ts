import { Module } from '@nestjs/common';
import { EventsModule } from '../../platform/events/events.module.js';
import { UsersModule } from '../../users/users.module.js';
import { CohortEditing } from './cohort-editing.service.js';
import { CohortMoving } from './cohort-moving.service.js';
import { CohortPlanning } from './cohort-planning.service.js';

@Module({
  imports: [EventsModule, UsersModule],
  providers: [CohortPlanning, CohortEditing, CohortMoving],
  exports: [CohortPlanning, CohortEditing, CohortMoving],
})
export class CohortsModule {}
