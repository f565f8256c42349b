import { Check, Column, Entity, Index, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { User } from '../user.entity.js';

/** Somebody wants another address; it becomes theirs once both mailboxes have agreed. One is under way per person. */
@Entity('address_changes')
@Index('uq_address_changes_under_way', ['userId'], {
  unique: true,
  where: 'completed_at IS NULL AND stopped_at IS NULL',
})
@Check('ck_address_changes_lower', 'old_email = lower(old_email) AND new_email = lower(new_email)')
@Check(
  'ck_address_changes_confirmed',
  'completed_at IS NULL OR (old_confirmed_at IS NOT NULL AND new_confirmed_at IS NOT NULL)',
)
@Check('ck_address_changes_one_end', 'completed_at IS NULL OR stopped_at IS NULL')
export class AddressChange {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') userId!: string;
  @ManyToOne(() => User) user!: User;
  @Column('text') oldEmail!: string;
  @Column('text') newEmail!: string;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') expiresAt!: Date;
  @Column('timestamptz', { nullable: true }) oldConfirmedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) newConfirmedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) completedAt!: Date | null;
  /** Stopped from the old address, or given up for a later change. */
  @Column('timestamptz', { nullable: true }) stoppedAt!: Date | null;
}
