import { type BeforeApplicationShutdown, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type Server } from 'node:http';
import { CoursesModule } from '../courses/courses.module.js';
import { Clock } from '../platform/clock/clock.js';
import { Config } from '../platform/config/config.js';
import { EventsModule } from '../platform/events/events.module.js';
import { MailModule } from '../platform/mail/mail.module.js';
import { FilesModule } from '../platform/files/files.module.js';
import { LimitsModule } from '../platform/limits/limits.module.js';
import { Notifications } from '../platform/notifications/notifications.js';
import { JobsModule } from '../platform/jobs/jobs.module.js';
import { NotificationsModule } from '../platform/notifications/notifications.module.js';
import { PagesAdapter } from '../platform/web/pages.adapter.js';
import { SESSIONS_CHANNEL } from '../users/sessions/session-cookie.js';
import { CorrespondenceModule } from '../users/correspondence/correspondence.module.js';
import { UsersModule } from '../users/users.module.js';
import { ExamplesController } from './examples/examples.controller.js';
import { Examples } from './examples/examples.service.js';
import { ExtensionMails } from './extensions/extension-mails.service.js';
import { Extensions } from './extensions/extensions.service.js';
import { HandbookUpdates } from './handbooks/handbook-store.js';
import { Handbooks, RIGHTS_CHANNEL } from './handbooks/handbooks.service.js';
import { HandbookImagesController } from './handbooks/images/handbook-images.controller.js';
import { HandbookImages } from './handbooks/images/handbook-images.service.js';
import { LiveRights } from './handbooks/live-rights.js';
import { LatePolicies } from './lateness/late-policies.service.js';
import { LiveHandbooks } from './live/live-handbooks.js';
import { DeadlineMails } from './mails/deadline-mails.service.js';
import { Outlines } from './outlines.service.js';
import { AssignmentPlanning } from './planning.service.js';
import { HandbookFilesController } from './printing/handbook-files.controller.js';
import { HandbookPrinting } from './printing/handbook-printing.service.js';
import { RevisionStore } from './revisions/revision-store.js';
import { RevisionsController } from './revisions/revisions.controller.js';
import { Revisions } from './revisions/revisions.service.js';
import { Stretches } from './revisions/stretches.service.js';
import { SectionCriteria } from './section-criteria.js';
import { ReceiptMails } from './submissions/receipt-mails.service.js';
import { ReceiptsController } from './submissions/receipts.controller.js';
import { Receipts } from './submissions/receipts.service.js';
import { SubmissionsController } from './submissions/submissions.controller.js';
import { Submissions } from './submissions/submissions.service.js';
import { TemplateDrafts } from './template-drafts.service.js';

@Module({
  imports: [
    CorrespondenceModule,
    CoursesModule,
    EventsModule,
    FilesModule,
    JobsModule,
    LimitsModule,
    MailModule,
    NotificationsModule,
    UsersModule,
  ],
  controllers: [
    ExamplesController,
    HandbookFilesController,
    HandbookImagesController,
    ReceiptsController,
    RevisionsController,
    SubmissionsController,
  ],
  providers: [
    AssignmentPlanning,
    DeadlineMails,
    Examples,
    ExtensionMails,
    Extensions,
    HandbookImages,
    HandbookPrinting,
    Handbooks,
    HandbookUpdates,
    LatePolicies,
    LiveRights,
    Outlines,
    ReceiptMails,
    Receipts,
    Revisions,
    RevisionStore,
    SectionCriteria,
    Stretches,
    Submissions,
    TemplateDrafts,
    {
      provide: LiveHandbooks,
      useFactory: (store: HandbookUpdates, access: LiveRights, clock: Clock, config: Config) =>
        new LiveHandbooks(store, access, clock, config.publicUrl),
      inject: [HandbookUpdates, LiveRights, Clock, Config],
    },
  ],
  exports: [
    AssignmentPlanning,
    Extensions,
    HandbookImages,
    Handbooks,
    HandbookUpdates,
    LatePolicies,
    Revisions,
    SectionCriteria,
    Stretches,
    Submissions,
  ],
})
export class AssignmentsModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly live: LiveHandbooks,
    notifications: Notifications,
  ) {
    notifications.listen(RIGHTS_CHANNEL, (handbookId) => {
      if (handbookId !== null) live.withdraw(handbookId);
    });
    // Whoever still has another session comes back at once.
    notifications.listen(SESSIONS_CHANNEL, (userId) => {
      if (userId !== null) live.withdrawPerson(userId);
    });
  }

  onApplicationBootstrap(): void {
    const { httpAdapter } = this.host;
    const build = httpAdapter instanceof PagesAdapter ? httpAdapter.build : null;
    this.live.attach(httpAdapter.getHttpServer() as Server, build);
  }

  /** Before the HTTP server goes: what was typed in the last moment is stored, then the sockets are closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.live.close();
  }
}
