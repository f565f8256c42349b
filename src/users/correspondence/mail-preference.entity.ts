import { Check, Column, Entity, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { User } from '../user.entity.js';

/** How somebody gets mails of one kind: each when it is written, all of a day in one, or not at all. */
export const deliveries = ['at-once', 'digest', 'never'] as const;
export type Delivery = (typeof deliveries)[number];

/** What somebody chose for a kind of mail. Who has chosen nothing gets it at once. */
@Entity('mail_preferences')
@Check('ck_mail_preferences_delivery', `delivery IN ('at-once', 'digest', 'never')`)
@Check(
  'ck_mail_preferences_before',
  `before IS NULL OR delivery = 'never' AND before IN ('at-once', 'digest')`,
)
export class MailPreference {
  @PrimaryColumn('uuid') personId!: string;
  @ManyToOne(() => User) person!: User;
  /** A key of the registry of mails. */
  @PrimaryColumn('text') kind!: string;
  @Column('text') delivery!: Delivery;
  /** What it was when a link in a mail stopped it, so that this can be taken back. */
  @Column('text', { nullable: true }) before!: Delivery | null;
  @Column('timestamptz') changedAt!: Date;
}

/** A mail that waits for its reader's next digest, or went with one. It holds ids alone, as a job does. */
@Entity('digest_items')
@Unique(['personId', 'kind', 'ids'])
export class DigestItem {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') personId!: string;
  @ManyToOne(() => User) person!: User;
  @Column('text') kind!: string;
  @Column('jsonb') ids!: Record<string, string | number | boolean>;
  @Column('timestamptz') waitingSince!: Date;
  /** Null while it waits; then the 07:00 of the digest that took it. */
  @Column('timestamptz', { nullable: true }) digestAt!: Date | null;
}
