import { Column, Entity, Generated, Index, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { User } from '../user.entity.js';

/** Who did what to what, and when. Frozen; ids and facts only, never a name or a text. */
@Entity('audit_entries')
@Index(['subjectType', 'subjectId'])
export class AuditEntry {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Index() @Column('timestamptz') at!: Date;
  /** In which order the database took entries in: that of entries of the same millisecond. */
  @Generated('increment') @Column('bigint') ordinal!: string;
  /** Null: the system itself, e.g. a job. */
  @Column('uuid', { nullable: true }) actorId!: string | null;
  @ManyToOne(() => User) actor!: User | null;
  /** `noun.verb`, e.g. `certificate.revoked`. */
  @Column('text') action!: string;
  @Column('text') subjectType!: string;
  @Column('uuid') subjectId!: string;
  @Column('jsonb', { default: {} }) facts!: Record<string, string | number | boolean | null>;
}
