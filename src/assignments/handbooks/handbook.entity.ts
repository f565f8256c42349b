import { Column, Entity, Index, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Enrolment } from '../../courses/enrolments/enrolment.entity.js';
import { User } from '../../users/user.entity.js';
import { Assignment } from '../assignment.entity.js';

/** The living document of one enrolment. */
@Entity('handbooks')
@Unique(['enrolmentId'])
export class Handbook {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Index() @Column('uuid') assignmentId!: string;
  @ManyToOne(() => Assignment) assignment!: Assignment;
  @Column('uuid') enrolmentId!: string;
  @ManyToOne(() => Enrolment) enrolment!: Enrolment;
  @Column('timestamptz') createdAt!: Date;
}

/** One batch of edits, a Yjs update (format V1). Appended before the page says "saved"; merged now and then. */
@Entity('handbook_updates')
@Index(['handbookId', 'id'])
export class HandbookUpdate {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id!: string;
  @Column('uuid') handbookId!: string;
  @ManyToOne(() => Handbook) handbook!: Handbook;
  @Column('bytea') body!: Buffer;
  @Column('uuid') authorId!: string;
  @ManyToOne(() => User) author!: User;
  @Column('timestamptz') at!: Date;
}
