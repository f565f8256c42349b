import { Module } from '@nestjs/common';
import { AssignmentsModule } from '../assignments/assignments.module.js';
import { CoursesModule } from '../courses/courses.module.js';
import { EventsModule } from '../platform/events/events.module.js';
import { JobsModule } from '../platform/jobs/jobs.module.js';
import { MailModule } from '../platform/mail/mail.module.js';
import { CorrespondenceModule } from '../users/correspondence/correspondence.module.js';
import { UsersModule } from '../users/users.module.js';
import { CarriedMarks } from './attempts/carried-marks.service.js';
import { EarlierAttempts } from './attempts/earlier-attempts.service.js';
import { Assessments } from './marking/assessments.service.js';
import { CohortGradingController } from './marking/cohort.controller.js';
import { DeskController } from './desk/desk.controller.js';
import { GradeHistory } from './grades/grade-history.service.js';
import { HistoryController } from './history/history.controller.js';
import { MarkHistory } from './history/mark-history.service.js';
import { GradesMails } from './releases/grades-mails.service.js';
import { GradeEvents } from './grades/grade-events.service.js';
import { Grades } from './grades/grades.service.js';
import { GradingAccess } from './marking/grading-access.service.js';
import { MarkingProgress } from './marking/marking-progress.service.js';
import { EnrolmentAccess } from './releases/enrolment-access.service.js';
import { GradedEnrolmentsController } from './releases/enrolments.controller.js';
import { GradePreviews } from './releases/grade-previews.service.js';
import { ReleaseLooks } from './releases/release-looks.service.js';
import { ReleasePlanMails } from './releases/release-plan-mails.service.js';
import { ReleasePlans } from './releases/release-plans.service.js';
import { ReleasesController } from './releases/releases.controller.js';
import { Withholdings } from './releases/withholdings.service.js';
import { PresenceController } from './presence/presence.controller.js';
import { Presences } from './presence/presences.service.js';
import { ReleaseReviews } from './releases/release-reviews.service.js';
import { ReleasedGrades } from './releases/released-grades.service.js';
import { Releases } from './releases/releases.service.js';
import { ResultCertificates } from './results/result-certificates.js';
import { ResultsAccess } from './results/results-access.service.js';
import { ResultsController } from './results/results.controller.js';
import { RubricDrafts } from './rubrics/rubric-drafts.service.js';
import { Rubrics } from './rubrics/rubrics.service.js';
import { ScoreDrafts } from './marking/score-drafts.service.js';
import { CriteriaOfSections } from './rubrics/section-criteria.service.js';

@Module({
  imports: [
    EventsModule,
    JobsModule,
    MailModule,
    UsersModule,
    CorrespondenceModule,
    CoursesModule,
    AssignmentsModule,
  ],
  controllers: [
    PresenceController,
    HistoryController,
    CohortGradingController,
    DeskController,
    ReleasesController,
    GradedEnrolmentsController,
    ResultsController,
  ],
  providers: [
    Assessments,
    CarriedMarks,
    CriteriaOfSections,
    EarlierAttempts,
    GradeEvents,
    GradeHistory,
    Grades,
    GradesMails,
    GradingAccess,
    MarkHistory,
    MarkingProgress,
    EnrolmentAccess,
    GradePreviews,
    ReleaseLooks,
    ReleasePlanMails,
    ReleasePlans,
    ResultCertificates,
    Withholdings,
    Presences,
    ReleaseReviews,
    ReleasedGrades,
    Releases,
    ResultsAccess,
    RubricDrafts,
    Rubrics,
    ScoreDrafts,
  ],
  exports: [
    Assessments,
    Grades,
    GradingAccess,
    ReleasedGrades,
    Releases,
    ResultCertificates,
    Rubrics,
    ScoreDrafts,
  ],
})
export class GradingModule {}
