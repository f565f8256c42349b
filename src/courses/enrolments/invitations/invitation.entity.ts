import { Check, Column, Entity, Index, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { User } from '../../../users/user.entity.js';
import { Cohort } from '../../cohorts/cohort.entity.js';

export type InvitedAs = 'student' | 'instructor' | 'administrator' | 'account';

/** Somebody was invited by mail. Who has accepted is an account, so name and address are dropped then. */
@Entity('invitations')
@Index('uq_invitations_open_academy', ['email', 'role'], {
  unique: true,
  where: 'accepted_at IS NULL AND cohort_id IS NULL',
})
@Index('uq_invitations_open_cohort', ['email', 'role', 'cohortId'], {
  unique: true,
  where: 'accepted_at IS NULL AND cohort_id IS NOT NULL',
})
@Check('ck_invitations_role', `role IN ('student', 'instructor', 'administrator', 'account')`)
@Check('ck_invitations_cohort', `(role IN ('student', 'instructor')) = (cohort_id IS NOT NULL)`)
@Check('ck_invitations_email_lower', 'email = lower(email)')
@Check(
  'ck_invitations_accepted',
  '(accepted_at IS NULL) = (accepted_by_id IS NULL) AND (accepted_at IS NULL) = (email IS NOT NULL)',
)
export class Invitation {
  @PrimaryGeneratedColumn('uuid') id!: string;
  /** `account`: an account and no more. */
  @Column('text') role!: InvitedAs;
  @Index() @Column('uuid', { nullable: true }) cohortId!: string | null;
  @ManyToOne(() => Cohort) cohort!: Cohort | null;
  @Index() @Column('text', { nullable: true }) email!: string | null;
  /** As whoever invites writes it, for the greeting; may be missing. */
  @Column('text', { nullable: true }) name!: string | null;
  @Column('uuid') invitedById!: string;
  @ManyToOne(() => User) invitedBy!: User;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') expiresAt!: Date;
  /** How often it was sent. */
  @Column('integer', { default: 1 }) mails!: number;
  @Column('timestamptz', { nullable: true }) acceptedAt!: Date | null;
  @Column('uuid', { nullable: true }) acceptedById!: string | null;
  @ManyToOne(() => User) acceptedBy!: User | null;
}
