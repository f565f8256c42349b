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
  Unique,
} from 'typeorm';
import { User } from '../../users/user.entity.js';
import { Certificate } from '../register/certificate.entity.js';

/** Frozen: that a holder asked for another name. It is open until a `NameCorrectionEnd` stands beside it. */
@Entity('name_corrections')
@Unique(['certificateId', 'number'])
export class NameCorrection {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') certificateId!: string;
  @ManyToOne(() => Certificate) certificate!: Certificate;
  /** From 1 for each certificate. */
  @Column('integer') number!: number;
  /** The account is to go by this name, too. */
  @Column('boolean') renamesAccount!: boolean;
  @Column('timestamptz') askedAt!: Date;
}

/** What was asked for, until its person is erased. */
@Entity('name_correction_texts')
export class NameCorrectionText {
  @PrimaryColumn('uuid') correctionId!: string;
  @OneToOne(() => NameCorrection) @JoinColumn() correction!: NameCorrection;
  @Index() @Column('uuid') personId!: string;
  @ManyToOne(() => User) person!: User;
  @Column('text', { nullable: true }) name!: string | null;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('timestamptz', { nullable: true }) erasedAt!: Date | null;
}

/** Frozen: how it ended, once. Approved, it names the certificate that was issued for it. */
@Entity('name_correction_ends')
@Unique(['successorId'])
@Check('ck_name_correction_ends_kind', `kind IN ('withdrawn', 'approved', 'declined')`)
@Check('ck_name_correction_ends_successor', `(kind = 'approved') = (successor_id IS NOT NULL)`)
export class NameCorrectionEnd {
  @PrimaryColumn('uuid') correctionId!: string;
  @OneToOne(() => NameCorrection) @JoinColumn() correction!: NameCorrection;
  @Column('text') kind!: 'withdrawn' | 'approved' | 'declined';
  @Column('uuid') actorId!: string;
  @ManyToOne(() => User) actor!: User;
  @Column('timestamptz') at!: Date;
  @Column('uuid', { nullable: true }) successorId!: string | null;
  @ManyToOne(() => Certificate) successor!: Certificate | null;
}

/** Why it was declined, in words for its holder. */
@Entity('name_correction_answers')
export class NameCorrectionAnswer {
  @PrimaryColumn('uuid') correctionId!: string;
  @OneToOne(() => NameCorrectionEnd) @JoinColumn({ name: 'correction_id' }) correction!: NameCorrectionEnd;
  @Index() @Column('uuid') personId!: string;
  @ManyToOne(() => User) person!: User;
  @Column('text', { nullable: true }) body!: string | null;
  @Column('timestamptz', { nullable: true }) erasedAt!: Date | null;
}
