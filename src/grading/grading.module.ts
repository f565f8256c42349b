import { Module } from '@nestjs/common';
import { CoursesModule } from '../courses/courses.module.js';
import { EventsModule } from '../platform/events/events.module.js';
import { UsersModule } from '../users/users.module.js';
import { Assessments } from './assessments.service.js';
import { Grades } from './grades.service.js';
import { GradingAccess } from './grading-access.service.js';
import { ReleasedGrades } from './released-grades.service.js';
import { Releases } from './releases.service.js';
import { Rubrics } from './rubrics.service.js';
import { ScoreDrafts } from './score-drafts.service.js';

@Module({
  imports: [EventsModule, UsersModule, CoursesModule],
  providers: [Assessments, Grades, GradingAccess, ReleasedGrades, Releases, Rubrics, ScoreDrafts],
  exports: [Assessments, Grades, GradingAccess, ReleasedGrades, Releases, Rubrics, ScoreDrafts],
})
export class GradingModule {}
