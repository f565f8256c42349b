import { certificateStatusTag, type StatusTag } from '../register/certificate-line.views.js';
import { type RegisteredCertificate } from '../register/certificate-register.service.js';
import { otherThan, paperWords } from '../printing/papers.js';
import { groupsOf } from '../register/code.rules.js';
import { dayInWords } from '../register/days.rules.js';
import { type CertificateSnapshot } from '../register/snapshot.rules.js';
import { verdictWords } from '../verification/verdict-words.rules.js';
import { nameLanguage, pathOf } from '../verification/verification.views.js';
import { type CopyLink, copyLinks } from './copies.views.js';
import { givesFile } from './shares.rules.js';

export interface SharedPage {
  title: string;
  holder: string;
  /** The language of the holder's name where its letters tell (BCP 47), or null. */
  holderLang: string | null;
  course: string;
  issued: { iso: string; words: string };
  academy: string;
  tag: StatusTag;
  sentence: string;
  code: string;
  /** The public page, where anybody can check it. */
  verifyHref: string;
  successorHref: string | null;
  /** Null where the file is not given away, or not made yet. */
  pdfHref: string | null;
  /** The same on the other paper. */
  otherPdf: { href: string; label: string } | null;
  /** Beside the PDF; empty where there is none. */
  copies: CopyLink[];
  /** Why there is none. */
  withoutFile: string | null;
}

/** What an address that a holder shared leads to: what it is, how it stands, and the file. */
export function sharedPage(
  { code, verdict, pdfKey }: RegisteredCertificate,
  snapshot: CertificateSnapshot,
  token: string,
): SharedPage {
  const words = verdictWords(verdict, snapshot);
  const pdfHref = givesFile(verdict) && pdfKey !== null ? `/shared/${token}/pdf` : null;
  const other = otherThan(snapshot.paper ?? 'a4');
  return {
    title: `Certificate of ${snapshot.holder.name}`,
    holder: snapshot.holder.name,
    holderLang: nameLanguage(snapshot.holder),
    course: snapshot.course.title,
    issued: { iso: snapshot.issuedOn, words: dayInWords(snapshot.issuedOn) },
    academy: snapshot.academy.name,
    tag: certificateStatusTag(verdict, words.word),
    sentence: words.sentence,
    code: groupsOf(code).join(' '),
    verifyHref: pathOf(code),
    successorHref:
      verdict.status === 'superseded' && verdict.successorCode ? pathOf(verdict.successorCode) : null,
    pdfHref,
    otherPdf:
      pdfHref === null ? null : { href: `${pdfHref}?paper=${other}`, label: `PDF on ${paperWords[other]}` },
    copies: pdfHref === null ? [] : copyLinks(`/shared/${token}`),
    withoutFile: !givesFile(verdict)
      ? 'Because it does not stand any more, its file is not given away here.'
      : pdfKey === null
        ? 'The PDF is being made. It will be here in a minute.'
        : null,
  };
}
