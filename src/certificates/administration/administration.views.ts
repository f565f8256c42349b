import { certificateLine } from '../register/certificate-line.views.js';
import {
  PAGE_SIZE,
  type RefusedIssue,
  type RegisteredCertificate,
} from '../register/certificate-register.service.js';
import { dayInWords, dayOf } from '../register/days.rules.js';

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

const pageHref = (page: number) => `/certificates/administration?page=${page}`;
const dayInUtc = (instant: Date) => ({
  iso: instant.toISOString(),
  words: dayInWords(dayOf(instant, 'UTC')),
});
