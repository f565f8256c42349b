import { dayIn } from '../../courses/times/times.rules.js';
import { verdictWords } from '../verification/verdict-words.rules.js';
import { pathOf } from '../verification/verification.views.js';
import { type RegisteredCertificate } from './certificate-register.service.js';
import { addressOf, groupsOf } from './code.rules.js';
import { dayInWords } from './days.rules.js';
import { otherThan, paperWords } from '../printing/papers.js';
import { type Verdict } from './status.rules.js';

/** A state as `partials/tag` prints it. */
export interface StatusTag {
  kind: 'good' | 'warn' | 'bad' | 'plain';
  icon: string;
  word: string;
}

export interface CertificateLine {
  id: string;
  holder: string;
  course: string;
  cohort: string;
  issued: { iso: string; words: string; short: string };
  tag: StatusTag;
  code: string;
  /** Its first group. */
  codeBegins: string;
  /** Its public page, on this site and as a whole. */
  path: string;
  address: string;
  /** Null while the PDF is being made. */
  pdfPath: string | null;
  /** The same on the other paper. */
  otherPdf: { path: string; label: string } | null;
  /** One sentence, for what is not valid. */
  sentence: string | null;
  reason: string | null;
}

export function certificateLine(certificate: RegisteredCertificate, publicUrl: string): CertificateLine {
  const { id, code, snapshot, verdict, pdfKey, issuedAt } = certificate;
  const words = verdictWords(verdict, snapshot);
  const other = otherThan(snapshot?.paper ?? 'a4');
  const issuedOn = snapshot?.issuedOn ?? dayIn('UTC', issuedAt);
  return {
    id,
    holder: snapshot?.holder.name ?? 'An erased person',
    course: snapshot?.course.title ?? 'Certificate',
    cohort: snapshot?.cohort.name ?? '',
    issued: { iso: issuedOn, words: dayInWords(issuedOn), short: shortDay(issuedOn) },
    tag: certificateStatusTag(verdict, words.word),
    code: groupsOf(code).join(' '),
    codeBegins: code.slice(0, 5),
    path: pathOf(code),
    address: addressOf(publicUrl, code),
    pdfPath: pdfKey === null ? null : `/certificates/${id}/pdf`,
    otherPdf:
      pdfKey === null
        ? null
        : { path: `/certificates/${id}/pdf?paper=${other}`, label: `PDF on ${paperWords[other]}` },
    sentence: verdict.status === 'valid' ? null : words.sentence,
    reason: 'reason' in verdict ? verdict.reason : null,
  };
}

/** @param word that the verdict is called by */
export const certificateStatusTag = ({ status }: Verdict, word: string): StatusTag => ({
  ...tagOf[status],
  word,
});

const tagOf = {
  valid: { kind: 'good', icon: 'badge-check' },
  expired: { kind: 'warn', icon: 'hourglass' },
  superseded: { kind: 'warn', icon: 'replace' },
  suspended: { kind: 'warn', icon: 'circle-pause' },
  revoked: { kind: 'bad', icon: 'octagon-x' },
  'key-compromised': { kind: 'bad', icon: 'key-round' },
  erased: { kind: 'plain', icon: 'eraser' },
  'never-issued': { kind: 'plain', icon: 'circle-question-mark' },
} as const satisfies Record<Verdict['status'], Omit<StatusTag, 'word'>>;

const shortDays = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
/** `14 Nov 2026` for the ISO day 2026-11-14. */
const shortDay = (day: string) => shortDays.format(new Date(`${day}T00:00:00Z`));
