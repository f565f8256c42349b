import { Column, Entity, Generated, Index, ManyToOne, PrimaryColumn, Unique } from 'typeorm';
import { User } from '../user.entity.js';

/** One signed-in browser. Ending a session deletes its row. */
@Entity('sessions')
@Unique(['handle'])
export class Session {
  /** SHA-256 of the id in the cookie, hex: a leaked table signs nobody in. */
  @PrimaryColumn('text') id!: string;
  /** What the account's page calls it by. */
  @Generated('uuid') @Column('uuid') handle!: string;
  @Index() @Column('uuid', { nullable: true }) userId!: string | null;
  @ManyToOne(() => User) user!: User | null;
  @Column('jsonb') data!: object;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') seenAt!: Date;
  @Index() @Column('timestamptz') expiresAt!: Date;
}
