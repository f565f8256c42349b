import { Module } from '@nestjs/common';
import { EventsModule } from '../../platform/events/events.module.js';
import { LimitsModule } from '../../platform/limits/limits.module.js';
import { TokensModule } from '../../platform/tokens/tokens.module.js';
import { CorrespondenceModule } from '../../users/correspondence/correspondence.module.js';
import { UsersModule } from '../../users/users.module.js';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { EnrolmentsModule } from '../enrolments/enrolments.module.js';
import { CalendarsController } from './calendars.controller.js';
import { Calendars } from './calendars.service.js';
import { FollowUpsController } from './follow-ups.controller.js';
import { LearningAccess } from './learning-access.service.js';
import { LessonsController } from './lessons.controller.js';
import { LiveSessionsController } from './live-sessions.controller.js';
import { LiveSessions } from './live-sessions.service.js';
import { MessagesController } from './messages.controller.js';
import { Messages } from './messages.service.js';
import { MyCourseController } from './my-course.controller.js';
import { ProgressController } from './progress.controller.js';
import { Progress } from './progress.service.js';
import { Study } from './study.service.js';

@Module({
  imports: [
    EventsModule,
    LimitsModule,
    TokensModule,
    CorrespondenceModule,
    UsersModule,
    EnrolmentsModule,
    CatalogueModule,
  ],
  controllers: [
    MyCourseController,
    LessonsController,
    LiveSessionsController,
    FollowUpsController,
    CalendarsController,
    ProgressController,
    MessagesController,
  ],
  providers: [LearningAccess, Study, LiveSessions, Calendars, Progress, Messages],
  exports: [LiveSessions, Study],
})
export class LearningModule {}
