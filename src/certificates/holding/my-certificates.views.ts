import { type CertificateLine, certificateLine } from '../register/certificate-line.views.js';
import { type RegisteredCertificate } from '../register/certificate-register.service.js';
import { pathOf } from '../verification/verification.views.js';
import { type CopyLink, copyLinks } from './copies.views.js';
import { addToProfile, profileFields } from './linkedin.rules.js';

export interface HeldLine extends CertificateLine {
  /** The public page of the certificate that stands in its place. */
  successorHref: string | null;
  sharingHref: string;
  /** Beside the PDF; empty while that is being made. */
  copies: CopyLink[];
  /** Where another name is asked for; null for what does not stand any more. */
  correctionHref: string | null;
  /** Null for what does not stand any more: nobody would add that to a profile. */
  linkedIn: { href: string; fields: { id: string; label: string; value: string }[] } | null;
}

/** Everything that somebody holds, the newest first. */
export const myCertificatesPage = (certificates: readonly RegisteredCertificate[], publicUrl: string) => ({
  certificates: certificates.map((certificate) => heldLine(certificate, publicUrl)),
});

function heldLine(certificate: RegisteredCertificate, publicUrl: string): HeldLine {
  const { id, verdict, snapshot } = certificate;
  const stands = verdict.status === 'valid' || verdict.status === 'expired';
  return {
    ...certificateLine(certificate, publicUrl),
    successorHref:
      verdict.status === 'superseded' && verdict.successorCode ? pathOf(verdict.successorCode) : null,
    sharingHref: `/certificates/${id}/sharing`,
    copies: certificate.pdfKey === null ? [] : copyLinks(`/certificates/${id}`),
    correctionHref: stands ? `/certificates/${id}/corrections` : null,
    linkedIn:
      snapshot && stands
        ? {
            href: addToProfile(snapshot, publicUrl),
            fields: profileFields(snapshot, publicUrl).map((field, at) => ({ ...field, id: `${id}-${at}` })),
          }
        : null,
  };
}
