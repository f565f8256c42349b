import { Injectable } from '@nestjs/common';
import { type Code, newCode } from '../register/code.rules.js';

/** Where new codes come from. Only the demo's past has codes that are known before. */
@Injectable()
export class CertificateCodes {
  private readonly reserved = new Map<string, Code>();

  /** The enrolment's next certificate, issued by this process, gets this code. */
  reserve(enrolmentId: string, code: Code): void {
    this.reserved.set(enrolmentId, code);
  }

  next(enrolmentId: string): Code {
    return this.reserved.get(enrolmentId) ?? newCode();
  }
}
