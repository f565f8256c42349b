import { Injectable } from '@nestjs/common';
import { type Code, newCode } from '../register/code.rules.js';

/** Where new codes come from. Only the demo's past has codes that are known before. */
@Injectable()
export class CertificateCodes {
  private readonly reserved = new Map<string, Code>();

  /**
   * What this process issues next for `forId` gets this code.
   *
   * @param forId an enrolment, for what is issued to it first; or the certificate that is to be replaced
   */
  reserve(forId: string, code: Code): void {
    this.reserved.set(forId, code);
  }

  next(forId: string): Code {
    return this.reserved.get(forId) ?? newCode();
  }
}
