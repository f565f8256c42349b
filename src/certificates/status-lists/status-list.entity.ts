import { Check, Column, Entity, JoinColumn, ManyToOne, OneToOne, PrimaryColumn, Unique } from 'typeorm';
import { SigningKeyRow } from '../keys/signing-key.entity.js';
import { Certificate } from '../register/certificate.entity.js';
import { type StatusPurpose } from './status-list.rules.js';

/** So many places, of which some are taken. Each list is published once for each purpose. */
@Entity('status_lists')
@Check('ck_status_lists_number', 'number > 0')
@Check('ck_status_lists_length', 'length >= 131072 AND length % 8 = 0')
@Check('ck_status_lists_taken', 'taken BETWEEN 0 AND length')
export class StatusList {
  /** From 1, as in its address. */
  @PrimaryColumn('integer') number!: number;
  @Column('integer') length!: number;
  /** Whoever gives a place counts it here, and holds this row meanwhile. */
  @Column('integer') taken!: number;
  @Column('timestamptz') createdAt!: Date;
}

/** Frozen: where a certificate stands, in the lists of either purpose. Drawn at random, so it tells nothing. */
@Entity('status_places')
@Unique(['listNumber', 'place'])
@Check('ck_status_places_place', 'place >= 0')
export class StatusPlace {
  @PrimaryColumn('uuid') certificateId!: string;
  @OneToOne(() => Certificate) @JoinColumn() certificate!: Certificate;
  @Column('integer') listNumber!: number;
  @ManyToOne(() => StatusList) @JoinColumn({ name: 'list_number' }) list!: StatusList;
  /** From 0 (`statusListIndex`). */
  @Column('integer') place!: number;
}

/** A list as it was last signed: what every process answers as long as it says what holds. */
@Entity('status_list_credentials')
@Check('ck_status_list_credentials_purpose', `purpose IN ('revocation', 'suspension')`)
export class StatusListCredential {
  @PrimaryColumn('integer') listNumber!: number;
  @ManyToOne(() => StatusList) @JoinColumn({ name: 'list_number' }) list!: StatusList;
  @PrimaryColumn('text') purpose!: StatusPurpose;
  /** SHA-256 over the list's address and its bits, hex. */
  @Column('text') contentDigest!: string;
  /** JSON-LD with its embedded proof. */
  @Column('text') document!: string;
  /** The same as a compact JWT. */
  @Column('text') jwt!: string;
  @Column('uuid') proofKeyId!: string;
  @ManyToOne(() => SigningKeyRow) proofKey!: SigningKeyRow;
  @Column('uuid') jwtKeyId!: string;
  @ManyToOne(() => SigningKeyRow) jwtKey!: SigningKeyRow;
  @Column('timestamptz') validUntil!: Date;
}
