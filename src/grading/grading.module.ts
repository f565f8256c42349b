import { Module } from '@nestjs/common';
import { AssignmentsModule } from '../assignments/assignments.module.js';
import { CoursesModule } from '../courses/courses.module.js';
import { EventsModule } from '../platform/events/events.module.js';
import { JobsModule } from '../platform/jobs/jobs.module.js';
import { MailModule } from '../platform/mail/mail.module.js';
import { CorrespondenceModule } from '../users/correspondence/correspondence.module.js';
import { UsersModule } from '../users/users.module.js';
import { ByCriterionController } from './by-criterion/by-criterion.controller.js';
import { CriterionMarkController } from './by-criterion/criterion-mark.controller.js';
import { CriterionWalk } from './by-criterion/criterion-walk.service.js';
import { CarriedMarks } from './attempts/carried-marks.service.js';
import { EarlierAttempts } from './attempts/earlier-attempts.service.js';
import { GradebookController } from './gradebook/gradebook.controller.js';
import { Gradebooks } from './gradebook/gradebook.service.js';
import { MarkImports } from './gradebook/mark-imports.service.js';
import { MarkImportsController } from './gradebook/mark-imports.controller.js';
import { Transcripts } from './gradebook/transcripts.service.js';
import { TranscriptsController } from './gradebook/transcripts.controller.js';
import { Assessments } from './marking/assessments.service.js';
import { CohortGradingController } from './marking/cohort.controller.js';
import { DeskController } from './desk/desk.controller.js';
import { MarkingQueue } from './desk/marking-queue.service.js';
import { PlacesController } from './desk/places.controller.js';
import { GradeHistory } from './grades/grade-history.service.js';
import { HistoryController } from './history/history.controller.js';
import { MarkHistory } from './history/mark-history.service.js';
import { ExtensionsController } from './lateness/extensions.controller.js';
import { LateWorkController } from './lateness/late-work.controller.js';
import { LateWorkDecisions } from './lateness/late-work-decisions.service.js';
import { LatenessRegrades } from './lateness/lateness-regrades.service.js';
import { GradesMails } from './releases/grades-mails.service.js';
import { GradeEvents } from './grades/grade-events.service.js';
import { Grades } from './grades/grades.service.js';
import { GradingAccess } from './marking/grading-access.service.js';
import { MarkingProgress } from './marking/marking-progress.service.js';
import { PresenceController } from './presence/presence.controller.js';
import { Presences } from './presence/presences.service.js';
import { GivenRemarks } from './remarks/given-remarks.service.js';
import { BankController } from './remarks/bank.controller.js';
import { RemarkBank } from './remarks/bank.service.js';
import { RemarkedAttemptsController } from './remarks/remarked-attempts.controller.js';
import { RemarksController } from './remarks/remarks.controller.js';
import { RemarkDrafts } from './remarks/remark-drafts.service.js';
import { EnrolmentAccess } from './releases/enrolment-access.service.js';
import { GradedEnrolmentsController } from './releases/enrolments.controller.js';
import { GradePreviews } from './releases/grade-previews.service.js';
import { ReleaseLooks } from './releases/release-looks.service.js';
import { ReleasePlanMails } from './releases/release-plan-mails.service.js';
import { ReleasePlans } from './releases/release-plans.service.js';
import { RegradesController } from './regrades/regrades.controller.js';
import { RegradeMails } from './regrades/regrade-mails.service.js';
import { Regrades } from './regrades/regrades.service.js';
import { ReleaseReviews } from './releases/release-reviews.service.js';
import { ReleasesController } from './releases/releases.controller.js';
import { Withholdings } from './releases/withholdings.service.js';
import { ReleasedGrades } from './releases/released-grades.service.js';
import { Releases } from './releases/releases.service.js';
import { ResultCertificates } from './results/result-certificates.js';
import { ResultsAccess } from './results/results-access.service.js';
import { ResultsController } from './results/results.controller.js';
import { RubricDrafts } from './rubrics/rubric-drafts.service.js';
import { CohortRubricController } from './rubrics/cohort-rubric.controller.js';
import { RubricEditing } from './rubrics/rubric-editing.service.js';
import { RubricReads } from './rubrics/rubric-reads.service.js';
import { RubricsController } from './rubrics/rubrics.controller.js';
import { Rubrics } from './rubrics/rubrics.service.js';
import { VersionRubricController } from './rubrics/version-rubric.controller.js';
import { ScoreDrafts } from './marking/score-drafts.service.js';
import { CompetenciesController } from './rubrics/competencies.controller.js';
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
    ByCriterionController,
    CriterionMarkController,
    CohortGradingController,
    CompetenciesController,
    CohortRubricController,
    DeskController,
    ExtensionsController,
    LateWorkController,
    GradebookController,
    GradedEnrolmentsController,
    HistoryController,
    MarkImportsController,
    PlacesController,
    PresenceController,
    RegradesController,
    ReleasesController,
    BankController,
    RemarkedAttemptsController,
    RemarksController,
    ResultsController,
    TranscriptsController,
    RubricsController,
    VersionRubricController,
  ],
  providers: [
    Assessments,
    CarriedMarks,
    CriteriaOfSections,
    CriterionWalk,
    EarlierAttempts,
    EnrolmentAccess,
    GivenRemarks,
    Gradebooks,
    GradeEvents,
    GradeHistory,
    GradePreviews,
    Grades,
    GradesMails,
    GradingAccess,
    MarkHistory,
    MarkImports,
    LatenessRegrades,
    LateWorkDecisions,
    MarkingProgress,
    MarkingQueue,
    Presences,
    ReleaseLooks,
    ReleasePlanMails,
    ReleasePlans,
    RegradeMails,
    Regrades,
    ReleaseReviews,
    ReleasedGrades,
    Releases,
    RemarkBank,
    RemarkDrafts,
    ResultCertificates,
    ResultsAccess,
    RubricDrafts,
    RubricEditing,
    RubricReads,
    Rubrics,
    ScoreDrafts,
    Transcripts,
    Withholdings,
  ],
  exports: [
    Assessments,
    CarriedMarks,
    EnrolmentAccess,
    Grades,
    GradingAccess,
    LatenessRegrades,
    LateWorkDecisions,
    ReleasePlans,
    ReleasedGrades,
    Releases,
    RemarkBank,
    RemarkDrafts,
    ResultCertificates,
    Rubrics,
    ScoreDrafts,
    Withholdings,
  ],
})
export class GradingModule {}
