import { Column, Entity, Index, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { User } from '../user.entity.js';

/** The event of forgetting a person. Side tables let themselves be blanked only in the transaction that wrote it. */
@Entity('erasures')
export class Erasure {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Index() @Column('uuid') personId!: string;
  @ManyToOne(() => User) person!: User;
  @Column('uuid') actorId!: string;
  @ManyToOne(() => User) actor!: User;
  @Column('timestamptz') at!: Date;
  /** PostgreSQL's id of the transaction; a trigger sets it, whatever is given. */
  @Column('bigint', { default: 0 }) transactionId!: string;
}
