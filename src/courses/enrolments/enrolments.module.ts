import { Module } from '@nestjs/common';
import { EventsModule } from '../../platform/events/events.module.js';
import { MailModule } from '../../platform/mail/mail.module.js';
import { CorrespondenceModule } from '../../users/correspondence/correspondence.module.js';
import { UsersModule } from '../../users/users.module.js';
import { Admissions } from './admissions.service.js';
import { ApplicationController } from './applications/application.controller.js';
import { ApplicationFormController } from './applications/application-form.controller.js';
import { ApplicationForms } from './applications/application-forms.service.js';
import { ApplicationMails } from './applications/application-mails.service.js';
import { ApplicationReads } from './applications/application-reads.service.js';
import { Applications } from './applications/applications.service.js';
import { ReviewController } from './applications/review.controller.js';
import { CohortAccess } from './cohort-access.service.js';
import { Eligibility } from './eligibility.service.js';
import { EnrolmentLog } from './enrolment-log.service.js';
import { EnrolmentMails } from './enrolment-mails.service.js';
import { Enrolments } from './enrolments.service.js';
import { JoiningReads } from './joining.service.js';
import { RosterController } from './roster/roster.controller.js';
import { RosterEnrolments } from './roster/roster-enrolments.service.js';
import { Roster } from './roster/roster.service.js';
import { WaitingList } from './waiting-list.service.js';

@Module({
  imports: [EventsModule, MailModule, UsersModule, CorrespondenceModule],
  controllers: [ApplicationController, ApplicationFormController, ReviewController, RosterController],
  providers: [
    ApplicationForms,
    ApplicationMails,
    ApplicationReads,
    Applications,
    Admissions,
    CohortAccess,
    Eligibility,
    EnrolmentLog,
    EnrolmentMails,
    Enrolments,
    JoiningReads,
    Roster,
    RosterEnrolments,
    WaitingList,
  ],
  exports: [Admissions, Applications, CohortAccess, Enrolments, JoiningReads],
})
export class EnrolmentsModule {}
