import {
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
} from 'typeorm';
import { User } from '../../users/user.entity.js';
import { SigningKeyRow } from '../keys/signing-key.entity.js';
import { Certificate } from '../register/certificate.entity.js';

/** That an administrator had issued anew what a key has signed while it was in other hands. Frozen. */
@Entity('certificate_reissues')
@Index(['keyId', 'at'])
export class CertificateReissue {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') keyId!: string;
  @ManyToOne(() => SigningKeyRow) key!: SigningKeyRow;
  @Column('uuid') actorId!: string;
  @ManyToOne(() => User) actor!: User;
  @Column('timestamptz') at!: Date;
}

/** A certificate that was issued by it; which one it replaces, it says itself. Frozen. */
@Entity('reissued_certificates')
export class ReissuedCertificate {
  @PrimaryColumn('uuid') certificateId!: string;
  @OneToOne(() => Certificate) @JoinColumn() certificate!: Certificate;
  @Index() @Column('uuid') reissueId!: string;
  @ManyToOne(() => CertificateReissue) reissue!: CertificateReissue;
}
