import {
  Check,
  Column,
  Entity,
  Index,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Unique,
  ManyToOne,
} from 'typeorm';
import { type HanForm } from '../platform/printing/fonts.js';

/** A person with an account. The row stays for ever, since facts refer to it; erasure blanks all that names the person. */
@Entity('users')
@Unique(['email'])
// By `text_pattern_ops`, of which TypeORM knows nothing; names have one over `name_parts`.
@Index('ix_users_email_beginning', { synchronize: false })
@Check('ck_users_email_lower', `email = lower(email)`)
@Check('ck_users_han_form', `han_form IN ('simplified', 'traditional', 'japanese', 'korean')`)
@Check(
  'ck_users_erased_is_blank',
  `erased_at IS NULL OR (email IS NULL AND name IS NULL AND password_hash IS NULL)`,
)
export class User {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('text', { nullable: true }) email!: string | null;
  @Column('text', { nullable: true }) name!: string | null;
  /** IANA name, e.g. `Europe/Paris`. */
  @Column('text', { default: 'UTC' }) timeZone!: string;
  /** The form of the name's Han characters; null until the person has chosen one. */
  @Column('text', { nullable: true }) hanForm!: HanForm | null;
  /** Argon2id in PHC string format. */
  @Column('text', { nullable: true }) passwordHash!: string | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) erasedAt!: Date | null;
}

/** Whoever runs the academy. A fact with an actor and a time; the first one appoints themselves by the set-up link. */
@Entity('administrators')
export class Administrator {
  @PrimaryColumn('uuid') userId!: string;
  @ManyToOne(() => User) user!: User;
  @Column('uuid') appointedById!: string;
  @ManyToOne(() => User) appointedBy!: User;
  @Column('timestamptz') appointedAt!: Date;
}
