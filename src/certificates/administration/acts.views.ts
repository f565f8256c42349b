import { type FormState } from '../../platform/web/forms.js';
import { certificateLine } from '../register/certificate-line.views.js';
import { type HistoryEntry, type RegisteredCertificate } from '../register/certificate-register.service.js';
import { groupsOf } from '../register/code.rules.js';
import { type CertificateEventKind, mayFollow } from '../register/status.rules.js';
import { type Act } from './acts.service.js';
import { type FamilyMember } from './certificate-records.service.js';
import { historyLines } from './record.views.js';

/** One act on one certificate: what it means, and the form; or why it can't be done, and what was typed meanwhile. */
export function actPage(
  act: Act,
  certificate: RegisteredCertificate,
  history: readonly HistoryEntry[],
  family: readonly FamilyMember[],
  form: FormState,
  publicUrl: string,
) {
  const line = certificateLine(certificate, publicUrl);
  const { title, button, danger, path, hint } = words[act];
  const possible = mayFollow(certificate.events, act);
  const { publicReason = '', privateReason = '' } = form.values;
  return {
    title,
    trail: [
      { href: '/', label: 'Home' },
      { href: '/certificates/administration', label: 'Certificates' },
      { href: `/certificates/${certificate.id}`, label: line.holder },
    ],
    certificate: line,
    meaning: possible ? meaningOf(act, certificate, family) : [],
    whyNot: possible ? null : whyNot(act, certificate.events.at(-1)?.kind),
    action: `/certificates/${certificate.id}/${path}`,
    button,
    danger,
    hint,
    // What is on this page now: whoever sends the form again after a conflict has read it.
    seen: String(history.length),
    form,
    typed: possible || publicReason + privateReason === '' ? null : { publicReason, privateReason },
    history: historyLines(history),
  };
}

const words = {
  suspended: {
    title: 'Suspend the certificate',
    button: 'Suspend this certificate',
    danger: true,
    path: 'suspensions',
    hint: 'Anyone who opens the page reads it, and so does its holder. At most 300 characters.',
  },
  reinstated: {
    title: 'Reinstate the certificate',
    button: 'Reinstate this certificate',
    danger: false,
    path: 'reinstatements',
    hint: 'Its holder reads it in the mail. At most 300 characters.',
  },
  revoked: {
    title: 'Revoke the certificate',
    button: 'Revoke this certificate',
    danger: true,
    path: 'revocations',
    hint: 'Anyone who opens the page reads it, and so does its holder. At most 300 characters.',
  },
} satisfies Record<Act, object>;

function meaningOf(act: Act, certificate: RegisteredCertificate, family: readonly FamilyMember[]): string[] {
  const at = family.findIndex(({ id }) => id === certificate.id);
  const older = at < 0 ? [] : family.slice(0, at);
  const newer = at < 0 ? [] : family.slice(at + 1);
  const codes = (members: readonly FamilyMember[]) =>
    members.map(({ code }) => groupsOf(code)[0] ?? '').join(', ');
  const leadsHere =
    older.length > 0
      ? [
          `It replaced ${codes(older)}…, whose page leads here: whoever opens that one reads what this one says.`,
        ]
      : [];
  switch (act) {
    case 'suspended':
      return [
        'Its page will say that it can’t be relied on for now, since when, and why, until you reinstate or revoke it. Its holder gets a mail with the public reason.',
        ...leadsHere,
      ];
    case 'reinstated':
      return [
        certificate.validUntil
          ? 'Its page will say no more of the suspension; it will be valid until the day that it prints. Its holder gets a mail.'
          : 'Its page will say that it is valid, and no more of the suspension. Its holder gets a mail.',
        ...leadsHere,
      ];
    case 'revoked':
      return [
        'A revocation can’t be taken back. The certificate’s page stays at its address and says that it was revoked, when, and why; its holder gets a mail with the public reason.',
        ...(newer.length > 0
          ? [
              `It has been replaced by ${codes(newer)}…, which stays as it is. This one’s page leads there now, and will say that this one was revoked instead. If your reason holds for the newer one, revoke that one, too.`,
            ]
          : []),
        ...leadsHere,
      ];
  }
}

function whyNot(act: Act, last: CertificateEventKind | undefined): string {
  switch (last) {
    case 'revoked':
      return 'It was revoked, and a revocation can’t be taken back. What was revoked by mistake is issued anew, under a new code.';
    case 'erased':
    case undefined:
      return 'Its holder’s data was erased, and the certificate ended with it.';
    case 'superseded':
      return 'A newer certificate stands in its place. This one can only be revoked.';
    case 'suspended':
      return 'It is suspended already. You can reinstate or revoke it.';
    case 'issued':
    case 'reinstated':
      return act === 'reinstated' ? 'It is not suspended, so there is nothing to reinstate.' : '';
  }
}
