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
} from 'typeorm';
import { Enrolment } from '../../courses/enrolments/enrolment.entity.js';
import { User } from '../../users/user.entity.js';
import { Submission } from '../submissions/submission.entity.js';

/**
 * More time for one enrolment, also afterwards: an absolute instant. A submission that is *returned* opens the handbook
 * again for a further attempt. Frozen; why it was granted is in `extension_reasons`. The database's functions
 * `effective_due_at` and `effective_cut_off_at` count it in.
 */
@Entity('extensions')
@Check('ck_extensions_kind', `kind IN ('extended', 'returned')`)
@Check('ck_extensions_returned', `(kind = 'returned') = (submission_id IS NOT NULL)`)
export class Extension {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Index() @Column('uuid') enrolmentId!: string;
  @ManyToOne(() => Enrolment) enrolment!: Enrolment;
  @Column('text') kind!: 'extended' | 'returned';
  /** What was returned. */
  @Column('uuid', { nullable: true }) submissionId!: string | null;
  @ManyToOne(() => Submission)
  @JoinColumn([
    { name: 'submission_id', referencedColumnName: 'id' },
    { name: 'enrolment_id', referencedColumnName: 'enrolmentId' },
  ])
  submission!: Submission | null;
  @Column('timestamptz') until!: Date;
  @Column('uuid') grantedById!: string;
  @ManyToOne(() => User) grantedBy!: User;
  @Column('timestamptz') at!: Date;
}

@Entity('extension_reasons')
export class ExtensionReason {
  @PrimaryColumn('uuid') extensionId!: string;
  @OneToOne(() => Extension) @JoinColumn() extension!: Extension;
  /** For whom it was granted. */
  @Index() @Column('uuid') personId!: string;
  @ManyToOne(() => User) person!: User;
  @Column('text', { nullable: true }) body!: string | null;
  @Column('timestamptz', { nullable: true }) erasedAt!: Date | null;
}
