import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CorrectionDecisions } from '../../certificates/corrections/correction-decisions.service.js';
import { NameCorrections } from '../../certificates/corrections/name-corrections.service.js';
import { Evidence } from '../../certificates/evidence/evidence.service.js';
import { HeldCertificates } from '../../certificates/holding/held-certificates.service.js';
import { Shares } from '../../certificates/holding/shares.service.js';
import { Visibilities } from '../../certificates/holding/visibilities.service.js';
import { CertificateCodes } from '../../certificates/issuing/certificate-codes.js';
import { CertificateRegister } from '../../certificates/register/certificate-register.service.js';
import { fixedDemoCode } from '../../certificates/register/code.rules.js';
import { type HideableField } from '../../certificates/register/visibility.rules.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { Users } from '../../users/users.service.js';
import { type Seated } from './cohorts.js';

/** What people of the demo do with the certificates that they hold. */
@Injectable()
export class Holders {
  constructor(
    private readonly db: DataSource,
    private readonly users: Users,
    private readonly register: CertificateRegister,
    private readonly held: HeldCertificates,
    private readonly codes: CertificateCodes,
    private readonly corrections: NameCorrections,
    private readonly decisions: CorrectionDecisions,
    private readonly visibilities: Visibilities,
    private readonly evidence: Evidence,
    private readonly shares: Shares,
  ) {}

  /** The id of the certificate that stands for somebody now. */
  async certificateOf({ enrolmentId }: Seated): Promise<string> {
    const [row] = await this.db.query<{ id: string }[]>(
      'SELECT certificate_id AS id FROM current_certificates WHERE enrolment_id = $1',
      [enrolmentId],
    );
    if (!row) throw new Error('Somebody of the demo has no certificate.');
    return row.id;
  }

  /** Asks for another name on it. */
  async askForName(seat: Seated, name: string, reason: string): Promise<void> {
    const holder = await this.viewer(seat.personId);
    const certificate = await this.register.visibleTo(holder, await this.certificateOf(seat));
    await this.corrections.ask(holder, certificate, { name, reason, account: true });
  }

  /** What was asked for is approved; the new certificate has a fixed code. */
  async approveName(seat: Seated, administratorId: string, demoWord: string): Promise<void> {
    const certificateId = await this.certificateOf(seat);
    const [asked] = await this.corrections.of(certificateId);
    if (!asked) throw new Error('Nobody of the demo has asked for another name.');
    this.codes.reserve(certificateId, fixedDemoCode(demoWord));
    await this.decisions.approve(await this.viewer(administratorId), asked.id);
  }

  async hide(seat: Seated, fields: readonly HideableField[]): Promise<void> {
    await this.visibilities.choose(await this.own(seat), fields, 0);
  }

  /** Shows sections beside it, and gives its file to an employer. */
  async show(seat: Seated, sections: readonly string[]): Promise<void> {
    for (const key of sections) await this.evidence.show(await this.own(seat), key);
    await this.shares.make(await this.own(seat), {
      label: 'Application to Bellweather & Co.',
      ends: 'never',
    });
  }

  private async own(seat: Seated) {
    return this.held.own(await this.viewer(seat.personId), await this.certificateOf(seat));
  }

  private async viewer(id: string): Promise<Viewer> {
    const viewer = await this.users.viewer(id);
    if (!viewer) throw new Error('The demo has lost somebody.');
    return viewer;
  }
}
