import { Check, Column, Entity, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { User } from '../../users/user.entity.js';
import { Assignment } from '../assignment.entity.js';

/** Frozen: a change is the next row, and the latest is in force. An assignment without one takes nothing for lateness. */
@Entity('late_policies')
@Unique(['assignmentId', 'sequence'])
@Check('ck_late_policies_grace', 'grace_minutes BETWEEN 0 AND 1440')
@Check('ck_late_policies_points', 'points_a_day BETWEEN 0 AND 100')
@Check('ck_late_policies_floor', 'floor_percent BETWEEN 0 AND 100')
export class LatePolicyRow {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') assignmentId!: string;
  @ManyToOne(() => Assignment) assignment!: Assignment;
  /** Counts from 1 within the assignment. */
  @Column('integer') sequence!: number;
  @Column('integer') graceMinutes!: number;
  /** Two decimals, as a string: numeric is not a float. So is the floor. */
  @Column('numeric', { precision: 5, scale: 2 }) pointsADay!: string;
  @Column('numeric', { precision: 5, scale: 2 }) floorPercent!: string;
  @Column('uuid') setById!: string;
  @ManyToOne(() => User) setBy!: User;
  @Column('timestamptz') at!: Date;
}
