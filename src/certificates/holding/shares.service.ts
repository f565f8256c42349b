import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { conflict, invalid, notFound } from '../../platform/errors/domain-errors.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { CertificateRegister, type RegisteredCertificate } from '../register/certificate-register.service.js';
import { type HeldCertificate, HeldCertificates } from './held-certificates.service.js';
import { endOf, givesFile, isToken, type ShareEnd, shareState, tokenDigest } from './shares.rules.js';
import { CertificateShare } from './sharing.entity.js';

/** Of one certificate, open ones. */
const MOST_OPEN = 50;
/** As many are listed; what was made before has long ended or is of no use. */
const LISTED = 100;

/** An address that leads to a certificate. */
export interface OpenShare {
  readonly id: string;
  readonly certificate: RegisteredCertificate;
}

/** Addresses that holders make and withdraw: whoever knows one gets the certificate's file, hidden facts included. */
@Injectable()
export class Shares {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly held: HeldCertificates,
    private readonly register: CertificateRegister,
  ) {}

  /** All that are open, and then as many of the others as fit; of each the newest first. */
  async of(certificateId: string): Promise<CertificateShare[]> {
    return this.db
      .getRepository(CertificateShare)
      .createQueryBuilder('share')
      .addSelect('share.withdrawn_at IS NULL AND (share.ends_at IS NULL OR share.ends_at > :now)', 'is_open')
      .where({ certificateId })
      .setParameter('now', this.clock.now())
      .orderBy('is_open', 'DESC')
      .addOrderBy('share.created_at', 'DESC')
      .addOrderBy('share.id', 'ASC')
      .limit(LISTED)
      .getMany();
  }

  /**
   * @returns what stands at the end of the address, 192 random bits; only its digest is kept, so nobody is told again
   * @throws DomainError conflict for a certificate whose file is not given away, invalid when there are too many links
   */
  async make(
    certificate: HeldCertificate,
    { label, ends }: { label: string; ends: ShareEnd },
  ): Promise<string> {
    if (!givesFile(certificate.verdict)) {
      throw conflict(
        'This certificate does not stand any more, so its file can’t be shared. You can still download it yourself.',
      );
    }
    const token = randomBytes(24).toString('base64url');
    await this.db.transaction(async (tx) => {
      await this.held.hold(tx, certificate);
      const shares = tx.getRepository(CertificateShare);
      const at = this.clock.now();
      const known = await shares.findBy({ certificateId: certificate.id });
      if (known.filter((share) => shareState(share, at) === 'open').length >= MOST_OPEN) {
        throw invalid(
          `There are ${MOST_OPEN} open links to this certificate. Withdraw one that nobody needs, then make another.`,
        );
      }
      const endsAt = endOf(at, ends);
      const { id } = await shares.save({
        certificateId: certificate.id,
        tokenDigest: tokenDigest(token),
        label,
        createdAt: at,
        endsAt,
        lastUsedAt: null,
        withdrawnAt: null,
      });
      await this.audit.record(tx, {
        actorId: certificate.holderId,
        action: 'certificate.share-made',
        subjectType: 'certificate',
        subjectId: certificate.id,
        facts: { shareId: id, ends },
      });
    });
    return token;
  }

  /** Twice is once. @throws DomainError notFound for a link of another certificate */
  async withdraw(certificate: HeldCertificate, shareId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.held.hold(tx, certificate);
      const shares = tx.getRepository(CertificateShare);
      const share = await shares.findOneBy({ id: shareId, certificateId: certificate.id });
      if (!share) throw notFound('There is no such link.');
      if (share.withdrawnAt !== null) return;
      await shares.update({ id: shareId }, { withdrawnAt: this.clock.now() });
      await this.audit.record(tx, {
        actorId: certificate.holderId,
        action: 'certificate.share-withdrawn',
        subjectType: 'certificate',
        subjectId: certificate.id,
        facts: { shareId },
      });
    });
  }

  /**
   * The certificate to which an address leads. Null for one that never was, has ended or was withdrawn, without a
   * difference. Two statements at most, one for an address that leads nowhere.
   */
  async open(token: string): Promise<OpenShare | null> {
    if (!isToken(token)) return null;
    const share = await this.db
      .getRepository(CertificateShare)
      .findOneBy({ tokenDigest: tokenDigest(token) });
    if (!share || shareState(share, this.clock.now()) !== 'open') return null;
    const certificate = await this.register.shared(share.certificateId);
    return certificate && { id: share.id, certificate };
  }

  /** That somebody got what it gives: for its holder, to the minute. */
  async used({ id }: OpenShare): Promise<void> {
    await this.db.query(
      `UPDATE certificate_shares SET last_used_at = $2
        WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2::timestamptz - interval '1 minute')`,
      [id, this.clock.now()],
    );
  }
}
