import { Module } from '@nestjs/common';
import { UsersModule } from '../../users/users.module.js';
import { CohortPlanning } from './cohort-planning.service.js';

@Module({
  imports: [UsersModule],
  providers: [CohortPlanning],
  exports: [CohortPlanning],
})
export class CohortsModule {}
