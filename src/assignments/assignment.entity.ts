import { Check, Column, Entity, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Cohort } from '../courses/cohorts/cohort.entity.js';
import { CourseVersion } from '../courses/versions/course.entity.js';

/** The handbook's plan: which sections, in which order. Frozen together with its course version. */
@Entity('templates')
@Unique(['courseVersionId'])
export class Template {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') courseVersionId!: string;
  @ManyToOne(() => CourseVersion) courseVersion!: CourseVersion;
  @Column('text') title!: string;
  @Column('timestamptz', { nullable: true }) publishedAt!: Date | null;
}

@Entity('template_sections')
@Unique(['templateId', 'key'])
@Unique(['templateId', 'position'])
@Check('ck_template_sections_key', `key ~ '^[a-z][a-z0-9-]*$'`)
export class TemplateSection {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') templateId!: string;
  @ManyToOne(() => Template) template!: Template;
  /** Stable name of the section within the handbook, e.g. `swot`. */
  @Column('text') key!: string;
  @Column('integer') position!: number;
  /** A key of the registry of section kinds, e.g. `prose`. */
  @Column('text') kind!: string;
  @Column('text') title!: string;
  @Column('text') purpose!: string;
  /** Guidance on length, words; null where words are no measure. */
  @Column('integer', { nullable: true }) wordsFrom!: number | null;
  @Column('integer', { nullable: true }) wordsTo!: number | null;
}

/** The work of one cohort: a template and its deadlines, as wall time and as the instant it resolves to. */
@Entity('assignments')
@Unique(['cohortId'])
@Check('ck_assignments_cut_off', 'cut_off_at >= due_at')
export class Assignment {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') cohortId!: string;
  @ManyToOne(() => Cohort) cohort!: Cohort;
  @Column('uuid') templateId!: string;
  @ManyToOne(() => Template) template!: Template;
  /** `YYYY-MM-DDTHH:MM` in the cohort's zone. */
  @Column('text') dueLocal!: string;
  @Column('timestamptz') dueAt!: Date;
  /** After this the handbook is read-only. */
  @Column('text') cutOffLocal!: string;
  @Column('timestamptz') cutOffAt!: Date;
}
