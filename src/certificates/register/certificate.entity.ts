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
import { Enrolment } from '../../courses/enrolments/enrolment.entity.js';
import { GradeEvent, Release, ReleaseGrade } from '../../grading/marking/assessment.entity.js';
import { User } from '../../users/user.entity.js';
import { SigningKeyRow } from '../keys/signing-key.entity.js';

/** Frozen: that something was attested, by which grade, under which code. What it says is in `certificate_snapshots`. */
@Entity('certificates')
@Unique(['code'])
@Unique(['supersedesId'])
@Index('uq_certificates_enrolment_type_release', ['enrolmentId', 'type', 'releaseId'], {
  unique: true,
  where: 'supersedes_id IS NULL',
})
@Check('ck_certificates_code', `code ~ '^[0-9A-HJKMNP-TV-Z]{25}$'`)
export class Certificate {
  @PrimaryGeneratedColumn('uuid') id!: string;
  /** 24 random characters and a check character, Crockford's base32, without separators. */
  @Column('text') code!: string;
  @Index() @Column('uuid') enrolmentId!: string;
  @ManyToOne(() => Enrolment) enrolment!: Enrolment;
  @Column('text') type!: string;
  @Index() @Column('uuid') releaseId!: string;
  @ManyToOne(() => Release) release!: Release;
  @Column('uuid') gradeEventId!: string;
  @ManyToOne(() => GradeEvent)
  @JoinColumn([
    { name: 'grade_event_id', referencedColumnName: 'id' },
    { name: 'enrolment_id', referencedColumnName: 'enrolmentId' },
  ])
  gradeEvent!: GradeEvent;
  /** The release shows a grade of this very enrolment. */
  @ManyToOne(() => ReleaseGrade)
  @JoinColumn([
    { name: 'release_id', referencedColumnName: 'releaseId' },
    { name: 'enrolment_id', referencedColumnName: 'enrolmentId' },
  ])
  releaseGrade!: ReleaseGrade;
  /** SHA-256 over the canonical snapshot, hex. */
  @Column('text') snapshotDigest!: string;
  @Column('timestamptz') issuedAt!: Date;
  @Column('timestamptz', { nullable: true }) validUntil!: Date | null;
  @Column('uuid', { nullable: true }) supersedesId!: string | null;
  @ManyToOne(() => Certificate) supersedes!: Certificate | null;
}

/** Frozen. The state of a certificate is what its events say; *expired* is the clock's and never an event. */
@Entity('certificate_events')
@Unique(['certificateId', 'sequence'])
@Index('ix_certificate_events_later', ['certificateId', 'sequence'], { where: 'sequence > 1' })
@Check(
  'ck_certificate_events_kind',
  `kind IN ('issued', 'suspended', 'reinstated', 'revoked', 'superseded', 'erased')`,
)
@Check('ck_certificate_events_first', `(sequence = 1) = (kind = 'issued')`)
@Check('ck_certificate_events_successor', `(kind = 'superseded') = (successor_id IS NOT NULL)`)
export class CertificateEvent {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') certificateId!: string;
  @ManyToOne(() => Certificate) certificate!: Certificate;
  @Column('integer') sequence!: number;
  @Column('text') kind!: 'issued' | 'suspended' | 'reinstated' | 'revoked' | 'superseded' | 'erased';
  @Column('timestamptz') at!: Date;
  /** Null: the system itself, e.g. the job that issues. */
  @Column('uuid', { nullable: true }) actorId!: string | null;
  @ManyToOne(() => User) actor!: User | null;
  @Column('uuid', { nullable: true }) successorId!: string | null;
  @ManyToOne(() => Certificate) successor!: Certificate | null;
}

@Entity('certificate_event_texts')
export class CertificateEventText {
  @PrimaryColumn('uuid') eventId!: string;
  @OneToOne(() => CertificateEvent) @JoinColumn() event!: CertificateEvent;
  @Index() @Column('uuid') personId!: string;
  @ManyToOne(() => User) person!: User;
  @Column('text', { nullable: true }) publicReason!: string | null;
  @Column('text', { nullable: true }) privateReason!: string | null;
  @Column('timestamptz', { nullable: true }) erasedAt!: Date | null;
}

/** With copies of what a look at a certificate begins from, so that it reads one row; a trigger makes them. */
@Entity('certificate_snapshots')
@Unique(['code'])
export class CertificateSnapshotRow {
  @PrimaryColumn('uuid') certificateId!: string;
  @OneToOne(() => Certificate) @JoinColumn() certificate!: Certificate;
  @Column('text') code!: string;
  @Column('timestamptz') issuedAt!: Date;
  @Column('timestamptz', { nullable: true }) validUntil!: Date | null;
  @Index() @Column('uuid') personId!: string;
  @ManyToOne(() => User) person!: User;
  /** Canonical JSON of every printed fact. */
  @Column('text', { nullable: true }) body!: string | null;
  @Column('timestamptz', { nullable: true }) erasedAt!: Date | null;
}

/** The printed name without accents and case, by which administrators find it; kept by a trigger of the snapshots. */
@Entity('certificate_names')
export class CertificateName {
  @PrimaryColumn('uuid') certificateId!: string;
  @OneToOne(() => Certificate) @JoinColumn() certificate!: Certificate;
  @Index() @Column('uuid') personId!: string;
  @ManyToOne(() => User) person!: User;
  @Column('text', { nullable: true }) key!: string | null;
  @Column('timestamptz', { nullable: true }) erasedAt!: Date | null;
}

/**
 * What administrators' lists are made from: what they ask for and sort by, of each certificate; kept by triggers. That
 * one has expired tells the clock.
 */
@Entity('certificate_listings')
@Index('ix_certificate_listings_issued', ['issuedAt', 'certificateId'])
@Index('ix_certificate_listings_course', ['courseId', 'issuedAt', 'certificateId'])
@Index('ix_certificate_listings_fallen', ['state', 'issuedAt', 'certificateId'], {
  where: `state <> 'standing'`,
})
@Index('ix_certificate_listings_course_fallen', ['courseId', 'state', 'issuedAt', 'certificateId'], {
  where: `state <> 'standing'`,
})
@Index('ix_certificate_listings_ends', ['validUntil', 'certificateId'], { where: `state = 'standing'` })
@Index('ix_certificate_listings_course_ends', ['courseId', 'validUntil', 'certificateId'], {
  where: `state = 'standing' AND valid_until IS NOT NULL`,
})
@Check(
  'ck_certificate_listings_state',
  `state IN ('standing', 'key-compromised', 'suspended', 'revoked', 'superseded', 'erased')`,
)
export class CertificateListing {
  @PrimaryColumn('uuid') certificateId!: string;
  @OneToOne(() => Certificate) @JoinColumn() certificate!: Certificate;
  @Column('uuid') courseId!: string;
  @Index() @Column('uuid') cohortId!: string;
  /** *key-compromised* follows the keys a moment later (`DoubtedListings`), everything else with the event. */
  @Column('text') state!: 'standing' | 'key-compromised' | 'suspended' | 'revoked' | 'superseded' | 'erased';
  @Column('timestamptz') issuedAt!: Date;
  /** The day that is printed: the cohort's. */
  @Column('date') issuedOn!: string;
  @Column('timestamptz', { nullable: true }) validUntil!: Date | null;
}

/** A file made from a snapshot, once. Erased, its digest stays and its key goes. */
@Entity('certificate_files')
@Unique(['certificateId', 'kind'])
@Index(['pdfKeyId', 'createdAt'])
export class CertificateFile {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') certificateId!: string;
  @ManyToOne(() => Certificate) certificate!: Certificate;
  @Index() @Column('uuid') personId!: string;
  @ManyToOne(() => User) person!: User;
  @Column('text') kind!: string;
  /** Key in the file store. */
  @Column('text', { nullable: true }) fileKey!: string | null;
  @Column('text') digest!: string;
  @Column('integer') bytes!: number;
  /** What has signed it; null of pictures, and of files from before that was written down. */
  @Column('uuid', { nullable: true }) pdfKeyId!: string | null;
  @ManyToOne(() => SigningKeyRow) pdfKey!: SigningKeyRow | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) erasedAt!: Date | null;
}

/** Which certificate of a type stands for an enrolment now; kept by triggers, so that there is never a second one. */
@Entity('current_certificates')
@Unique(['certificateId'])
export class CurrentCertificate {
  @PrimaryColumn('uuid') enrolmentId!: string;
  @ManyToOne(() => Enrolment) enrolment!: Enrolment;
  @PrimaryColumn('text') type!: string;
  @Column('uuid') certificateId!: string;
  @ManyToOne(() => Certificate) certificate!: Certificate;
}
