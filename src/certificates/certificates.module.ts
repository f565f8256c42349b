import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Module } from '@nestjs/common';
import { AssignmentsModule } from '../assignments/assignments.module.js';
import { GradingModule } from '../grading/grading.module.js';
import { projectRoot } from '../platform/config/project-root.js';
import { EnrolmentsModule } from '../courses/enrolments/enrolments.module.js';
import { EventsModule } from '../platform/events/events.module.js';
import { FilesModule } from '../platform/files/files.module.js';
import { JobsModule } from '../platform/jobs/jobs.module.js';
import { LimitsModule } from '../platform/limits/limits.module.js';
import { MailModule } from '../platform/mail/mail.module.js';
import { NotificationsModule } from '../platform/notifications/notifications.module.js';
import { CorrespondenceModule } from '../users/correspondence/correspondence.module.js';
import { UsersModule } from '../users/users.module.js';
import { ApiController } from './checking/api.controller.js';
import { ApiTokens } from './checking/api-tokens.service.js';
import { ApiTokensController } from './checking/api-tokens.controller.js';
import { Askers } from './checking/askers.service.js';
import { Checks } from './checking/checks.service.js';
import { FileChecks } from './checking/files/file-checks.service.js';
import { FilesController } from './checking/files/files.controller.js';
import { HeldFilesController } from './checking/files/held-files.controller.js';
import { RegisterEntries } from './checking/files/register-entries.service.js';
import { ManyController } from './checking/many.controller.js';
import { OwnHosts } from './checking/own-hosts.service.js';
import { WithoutUsController } from './checking/without-us.controller.js';
import { CertificateCodes } from './issuing/certificate-codes.js';
import { CertificateErasure } from './register/certificate-erasure.service.js';
import { CertificateFiles } from './printing/certificate-files.service.js';
import { CertificateMails } from './register/certificate-mails.service.js';
import { CertificateRegister } from './register/certificate-register.service.js';
import { CertificatesOfResults } from './issuing/certificates-of-results.service.js';
import { CertificateStatus } from './verification/certificate-status.service.js';
import { CertificateAdministrationController } from './administration/administration.controller.js';
import { CertificateEvents } from './register/certificate-events.service.js';
import { Copies } from './credential-store/copies.service.js';
import { Credentials } from './credential-store/credentials.service.js';
import { Evidence } from './evidence/evidence.service.js';
import { EvidenceController } from './evidence/evidence.controller.js';
import { PublicEvidenceController } from './evidence/public-evidence.controller.js';
import { HeldCertificates } from './holding/held-certificates.service.js';
import { HoldingErasure } from './holding/holding-erasure.service.js';
import { Looks } from './holding/looks.service.js';
import { MyCertificatesController } from './holding/my-certificates.controller.js';
import { SharedController } from './holding/shared.controller.js';
import { Shares } from './holding/shares.service.js';
import { SharingController } from './holding/sharing.controller.js';
import { Visibilities } from './holding/visibilities.service.js';
import { KeyChanges } from './keys/key-changes.service.js';
import { KeyReads } from './keys/key-reads.service.js';
import { KeyRing } from './keys/key-ring.service.js';
import { KeysAdministrationController } from './keys/keys-administration.controller.js';
import { PublicKeysController } from './keys/public-keys.controller.js';
import { Issuance } from './issuing/issuance.service.js';
import { Issuing } from './issuing/issuing.service.js';
import { IssueOutcomes } from './issuing/issue-outcomes.service.js';
import { IssuingController } from './issuing/issuing.controller.js';
import { IssuingReads } from './issuing/issuing-reads.service.js';
import { Answers } from './issuing/questions/answers.service.js';
import { QuestionMails } from './issuing/questions/question-mails.service.js';
import { QuestionReads } from './issuing/questions/question-reads.service.js';
import { Questions } from './issuing/questions/questions.service.js';
import { QuestionsController } from './issuing/questions/questions.controller.js';
import { PrintPool } from './printing/print-pool.js';
import { DoubtedListings } from './register/doubted-listings.service.js';
import { Reissues } from './reissues/reissues.service.js';
import { ReissuesController } from './reissues/reissues.controller.js';
import { SignedCertificatesReads } from './reissues/signed-certificates.service.js';
import { PublishedLists } from './status-lists/published-lists.service.js';
import { StatusLists } from './status-lists/status-lists.service.js';
import { StatusListsController } from './status-lists/status-lists.controller.js';
import { CertificateActs } from './administration/acts.service.js';
import { CertificateMailRecords } from './administration/certificate-mail-records.service.js';
import { CertificateRecords } from './administration/certificate-records.service.js';
import { CorrectionDecisions } from './corrections/correction-decisions.service.js';
import { CorrectionDecisionsController } from './corrections/correction-decisions.controller.js';
import { CorrectionMails } from './corrections/correction-mails.service.js';
import { CorrectionsController } from './corrections/corrections.controller.js';
import { NameCorrections } from './corrections/name-corrections.service.js';
import { CertificateSearch } from './administration/certificate-search.service.js';
import { CertificateActsController } from './administration/acts.controller.js';
import { AnswerPictures } from './verification/pictures/answer-pictures.service.js';
import { PicturesController } from './verification/pictures/pictures.controller.js';
import { VerificationPages } from './verification/verification-pages.js';
import { VerificationController } from './verification/verification.controller.js';

/** Threads run compiled JavaScript only, also while the tests run the rest from its sources. */
const printWorker = pathToFileURL(join(projectRoot, 'dist/src/certificates/printing/worker.js'));

@Module({
  imports: [
    AssignmentsModule,
    CorrespondenceModule,
    EnrolmentsModule,
    EventsModule,
    FilesModule,
    GradingModule,
    JobsModule,
    LimitsModule,
    MailModule,
    NotificationsModule,
    UsersModule,
  ],
  controllers: [
    ApiController,
    ApiTokensController,
    FilesController,
    HeldFilesController,
    ManyController,
    WithoutUsController,
    VerificationController,
    PicturesController,
    MyCertificatesController,
    CertificateAdministrationController,
    CertificateActsController,
    KeysAdministrationController,
    ReissuesController,
    PublicKeysController,
    CorrectionsController,
    CorrectionDecisionsController,
    IssuingController,
    QuestionsController,
    SharingController,
    SharedController,
    EvidenceController,
    PublicEvidenceController,
    StatusListsController,
  ],
  providers: [
    AnswerPictures,
    ApiTokens,
    Askers,
    Checks,
    FileChecks,
    RegisterEntries,
    CertificateCodes,
    CertificateErasure,
    CertificateEvents,
    CertificateFiles,
    CertificateMails,
    CertificateRegister,
    CertificateStatus,
    CertificatesOfResults,
    Copies,
    Credentials,
    DoubtedListings,
    Issuance,
    IssueOutcomes,
    Issuing,
    IssuingReads,
    KeyChanges,
    KeyReads,
    KeyRing,
    Questions,
    QuestionMails,
    QuestionReads,
    Reissues,
    SignedCertificatesReads,
    Answers,
    CertificateActs,
    CertificateRecords,
    CertificateSearch,
    CertificateMailRecords,
    CorrectionDecisions,
    CorrectionMails,
    NameCorrections,
    Evidence,
    HeldCertificates,
    HoldingErasure,
    Looks,
    OwnHosts,
    Shares,
    PublishedLists,
    StatusLists,
    Visibilities,
    VerificationPages,
    { provide: PrintPool, useFactory: () => new PrintPool({ entry: printWorker }) },
  ],
  exports: [
    CertificateActs,
    CertificateCodes,
    CertificateRegister,
    CorrectionDecisions,
    Credentials,
    DoubtedListings,
    Evidence,
    HeldCertificates,
    Issuing,
    KeyChanges,
    KeyRing,
    NameCorrections,
    Shares,
    Visibilities,
  ],
})
export class CertificatesModule {}
