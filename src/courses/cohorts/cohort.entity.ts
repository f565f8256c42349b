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
import { Course, CourseVersion } from '../versions/course.entity.js';

/** A dated run of a course version. */
@Entity('cohorts')
@Unique(['slug'])
@Check('ck_cohorts_seats', 'seats > 0')
@Check('ck_cohorts_weeks', 'week_two_on >= starts_on + 7 AND week_three_on >= week_two_on + 7')
@Check('ck_cohorts_admission', `admission IN ('open', 'invitation', 'application')`)
export class Cohort {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Index() @Column('uuid') courseVersionId!: string;
  @ManyToOne(() => CourseVersion) courseVersion!: CourseVersion;
  @Column('text') slug!: string;
  @Column('text') name!: string;
  /** First day, `YYYY-MM-DD` in the cohort's zone. */
  @Index() @Column('date') startsOn!: string;
  @Column('date') weekTwoOn!: string;
  @Column('date') weekThreeOn!: string;
  /** IANA name; every deadline of the cohort is wall time there. */
  @Column('text') timeZone!: string;
  @Column('integer') seats!: number;
  /** Who may take a seat: anybody, whoever was invited, or whose application was accepted. */
  @Column('text', { default: 'open' }) admission!: Admission;
  /** Who signs the certificates, as printed: the academy's officers, named for this purpose. */
  @Column('jsonb') signatories!: { name: string; role: string }[];
  @Column('timestamptz') createdAt!: Date;
  /** Counts the changes, so that a stale form is noticed. */
  @Column('integer', { default: 1 }) version!: number;
}

export type Admission = 'open' | 'invitation' | 'application';

/** Whoever joins the cohort must have completed this course. */
@Entity('cohort_prerequisites')
export class CohortPrerequisite {
  @PrimaryColumn('uuid') cohortId!: string;
  @ManyToOne(() => Cohort) cohort!: Cohort;
  @PrimaryColumn('uuid') courseId!: string;
  @ManyToOne(() => Course) course!: Course;
}

/** A live session of one cohort. It begins as the course version plans it, and can be moved. */
@Entity('cohort_sessions')
@Check('ck_cohort_sessions_week', 'week BETWEEN 1 AND 3')
@Check('ck_cohort_sessions_minutes', 'minutes > 0')
export class CohortSession {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Index() @Column('uuid') cohortId!: string;
  @ManyToOne(() => Cohort) cohort!: Cohort;
  @Column('integer') week!: number;
  @Column('text') title!: string;
  /** `YYYY-MM-DDTHH:MM` in the cohort's zone. */
  @Column('text') startsLocal!: string;
  @Index() @Column('timestamptz') startsAt!: Date;
  @Column('integer') minutes!: number;
  /** Where it takes place. Students see it from ten minutes before. */
  @Column('text', { nullable: true }) joinUrl!: string | null;
  @Column('text', { nullable: true }) recordingUrl!: string | null;
  /** Markdown, written afterwards. */
  @Column('text', { default: '' }) notes!: string;
  @Column('timestamptz', { nullable: true }) cancelledAt!: Date | null;
  /** How often it was moved: SEQUENCE of its calendar entry (RFC 5545, 3.8.7.4). */
  @Column('integer', { default: 0 }) sequence!: number;
  @Column('integer', { default: 1 }) version!: number;
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
