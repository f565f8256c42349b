import { differingWords, type Piece } from '../../courses/versions/words.rules.js';
import { type FormState } from '../../platform/web/forms.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { type FamilyMember } from '../administration/certificate-records.service.js';
import { type CertificateLine, certificateLine } from '../register/certificate-line.views.js';
import { type RegisteredCertificate } from '../register/certificate-register.service.js';
import { groupsOf } from '../register/code.rules.js';
import { askingFor, type CorrectionState, scriptsOf, whyNotApproved } from './corrections.rules.js';
import { type Correction, type OpenCorrection } from './name-corrections.service.js';

/** A holder's page: what was asked for and what became of it, and the form where something can be asked. */
export function holdersPage(
  certificate: RegisteredCertificate,
  corrections: readonly Correction[],
  family: readonly FamilyMember[],
  { timeZone }: Viewer,
  form: FormState,
) {
  const { possible, sentence } = askingFor(certificate.verdict);
  const at = `/certificates/${certificate.id}/corrections`;
  const newest = family.at(-1);
  const open = corrections.find(({ state }) => state === 'open');
  return {
    title: 'The name on your certificate',
    trail: [
      { href: '/', label: 'Home' },
      { href: '/certificates', label: 'Your certificates' },
    ],
    certificate: certificateFacts(certificate),
    sentence,
    newerHref:
      certificate.verdict.status === 'superseded' && newest ? `/certificates/${newest.id}/corrections` : null,
    form,
    action: possible && !open ? at : null,
    accountTicked: form.values['account'] === 'yes',
    // What was typed while a form is no longer there.
    typed:
      (!possible || open) && form.errors.length > 0 && (form.values['reason'] ?? '') !== ''
        ? { name: form.values['name'] ?? '', reason: form.values['reason'] ?? '' }
        : null,
    open: open ? { ...told(open, timeZone), withdrawAction: `${at}/withdrawals` } : null,
    earlier: corrections
      .filter(({ state }) => state !== 'open')
      .map((correction) => told(correction, timeZone)),
  };
}

export function openPage(open: readonly OpenCorrection[], { timeZone }: Viewer) {
  return {
    trail: administrationTrail,
    open: open.map((correction) => ({
      href: `/certificates/administration/corrections/${correction.id}`,
      printed: correction.printedName,
      wanted: correction.wantedName,
      cohort: correction.cohort,
      codeBegins: groupsOf(correction.code)[0] ?? '',
      asked: instant(correction.askedAt, timeZone),
    })),
  };
}

export function decisionPage(
  correction: Correction,
  certificate: RegisteredCertificate,
  { timeZone }: Viewer,
  form: FormState,
) {
  const at = `/certificates/administration/corrections/${correction.id}`;
  const printed = certificate.snapshot?.holder.name ?? null;
  const { name, state } = correction;
  const open = state === 'open' && name !== null && printed !== null;
  const whyNot = open ? whyNotApproved(certificate.verdict) : null;
  const pieces = name === null || printed === null ? [] : differingWords(printed, name);
  return {
    title: 'Another name on a certificate',
    trail: [
      ...administrationTrail,
      { href: '/certificates/administration/corrections', label: 'Names to correct' },
    ],
    certificate: certificateFacts(certificate),
    certificateHref: `/certificates/${certificate.id}`,
    names:
      name === null || printed === null
        ? null
        : {
            printed: side(printed, pieces, 'added'),
            wanted: side(name, pieces, 'removed'),
          },
    request: told(correction, timeZone),
    whyNot,
    approveAction: open && whyNot === null ? `${at}/approvals` : null,
    declineAction: open ? `${at}/refusals` : null,
    form,
    typed: open || (form.values['answer'] ?? '') === '' ? null : (form.values['answer'] ?? null),
  };
}

/** A request as a line of a certificate's record. */
export const correctionLines = (corrections: readonly Correction[], timeZone: string) =>
  corrections.map((correction) => ({
    ...told(correction, timeZone),
    href: `/certificates/administration/corrections/${correction.id}`,
  }));

const administrationTrail = [
  { href: '/', label: 'Home' },
  { href: '/certificates/administration', label: 'Certificates' },
];

const certificateFacts = (certificate: RegisteredCertificate): CertificateLine =>
  // The address is not shown here, so it needs no public one.
  certificateLine(certificate, '');

const stateWords = {
  open: { kind: 'accent', icon: 'hourglass', word: 'Waiting' },
  withdrawn: { kind: 'plain', icon: 'undo-2', word: 'Withdrawn' },
  approved: { kind: 'good', icon: 'check', word: 'Approved' },
  declined: { kind: 'bad', icon: 'x', word: 'Declined' },
} satisfies Record<CorrectionState, object>;

function told(correction: Correction, timeZone: string) {
  const { state, name, reason, renamesAccount, askedAt, endedAt, endedBy, answer, successorId } = correction;
  return {
    tag: stateWords[state],
    name: name ?? 'Erased',
    reason: reason ?? '',
    renamesAccount,
    asked: instant(askedAt, timeZone),
    ended: endedAt && instant(endedAt, timeZone),
    endedBy: endedBy ?? 'somebody who was erased',
    answer,
    successorHref: successorId && `/certificates/${successorId}`,
  };
}

/** A name with the words marked in which it differs from the other one, and the scripts of its letters. */
const side = (name: string, pieces: readonly Piece[], others: 'added' | 'removed') => ({
  pieces: pieces
    .filter(({ kind }) => kind !== others)
    .map(({ kind, text }) => ({ marked: kind !== 'same', text })),
  scripts: scriptsOf(name).join(' and '),
  length: `${Array.from(name).length} characters`,
});

function instant(at: Date, timeZone: string) {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium', timeStyle: 'short' });
  return { iso: at.toISOString(), words: `${format.format(at)}${timeZone === 'UTC' ? ' UTC' : ''}` };
}
