import { Check, Column, Entity, Generated, Index, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { User } from '../../users/user.entity.js';
import { Cohort } from '../cohorts/cohort.entity.js';
import { type EnrolmentEventKind } from './enrolment.rules.js';

/** One person in one cohort, for ever; what became of it are its events. */
@Entity('enrolments')
@Unique(['cohortId', 'userId'])
export class Enrolment {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') cohortId!: string;
  @ManyToOne(() => Cohort) cohort!: Cohort;
  @Index() @Column('uuid') userId!: string;
  @ManyToOne(() => User) user!: User;
  @Column('timestamptz') createdAt!: Date;
}

/** Frozen. `sequence` counts from 1 within the enrolment, so two writers at once can't both follow the same state. */
@Entity('enrolment_events')
@Unique(['enrolmentId', 'sequence'])
@Check(
  'ck_enrolment_events_kind',
  `kind IN ('enrolled', 'waiting', 'left', 'withdrawn', 'returned', 'completed', 'reopened')`,
)
@Check('ck_enrolment_events_first', `sequence > 1 OR kind IN ('enrolled', 'waiting')`)
export class EnrolmentEvent {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') enrolmentId!: string;
  @ManyToOne(() => Enrolment) enrolment!: Enrolment;
  @Column('integer') sequence!: number;
  @Column('text') kind!: EnrolmentEventKind;
  /** In which order the database took events in, across all enrolments: the order of a waiting list. */
  @Generated('increment') @Column('bigint') ordinal!: string;
  /** Null: nobody's act, such as moving up from the waiting list. */
  @Column('uuid', { nullable: true }) actorId!: string | null;
  @ManyToOne(() => User) actor!: User | null;
  @Column('timestamptz') at!: Date;
}
