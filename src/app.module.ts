import { type DynamicModule, Module } from '@nestjs/common';
import { AssignmentsModule } from './assignments/assignments.module.js';
import { CertificatesModule } from './certificates/certificates.module.js';
import { CoursesModule } from './courses/courses.module.js';
import { DashboardModule } from './dashboard/dashboard.module.js';
import { GradingModule } from './grading/grading.module.js';
import { HealthModule } from './platform/health/health.module.js';
import { LogsModule } from './platform/logs/logs.module.js';
import { type Platform, PlatformModule } from './platform/platform.module.js';
import { CorrespondenceModule } from './users/correspondence/correspondence.module.js';
import { UsersModule } from './users/users.module.js';

/** The rooms, from left to right. */
@Module({})
export class AppModule {
  static on(platform: Platform): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.on(platform),
        LogsModule,
        HealthModule,
        UsersModule,
        CorrespondenceModule,
        CoursesModule,
        AssignmentsModule,
        GradingModule,
        CertificatesModule,
        DashboardModule,
      ],
    };
  }
}
