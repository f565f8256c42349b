import { type FormState } from '../../platform/web/forms.js';
import { certificateLine } from '../register/certificate-line.views.js';
import {
  type HistoryEntry,
  PAGE_SIZE,
  type RefusedIssue,
  type RegisteredCertificate,
} from '../register/certificate-register.service.js';
import { dayInWords, dayOf } from '../register/days.rules.js';
import { mayFollow } from '../register/status.rules.js';

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

const historyWords: Readonly<Record<string, string>> = {
  issued: 'Issued',
  suspended: 'Suspended',
  reinstated: 'Reinstated',
  revoked: 'Revoked',
  superseded: 'Replaced by a newer one',
  erased: 'Erased with its holder’s data',
};

const pageHref = (page: number) => `/certificates/administration?page=${page}`;
const dayInUtc = (instant: Date) => ({
  iso: instant.toISOString(),
  words: dayInWords(dayOf(instant, 'UTC')),
});
const instantInWords = (instant: Date) =>
  `${dayInWords(dayOf(instant, 'UTC'))}, ${instant.toISOString().slice(11, 16)} UTC`;
