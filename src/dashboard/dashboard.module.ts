import { Module } from '@nestjs/common';
import { AssignmentsModule } from '../assignments/assignments.module.js';
import { CertificatesModule } from '../certificates/certificates.module.js';
import { CoursesModule } from '../courses/courses.module.js';
import { GradingModule } from '../grading/grading.module.js';
import { UsersModule } from '../users/users.module.js';
import { AuditController } from './audit.controller.js';
import { AuditTrail } from './audit.service.js';
import { CohortAdministrationController } from './cohorts/cohort-administration.controller.js';
import { CohortAdministration } from './cohorts/cohort-administration.service.js';
import { CohortDatesController } from './cohorts/cohort-dates.controller.js';
import { CohortRegister } from './cohorts/cohort-register.service.js';
import { Chronicle } from './demo/chronicle.js';
import { Classroom } from './demo/classroom.js';
import { DemoCohorts } from './demo/cohorts.js';
import { DemoStory } from './demo/demo-story.js';
import { Holders } from './demo/holders.js';
import { Markers } from './demo/markers.js';
import { Newcomers } from './demo/newcomers.js';
import { FinishedCohort } from './demo/scenes/finished-cohort.js';
import { FirstManagers } from './demo/scenes/first-managers.js';
import { GradingCohort } from './demo/scenes/grading-cohort.js';
import { RunningCohort } from './demo/scenes/running-cohort.js';
import { StolenKey } from './demo/stolen-key.js';
import { HomeController } from './home.controller.js';
import { Home } from './home.service.js';

@Module({
  imports: [UsersModule, CoursesModule, AssignmentsModule, GradingModule, CertificatesModule],
  controllers: [HomeController, AuditController, CohortAdministrationController, CohortDatesController],
  providers: [
    Home,
    AuditTrail,
    Chronicle,
    Classroom,
    CohortAdministration,
    CohortRegister,
    DemoCohorts,
    DemoStory,
    FinishedCohort,
    FirstManagers,
    GradingCohort,
    Holders,
    Markers,
    Newcomers,
    RunningCohort,
    StolenKey,
  ],
})
export class DashboardModule {}
