import {
  Check,
  Column,
  Entity,
  Index,
  ManyToOne,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Unique,
  JoinColumn,
} from 'typeorm';
import { Enrolment } from '../../courses/enrolments/enrolment.entity.js';
import { User } from '../../users/user.entity.js';
import { Template } from '../assignment.entity.js';
import { Handbook } from '../handbooks/handbook.entity.js';

/** One numbered, frozen attempt: facts and digests. The words are in `submission_contents`. */
@Entity('submissions')
@Unique(['handbookId', 'number'])
@Unique(['id', 'enrolmentId'])
@Check('ck_submissions_number', 'number > 0')
export class Submission {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') handbookId!: string;
  @ManyToOne(() => Handbook) handbook!: Handbook;
  @Index() @Column('uuid') enrolmentId!: string;
  @ManyToOne(() => Enrolment) enrolment!: Enrolment;
  @Column('uuid') templateId!: string;
  @ManyToOne(() => Template) template!: Template;
  @Column('integer') number!: number;
  @Column('uuid') submittedById!: string;
  @ManyToOne(() => User) submittedBy!: User;
  @Column('timestamptz') submittedAt!: Date;
  /** SHA-256 over the stored canonical JSON (RFC 8785), hex. */
  @Column('text') contentDigest!: string;
  /** SHA-256 over the canonical list of salted section digests, hex: one value that proves any section. */
  @Column('text') sectionsRoot!: string;
  /** What its author confirmed, in the words that they saw. */
  @Column('text') statement!: string;
}

/** SHA-256 over salt and canonical JSON of one section, so that it can be shown and proven without the others. */
@Entity('submission_sections')
@Unique(['submissionId', 'key'])
export class SubmissionSection {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') submissionId!: string;
  @ManyToOne(() => Submission) submission!: Submission;
  @Column('text') key!: string;
  @Column('integer') position!: number;
  @Column('text') kind!: string;
  @Column('text') digest!: string;
}

/** The words themselves. Only the erasure function may blank them. */
@Entity('submission_contents')
export class SubmissionContent {
  @PrimaryColumn('uuid') submissionId!: string;
  @OneToOne(() => Submission) @JoinColumn() submission!: Submission;
  @Index() @Column('uuid') personId!: string;
  @ManyToOne(() => User) person!: User;
  /** Canonical JSON of all sections. */
  @Column('text', { nullable: true }) body!: string | null;
  /** Section key → salt, 32 bytes hex. */
  @Column('jsonb', { nullable: true }) salts!: Record<string, string> | null;
  @Column('timestamptz', { nullable: true }) erasedAt!: Date | null;
}
