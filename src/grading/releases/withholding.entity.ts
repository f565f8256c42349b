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
import { Enrolment } from '../../courses/enrolments/enrolment.entity.js';
import { User } from '../../users/user.entity.js';

export type WithholdingKind = 'withheld' | 'given';

/** Frozen. While the last one of an enrolment is `withheld`, no release names a grade of it. */
@Entity('withholding_events')
@Unique(['enrolmentId', 'sequence'])
@Check('ck_withholding_events_kind', `kind IN ('withheld', 'given')`)
export class WithholdingEvent {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') enrolmentId!: string;
  @ManyToOne(() => Enrolment) enrolment!: Enrolment;
  @Column('integer') sequence!: number;
  @Column('text') kind!: WithholdingKind;
  @Column('uuid') actorId!: string;
  @ManyToOne(() => User) actor!: User;
  @Column('timestamptz') at!: Date;
}

/** Why a grade is withheld, for those who grade. It may tell of the student, so an erasure blanks it. */
@Entity('withholding_reasons')
export class WithholdingReason {
  @PrimaryColumn('uuid') eventId!: string;
  @OneToOne(() => WithholdingEvent) @JoinColumn() event!: WithholdingEvent;
  /** Whose grade it is. */
  @Index() @Column('uuid') personId!: string;
  @ManyToOne(() => User) person!: User;
  @Column('text', { nullable: true }) body!: string | null;
  @Column('timestamptz', { nullable: true }) erasedAt!: Date | null;
}
