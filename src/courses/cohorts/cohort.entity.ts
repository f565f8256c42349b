import {
  Check,
  Column,
  Entity,
  Index,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Unique,
} from 'typeorm';
import { User } from '../../users/user.entity.js';
import { CourseVersion } from '../versions/course.entity.js';

/** A dated run of a course version. */
@Entity('cohorts')
@Unique(['slug'])
@Check('ck_cohorts_seats', 'seats > 0')
export class Cohort {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Index() @Column('uuid') courseVersionId!: string;
  @ManyToOne(() => CourseVersion) courseVersion!: CourseVersion;
  @Column('text') slug!: string;
  @Column('text') name!: string;
  /** First day, `YYYY-MM-DD` in the cohort's zone. */
  @Column('date') startsOn!: string;
  /** IANA name; every deadline of the cohort is wall time there. */
  @Column('text') timeZone!: string;
  @Column('integer') seats!: number;
  /** Who signs the certificates, as printed: the academy's officers, named for this purpose. */
  @Column('jsonb') signatories!: { name: string; role: string }[];
  @Column('timestamptz') createdAt!: Date;
}

@Entity('cohort_instructors')
export class CohortInstructor {
  @PrimaryColumn('uuid') cohortId!: string;
  @ManyToOne(() => Cohort) cohort!: Cohort;
  @Index() @PrimaryColumn('uuid') userId!: string;
  @ManyToOne(() => User) user!: User;
  @Column('uuid') assignedById!: string;
  @ManyToOne(() => User) assignedBy!: User;
  @Column('timestamptz') assignedAt!: Date;
}
