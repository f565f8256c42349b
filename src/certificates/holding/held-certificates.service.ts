import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { forbidden, notFound } from '../../platform/errors/domain-errors.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { CertificateRegister, type RegisteredCertificate } from '../register/certificate-register.service.js';
import { type CertificateSnapshot } from '../register/snapshot.rules.js';

/** A certificate in the hands of whoever holds it, with what it says. */
export interface HeldCertificate extends RegisteredCertificate {
  readonly snapshot: CertificateSnapshot;
}

/** Certificates for those who decide about them: their holders, and nobody else. */
@Injectable()
export class HeldCertificates {
  constructor(private readonly register: CertificateRegister) {}

  /**
   * One statement.
   *
   * @throws DomainError forbidden for the cohort's instructors and administrators, notFound for everybody else
   */
  async own(viewer: Viewer, certificateId: string): Promise<HeldCertificate> {
    const certificate = await this.register.visibleTo(viewer, certificateId);
    if (certificate.holderId !== viewer.id) {
      throw forbidden('Only its holder decides what a certificate shows and to whom.');
    }
    const { snapshot } = certificate;
    if (snapshot === null) throw notFound();
    return { ...certificate, snapshot };
  }

  /**
   * Locks holder and certificate until the end of the transaction: an erasure of the holder waits, or has happened, and
   * so does a certificate that takes this one's place.
   *
   * @throws DomainError notFound once the holder is erased
   */
  async hold(tx: EntityManager, { id, holderId }: HeldCertificate): Promise<void> {
    const holder = await tx.query<unknown[]>(
      'SELECT id FROM users WHERE id = $1 AND erased_at IS NULL FOR SHARE',
      [holderId],
    );
    if (holder.length === 0) throw notFound();
    await tx.query('SELECT id FROM certificates WHERE id = $1 FOR UPDATE', [id]);
  }
}
