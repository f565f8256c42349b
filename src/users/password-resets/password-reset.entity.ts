import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** Somebody asked for a link to choose a new password. Whether the address has an account is seen when it is used. */
@Entity('password_resets')
@Check('ck_password_resets_email_lower', 'email = lower(email)')
export class PasswordReset {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Index() @Column('text') email!: string;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') expiresAt!: Date;
  @Column('timestamptz', { nullable: true }) usedAt!: Date | null;
}
