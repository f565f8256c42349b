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
import { User } from '../../users/user.entity.js';
import { Handbook } from '../handbooks/handbook.entity.js';
import { Submission } from '../submissions/submission.entity.js';
import { type RevisionKind } from './revision.rules.js';

/**
 * The living handbook as it was at a moment. Part of the living document and as mutable as that: it is thinned in time,
 * and erased with its author.
 */
@Entity('handbook_revisions')
@Unique(['handbookId', 'ordinal'])
@Unique(['submissionId'])
@Index('ix_handbook_revisions_to_thin', ['at'], { where: `kind = 'stretch'` })
@Check(
  'ck_handbook_revisions_kind',
  `kind IN ('stretch', 'day', 'hand-in', 'named', 'before-restore', 'restore')`,
)
@Check('ck_handbook_revisions_name', `(kind = 'named') = (name IS NOT NULL)`)
@Check('ck_handbook_revisions_submission_id', `(kind = 'hand-in') = (submission_id IS NOT NULL)`)
@Check('ck_handbook_revisions_undo_id', `(kind = 'restore') = (undo_id IS NOT NULL)`)
export class HandbookRevision {
  @PrimaryGeneratedColumn('uuid') id!: string;
  /** The order in which a handbook's revisions were made; their times may be the same. */
  @Column({ type: 'bigint', generated: 'identity', generatedIdentity: 'ALWAYS' }) ordinal!: string;
  @Column('uuid') handbookId!: string;
  @ManyToOne(() => Handbook) handbook!: Handbook;
  @Column('timestamptz') at!: Date;
  @Column('text') kind!: RevisionKind;
  @Column('text', { nullable: true }) name!: string | null;
  @Column('uuid', { nullable: true }) submissionId!: string | null;
  @ManyToOne(() => Submission) submission!: Submission | null;
  /** Who asked for it; null for what was kept after a stretch of work. */
  @Column('uuid', { nullable: true }) madeById!: string | null;
  @ManyToOne(() => User) madeBy!: User | null;
  /** Of a restoration: what was there before it. */
  @Index() @Column('uuid', { nullable: true }) undoId!: string | null;
  @ManyToOne(() => HandbookRevision) undo!: HandbookRevision | null;
  /** Of a restoration: the one section that it was about; null for all. */
  @Column('text', { nullable: true }) sectionKey!: string | null;
  @Column('integer') words!: number;
  /** The id of the last stored update of which it is known that its text stands in here. */
  @Column('bigint') covers!: string;
}

/** A section's text, known by its digest. One that no revision names is removed by the job that thins them. */
@Entity('section_contents')
@Unique(['handbookId', 'key', 'digest'])
export class SectionContent {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id!: string;
  @Column('uuid') handbookId!: string;
  @ManyToOne(() => Handbook) handbook!: Handbook;
  @Column('text') key!: string;
  @Column('text') kind!: string;
  /** SHA-256 over `body`, hex. */
  @Column('text') digest!: string;
  /** Canonical JSON of the section as it was typed: without what is computed of it. */
  @Column('text') body!: string;
}

/** Which text each section had. What did not change between two revisions is stored once. */
@Entity('revision_sections')
export class RevisionSection {
  @PrimaryColumn('uuid') revisionId!: string;
  @ManyToOne(() => HandbookRevision) revision!: HandbookRevision;
  @PrimaryColumn('integer') position!: number;
  @Index() @Column('bigint') contentId!: string;
  @ManyToOne(() => SectionContent) content!: SectionContent;
}
