import { type SafeHtml } from '../../platform/web/safe-html.js';
import { dayInWords, dayOf } from '../register/days.rules.js';
import { type CertificateSnapshot } from '../register/snapshot.rules.js';
import { type HideableField } from '../register/visibility.rules.js';
import { pathOf } from '../verification/verification.views.js';
import { sectionDigest } from '../../assignments/submissions/submission.rules.js';
import { proves } from './evidence.rules.js';
import { type SectionOfEvidence } from './evidence.service.js';

/** A section beside what was said about it, as the partial `certificates/evidence-section` prints it. */
export interface EvidenceSection {
  html: SafeHtml;
  isEmpty: boolean;
  criteria: { title: string; description: string; level: { title: string; description: string } | null }[];
  /** "Graded on 20 November 2026 by Harbour Academy." */
  attestation: string;
  proof: {
    /** False would mean that what is stored is not what was handed in. */
    matches: boolean;
    digest: string;
    salt: string;
    root: string;
    /** Every section's digest, in the handbook's order. */
    path: { key: string; digest: string; own: boolean }[];
  };
}

export interface EvidencePage {
  title: string;
  /** "From the handbook of Zoë Nguyễn, graded for “Strategist”." */
  source: string;
  section: EvidenceSection;
  verifyHref: string;
  jsonHref: string;
}

/** What everybody reads under `/verify/CODE/evidence/KEY`. */
export function evidencePage(
  snapshot: CertificateSnapshot,
  hidden: readonly HideableField[],
  section: SectionOfEvidence,
): EvidencePage {
  const { readable } = section;
  const of = hidden.includes('holder') ? '' : ` of ${snapshot.holder.name}`;
  const path = pathOf(snapshot.code);
  return {
    title: readable.title,
    source: `A section of the handbook${of} that was graded for “${snapshot.course.title}”.`,
    section: evidenceSection(snapshot, hidden, section),
    verifyHref: path,
    jsonHref: `${path}/evidence/${readable.key}.json`,
  };
}

export interface EvidencePreviewPage {
  title: string;
  trail: { href: string; label: string }[];
  section: EvidenceSection;
  shown: boolean;
  publicHref: string;
  /** Null where there is nothing to be shown or to be withdrawn. */
  action: string | null;
}

/** The same for its holder, before and while it is shown. */
export function evidencePreviewPage(
  { id, snapshot, hidden }: { id: string; snapshot: CertificateSnapshot; hidden: readonly HideableField[] },
  section: SectionOfEvidence,
  { shown, mayShow }: { shown: boolean; mayShow: boolean },
): EvidencePreviewPage {
  const { readable } = section;
  const path = `/certificates/${id}/evidence/${readable.key}`;
  return {
    title: readable.title,
    trail: [
      { href: '/certificates', label: 'Your certificates' },
      { href: `/certificates/${id}/sharing`, label: `What others see of “${snapshot.course.title}”` },
    ],
    section: evidenceSection(snapshot, hidden, section),
    shown,
    publicHref: `${pathOf(snapshot.code)}/evidence/${readable.key}`,
    action: shown ? `${path}/withdrawals` : mayShow && !readable.isEmpty ? `${path}/showings` : null,
  };
}

function evidenceSection(
  { academy, cohort }: CertificateSnapshot,
  hidden: readonly HideableField[],
  { readable, proof, criteria, gradedAt }: SectionOfEvidence,
): EvidenceSection {
  const { section, salt, sections, root } = proof;
  // Levels in criteria tell those in competencies, so they are hidden together.
  const levels = !hidden.includes('competencies');
  return {
    html: readable.html,
    isEmpty: readable.isEmpty,
    criteria: criteria.map(({ title, description, level }) => ({
      title,
      description,
      level: levels ? level : null,
    })),
    attestation: `Graded on ${dayInWords(dayOf(gradedAt, cohort.timeZone))} by ${academy.name}.`,
    proof: {
      matches: proves(proof),
      digest: sectionDigest(salt, section),
      salt,
      root,
      path: sections.map(({ key, digest }) => ({ key, digest, own: key === section.key })),
    },
  };
}
