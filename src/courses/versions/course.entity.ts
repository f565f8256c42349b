import { Check, Column, Entity, Generated, Index, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** What the academy teaches, under one name over the years. */
@Entity('courses')
@Unique(['slug'])
export class Course {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('text') slug!: string;
  @Column('text') title!: string;
  @Column('timestamptz') createdAt!: Date;
}

/** The content of a course at one time. Once published, it and all below it are frozen by triggers. */
@Entity('course_versions')
@Unique(['courseId', 'number'])
@Check('ck_course_versions_discarded', 'discarded_at IS NULL OR published_at IS NULL')
@Check('ck_course_versions_certificate_months', 'certificate_months BETWEEN 1 AND 600')
export class CourseVersion {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') courseId!: string;
  @ManyToOne(() => Course) course!: Course;
  @Column('integer') number!: number;
  @Column('text') title!: string;
  /** One paragraph of plain text. */
  @Column('text') summary!: string;
  /** Markdown (CommonMark): what the public page tells about the course. */
  @Column('text', { default: '' }) about!: string;
  /** Its certificates are valid for so many months from the day of issue; null: for ever. */
  @Column('integer', { nullable: true }) certificateMonths!: number | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) publishedAt!: Date | null;
  /** A draft that nobody goes on with. Its number is not used again. */
  @Column('timestamptz', { nullable: true }) discardedAt!: Date | null;
  /** Counts the changes of the draft, so that a stale form is noticed. */
  @Column('integer', { default: 1 }) version!: number;
}

@Entity('weeks')
@Unique(['courseVersionId', 'number'])
@Check('ck_weeks_number', 'number BETWEEN 1 AND 3')
export class Week {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') courseVersionId!: string;
  @ManyToOne(() => CourseVersion) courseVersion!: CourseVersion;
  @Column('integer') number!: number;
  @Column('text') title!: string;
  @Column('text') aim!: string;
  /** Counts the changes of the draft, so that a stale form is noticed. */
  @Column('integer', { default: 1 }) version!: number;
}

@Entity('lessons')
@Unique(['weekId', 'position'])
@Unique(['weekId', 'slug'])
export class Lesson {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') weekId!: string;
  @ManyToOne(() => Week) week!: Week;
  @Column('integer') position!: number;
  @Column('text') slug!: string;
  @Column('text') title!: string;
  /** Reading time, minutes. */
  @Column('integer') minutes!: number;
  /** Markdown (CommonMark). */
  @Column('text') body!: string;
  /** The same from version to version of the course: what is compared, and what somebody has done. */
  @Index() @Column('uuid') @Generated('uuid') identity!: string;
  /** Counts the changes of the draft, so that a stale form is noticed. */
  @Column('integer', { default: 1 }) version!: number;
}

@Entity('live_sessions')
@Unique(['weekId', 'position'])
@Check('ck_live_sessions_day', 'day BETWEEN 1 AND 7')
export class LiveSession {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Index() @Column('uuid') weekId!: string;
  @ManyToOne(() => Week) week!: Week;
  @Column('integer') position!: number;
  @Column('text') title!: string;
  /** Day of the week it belongs to, counted from the cohort's start: 1 to 7. */
  @Column('integer') day!: number;
  /** Wall time in the cohort's zone, `HH:MM:SS`. */
  @Column('time') startsAt!: string;
  @Column('integer') minutes!: number;
  /** Counts the changes of the draft, so that a stale form is noticed. */
  @Column('integer', { default: 1 }) version!: number;
}
