import {
  Check,
  Column,
  Entity,
  JoinColumn,
  ManyToOne,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Unique,
} from 'typeorm';
import { User } from '../../users/user.entity.js';
import { type KeyPurpose } from './signing-key.js';

/** A key of the academy's, as everybody may know it. Frozen. */
@Entity('signing_keys')
@Unique(['name'])
@Check('ck_signing_keys_purpose', `purpose IN ('proof', 'jwt', 'pdf', 'root')`)
@Check('ck_signing_keys_multibase', `(purpose = 'proof') = (public_key_multibase IS NOT NULL)`)
@Check('ck_signing_keys_chain', `(purpose IN ('pdf', 'root')) = (certificate_chain IS NOT NULL)`)
export class SigningKeyRow {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('text') name!: string;
  /** A `root` signs the certificates of those that sign PDFs, and nothing else. */
  @Column('text') purpose!: KeyPurpose | 'root';
  @Column('timestamptz') createdAt!: Date;
  /** Null: the system itself, at the first need. */
  @Column('uuid', { nullable: true }) createdById!: string | null;
  @ManyToOne(() => User) createdBy!: User | null;
  @Column('jsonb') publicJwk!: object;
  @Column('text', { nullable: true }) publicKeyMultibase!: string | null;
  /** PEM, its own certificate first, the root's last. */
  @Column('text', { nullable: true }) certificateChain!: string | null;
}

/**
 * Under which origin the academy signs: that of PUBLIC_URL when its first key was made. One row, frozen: what was signed names
 * it for good, wherever the academy moves.
 */
@Entity('credential_issuer')
@Check('ck_credential_issuer_single', 'single')
export class CredentialIssuer {
  @PrimaryColumn('boolean', { default: true }) single!: boolean;
  /** e.g. `https://capstone.example` */
  @Column('text') origin!: string;
}

/** Its private half, encrypted with a key that is not in the database. */
@Entity('signing_key_secrets')
@Check('ck_signing_key_secrets_nonce', 'octet_length(nonce) = 12')
export class SigningKeySecret {
  @PrimaryColumn('uuid') keyId!: string;
  @OneToOne(() => SigningKeyRow) @JoinColumn() key!: SigningKeyRow;
  @Column('bytea') nonce!: Buffer;
  @Column('bytea') sealed!: Buffer;
}

/** What became of a key. Frozen; of two that say since when it is compromised, the later one counts. */
@Entity('signing_key_events')
@Unique(['keyId', 'sequence'])
@Check('ck_signing_key_events_kind', `kind IN ('retired', 'compromised')`)
@Check('ck_signing_key_events_since', `(kind = 'compromised') = (since IS NOT NULL AND reason IS NOT NULL)`)
export class SigningKeyEvent {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') keyId!: string;
  @ManyToOne(() => SigningKeyRow) key!: SigningKeyRow;
  @Column('integer') sequence!: number;
  @Column('text') kind!: 'retired' | 'compromised';
  @Column('timestamptz') at!: Date;
  /** From when on nothing that it has signed is believed. */
  @Column('timestamptz', { nullable: true }) since!: Date | null;
  /** In the academy's words, for everybody. */
  @Column('text', { nullable: true }) reason!: string | null;
  /** Null: by the command. */
  @Column('uuid', { nullable: true }) actorId!: string | null;
  @ManyToOne(() => User) actor!: User | null;
}
