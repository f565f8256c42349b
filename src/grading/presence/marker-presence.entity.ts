import { Column, Entity, Index, ManyToOne, PrimaryColumn } from 'typeorm';
import { User } from '../../users/user.entity.js';
import { Assessment } from '../marking/assessment.entity.js';
import { RubricCriterion } from '../rubrics/rubric.entity.js';

/** At which desk somebody is, as their visible page said last. One row a person; old ones are dropped. */
@Entity('marker_presences')
export class MarkerPresence {
  @PrimaryColumn('uuid') userId!: string;
  @ManyToOne(() => User) user!: User;
  @Index() @Column('uuid') assessmentId!: string;
  @ManyToOne(() => Assessment) assessment!: Assessment;
  @Column('uuid', { nullable: true }) rubricCriterionId!: string | null;
  @ManyToOne(() => RubricCriterion) rubricCriterion!: RubricCriterion | null;
  @Column('timestamptz') seenAt!: Date;
}
