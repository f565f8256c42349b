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
import { User } from '../../users/user.entity.js';
import { Assessment, type MarkOrigin } from '../marking/assessment.entity.js';
import { RubricCriterion, RubricLevel } from '../rubrics/rubric.entity.js';

/** Frozen. That a mark was changed; the database writes it by itself whenever a draft is (trigger `keep_mark_history`). */
@Entity('mark_changes')
@Unique(['assessmentId', 'rubricCriterionId', 'version'])
@Check('ck_mark_changes_origin', `origin IN ('marked', 'carried', 'imported', 'regraded')`)
export class MarkChange {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id!: string;
  @Column('uuid') assessmentId!: string;
  @ManyToOne(() => Assessment) assessment!: Assessment;
  @Column('uuid') rubricCriterionId!: string;
  @ManyToOne(() => RubricCriterion) rubricCriterion!: RubricCriterion;
  /** Of the draft that this change made. */
  @Column('integer') version!: number;
  @Column('uuid', { nullable: true }) levelId!: string | null;
  @ManyToOne(() => RubricLevel)
  @JoinColumn([
    { name: 'level_id', referencedColumnName: 'id' },
    { name: 'rubric_criterion_id', referencedColumnName: 'rubricCriterionId' },
  ])
  level!: RubricLevel | null;
  @Column('text') origin!: MarkOrigin;
  @Column('uuid') actorId!: string;
  @ManyToOne(() => User) actor!: User;
  @Column('timestamptz') at!: Date;
}

/** The remark as it was after the change. Grows while its writer goes on typing; the next change ends that. */
@Entity('mark_change_texts')
export class MarkChangeText {
  @PrimaryColumn('bigint') changeId!: string;
  @OneToOne(() => MarkChange) @JoinColumn() change!: MarkChange;
  /** Whom the remark is about. */
  @Index() @Column('uuid') personId!: string;
  @ManyToOne(() => User) person!: User;
  @Column('text', { nullable: true }) body!: string | null;
  /** The last version of the draft that went into it, and when that was. */
  @Column('integer') untilVersion!: number;
  @Column('timestamptz') untilAt!: Date;
  @Column('timestamptz', { nullable: true }) erasedAt!: Date | null;
}
