import { Check, Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** The academy that runs this installation: one row, made at set-up. */
@Entity('academies')
@Unique(['single'])
@Check('ck_academies_single', 'single')
@Check('ck_academies_paper', `paper IN ('a4', 'letter')`)
export class Academy {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('boolean', { default: true }) single!: boolean;
  @Column('text') name!: string;
  /** What certificates are laid out for. */
  @Column('text', { default: 'a4' }) paper!: 'a4' | 'letter';
  /** SHA-256 of the picture that stands on certificates, hex; null where there is none. */
  @Column('text', { nullable: true }) logoDigest!: string | null;
  @Column('timestamptz') createdAt!: Date;
}

/** A link from the log that makes the first administrator, once. */
@Entity('setup_links')
@Unique(['tokenDigest'])
export class SetupLink {
  @PrimaryGeneratedColumn('uuid') id!: string;
  /** SHA-256 of the token in the link, hex. */
  @Column('text') tokenDigest!: string;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') expiresAt!: Date;
  @Column('timestamptz', { nullable: true }) usedAt!: Date | null;
}
