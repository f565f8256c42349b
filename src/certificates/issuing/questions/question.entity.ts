import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Unique,
} from 'typeorm';
import { ReleaseGrade } from '../../../grading/marking/assessment.entity.js';
import { User } from '../../../users/user.entity.js';
import { Certificate } from '../../register/certificate.entity.js';

/** Frozen: a release shows less than a certificate prints, so an administrator has to say what becomes of it. */
@Entity('certificate_questions')
@Unique(['releaseId', 'enrolmentId'])
@Check('ck_certificate_questions_kind', `kind IN ('failed', 'lower')`)
export class CertificateQuestion {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') releaseId!: string;
  @Index() @Column('uuid') enrolmentId!: string;
  @ManyToOne(() => ReleaseGrade)
  @JoinColumn([
    { name: 'release_id', referencedColumnName: 'releaseId' },
    { name: 'enrolment_id', referencedColumnName: 'enrolmentId' },
  ])
  releaseGrade!: ReleaseGrade;
  /** The one that stood when it was asked. A corrected name may have put another in its place since. */
  @Column('uuid') certificateId!: string;
  @ManyToOne(() => Certificate) certificate!: Certificate;
  @Column('text') kind!: 'failed' | 'lower';
  @Column('timestamptz') askedAt!: Date;
}

/** Frozen: how a question was settled. Its key lets one answer through. */
@Entity('certificate_answers')
@Check('ck_certificate_answers_kind', `kind IN ('revoked', 'kept', 'replaced', 'overtaken')`)
@Check('ck_certificate_answers_actor_id', `(kind = 'overtaken') = (actor_id IS NULL)`)
@Check('ck_certificate_answers_certificate_id', `(kind = 'overtaken') = (certificate_id IS NULL)`)
export class CertificateAnswer {
  @PrimaryColumn('uuid') questionId!: string;
  @OneToOne(() => CertificateQuestion) @JoinColumn() question!: CertificateQuestion;
  @Column('text') kind!: 'revoked' | 'kept' | 'replaced' | 'overtaken';
  /** Null: a later release has spoken. */
  @Column('uuid', { nullable: true }) actorId!: string | null;
  @ManyToOne(() => User) actor!: User | null;
  /** The one that was revoked or kept, or the one that took its place. */
  @Column('uuid', { nullable: true }) certificateId!: string | null;
  @ManyToOne(() => Certificate) certificate!: Certificate | null;
  @Index() @Column('timestamptz') at!: Date;
}

/** Why a certificate was kept; of a revocation that stands with its event. */
@Entity('certificate_answer_texts')
export class CertificateAnswerText {
  @PrimaryColumn('uuid') questionId!: string;
  @OneToOne(() => CertificateAnswer) @JoinColumn({ name: 'question_id' }) answer!: CertificateAnswer;
  @Index() @Column('uuid') personId!: string;
  @ManyToOne(() => User) person!: User;
  @Column('text', { nullable: true }) privateReason!: string | null;
  @Column('timestamptz', { nullable: true }) erasedAt!: Date | null;
}
