import {
  Check,
  Column,
  Entity,
  Index,
  ManyToOne,
  OneToOne,
  JoinColumn,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Unique,
} from 'typeorm';
import { Certificate } from '../register/certificate.entity.js';
import { type HideableField } from '../register/visibility.rules.js';

/** What the holder keeps from the public. No row: nothing. */
@Entity('certificate_visibilities')
@Check('ck_certificate_visibilities_hidden', `hidden <@ ARRAY['holder', 'result', 'competencies', 'cohort']`)
export class CertificateVisibility {
  @PrimaryColumn('uuid') certificateId!: string;
  @OneToOne(() => Certificate) @JoinColumn() certificate!: Certificate;
  @Column('text', { array: true }) hidden!: HideableField[];
  /** Of the holder's latest choice; 0 is that of no row. */
  @Column('integer') version!: number;
  @Column('timestamptz') updatedAt!: Date;
}

/** An address under which whoever knows it gets the certificate's file. */
@Entity('certificate_shares')
@Unique(['tokenDigest'])
@Check('ck_certificate_shares_ends_at', 'ends_at > created_at')
export class CertificateShare {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Index() @Column('uuid') certificateId!: string;
  @ManyToOne(() => Certificate) certificate!: Certificate;
  /** SHA-256 of what stands in the address, hex. The address itself is shown once and not kept. */
  @Column('text') tokenDigest!: string;
  /** The holder's own note; empty where there is none. */
  @Column('text') label!: string;
  @Column('timestamptz') createdAt!: Date;
  /** Null: it does not end by itself. */
  @Column('timestamptz', { nullable: true }) endsAt!: Date | null;
  @Column('timestamptz', { nullable: true }) lastUsedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) withdrawnAt!: Date | null;
}

/** A section of the graded handbook that the holder shows beside the certificate. */
@Entity('certificate_evidence')
export class CertificateEvidence {
  @PrimaryColumn('uuid') certificateId!: string;
  @ManyToOne(() => Certificate) certificate!: Certificate;
  @PrimaryColumn('text') sectionKey!: string;
  /** As the frozen template has it. */
  @Column('text') title!: string;
  @Column('integer') position!: number;
  @Column('timestamptz') shownAt!: Date;
}

/** How often the public page was looked at on a day of UTC. */
@Entity('certificate_looks')
@Check('ck_certificate_looks_looks', 'looks > 0')
export class CertificateLooks {
  @PrimaryColumn('uuid') certificateId!: string;
  @ManyToOne(() => Certificate) certificate!: Certificate;
  @PrimaryColumn('date') day!: string;
  @Column('integer') looks!: number;
}
