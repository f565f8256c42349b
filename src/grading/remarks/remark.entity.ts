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
} from 'typeorm';
import { Submission, SubmissionSection } from '../../assignments/submissions/submission.entity.js';
import { Cohort } from '../../courses/cohorts/cohort.entity.js';
import { User } from '../../users/user.entity.js';
import { GradeEvent, type Slot } from '../marking/assessment.entity.js';
import { Criterion } from '../rubrics/rubric.entity.js';

/**
 * A remark on words of what was handed in, in the making; mutable, with a version as marks have. The browser gives the
 * id, so that a write whose answer was lost can be sent again. It belongs to the submission and the marker's slot: a
 * changed rubric opens another assessment, and the remarks are still about the same words.
 */
@Entity('anchored_remark_drafts')
@Index(['submissionId', 'slot'])
@Check('ck_anchored_remark_drafts_place', 'start_at >= 0 AND start_at < end_at')
@Check('ck_anchored_remark_drafts_slot', `slot IN ('first', 'second', 'moderator')`)
export class AnchoredRemarkDraft {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') submissionId!: string;
  @Column('text') slot!: Slot;
  @Column('text') sectionKey!: string;
  @ManyToOne(() => SubmissionSection)
  @JoinColumn([
    { name: 'submission_id', referencedColumnName: 'submissionId' },
    { name: 'section_key', referencedColumnName: 'key' },
  ])
  section!: SubmissionSection;
  /** Null for a remark on no criterion in particular. */
  @Column('uuid', { nullable: true }) criterionId!: string | null;
  @ManyToOne(() => Criterion) criterion!: Criterion | null;
  /** In the section's text, in UTF-16 code units, as `anchor.rules.ts` counts them. */
  @Column('integer') startAt!: number;
  @Column('integer') endAt!: number;
  @Column('text') quote!: string;
  @Column('text') prefix!: string;
  @Column('text') suffix!: string;
  /** Empty once removed. */
  @Column('text') body!: string;
  @Column('integer') version!: number;
  @Column('uuid') updatedById!: string;
  @ManyToOne(() => User) updatedBy!: User;
  @Column('timestamptz') updatedAt!: Date;
  /** A removed remark stays known: what was on its way to it has a version that is gone, and brings nothing back. */
  @Column('timestamptz', { nullable: true }) removedAt!: Date | null;
}

/** A remark on the handbook as a whole, in the making. */
@Entity('overall_remark_drafts')
@Check('ck_overall_remark_drafts_slot', `slot IN ('first', 'second', 'moderator')`)
export class OverallRemarkDraft {
  @PrimaryColumn('uuid') submissionId!: string;
  @ManyToOne(() => Submission) submission!: Submission;
  @PrimaryColumn('text') slot!: Slot;
  @Column('text') body!: string;
  @Column('integer') version!: number;
  @Column('uuid') updatedById!: string;
  @ManyToOne(() => User) updatedBy!: User;
  @Column('timestamptz') updatedAt!: Date;
}

/** Frozen: that something was said about these words. Which words and what was said is in `anchored_remark_texts`. */
@Entity('anchored_remarks')
@Check('ck_anchored_remarks_place', 'start_at >= 0 AND start_at < end_at')
export class AnchoredRemark {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Index() @Column('uuid') gradeEventId!: string;
  @ManyToOne(() => GradeEvent) gradeEvent!: GradeEvent;
  @Column('uuid') submissionId!: string;
  @Column('text') sectionKey!: string;
  @ManyToOne(() => SubmissionSection)
  @JoinColumn([
    { name: 'submission_id', referencedColumnName: 'submissionId' },
    { name: 'section_key', referencedColumnName: 'key' },
  ])
  section!: SubmissionSection;
  @Column('uuid', { nullable: true }) criterionId!: string | null;
  @ManyToOne(() => Criterion) criterion!: Criterion | null;
  @Column('integer') startAt!: number;
  @Column('integer') endAt!: number;
  @Column('uuid') authorId!: string;
  @ManyToOne(() => User) author!: User;
}

/** The quoted words are the student's, and the remark is about them: both go with the student. */
@Entity('anchored_remark_texts')
export class AnchoredRemarkText {
  @PrimaryColumn('uuid') remarkId!: string;
  @OneToOne(() => AnchoredRemark) @JoinColumn() remark!: AnchoredRemark;
  @Index() @Column('uuid') personId!: string;
  @ManyToOne(() => User) person!: User;
  @Column('text', { nullable: true }) body!: string | null;
  @Column('text', { nullable: true }) quote!: string | null;
  @Column('text', { nullable: true }) prefix!: string | null;
  @Column('text', { nullable: true }) suffix!: string | null;
  @Column('timestamptz', { nullable: true }) erasedAt!: Date | null;
}

/** A remark to be used again. Without a cohort it is its owner's alone; with one, all of its markers see and edit it. */
@Entity('bank_remarks')
@Check('ck_bank_remarks_body', `btrim(body) <> ''`)
export class BankRemark {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Index() @Column('uuid') ownerId!: string;
  @ManyToOne(() => User) owner!: User;
  @Index() @Column('uuid', { nullable: true }) cohortId!: string | null;
  @ManyToOne(() => Cohort) cohort!: Cohort | null;
  @Column('text') body!: string;
  @Column('integer') version!: number;
  @Column('uuid') updatedById!: string;
  @ManyToOne(() => User) updatedBy!: User;
  @Column('timestamptz') updatedAt!: Date;
}
