import {
  Check,
  Column,
  Entity,
  JoinColumn,
  ManyToOne,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Unique,
} from 'typeorm';
import { Cohort } from '../../courses/cohorts/cohort.entity.js';
import { User } from '../../users/user.entity.js';
import { GradeEvent, Release } from '../marking/assessment.entity.js';

/** Frozen. Grades that somebody has reviewed, to be released at a time; open until it has an end. One a cohort is open. */
@Entity('release_plans')
@Unique(['cohortId', 'sequence'])
export class ReleasePlan {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') cohortId!: string;
  @ManyToOne(() => Cohort) cohort!: Cohort;
  @Column('integer') sequence!: number;
  @Column('timestamptz') dueAt!: Date;
  /** As it was chosen: `YYYY-MM-DDTHH:MM` on the clocks of `timeZone`, the cohort's at that time. */
  @Column('text') local!: string;
  @Column('text') timeZone!: string;
  @Column('uuid') plannedById!: string;
  @ManyToOne(() => User) plannedBy!: User;
  @Column('timestamptz') plannedAt!: Date;
}

@Entity('release_plan_grades')
export class ReleasePlanGrade {
  @PrimaryColumn('uuid') planId!: string;
  @ManyToOne(() => ReleasePlan) plan!: ReleasePlan;
  @PrimaryColumn('uuid') enrolmentId!: string;
  @Column('uuid') gradeEventId!: string;
  @ManyToOne(() => GradeEvent)
  @JoinColumn([
    { name: 'grade_event_id', referencedColumnName: 'id' },
    { name: 'enrolment_id', referencedColumnName: 'enrolmentId' },
  ])
  gradeEvent!: GradeEvent;
}

/** `overtaken`: somebody has released before the time came. `nothing`: by then there was nothing left to release. */
export type PlanEndKind = 'released' | 'nothing' | 'cancelled' | 'overtaken';

/** Frozen, one a plan: whoever ends it first has ended it. */
@Entity('release_plan_ends')
@Check('ck_release_plan_ends_kind', `kind IN ('released', 'nothing', 'cancelled', 'overtaken')`)
@Check('ck_release_plan_ends_actor_id', `(kind IN ('cancelled', 'overtaken')) = (actor_id IS NOT NULL)`)
@Check('ck_release_plan_ends_release_id', `(kind IN ('released', 'overtaken')) = (release_id IS NOT NULL)`)
export class ReleasePlanEnd {
  @PrimaryColumn('uuid') planId!: string;
  @OneToOne(() => ReleasePlan) @JoinColumn() plan!: ReleasePlan;
  @Column('text') kind!: PlanEndKind;
  /** Null: its time had come. */
  @Column('uuid', { nullable: true }) actorId!: string | null;
  @ManyToOne(() => User) actor!: User | null;
  @Column('uuid', { nullable: true }) releaseId!: string | null;
  @ManyToOne(() => Release) release!: Release | null;
  @Column('timestamptz') at!: Date;
}

/** Why a grade that was reviewed is not released as planned; the first that fits. */
export type OmissionReason = 'released' | 'withdrawn' | 'withheld' | 'resubmitted' | 'regraded';

/** Frozen. A planned grade that its time left out. */
@Entity('release_plan_omissions')
@Check(
  'ck_release_plan_omissions_reason',
  `reason IN ('released', 'withdrawn', 'withheld', 'resubmitted', 'regraded')`,
)
export class ReleasePlanOmission {
  @PrimaryColumn('uuid') planId!: string;
  @PrimaryColumn('uuid') enrolmentId!: string;
  @OneToOne(() => ReleasePlanGrade)
  @JoinColumn([
    { name: 'plan_id', referencedColumnName: 'planId' },
    { name: 'enrolment_id', referencedColumnName: 'enrolmentId' },
  ])
  grade!: ReleasePlanGrade;
  @Column('text') reason!: OmissionReason;
}
