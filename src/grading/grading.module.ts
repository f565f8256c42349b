import { Module } from '@nestjs/common';
import { AssignmentsModule } from '../assignments/assignments.module.js';
import { CoursesModule } from '../courses/courses.module.js';
import { EventsModule } from '../platform/events/events.module.js';
import { MailModule } from '../platform/mail/mail.module.js';
import { CorrespondenceModule } from '../users/correspondence/correspondence.module.js';
import { UsersModule } from '../users/users.module.js';
import { Assessments } from './assessments.service.js';
import { CohortGradingController } from './cohort.controller.js';
import { DeskController } from './desk/desk.controller.js';
import { GradeHistory } from './grade-history.service.js';
import { GradesMails } from './grades-mails.service.js';
import { Grades } from './grades.service.js';
import { GradingAccess } from './grading-access.service.js';
import { MarkingProgress } from './marking-progress.service.js';
import { ReleaseReviews } from './release-reviews.service.js';
import { ReleasedGrades } from './released-grades.service.js';
import { Releases } from './releases.service.js';
import { ResultsAccess } from './results-access.service.js';
import { ResultsController } from './results.controller.js';
import { RubricDrafts } from './rubric-drafts.service.js';
import { Rubrics } from './rubrics.service.js';
import { ScoreDrafts } from './score-drafts.service.js';
import { CriteriaOfSections } from './section-criteria.service.js';

@Module({
  imports: [EventsModule, MailModule, UsersModule, CorrespondenceModule, CoursesModule, AssignmentsModule],
  controllers: [CohortGradingController, DeskController, ResultsController],
  providers: [
    Assessments,
    CriteriaOfSections,
    GradeHistory,
    Grades,
    GradesMails,
    GradingAccess,
    MarkingProgress,
    ReleaseReviews,
    ReleasedGrades,
    Releases,
    ResultsAccess,
    RubricDrafts,
    Rubrics,
    ScoreDrafts,
  ],
  exports: [Assessments, Grades, GradingAccess, ReleasedGrades, Releases, Rubrics, ScoreDrafts],
})
export class GradingModule {}
