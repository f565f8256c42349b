import { Column, Entity, Index, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { User } from '../../users/user.entity.js';
import { type CohortDates } from './cohort-dates.rules.js';
import { Cohort } from './cohort.entity.js';

/** Frozen. Every date of a cohort before and after somebody moved some of them. */
@Entity('cohort_moves')
export class CohortMove {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Index() @Column('uuid') cohortId!: string;
  @ManyToOne(() => Cohort) cohort!: Cohort;
  @Column('uuid') movedById!: string;
  @ManyToOne(() => User) movedBy!: User;
  @Column('timestamptz') at!: Date;
  @Column('jsonb') before!: CohortDates;
  @Column('jsonb') after!: CohortDates;
}
