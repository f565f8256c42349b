import { Injectable } from '@nestjs/common';
import { notFound } from '../../platform/errors/domain-errors.js';
import { CertificateFiles } from '../printing/certificate-files.service.js';
import { type Code, writtenCode } from '../register/code.rules.js';
import { type CopyForm } from './copies.rules.js';
import { Credentials } from './credentials.service.js';

/** The files of a certificate, in whichever form; who may have one is for the caller to say. */
@Injectable()
export class Copies {
  constructor(
    private readonly credentials: Credentials,
    private readonly files: CertificateFiles,
  ) {}

  /**
   * What is not there yet is made, but for the PDF, whose making is under way.
   *
   * @throws DomainError notFound while the PDF is being made, and once the holder is erased
   */
  async of(certificateId: string, form: CopyForm): Promise<Uint8Array> {
    switch (form) {
      case 'jsonld':
        return this.credential(certificateId, 'document');
      case 'jwt':
        return this.credential(certificateId, 'jwt');
      case 'pdf':
        return this.files.pdf(certificateId);
      case 'png':
      case 'svg':
        return this.files.badge(certificateId, form);
    }
  }

  private async credential(certificateId: string, form: 'document' | 'jwt'): Promise<Uint8Array> {
    const credential = await this.credentials.of(certificateId);
    if (credential === null) throw notFound();
    return Buffer.from(credential[form]);
  }
}

/** What a browser calls a file that it keeps. */
export function copyName(code: Code, form: CopyForm): string {
  const what = form === 'png' || form === 'svg' ? 'badge' : 'certificate';
  return `${what}-${writtenCode(code)}.${form}`;
}
