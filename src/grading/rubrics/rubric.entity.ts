import {
  Check,
  Column,
  Entity,
  Index,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Unique,
} from 'typeorm';
import { TemplateSection } from '../../assignments/assignment.entity.js';
import { Course, CourseVersion } from '../../courses/versions/course.entity.js';

/** A rubric as it was at one time. Frozen once published. A course version has at most one that is being written. */
@Entity('rubric_versions')
@Unique(['courseVersionId', 'number'])
@Index('uq_rubric_versions_open_draft', ['courseVersionId'], {
  unique: true,
  where: 'published_at IS NULL AND discarded_at IS NULL',
})
@Check('ck_rubric_versions_pass_percent', 'pass_percent BETWEEN 0 AND 100')
@Check('ck_rubric_versions_discarded', 'discarded_at IS NULL OR published_at IS NULL')
export class RubricVersion {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') courseVersionId!: string;
  @ManyToOne(() => CourseVersion) courseVersion!: CourseVersion;
  @Column('integer') number!: number;
  @Column('text') title!: string;
  /** Whole percent of the weighted points that passes. */
  @Column('integer') passPercent!: number;
  @Column('timestamptz', { nullable: true }) publishedAt!: Date | null;
  /** A draft that nobody goes on with. Its number is not used again. */
  @Column('timestamptz', { nullable: true }) discardedAt!: Date | null;
  /** Counts the changes of the draft, so that a stale form is noticed. */
  @Column('integer', { default: 1 }) version!: number;
}

/** What is judged, whatever the version: its identity over the years. */
@Entity('criteria')
@Unique(['courseId', 'key'])
export class Criterion {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') courseId!: string;
  @ManyToOne(() => Course) course!: Course;
  @Column('text') key!: string;
}

/** A criterion as one rubric version words and weighs it. */
@Entity('rubric_criteria')
@Unique(['rubricVersionId', 'criterionId'])
@Unique(['rubricVersionId', 'position'])
@Check('ck_rubric_criteria_weight', 'weight > 0')
export class RubricCriterion {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') rubricVersionId!: string;
  @ManyToOne(() => RubricVersion) rubricVersion!: RubricVersion;
  @Column('uuid') criterionId!: string;
  @ManyToOne(() => Criterion) criterion!: Criterion;
  @Column('integer') position!: number;
  /** A key of the five competencies that a certificate attests; empty in a draft while none is chosen. */
  @Column('text') competency!: string;
  @Column('text') title!: string;
  @Column('text') description!: string;
  /** Weight in the total; weights need not add up to 100. */
  @Column('integer') weight!: number;
}

/** The sections a criterion is judged by. */
@Entity('criterion_sections')
export class CriterionSection {
  @PrimaryColumn('uuid') rubricCriterionId!: string;
  @ManyToOne(() => RubricCriterion) rubricCriterion!: RubricCriterion;
  @PrimaryColumn('uuid') templateSectionId!: string;
  @ManyToOne(() => TemplateSection) templateSection!: TemplateSection;
}

@Entity('rubric_levels')
@Unique(['rubricCriterionId', 'position'])
@Unique(['id', 'rubricCriterionId'])
@Check('ck_rubric_levels_points', 'points >= 0')
export class RubricLevel {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') rubricCriterionId!: string;
  @ManyToOne(() => RubricCriterion) rubricCriterion!: RubricCriterion;
  /** 1 is the lowest level. */
  @Column('integer') position!: number;
  @Column('text') title!: string;
  @Column('text') description!: string;
  @Column('integer') points!: number;
  /** True for the lowest level that still passes where a criterion must be met. */
  @Column('boolean', { default: false }) required!: boolean;
}
