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
import { LatePolicyRow } from '../../assignments/lateness/late-policy.entity.js';
import { Submission } from '../../assignments/submissions/submission.entity.js';
import { Cohort } from '../../courses/cohorts/cohort.entity.js';
import { Enrolment } from '../../courses/enrolments/enrolment.entity.js';
import { User } from '../../users/user.entity.js';
import { Regrade } from '../regrades/regrade.entity.js';
import { Criterion, RubricCriterion, RubricLevel, RubricVersion } from '../rubrics/rubric.entity.js';

export type Slot = 'first' | 'second' | 'moderator';

/**
 * One marker's place at a submission, with the rubric version that it is judged by. A changed rubric opens another one;
 * the current one is that of the latest rubric (`assessment-sql.ts`).
 */
@Entity('assessments')
@Unique(['submissionId', 'slot', 'rubricVersionId'])
@Unique(['id', 'rubricVersionId'])
@Check('ck_assessments_slot', `slot IN ('first', 'second', 'moderator')`)
export class Assessment {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') submissionId!: string;
  @ManyToOne(() => Submission) submission!: Submission;
  @Column('text') slot!: Slot;
  @Column('uuid') rubricVersionId!: string;
  @ManyToOne(() => RubricVersion) rubricVersion!: RubricVersion;
  @Column('uuid') createdById!: string;
  @ManyToOne(() => User) createdBy!: User;
  @Column('timestamptz') createdAt!: Date;
}

/**
 * How a mark came to be: somebody marked; it was carried over from the attempt before, read from a file, or taken over
 * from the rubric before.
 */
export type MarkOrigin = 'marked' | 'carried' | 'imported' | 'regraded';

/** A mark in the making, mutable, one a criterion. `version` counts its writes; a stale one is refused. */
@Entity('score_drafts')
@Check('ck_score_drafts_origin', `origin IN ('marked', 'carried', 'imported', 'regraded')`)
export class ScoreDraft {
  @PrimaryColumn('uuid') assessmentId!: string;
  @ManyToOne(() => Assessment) assessment!: Assessment;
  @PrimaryColumn('uuid') rubricCriterionId!: string;
  @ManyToOne(() => RubricCriterion) rubricCriterion!: RubricCriterion;
  @Column('uuid', { nullable: true }) levelId!: string | null;
  @ManyToOne(() => RubricLevel)
  @JoinColumn([
    { name: 'level_id', referencedColumnName: 'id' },
    { name: 'rubric_criterion_id', referencedColumnName: 'rubricCriterionId' },
  ])
  level!: RubricLevel | null;
  @Column('text', { default: '' }) remark!: string;
  @Column('integer') version!: number;
  @Column('text', { default: 'marked' }) origin!: MarkOrigin;
  @Column('uuid') updatedById!: string;
  @ManyToOne(() => User) updatedBy!: User;
  @Column('timestamptz') updatedAt!: Date;
}

export type GradeEventKind = 'finalised' | 'regraded';

/** What a grade follows from: marks that somebody finalised, a changed rubric, or time that was given later. */
export type GradeCause = 'marks' | 'rubric' | 'lateness';

/** Frozen. The grade of an enrolment for a submission is its latest event. */
@Entity('grade_events')
@Unique(['submissionId', 'sequence'])
@Unique(['id', 'enrolmentId'])
@Check('ck_grade_events_kind', `kind IN ('finalised', 'regraded')`)
@Check('ck_grade_events_percent', 'percent BETWEEN 0 AND 100')
@Check('ck_grade_events_cause', `cause IN ('marks', 'rubric', 'lateness')`)
@Check('ck_grade_events_deducted', 'deducted >= 0 AND earned_percent - deducted = percent')
@Check('ck_grade_events_late_policy', 'deducted = 0 OR (late_policy_id IS NOT NULL AND due_at IS NOT NULL)')
@Check('ck_grade_events_regrade', `(cause = 'rubric') = (regrade_id IS NOT NULL)`)
export class GradeEvent {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Index() @Column('uuid') assessmentId!: string;
  @ManyToOne(() => Assessment)
  @JoinColumn([
    { name: 'assessment_id', referencedColumnName: 'id' },
    { name: 'rubric_version_id', referencedColumnName: 'rubricVersionId' },
  ])
  assessment!: Assessment;
  @Column('uuid') submissionId!: string;
  @ManyToOne(() => Submission)
  @JoinColumn([
    { name: 'submission_id', referencedColumnName: 'id' },
    { name: 'enrolment_id', referencedColumnName: 'enrolmentId' },
  ])
  submission!: Submission;
  @Index() @Column('uuid') enrolmentId!: string;
  @ManyToOne(() => Enrolment) enrolment!: Enrolment;
  @Column('uuid') rubricVersionId!: string;
  @ManyToOne(() => RubricVersion) rubricVersion!: RubricVersion;
  @Column('integer') sequence!: number;
  @Column('text') kind!: GradeEventKind;
  @Column('text', { default: 'marks' }) cause!: GradeCause;
  /** Of cause `rubric` alone. */
  @Column('uuid', { nullable: true }) regradeId!: string | null;
  @ManyToOne(() => Regrade) regrade!: Regrade | null;
  /** What counts: what was earned, less what being late took. Two decimals, as a string: numeric is not a float. */
  @Column('numeric', { precision: 5, scale: 2 }) percent!: string;
  @Column('numeric', { precision: 5, scale: 2 }) earnedPercent!: string;
  @Column('numeric', { precision: 5, scale: 2, default: 0 }) deducted!: string;
  @Column('boolean') passed!: boolean;
  /** Seconds between the deadline and the hand-in; 0 when in time. */
  @Column('integer') lateSeconds!: number;
  /** The deadline that counted, and the policy by which being late took something; null in grades from before. */
  @Column('timestamptz', { nullable: true }) dueAt!: Date | null;
  @Column('uuid', { nullable: true }) latePolicyId!: string | null;
  @ManyToOne(() => LatePolicyRow) latePolicy!: LatePolicyRow | null;
  @Column('uuid') actorId!: string;
  @ManyToOne(() => User) actor!: User;
  @Column('timestamptz') at!: Date;
}

@Entity('criterion_scores')
@Unique(['gradeEventId', 'criterionId'])
export class CriterionScore {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') gradeEventId!: string;
  @ManyToOne(() => GradeEvent) gradeEvent!: GradeEvent;
  @Column('uuid') criterionId!: string;
  @ManyToOne(() => Criterion) criterion!: Criterion;
  @Column('uuid') rubricCriterionId!: string;
  @ManyToOne(() => RubricCriterion) rubricCriterion!: RubricCriterion;
  @Column('uuid') levelId!: string;
  @ManyToOne(() => RubricLevel)
  @JoinColumn([
    { name: 'level_id', referencedColumnName: 'id' },
    { name: 'rubric_criterion_id', referencedColumnName: 'rubricCriterionId' },
  ])
  level!: RubricLevel;
  @Column('integer') points!: number;
}

/** That something was said about a criterion, or about the whole handbook; what was said is in `remark_texts`. */
@Entity('remarks')
@Unique(['gradeEventId', 'criterionId'])
@Index('uq_remarks_overall', ['gradeEventId'], { unique: true, where: 'criterion_id IS NULL' })
export class Remark {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') gradeEventId!: string;
  @ManyToOne(() => GradeEvent) gradeEvent!: GradeEvent;
  /** Null for what is said about the whole. */
  @Column('uuid', { nullable: true }) criterionId!: string | null;
  @ManyToOne(() => Criterion) criterion!: Criterion | null;
  @Column('uuid') authorId!: string;
  @ManyToOne(() => User) author!: User;
}

@Entity('remark_texts')
export class RemarkText {
  @PrimaryColumn('uuid') remarkId!: string;
  @OneToOne(() => Remark) @JoinColumn() remark!: Remark;
  /** Whom the remark is about. */
  @Index() @Column('uuid') personId!: string;
  @ManyToOne(() => User) person!: User;
  @Column('text', { nullable: true }) body!: string | null;
  @Column('timestamptz', { nullable: true }) erasedAt!: Date | null;
}

/** The moment at which a cohort learns its grades. Names every grade it shows. */
@Entity('releases')
@Unique(['cohortId', 'sequence'])
export class Release {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') cohortId!: string;
  @ManyToOne(() => Cohort) cohort!: Cohort;
  @Column('integer') sequence!: number;
  @Column('uuid') actorId!: string;
  @ManyToOne(() => User) actor!: User;
  @Column('timestamptz') at!: Date;
}

@Entity('release_grades')
@Unique(['gradeEventId'])
export class ReleaseGrade {
  @PrimaryColumn('uuid') releaseId!: string;
  @ManyToOne(() => Release) release!: Release;
  @Index() @PrimaryColumn('uuid') enrolmentId!: string;
  @ManyToOne(() => Enrolment) enrolment!: Enrolment;
  @Column('uuid') gradeEventId!: string;
  @ManyToOne(() => GradeEvent)
  @JoinColumn([
    { name: 'grade_event_id', referencedColumnName: 'id' },
    { name: 'enrolment_id', referencedColumnName: 'enrolmentId' },
  ])
  gradeEvent!: GradeEvent;
}
