import { Check, Column, Entity, Index, JoinColumn, ManyToOne, OneToOne, PrimaryColumn } from 'typeorm';
import { User } from '../../users/user.entity.js';
import { Cohort } from '../cohorts/cohort.entity.js';
import { EnrolmentEvent } from './enrolment.entity.js';

export type AdmittedVia = 'invitation' | 'application' | 'administrator';

/** Frozen. Somebody may take a seat in a cohort that is not open to everybody. */
@Entity('admissions')
@Check('ck_admissions_via', `via IN ('invitation', 'application', 'administrator')`)
export class Admission {
  @PrimaryColumn('uuid') cohortId!: string;
  @ManyToOne(() => Cohort) cohort!: Cohort;
  @Index() @PrimaryColumn('uuid') userId!: string;
  @ManyToOne(() => User) user!: User;
  @Column('text') via!: AdmittedVia;
  /** Who admitted them. */
  @Column('uuid') byId!: string;
  @ManyToOne(() => User) by!: User;
  @Column('timestamptz') at!: Date;
}

/** Why somebody else ended an enrolment, in their words. Only an erasure changes it. */
@Entity('enrolment_reasons')
export class EnrolmentReason {
  @PrimaryColumn('uuid') eventId!: string;
  @OneToOne(() => EnrolmentEvent) @JoinColumn() event!: EnrolmentEvent;
  /** Whose enrolment it was. */
  @Index() @Column('uuid') personId!: string;
  @ManyToOne(() => User) person!: User;
  @Column('text', { nullable: true }) body!: string | null;
  @Column('timestamptz', { nullable: true }) erasedAt!: Date | null;
}
