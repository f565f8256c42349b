import { Module } from '@nestjs/common';
import { EventsModule } from '../../platform/events/events.module.js';
import { MailModule } from '../../platform/mail/mail.module.js';
import { UsersModule } from '../../users/users.module.js';
import { Admissions } from './admissions.service.js';
import { CohortAccess } from './cohort-access.service.js';
import { Eligibility } from './eligibility.service.js';
import { EnrolmentLog } from './enrolment-log.service.js';
import { EnrolmentMails } from './enrolment-mails.service.js';
import { Enrolments } from './enrolments.service.js';
import { JoiningReads } from './joining.service.js';
import { WaitingList } from './waiting-list.service.js';

@Module({
  imports: [EventsModule, MailModule, UsersModule],
  providers: [
    Admissions,
    CohortAccess,
    Eligibility,
    EnrolmentLog,
    EnrolmentMails,
    Enrolments,
    JoiningReads,
    WaitingList,
  ],
  exports: [Admissions, CohortAccess, Enrolments, JoiningReads],
})
export class EnrolmentsModule {}
