import { type ChartFigure, chartFigure } from '../../platform/charts/chart.views.js';
import { dayIn } from '../../courses/times/times.rules.js';
import { type FormState } from '../../platform/web/forms.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { type CertificateLine, certificateLine } from '../register/certificate-line.views.js';
import { dayInWords, daysInWords } from '../register/days.rules.js';
import { type HideableField, hideableFields } from '../register/visibility.rules.js';
import { type SectionToShow } from '../evidence/evidence.service.js';
import { type HeldCertificate } from './held-certificates.service.js';
import { type LookCounts, looksChart } from './looks.rules.js';
import {
  LABEL_LENGTH,
  givesFile,
  type ShareEnd,
  shareEnds,
  type ShareState,
  shareState,
} from './shares.rules.js';
import { type CertificateShare } from './sharing.entity.js';

interface Choice {
  id: string;
  name: string;
  value: string;
  label: string;
  hint: string;
  checked: boolean;
}

interface Day {
  iso: string;
  words: string;
}

export interface ShareLine {
  label: string;
  made: Day;
  /** "on 23 December 2026", "no end". */
  ends: string;
  used: Day | null;
  state: { kind: 'good' | 'plain'; icon: string; word: string };
  withdrawAction: string | null;
  /** What the button says to those who hear it. */
  withdrawLabel: string;
}

/** A section of the graded handbook, and whether it is shown. */
export interface SectionLine {
  title: string;
  href: string;
  tag: { kind: 'good' | 'plain'; icon: string; word: string };
}

export interface SharingPage {
  title: string;
  trail: { href: string; label: string }[];
  certificate: CertificateLine;
  form: FormState;
  visibility: { action: string; version: string; fields: Choice[]; stored: string };
  shares: {
    action: string;
    /** Why no link can be made; null where one can. */
    closed: string | null;
    ends: Choice[];
    labelLength: string;
    lines: ShareLine[];
    /** The address of the link that was just made, shown once. */
    made: { address: string; ends: string } | null;
  };
  evidence: SectionLine[];
  looks: { total: string; chart: ChartFigure | null };
}

export interface SharingFacts {
  readonly certificate: HeldCertificate;
  readonly hidden: readonly HideableField[];
  readonly version: number;
  readonly shares: readonly CertificateShare[];
  readonly sections: readonly SectionToShow[];
  readonly looks: LookCounts;
}

/** What a form of the page was sent with, where it is shown again. */
export interface SharingForms {
  /** Errors of whichever form it was, and what was typed into the form for a link. */
  readonly form: FormState;
  /** What was ticked, where that was not saved. */
  readonly ticked: readonly HideableField[] | null;
  readonly made: { readonly address: string; readonly endsAt: Date | null } | null;
}

/** Where a holder decides what others see of a certificate. */
export function sharingPage(
  { certificate, hidden, version, shares, sections, looks }: SharingFacts,
  { form, ticked, made }: SharingForms,
  viewer: Viewer,
  now: Date,
  publicUrl: string,
): SharingPage {
  const { id, snapshot } = certificate;
  const path = `/certificates/${id}`;
  const day = (instant: Date): Day => ({
    iso: instant.toISOString(),
    words: dayInWords(dayIn(viewer.timeZone, instant)),
  });
  return {
    title: `What others see of “${snapshot.course.title}”`,
    trail: [{ href: '/certificates', label: 'Your certificates' }],
    certificate: certificateLine(certificate, publicUrl),
    form,
    visibility: {
      action: `${path}/visibility`,
      version: String(version),
      stored: storedWords(hidden),
      fields: hideableFields.map((field) => ({
        id: `show-${field}`,
        name: 'show',
        value: field,
        ...fieldWords(certificate)[field],
        checked: ticked ? ticked.includes(field) : !hidden.includes(field),
      })),
    },
    shares: {
      action: `${path}/shares`,
      closed: givesFile(certificate.verdict)
        ? null
        : 'This certificate does not stand any more, so no new link can be made, and those that there are give no file. You can still download it yourself.',
      ends: shareEnds.map((end) => ({
        id: `ends-${end}`,
        name: 'ends',
        value: end,
        label: endWords[end],
        hint: '',
        checked: form.values['ends'] === end,
      })),
      labelLength: String(LABEL_LENGTH),
      lines: shares.map((share) => shareLine(share, path, now, day)),
      made: made && {
        address: made.address,
        ends: made.endsAt ? `It ends on ${day(made.endsAt).words}.` : 'It has no end.',
      },
    },
    evidence: sections.map(({ key, title, shown }) => ({
      title,
      href: `${path}/evidence/${key}`,
      tag: shown
        ? { kind: 'good', icon: 'eye', word: 'Shown' }
        : { kind: 'plain', icon: 'eye-off', word: 'Not shown' },
    })),
    looks: {
      total: lookedWords(looks.total),
      chart: looks.total === 0 ? null : chartFigure(looksChart(looks, 'all'), `${path}/looks`),
    },
  };
}

/** What each choice shows, with the words that stand in this certificate. */
function fieldWords({ snapshot }: HeldCertificate): Record<HideableField, { label: string; hint: string }> {
  const { holder, result, cohort } = snapshot;
  return {
    holder: {
      label: 'Your name',
      hint: `${holder.name}. Without it nobody can tell that the certificate is yours, unless they have the file.`,
    },
    result: {
      label: 'Your result',
      hint: `${result.percent} %, and the points in each competency, as they add up to it. That you have passed always shows.`,
    },
    competencies: { label: 'The competencies and your level in each', hint: '' },
    cohort: {
      label: 'The cohort and its dates',
      hint: `${cohort.name}, ${daysInWords(cohort.startsOn, cohort.endsOn)}.`,
    },
  };
}

const shortWords: Record<HideableField, string> = {
  holder: 'your name',
  result: 'your result',
  competencies: 'the competencies',
  cohort: 'the cohort',
};

function storedWords(hidden: readonly HideableField[]): string {
  if (hidden.length === 0) return 'At present everything is shown.';
  return `At present this is hidden: ${hidden.map((field) => shortWords[field]).join(', ')}.`;
}

function lookedWords(total: number): string {
  if (total === 0) return 'Nobody has looked at it yet.';
  return total === 1 ? 'It has been looked at once.' : `It has been looked at ${total} times in all.`;
}

const endWords: Record<ShareEnd, string> = {
  '7': 'After 7 days',
  '30': 'After 30 days',
  '90': 'After 90 days',
  never: 'When you withdraw it',
};

const states: Record<ShareState, ShareLine['state']> = {
  open: { kind: 'good', icon: 'link', word: 'Open' },
  ended: { kind: 'plain', icon: 'hourglass', word: 'Ended' },
  withdrawn: { kind: 'plain', icon: 'unlink', word: 'Withdrawn' },
};

function shareLine(share: CertificateShare, path: string, now: Date, day: (instant: Date) => Day): ShareLine {
  const { id, label, createdAt, endsAt, lastUsedAt } = share;
  const state = shareState(share, now);
  const made = day(createdAt);
  return {
    label: label === '' ? `Link of ${made.words}` : label,
    made,
    ends: endsAt === null ? 'No end' : day(endsAt).words,
    used: lastUsedAt && day(lastUsedAt),
    state: states[state],
    withdrawAction: state === 'open' ? `${path}/shares/${id}/withdrawal` : null,
    withdrawLabel: `Withdraw ${label === '' ? `the link of ${made.words}` : label}`,
  };
}
