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
import { User } from '../../../users/user.entity.js';
import { Cohort } from '../../cohorts/cohort.entity.js';
import { type ApplicationEventKind } from './application.rules.js';
import { type Question } from './questions.js';

/** What a cohort asks of those who apply, and how many answers must show it. Frozen once somebody has applied. */
@Entity('application_forms')
@Check('ck_application_forms_needed', 'needed BETWEEN 1 AND 10')
@Check('ck_application_forms_ten', 'jsonb_array_length(questions) = 10')
export class ApplicationForm {
  @PrimaryColumn('uuid') cohortId!: string;
  @OneToOne(() => Cohort) @JoinColumn() cohort!: Cohort;
  /** Of ten answers, how many must show what is asked. */
  @Column('integer') needed!: number;
  @Column('jsonb') questions!: Question[];
  /** Counts the changes, so that a stale form is noticed. */
  @Column('integer', { default: 1 }) version!: number;
}

/** Frozen. One person's application to one cohort; what became of it are its events. */
@Entity('applications')
@Unique(['cohortId', 'userId'])
@Unique(['cohortId', 'number'])
export class Application {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') cohortId!: string;
  @ManyToOne(() => Cohort) cohort!: Cohort;
  @Index() @Column('uuid') userId!: string;
  @ManyToOne(() => User) user!: User;
  /** What reviewers call it by while they don't know whose it is; counts from 1 within the cohort. */
  @Column('integer') number!: number;
  @Column('timestamptz') createdAt!: Date;
}

/** Frozen. `sequence` counts from 1 within the application; nothing follows a decision. */
@Entity('application_events')
@Unique(['applicationId', 'sequence'])
@Check('ck_application_events_kind', `kind IN ('submitted', 'withdrawn', 'accepted', 'declined')`)
@Check('ck_application_events_first', `sequence > 1 OR kind = 'submitted'`)
@Check(
  'ck_application_events_rule',
  `(kind = 'accepted') = (coalesce(points >= needed, false)) AND (kind IN ('accepted', 'declined')) = (points IS NOT NULL AND needed IS NOT NULL)`,
)
export class ApplicationEvent {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') applicationId!: string;
  @ManyToOne(() => Application) application!: Application;
  @Column('integer') sequence!: number;
  /** `submitted` again: the answers were changed, or a withdrawal was taken back. */
  @Column('text') kind!: ApplicationEventKind;
  /** Of a decision: how many answers show what is asked, and how many had to. */
  @Column('integer', { nullable: true }) points!: number | null;
  @Column('integer', { nullable: true }) needed!: number | null;
  @Column('uuid') actorId!: string;
  @ManyToOne(() => User) actor!: User;
  @Column('timestamptz') at!: Date;
}

/** What somebody answered, beside the event that handed it in. Only an erasure changes it. */
@Entity('application_answers')
export class ApplicationAnswers {
  @PrimaryColumn('uuid') eventId!: string;
  @OneToOne(() => ApplicationEvent) @JoinColumn() event!: ApplicationEvent;
  @Index() @Column('uuid') personId!: string;
  @ManyToOne(() => User) person!: User;
  /** Ten texts. */
  @Column('jsonb', { nullable: true }) body!: string[] | null;
  @Column('timestamptz', { nullable: true }) erasedAt!: Date | null;
}

/** Frozen. Whether an answer shows what is asked: ten of them make a decision. */
@Entity('application_marks')
@Check('ck_application_marks_number', 'number BETWEEN 1 AND 10')
export class ApplicationMark {
  @PrimaryColumn('uuid') eventId!: string;
  @ManyToOne(() => ApplicationEvent) event!: ApplicationEvent;
  @PrimaryColumn('integer') number!: number;
  @Column('boolean') shown!: boolean;
}

/** What the reviewer noted for the other reviewers, beside the decision. Only an erasure changes it. */
@Entity('application_notes')
export class ApplicationNote {
  @PrimaryColumn('uuid') eventId!: string;
  @OneToOne(() => ApplicationEvent) @JoinColumn() event!: ApplicationEvent;
  /** Whose application it was. */
  @Index() @Column('uuid') personId!: string;
  @ManyToOne(() => User) person!: User;
  @Column('text', { nullable: true }) body!: string | null;
  @Column('timestamptz', { nullable: true }) erasedAt!: Date | null;
}

/** Answers in the making. Gone once they are sent, or their author is forgotten. */
@Entity('application_drafts')
export class ApplicationDraft {
  @PrimaryColumn('uuid') cohortId!: string;
  @ManyToOne(() => Cohort) cohort!: Cohort;
  @Index() @PrimaryColumn('uuid') userId!: string;
  @ManyToOne(() => User) user!: User;
  @Column('jsonb') answers!: string[];
  @Column('timestamptz') savedAt!: Date;
}
