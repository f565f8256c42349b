import { dayIn } from '../courses/times/times.rules.js';
import { type FormState } from '../platform/web/forms.js';
import {
  type HistoryEntry,
  PAGE_SIZE,
  type RefusedIssue,
  type RegisteredCertificate,
} from './certificate-register.service.js';
import { addressOf, groupsOf } from './code.rules.js';
import { dayInWords, dayOf } from './days.rules.js';
import { mayFollow, type Verdict } from './status.rules.js';
import { verdictWords } from './verdict-words.rules.js';
import { pathOf } from './verification.views.js';

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
  /** One sentence, for what is not valid. */
  sentence: string | null;
  reason: string | null;
}

export const myCertificatesPage = (certificates: readonly RegisteredCertificate[], publicUrl: string) => ({
  certificates: certificates.map((certificate) => certificateLine(certificate, publicUrl)),
});

export function administrationPage(
  certificates: readonly RegisteredCertificate[],
  refused: readonly RefusedIssue[],
  page: number,
  publicUrl: string,
) {
  return {
    certificates: certificates
      .slice(0, PAGE_SIZE)
      .map((certificate) => certificateLine(certificate, publicUrl)),
    refused: refused.map(({ at, holder, cohort, reason }) => ({
      holder: holder ?? 'Erased',
      cohort,
      at: dayInUtc(at),
      why:
        reason === 'name-not-printable'
          ? 'The name has characters that no font of the certificate can print.'
          : 'A text of the course has characters that no font of the certificate can print.',
    })),
    newerHref: page > 1 ? pageHref(page - 1) : null,
    olderHref: certificates.length > PAGE_SIZE ? pageHref(page + 1) : null,
  };
}

export function certificateAdministrationPage(
  certificate: RegisteredCertificate,
  history: readonly HistoryEntry[],
  form: FormState,
  publicUrl: string,
) {
  const line = certificateLine(certificate, publicUrl);
  return {
    title: `Certificate of ${line.holder}`,
    trail: [
      { href: '/', label: 'Home' },
      { href: '/certificates/administration', label: 'Certificates' },
    ],
    certificate: line,
    history: history.map((entry) => ({
      what: historyWords[entry.kind] ?? entry.kind,
      when: { iso: entry.at.toISOString(), words: instantInWords(entry.at) },
      actor: entry.actor ?? 'Capstone itself',
      publicReason: entry.publicReason,
      privateReason: entry.privateReason,
    })),
    revocable: mayFollow(certificate.events, 'revoked'),
    action: `/certificates/${certificate.id}/revocations`,
    form,
  };
}

function certificateLine(certificate: RegisteredCertificate, publicUrl: string): CertificateLine {
  const { id, code, snapshot, verdict, pdfKey, issuedAt } = certificate;
  const words = verdictWords(verdict, snapshot);
  const issuedOn = snapshot?.issuedOn ?? dayIn('UTC', issuedAt);
  return {
    id,
    holder: snapshot?.holder.name ?? 'An erased person',
    course: snapshot?.course.title ?? 'Certificate',
    cohort: snapshot?.cohort.name ?? '',
    issued: { iso: issuedOn, words: dayInWords(issuedOn), short: shortDay(issuedOn) },
    tag: { ...tagOf[verdict.status], word: words.word },
    code: groupsOf(code).join(' '),
    codeBegins: code.slice(0, 5),
    path: pathOf(code),
    address: addressOf(publicUrl, code),
    pdfPath: pdfKey === null ? null : `/certificates/${id}/pdf`,
    sentence: verdict.status === 'valid' ? null : words.sentence,
    reason: 'reason' in verdict ? verdict.reason : null,
  };
}

const tagOf = {
  valid: { kind: 'good', icon: 'badge-check' },
  expired: { kind: 'warn', icon: 'hourglass' },
  superseded: { kind: 'warn', icon: 'replace' },
  suspended: { kind: 'warn', icon: 'circle-pause' },
  revoked: { kind: 'bad', icon: 'octagon-x' },
  erased: { kind: 'plain', icon: 'eraser' },
  'never-issued': { kind: 'plain', icon: 'circle-question-mark' },
} as const satisfies Record<Verdict['status'], Omit<StatusTag, 'word'>>;

const historyWords: Readonly<Record<string, string>> = {
  issued: 'Issued',
  suspended: 'Suspended',
  reinstated: 'Reinstated',
  revoked: 'Revoked',
  superseded: 'Replaced by a newer one',
  erased: 'Erased with its holder’s data',
};

const shortDays = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
/** `14 Nov 2026` for the ISO day 2026-11-14. */
const shortDay = (day: string) => shortDays.format(new Date(`${day}T00:00:00Z`));
const pageHref = (page: number) => `/certificates/administration?page=${page}`;
const dayInUtc = (instant: Date) => ({
  iso: instant.toISOString(),
  words: dayInWords(dayOf(instant, 'UTC')),
});
const instantInWords = (instant: Date) =>
  `${dayInWords(dayOf(instant, 'UTC'))}, ${instant.toISOString().slice(11, 16)} UTC`;
