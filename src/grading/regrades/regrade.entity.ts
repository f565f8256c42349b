import { Check, Column, Entity, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { User } from '../../users/user.entity.js';
import { RubricVersion } from '../rubrics/rubric.entity.js';

/** Frozen. That work was looked at again by a changed rubric, and why. */
@Entity('regrades')
@Unique(['rubricVersionId'])
@Check('ck_regrades_words', `btrim(name) <> '' AND btrim(reason) <> ''`)
export class Regrade {
  @PrimaryGeneratedColumn('uuid') id!: string;
  /** The changed rubric; in force since then. */
  @Column('uuid') rubricVersionId!: string;
  @ManyToOne(() => RubricVersion) rubricVersion!: RubricVersion;
  /** Said to the students, as is the reason. */
  @Column('text') name!: string;
  @Column('text') reason!: string;
  @Column('uuid') actorId!: string;
  @ManyToOne(() => User) actor!: User;
  @Column('timestamptz') at!: Date;
}
