import { canonicalJson, sha256 } from '../../platform/digests/digests.js';
import type { HanForm } from '../../platform/printing/han-form.rules.js';
import type { Code } from './code.rules.js';

/**
 * Every fact that a certificate prints, frozen when it is issued. Page, PDF and credential are drawn from these bytes
 * and from nothing else, so a later change of a name, a course or an academy rewrites no certificate.
 *
 * Dates are ISO 8601: `…On` a calendar day in the cohort's zone (2026-11-14), `…At` and `validUntil` an instant in UTC
 * (2026-11-14T09:30:00.000Z). Texts are NFC.
 */
export interface CertificateSnapshot {
  readonly schema: 1;
  /** 25 characters without hyphens. */
  readonly code: Code;
  /** PUBLIC_URL/verify/CODE as it was when the certificate was issued; the QR code holds exactly this. */
  readonly address: string;
  readonly academy: {
    readonly name: string;
    /** SHA-256 of its picture in hexadecimal; left out where it has none. */
    readonly logo?: string;
  };
  /** What the file that is kept is laid out for; A4 where nothing is said. It can be had on the other one, too. */
  readonly paper?: 'a4' | 'letter';
  readonly holder: {
    readonly name: string;
    /** The form of the name's Han characters, which don't say it themselves. Left out where the name has none. */
    readonly han?: HanForm;
  };
  readonly course: {
    readonly title: string;
    readonly versionNumber: number;
    /** What the course asks, in one paragraph. */
    readonly summary: string;
  };
  readonly cohort: {
    readonly name: string;
    readonly startsOn: string;
    readonly endsOn: string;
    /** IANA name; the days above are days of this zone. */
    readonly timeZone: string;
  };
  /** The five competencies in the order in which they are printed. */
  readonly competencies: readonly CompetencyResult[];
  /** The scale of each competency, which the credential tells and nothing prints. Left out in the oldest certificates. */
  readonly scales?: readonly CompetencyScale[];
  readonly result: {
    /** 0 … 100, as printed; what it was rounded from is the grade's business. */
    readonly percent: number;
    readonly passPercent: number;
    /** One sentence that says when the course is passed. */
    readonly passRule: string;
  };
  readonly issuedOn: string;
  readonly issuedAt: string;
  /** The first instant at which the certificate has expired; null if it never does. */
  readonly validUntil: string | null;
  readonly signatories: readonly Signatory[];
  /** What the sections of the graded handbook can be proven by, one by one; null where none was handed in. */
  readonly evidence: EvidenceRoot | null;
}

export interface EvidenceRoot {
  /** `sectionsRoot` of the submission: SHA-256 over the canonical list of salted section digests, hex. */
  readonly root: string;
  readonly sections: number;
}

export interface CompetencyResult {
  /** The competency's lasting key, the same across rubric versions. */
  readonly key: string;
  readonly title: string;
  readonly level: string;
  /** What work looks like that reaches this level, as the rubric said it. */
  readonly meaning: string;
  readonly points: number;
  readonly ofPoints: number;
}

export interface CompetencyScale {
  /** Of a competency above. */
  readonly key: string;
  /** The lowest first; the one that was reached is among them. */
  readonly levels: readonly { readonly level: string; readonly meaning: string }[];
  /** The level that passing takes; left out where any will do. */
  readonly required?: string;
}

export interface Signatory {
  readonly name: string;
  readonly role: string;
}

/** The text that is stored and digested: RFC 8785, every string in NFC. */
export function canonicalSnapshot(snapshot: CertificateSnapshot): string {
  return canonicalJson(snapshot).normalize('NFC');
}

/** SHA-256 in hexadecimal of stored bytes: a snapshot's canonical text, a PDF, a credential. */
export function digestOf(bytes: Uint8Array | string): string {
  return sha256(bytes);
}
