import { Assignment, Template, TemplateSection } from './assignments/assignment.entity.js';
import { Extension, ExtensionReason } from './assignments/extensions/extension.entity.js';
import { Handbook, HandbookUpdate } from './assignments/handbooks/handbook.entity.js';
import { HandbookImage } from './assignments/handbooks/images/handbook-image.entity.js';
import { LatePolicyRow } from './assignments/lateness/late-policy.entity.js';
import {
  HandbookRevision,
  RevisionSection,
  SectionContent,
} from './assignments/revisions/revision.entity.js';
import {
  Submission,
  SubmissionContent,
  SubmissionSection,
} from './assignments/submissions/submission.entity.js';
import { ApiToken } from './certificates/checking/api-token.entity.js';
import {
  CertificateEvidence,
  CertificateLooks,
  CertificateShare,
  CertificateVisibility,
} from './certificates/holding/sharing.entity.js';
import { CertificateCredential } from './certificates/credential-store/certificate-credential.entity.js';
import {
  CredentialIssuer,
  SigningKeyEvent,
  SigningKeyRow,
  SigningKeySecret,
} from './certificates/keys/signing-key.entity.js';
import {
  StatusList,
  StatusListCredential,
  StatusPlace,
} from './certificates/status-lists/status-list.entity.js';
import { CertificateReissue, ReissuedCertificate } from './certificates/reissues/reissue.entity.js';
import { IssueOutcome } from './certificates/issuing/issue-outcome.entity.js';
import {
  CertificateAnswer,
  CertificateAnswerText,
  CertificateQuestion,
} from './certificates/issuing/questions/question.entity.js';
import {
  NameCorrection,
  NameCorrectionAnswer,
  NameCorrectionEnd,
  NameCorrectionText,
} from './certificates/corrections/name-correction.entity.js';
import {
  Certificate,
  CertificateEvent,
  CertificateEventText,
  CertificateFile,
  CertificateListing,
  CertificateName,
  CertificateSnapshotRow,
  CurrentCertificate,
} from './certificates/register/certificate.entity.js';
import {
  Cohort,
  CohortInstructor,
  CohortPrerequisite,
  CohortSession,
} from './courses/cohorts/cohort.entity.js';
import { Admission, EnrolmentReason } from './courses/enrolments/admission.entity.js';
import {
  Application,
  ApplicationAnswers,
  ApplicationDraft,
  ApplicationEvent,
  ApplicationForm,
  ApplicationMark,
  ApplicationNote,
} from './courses/enrolments/applications/application.entity.js';
import { CohortMove } from './courses/cohorts/cohort-move.entity.js';
import { Enrolment, EnrolmentEvent } from './courses/enrolments/enrolment.entity.js';
import { Invitation } from './courses/enrolments/invitations/invitation.entity.js';
import {
  CalendarFeed,
  CohortMessage,
  CohortMessageRecipient,
  CohortMessageText,
  LessonCompletion,
  SessionAttendance,
} from './courses/learning/learning.entity.js';
import { Course, CourseVersion, Lesson, LiveSession, Week } from './courses/versions/course.entity.js';
import { CourseImage } from './courses/versions/images/course-image.entity.js';
import { MarkChange, MarkChangeText } from './grading/history/mark-change.entity.js';
import { RemarkChange, RemarkChangeText } from './grading/history/remark-change.entity.js';
import {
  Assessment,
  CriterionScore,
  GradeEvent,
  Release,
  ReleaseGrade,
  Remark,
  RemarkText,
  ScoreDraft,
} from './grading/marking/assessment.entity.js';
import { MarkerPresence } from './grading/presence/marker-presence.entity.js';
import { Regrade } from './grading/regrades/regrade.entity.js';
import { ReleaseLook } from './grading/releases/release-look.entity.js';
import {
  ReleasePlan,
  ReleasePlanEnd,
  ReleasePlanGrade,
  ReleasePlanOmission,
} from './grading/releases/release-plan.entity.js';
import { WithholdingEvent, WithholdingReason } from './grading/releases/withholding.entity.js';
import {
  AnchoredRemark,
  AnchoredRemarkDraft,
  AnchoredRemarkText,
  BankRemark,
  OverallRemarkDraft,
} from './grading/remarks/remark.entity.js';
import {
  Criterion,
  CriterionSection,
  RubricCriterion,
  RubricLevel,
  RubricVersion,
} from './grading/rubrics/rubric.entity.js';
import { AddressChange } from './users/address-changes/address-change.entity.js';
import { AuditEntry } from './users/audit/audit-entry.entity.js';
import { DigestItem, MailPreference } from './users/correspondence/mail-preference.entity.js';
import { Erasure } from './users/erasure/erasure.entity.js';
import { PasswordReset } from './users/password-resets/password-reset.entity.js';
import { Session } from './users/sessions/session.entity.js';
import { Academy, SetupLink } from './users/setup/setup.entity.js';
import { SignUp } from './users/sign-up/sign-up.entity.js';
import { Administrator, User } from './users/user.entity.js';

/** Every table that TypeORM knows, room by room. */
export const entities = [
  ...[User, Administrator, Session, Academy, SetupLink, AuditEntry, Erasure],
  ...[SignUp, PasswordReset, AddressChange, ApiToken],
  ...[MailPreference, DigestItem],
  ...[Course, CourseVersion, Week, Lesson, LiveSession, CourseImage],
  ...[Cohort, CohortInstructor, CohortPrerequisite, CohortSession, Enrolment, EnrolmentEvent],
  ...[Admission, EnrolmentReason, ApplicationForm, Application, ApplicationEvent, ApplicationAnswers],
  ...[ApplicationMark, ApplicationNote, ApplicationDraft],
  CohortMove,
  ...[LessonCompletion, SessionAttendance, CalendarFeed],
  ...[CohortMessage, CohortMessageText, CohortMessageRecipient],
  Invitation,
  ...[Template, TemplateSection, Assignment, Handbook, HandbookUpdate, HandbookImage],
  ...[HandbookRevision, RevisionSection, SectionContent],
  ...[Submission, SubmissionSection, SubmissionContent, Extension, ExtensionReason, LatePolicyRow],
  ...[RubricVersion, Criterion, RubricCriterion, CriterionSection, RubricLevel, Regrade],
  ...[Assessment, ScoreDraft, GradeEvent, CriterionScore, Remark, RemarkText, Release, ReleaseGrade],
  ...[AnchoredRemarkDraft, OverallRemarkDraft, AnchoredRemark, AnchoredRemarkText, BankRemark],
  ...[MarkChange, MarkChangeText, RemarkChange, RemarkChangeText, MarkerPresence],
  ...[WithholdingEvent, WithholdingReason, ReleaseLook],
  ...[ReleasePlan, ReleasePlanGrade, ReleasePlanEnd, ReleasePlanOmission],
  ...[Certificate, CertificateEvent, CertificateEventText, CertificateSnapshotRow, CertificateFile],
  ...[CertificateName, NameCorrection, NameCorrectionText, NameCorrectionEnd, NameCorrectionAnswer],
  ...[CurrentCertificate, CertificateListing],
  ...[IssueOutcome, CertificateQuestion, CertificateAnswer, CertificateAnswerText],
  ...[CertificateVisibility, CertificateShare, CertificateEvidence, CertificateLooks],
  ...[SigningKeyRow, SigningKeySecret, SigningKeyEvent, CredentialIssuer, CertificateCredential],
  ...[CertificateReissue, ReissuedCertificate],
  ...[StatusList, StatusPlace, StatusListCredential],
];
