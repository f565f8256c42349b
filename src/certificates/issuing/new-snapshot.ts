import { type ReadGrade } from '../../grading/releases/grade-reading.js';
import { readPercent } from '../../grading/grades/percent.rules.js';
import { type HanForm } from '../../platform/printing/fonts.js';
import { addressOf, type Code } from '../register/code.rules.js';
import { dayOf, endAfterMonths } from '../register/days.rules.js';
import { type CertificateSnapshot } from '../register/snapshot.rules.js';
import { type ShownResult } from './issuing.rules.js';
import { type ReleaseFacts } from './release-facts.js';

export interface ToCertify {
  readonly facts: ReleaseFacts;
  readonly grade: ReadGrade;
  readonly holder: CertificateSnapshot['holder'];
  readonly code: Code;
  readonly issuedAt: Date;
  /** The configured one. */
  readonly publicUrl: string;
}

/** Everything that a certificate of this grade prints, as it is now. */
export function newSnapshot(certified: ToCertify): CertificateSnapshot {
  const { facts, grade, holder, code, issuedAt, publicUrl } = certified;
  const { academy, paper, course, cohort, signatories, certificateMonths: months } = facts;
  const issuedOn = dayOf(issuedAt, cohort.timeZone);
  const { percent, passPercent, passRule, competencies } = grade;
  return {
    schema: 1,
    code,
    address: addressOf(publicUrl, code),
    academy,
    paper,
    holder,
    course,
    cohort,
    competencies: competencies.map(({ key, title, level, meaning, points, ofPoints }) => ({
      key,
      title,
      level,
      meaning,
      points,
      ofPoints,
    })),
    scales: competencies.map(({ key, levels, required }) => ({
      key,
      levels: levels.map(({ title, description }) => ({ level: title, meaning: description })),
      ...(required !== null && { required }),
    })),
    result: { percent: readPercent(percent) / 100, passPercent, passRule },
    issuedOn,
    issuedAt: issuedAt.toISOString(),
    validUntil: months === null ? null : endAfterMonths(issuedOn, months, cohort.timeZone).toISOString(),
    signatories,
    evidence: grade.handedIn.sections === 0 ? null : grade.handedIn,
  };
}

/** The same facts under another code, issued on a day of its own. */
export function snapshotInPlaceOf(
  old: CertificateSnapshot,
  { code, issuedAt, publicUrl }: Pick<ToCertify, 'code' | 'issuedAt' | 'publicUrl'>,
): CertificateSnapshot {
  return {
    ...old,
    code,
    address: addressOf(publicUrl, code),
    issuedOn: dayOf(issuedAt, old.cohort.timeZone),
    issuedAt: issuedAt.toISOString(),
  };
}

/** @param han null for a name without Han characters, or which says their form itself */
export const holderOf = (name: string, han: HanForm | null): CertificateSnapshot['holder'] => ({
  name: name.normalize('NFC'),
  ...(han !== null && { han }),
});

/** What a certificate prints, to be held against a grade. */
export const printedResult = ({ result, competencies }: CertificateSnapshot) => ({
  // What a snapshot prints has two decimals at most; a float is only the way there.
  percent: Math.round(result.percent * 100),
  competencies,
});

export const shownResult = ({ passed, percent, competencies }: ReadGrade): ShownResult => ({
  passed,
  percent: readPercent(percent),
  competencies,
});
