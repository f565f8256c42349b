import { type ReadableSection } from '../../assignments/submissions/readable-sections.js';
import { canonicalJson, sha256 } from '../../platform/digests/digests.js';
import { type SafeHtml } from '../../platform/web/safe-html.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { type MarkedAssessment } from '../marking/grading-access.service.js';
import { tidyRemark } from '../marking/score-drafts.service.js';
import { nameOr } from '../names.rules.js';
import { type Rubric } from '../rubrics/rubrics.service.js';
import { shortTime } from '../times.views.js';
import { type TypedOverall } from './remark.forms.js';
import { type NumberedRemark, quoteOf, remarkedSections } from './remarked-sections.views.js';
import { type OverallConflict, type RemarksInTheMaking, type StoredRemark } from './remarks-in-the-making.js';

export interface DeskRemarkFacts {
  assessment: MarkedAssessment;
  rubric: Rubric;
  /** Null once erased. */
  sections: readonly ReadableSection[] | null;
  remarks: RemarksInTheMaking;
}

/** What was typed on the whole and could not be stored as it is. */
export interface UnsavedOverall {
  typed: TypedOverall | null;
  conflict: OverallConflict | null;
}

/** The desk's part of the remarks: of the page, and of each section by its key. */
export function deskRemarks(
  { assessment, rubric, sections, remarks }: DeskRemarkFacts,
  viewer: Viewer,
  unsaved: UnsavedOverall | null,
) {
  const placed = remarkedSections(sections ?? [], remarks.anchored);
  const titles = new Map(rubric.criteria.map(({ criterionId, title }) => [criterionId, title]));
  const { submission } = assessment;
  const bank = `/grading/cohorts/${submission.cohort.slug}/bank`;
  return {
    page: {
      url: `/grading/assessments/${assessment.id}`,
      bankHref: bank,
      historyHref: `/grading/assessments/${assessment.id}/history#overall-remark`,
      stored: JSON.stringify(placed.flatMap(({ remarks: own }) => own.map(forBrowser))),
      seen: remarks.anchored.map(({ id, version }) => `${id}:${version}`).join(' '),
      meanings: JSON.stringify({ student: submission.authorName }),
      open: sections !== null && !submission.withdrawn,
      closed: submission.withdrawn,
      criteria: rubric.criteria.map(({ id, criterionId, title }, at) => ({
        id: criterionId,
        rubricCriterionId: id,
        title: `${at + 1} ${title}`,
      })),
      overall: overallOf(remarks.overall, viewer, unsaved),
    },
    sections: new Map(
      placed.map(({ key, html, remarks: own }) => [
        key,
        { html, remarks: { list: own.map((one) => listed(one, titles)) } },
      ]),
    ) as ReadonlyMap<string, { html: SafeHtml; remarks: { list: ReturnType<typeof listed>[] } }>,
  };
}

/** A remark as the script of the page begins with it, where its words stand now. */
function forBrowser({ remark, place }: NumberedRemark<StoredRemark>) {
  const { id, sectionKey, quote, criterionId, body, version, updatedAt, updatedByName } = remark;
  return {
    id,
    sectionKey,
    quote,
    criterionId,
    body,
    version,
    updatedAt,
    updatedByName,
    ...(place ?? { start: -1, end: -1 }),
  };
}

function listed(
  { number, remark, place }: NumberedRemark<StoredRemark>,
  titles: ReadonlyMap<string, string>,
) {
  return {
    number,
    quote: quoteOf(remark),
    found: place !== null,
    body: remark.body,
    criterion: (remark.criterionId === null ? null : titles.get(remark.criterionId)) ?? null,
    by: nameOr(remark.updatedByName),
  };
}

/** Stands for the remark on the whole as the page got it. */
export function overallDigest(body: string): string {
  return sha256(canonicalJson({ overall: tidyRemark(body) })).slice(0, 24);
}

function overallOf(stored: RemarksInTheMaking['overall'], viewer: Viewer, unsaved: UnsavedOverall | null) {
  const theirs = unsaved?.conflict?.theirs ?? null;
  const given = unsaved?.typed ?? null;
  const typed = given?.touched && tidyRemark(given.body) !== stored?.body ? given : null;
  return {
    body: typed?.body ?? stored?.body ?? '',
    // As with marks: what was typed keeps the version that it was made from, until both are on the page.
    version: theirs?.version ?? typed?.version ?? stored?.version ?? 0,
    seen: overallDigest(stored?.body ?? ''),
    error: unsaved?.typed?.error?.message ?? null,
    by:
      stored && stored.updatedById !== viewer.id
        ? `Last changed by ${nameOr(stored.updatedByName)}, ${shortTime(stored.updatedAt, viewer.timeZone).words}`
        : null,
    clash: theirs && {
      who: nameOr(theirs.updatedByName),
      at: shortTime(theirs.updatedAt, viewer.timeZone),
      theirs: theirs.body === '' ? 'No remark' : theirs.body,
      data: JSON.stringify(theirs),
    },
  };
}
