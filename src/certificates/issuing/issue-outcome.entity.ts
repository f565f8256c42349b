import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { ReleaseGrade } from '../../grading/marking/assessment.entity.js';
import { Certificate } from '../register/certificate.entity.js';
import { type OutcomeKind, type Refusal } from './issuing.rules.js';

/**
 * What came of a grade of a release that may earn a certificate. There is none for whoever did not pass and holds
 * nothing. Settled for good, but for *refused*, which is tried again.
 */
@Entity('issue_outcomes')
@Index('ix_issue_outcomes_refused', ['at'], { where: `kind = 'refused'` })
@Check('ck_issue_outcomes_kind', `kind IN ('issued', 'raised', 'kept', 'asked', 'overtaken', 'refused')`)
@Check(
  'ck_issue_outcomes_reason',
  `(kind = 'refused') = (reason IS NOT NULL) AND reason IN ('holder-erased', 'suspended', 'revoked', 'name-not-printable', 'text-not-printable')`,
)
@Check(
  'ck_issue_outcomes_certificate',
  `(kind IN ('issued', 'raised', 'kept', 'asked')) = (certificate_id IS NOT NULL)`,
)
export class IssueOutcome {
  @PrimaryColumn('uuid') releaseId!: string;
  @Index() @PrimaryColumn('uuid') enrolmentId!: string;
  @ManyToOne(() => ReleaseGrade)
  @JoinColumn([
    { name: 'release_id', referencedColumnName: 'releaseId' },
    { name: 'enrolment_id', referencedColumnName: 'enrolmentId' },
  ])
  releaseGrade!: ReleaseGrade;
  @Column('text') kind!: OutcomeKind;
  @Column('text', { nullable: true }) reason!: Refusal | null;
  /** The one that was issued, or that stands already. */
  @Column('uuid', { nullable: true }) certificateId!: string | null;
  @ManyToOne(() => Certificate) certificate!: Certificate | null;
  @Column('timestamptz') at!: Date;
}
