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
import { Submission, SubmissionSection } from '../../assignments/submissions/submission.entity.js';
import { User } from '../../users/user.entity.js';
import { type Slot } from '../marking/assessment.entity.js';
import { Criterion } from '../rubrics/rubric.entity.js';

/**
 * Frozen. That a remark was written, changed or removed; the database writes it by itself whenever a draft is (trigger
 * `keep_remark_history`). Remarks on a criterion belong to its mark, and to `mark_changes`.
 */
@Entity('remark_changes')
@Unique(['remarkId', 'version'])
@Index(['submissionId', 'slot', 'remarkId'])
@Check('ck_remark_changes_slot', `slot IN ('first', 'second', 'moderator')`)
@Check('ck_remark_changes_place', '(remark_id IS NULL) = (section_key IS NULL)')
export class RemarkChange {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id!: string;
  @Column('uuid') submissionId!: string;
  @ManyToOne(() => Submission) submission!: Submission;
  @Column('text') slot!: Slot;
  /** Of a remark on words; null for the one on the whole. Not a foreign key: an erasure deletes the drafts. */
  @Column('uuid', { nullable: true }) remarkId!: string | null;
  /** Of the draft that this change made. */
  @Column('integer') version!: number;
  @Column('text', { nullable: true }) sectionKey!: string | null;
  @ManyToOne(() => SubmissionSection)
  @JoinColumn([
    { name: 'submission_id', referencedColumnName: 'submissionId' },
    { name: 'section_key', referencedColumnName: 'key' },
  ])
  section!: SubmissionSection | null;
  @Column('uuid', { nullable: true }) criterionId!: string | null;
  @ManyToOne(() => Criterion) criterion!: Criterion | null;
  @Column('boolean') removed!: boolean;
  @Column('uuid') actorId!: string;
  @ManyToOne(() => User) actor!: User;
  @Column('timestamptz') at!: Date;
}

/** The remark as it was after the change, and the words it is about. Grows while its writer goes on typing. */
@Entity('remark_change_texts')
export class RemarkChangeText {
  @PrimaryColumn('bigint') changeId!: string;
  @OneToOne(() => RemarkChange) @JoinColumn() change!: RemarkChange;
  /** Whom the remark is about. */
  @Index() @Column('uuid') personId!: string;
  @ManyToOne(() => User) person!: User;
  @Column('text', { nullable: true }) body!: string | null;
  /** Null for the remark on the whole, too. */
  @Column('text', { nullable: true }) quote!: string | null;
  /** The last version of the draft that went into it, and when that was. */
  @Column('integer') untilVersion!: number;
  @Column('timestamptz') untilAt!: Date;
  @Column('timestamptz', { nullable: true }) erasedAt!: Date | null;
}
