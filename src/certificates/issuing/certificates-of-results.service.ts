import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type ResultCertificate, ResultCertificates } from '../../grading/results/result-certificates.js';
import { Config } from '../../platform/config/config.js';
import { unprintableInName } from '../../users/names/printable-names.js';
import { CertificateRegister } from '../register/certificate-register.service.js';
import { addressOf } from '../register/code.rules.js';
import { verdictWords } from '../verification/verdict-words.rules.js';
import { pathOf } from '../verification/verification.views.js';

/** Tells the page of somebody's results which certificate follows from them. */
@Injectable()
export class CertificatesOfResults implements OnModuleInit {
  constructor(
    private readonly config: Config,
    private readonly register: CertificateRegister,
    private readonly results: ResultCertificates,
  ) {}

  onModuleInit(): void {
    this.results.provide((enrolmentId) => this.of(enrolmentId));
  }

  private async of(enrolmentId: string): Promise<ResultCertificate> {
    const { certificate, refused } = await this.register.ofEnrolment(enrolmentId);
    if (!certificate) {
      if (refused === null) return { kind: 'none' };
      return { kind: 'held-up', forName: refused.forName, unprintable: unprintableInName(refused.name) };
    }
    const { id, code, pdfKey, verdict, snapshot } = certificate;
    return {
      kind: 'issued',
      address: addressOf(this.config.publicUrl, code),
      path: pathOf(code),
      pdfPath: pdfKey === null ? null : `/certificates/${id}/pdf`,
      sentence: verdictWords(verdict, snapshot).sentence,
    };
  }
}
