import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** Somebody wants an account and has not shown yet that the address is theirs. Deleted once they have. */
@Entity('sign_ups')
@Check('ck_sign_ups_email_lower', 'email = lower(email)')
export class SignUp {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Index() @Column('text') email!: string;
  @Column('text') name!: string;
  @Column('text') timeZone!: string;
  /** Argon2id in PHC string format. */
  @Column('text') passwordHash!: string;
  /** Where they were on the way to: a path of this site. */
  @Column('text') next!: string;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') expiresAt!: Date;
}
