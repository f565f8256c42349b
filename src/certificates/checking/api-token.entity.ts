import { Column, Entity, Index, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { User } from '../../users/user.entity.js';

/** With which a program of somebody's asks for more than others may. It opens nothing that isn't public. */
@Entity('api_tokens')
@Unique(['tokenDigest'])
export class ApiToken {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Index() @Column('uuid') personId!: string;
  @ManyToOne(() => User) person!: User;
  /** The person's own note. */
  @Column('text') name!: string;
  /** SHA-256, hex. The token itself is shown once and not kept. */
  @Column('text') tokenDigest!: string;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) lastUsedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) withdrawnAt!: Date | null;
}
