import {
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
} from 'typeorm';
import { User } from '../../users/user.entity.js';
import { Cohort, CohortSession } from '../cohorts/cohort.entity.js';
import { Enrolment } from '../enrolments/enrolment.entity.js';
import { Lesson } from '../versions/course.entity.js';

/** Somebody says that they are done with a lesson; taken back, the row is gone. */
@Entity('lesson_completions')
export class LessonCompletion {
  @PrimaryColumn('uuid') enrolmentId!: string;
  @ManyToOne(() => Enrolment) enrolment!: Enrolment;
  @Index() @PrimaryColumn('uuid') lessonId!: string;
  @ManyToOne(() => Lesson) lesson!: Lesson;
  @Column('timestamptz') at!: Date;
}

/** Whether somebody was in a live session, as the last one to say so has it. Without a row nobody has said anything. */
@Entity('session_attendances')
export class SessionAttendance {
  @PrimaryColumn('uuid') sessionId!: string;
  @ManyToOne(() => CohortSession) session!: CohortSession;
  @Index() @PrimaryColumn('uuid') enrolmentId!: string;
  @ManyToOne(() => Enrolment) enrolment!: Enrolment;
  @Column('boolean') present!: boolean;
  /** The student, who joined, or an instructor, who corrected it. */
  @Column('uuid') recordedById!: string;
  @ManyToOne(() => User) recordedBy!: User;
  @Column('timestamptz') at!: Date;
}

/** The address of somebody's calendar; its token is computed from the id. Renewed, the one before has ended. */
@Entity('calendar_feeds')
@Index('uq_calendar_feeds_in_use', ['userId'], { unique: true, where: 'ended_at IS NULL' })
export class CalendarFeed {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') userId!: string;
  @ManyToOne(() => User) user!: User;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
}

/** Frozen. The form that it was written on gave it its id, so that sent twice it is one. */
@Entity('cohort_messages')
export class CohortMessage {
  @PrimaryColumn('uuid') id!: string;
  @Index() @Column('uuid') cohortId!: string;
  @ManyToOne(() => Cohort) cohort!: Cohort;
  @Column('uuid') authorId!: string;
  @ManyToOne(() => User) author!: User;
  @Column('timestamptz') at!: Date;
}

/** What the author wrote; only their erasure changes it. */
@Entity('cohort_message_texts')
export class CohortMessageText {
  @PrimaryColumn('uuid') messageId!: string;
  @OneToOne(() => CohortMessage) @JoinColumn() message!: CohortMessage;
  /** The author. */
  @Index() @Column('uuid') personId!: string;
  @ManyToOne(() => User) person!: User;
  @Column('text', { nullable: true }) subject!: string | null;
  @Column('text', { nullable: true }) body!: string | null;
  @Column('timestamptz', { nullable: true }) erasedAt!: Date | null;
}

/** Frozen. */
@Entity('cohort_message_recipients')
export class CohortMessageRecipient {
  @PrimaryColumn('uuid') messageId!: string;
  @ManyToOne(() => CohortMessage) message!: CohortMessage;
  @Index() @PrimaryColumn('uuid') enrolmentId!: string;
  @ManyToOne(() => Enrolment) enrolment!: Enrolment;
}
