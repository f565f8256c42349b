import { addressOf, writtenCode } from '../register/code.rules.js';
import { type CertificateSnapshot } from '../register/snapshot.rules.js';

/** A field of LinkedIn's form, under the label that stands there. */
export interface ProfileField {
  readonly label: string;
  readonly value: string;
}

/**
 * LinkedIn's address for adding a certification to one's profile, with everything filled in that it takes
 * (https://addtoprofile.linkedin.com). LinkedIn promises nothing about it; hence `profileFields`, to copy by hand.
 */
export function addToProfile(snapshot: CertificateSnapshot, publicUrl: string): string {
  const { issued, ends } = months(snapshot);
  const fields = {
    startTask: 'CERTIFICATION_NAME',
    name: snapshot.course.title,
    organizationName: snapshot.academy.name,
    issueYear: String(issued.year),
    issueMonth: String(issued.month),
    ...(ends && { expirationYear: String(ends.year), expirationMonth: String(ends.month) }),
    certUrl: addressOf(publicUrl, snapshot.code),
    certId: writtenCode(snapshot.code),
  };
  return `https://www.linkedin.com/profile/add?${new URLSearchParams(fields).toString()}`;
}

export function profileFields(snapshot: CertificateSnapshot, publicUrl: string): ProfileField[] {
  const { issued, ends } = months(snapshot);
  return [
    { label: 'Name', value: snapshot.course.title },
    { label: 'Issuing organization', value: snapshot.academy.name },
    { label: 'Issue date', value: inWords(issued) },
    ...(ends ? [{ label: 'Expiration date', value: inWords(ends) }] : []),
    { label: 'Credential ID', value: writtenCode(snapshot.code) },
    { label: 'Credential URL', value: addressOf(publicUrl, snapshot.code) },
  ];
}

interface Month {
  year: number;
  month: number;
}

function months({ issuedOn, validUntil }: CertificateSnapshot): { issued: Month; ends: Month | null } {
  return { issued: monthOf(issuedOn), ends: validUntil === null ? null : monthOf(validUntil) };
}

const monthOf = (day: string): Month => ({ year: Number(day.slice(0, 4)), month: Number(day.slice(5, 7)) });

const names = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
const inWords = ({ year, month }: Month) => names.format(new Date(Date.UTC(year, month - 1, 1)));
