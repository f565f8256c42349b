import { Column, Entity, ManyToOne, PrimaryColumn } from 'typeorm';
import { Cohort } from '../../courses/cohorts/cohort.entity.js';
import { User } from '../../users/user.entity.js';
import { type SeenStates } from './changes.rules.js';

/** What somebody who grades saw when they last looked over a cohort. Mutable: only the last look counts. */
@Entity('release_looks')
export class ReleaseLook {
  @PrimaryColumn('uuid') personId!: string;
  @ManyToOne(() => User) person!: User;
  @PrimaryColumn('uuid') cohortId!: string;
  @ManyToOne(() => Cohort) cohort!: Cohort;
  @Column('timestamptz') at!: Date;
  @Column('jsonb') seen!: SeenStates;
}
