import { certificateLine } from '../register/certificate-line.views.js';
import { type HistoryEntry, type RegisteredCertificate } from '../register/certificate-register.service.js';
import { groupsOf } from '../register/code.rules.js';
import { dayInWords, dayOf, daysInWords, lastDayBefore } from '../register/days.rules.js';
import { type CertificateSnapshot } from '../register/snapshot.rules.js';
import { mayFollow } from '../register/status.rules.js';
import { type MailRecord } from './certificate-mail-records.service.js';
import { type Basis, type FamilyMember } from './certificate-records.service.js';

/** One certificate, for administrators: what it prints, what it rests on, what became of it. */
export function recordPage(
  certificate: RegisteredCertificate,
  history: readonly HistoryEntry[],
  family: readonly FamilyMember[],
  basis: Basis,
  publicUrl: string,
) {
  const line = certificateLine(certificate, publicUrl);
  const at = `/certificates/${certificate.id}`;
  const possible = (kind: 'suspended' | 'reinstated' | 'revoked') => mayFollow(certificate.events, kind);
  return {
    title: `Certificate of ${line.holder}`,
    trail: [
      { href: '/', label: 'Home' },
      { href: '/certificates/administration', label: 'Certificates' },
    ],
    certificate: line,
    acts: [
      ...(possible('suspended') ? [{ href: `${at}/suspensions`, label: 'Suspend…' }] : []),
      ...(possible('reinstated') ? [{ href: `${at}/reinstatements`, label: 'Reinstate…' }] : []),
      ...(possible('revoked') ? [{ href: `${at}/revocations`, label: 'Revoke…' }] : []),
    ],
    printed: certificate.snapshot && printedLines(certificate.snapshot),
    assessed: certificate.snapshot && assessedLines(certificate.snapshot),
    family: family.length < 2 ? [] : familyLines(family, certificate.id),
    basis: basisOf(basis, line.holder),
    history: historyLines(history),
  };
}

export function historyLines(history: readonly HistoryEntry[]) {
  return history.map((entry) => ({
    what: historyWords[entry.kind] ?? entry.kind,
    when: instant(entry.at),
    actor: entry.actor ?? (entry.bySystem ? 'Capstone itself' : 'Somebody who was erased'),
    publicReason: entry.publicReason,
    privateReason: entry.privateReason,
  }));
}

/** What its holder was told by mail, and what became of it. */
export function mailLines(mails: readonly MailRecord[]) {
  return mails.map(({ about, fate }) => ({
    about: mailWords[about],
    at: fate && instant(fate.at),
    tag: fateTags[fate?.state ?? 'unknown'],
  }));
}

const mailWords = {
  ready: 'That it is ready, or has replaced another one',
  suspended: 'That it is suspended',
  reinstated: 'That it is reinstated',
  revoked: 'That it was revoked',
  'name-stays': 'That the name stays as it is',
} satisfies Record<MailRecord['about'], string>;

const fateTags = {
  waiting: { kind: 'accent', icon: 'hourglass', word: 'On its way' },
  sent: { kind: 'good', icon: 'circle-check', word: 'Sent' },
  silent: { kind: 'plain', icon: 'minus', word: 'Not sent: something newer had happened' },
  failed: { kind: 'bad', icon: 'circle-alert', word: 'Could not be sent' },
  unknown: { kind: 'plain', icon: 'circle-question-mark', word: 'Not known' },
};

const historyWords: Readonly<Record<string, string>> = {
  issued: 'Issued',
  suspended: 'Suspended',
  reinstated: 'Reinstated',
  revoked: 'Revoked',
  superseded: 'Replaced by a newer one',
  erased: 'Erased with its holder’s data',
};

/** In the order of the PDF. */
function printedLines(snapshot: CertificateSnapshot) {
  const { academy, holder, course, cohort, result, signatories } = snapshot;
  return [
    { term: 'Issued to', value: holder.name },
    { term: 'For the course', value: `${course.title}, version ${course.versionNumber}` },
    { term: 'Held', value: `${daysInWords(cohort.startsOn, cohort.endsOn)}, ${cohort.name}` },
    {
      term: 'Result',
      value: `${figures.format(result.percent)}\u00A0%; passed from ${figures.format(result.passPercent)}\u00A0%`,
    },
    { term: 'Passed when', value: result.passRule },
    { term: 'Issued by', value: academy.name },
    { term: 'Signed by', value: signatories.map(({ name, role }) => `${name}, ${role}`).join(' · ') },
    { term: 'Issued on', value: dayInWords(snapshot.issuedOn) },
    {
      term: 'Valid until',
      value:
        snapshot.validUntil === null
          ? 'No end'
          : dayInWords(lastDayBefore(new Date(snapshot.validUntil), cohort.timeZone)),
    },
  ];
}

const assessedLines = ({ competencies }: CertificateSnapshot) =>
  competencies.map(({ title, level, points, ofPoints }) => ({
    title,
    level,
    points: `${figures.format(points)} of ${figures.format(ofPoints)}`,
  }));

const familyLines = (family: readonly FamilyMember[], id: string) =>
  family.map((member, at) => ({
    href: member.id === id ? null : `/certificates/${member.id}`,
    code: groupsOf(member.code).join(' '),
    holder: member.holder ?? 'An erased person',
    issued: instant(member.issuedAt),
    place: at === 0 ? 'The first' : at === family.length - 1 ? 'The newest' : 'In between',
  }));

function basisOf(basis: Basis, printedName: string) {
  const { account, percent, releaseNumber, releasedBy } = basis;
  return {
    account:
      account.name === null
        ? null
        : { href: `/people/${account.id}`, name: account.name, email: account.email },
    // Worth a word only where the certificate prints another one.
    renamed: account.name !== null && account.name.normalize('NFC') !== printedName,
    percent: `${figures.format(Number(percent))}\u00A0%`,
    graded: instant(basis.gradedAt),
    transcriptHref: `/grading/enrolments/${basis.enrolmentId}/transcript`,
    release: `Release ${releaseNumber}`,
    released: instant(basis.releasedAt),
    releasedBy: releasedBy ?? 'somebody who was erased',
    releasesHref: `/grading/cohorts/${basis.cohortSlug}/releases`,
  };
}

const figures = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });
const instant = (at: Date) => ({
  iso: at.toISOString(),
  words: `${dayInWords(dayOf(at, 'UTC'))}, ${at.toISOString().slice(11, 16)} UTC`,
});
