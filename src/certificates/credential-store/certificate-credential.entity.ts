import { Column, Entity, Index, ManyToOne, OneToOne, JoinColumn, PrimaryColumn, Unique } from 'typeorm';
import { User } from '../../users/user.entity.js';
import { SigningKeyRow } from '../keys/signing-key.entity.js';
import { Certificate } from '../register/certificate.entity.js';

/** A certificate as a verifiable credential, signed once. Erased, there stays by which keys and when. */
@Entity('certificate_credentials')
@Unique(['subjectId'])
@Index('ix_certificate_credentials_proof_key_id_signed_at', ['proofKeyId', 'signedAt'])
@Index('ix_certificate_credentials_jwt_key_id_signed_at', ['jwtKeyId', 'signedAt'])
export class CertificateCredential {
  @PrimaryColumn('uuid') certificateId!: string;
  @OneToOne(() => Certificate) @JoinColumn() certificate!: Certificate;
  @Index() @Column('uuid') personId!: string;
  @ManyToOne(() => User) person!: User;
  /** Random: it says who the credential is about (`urn:uuid:…`), and nothing else of ours has it. */
  @Column('uuid', { nullable: true }) subjectId!: string | null;
  /** JSON-LD with its embedded proof, byte for byte as it is served. */
  @Column('text', { nullable: true }) document!: string | null;
  /** The same as a compact JWT. */
  @Column('text', { nullable: true }) jwt!: string | null;
  @Column('uuid') proofKeyId!: string;
  @ManyToOne(() => SigningKeyRow) proofKey!: SigningKeyRow;
  @Column('uuid') jwtKeyId!: string;
  @ManyToOne(() => SigningKeyRow) jwtKey!: SigningKeyRow;
  /** The proof says the same (`created`). */
  @Column('timestamptz') signedAt!: Date;
  @Column('timestamptz', { nullable: true }) erasedAt!: Date | null;
}
