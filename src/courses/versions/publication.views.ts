import { type FieldError } from '../../platform/errors/domain-errors.js';
import { compareVersions, isEmpty } from './comparison.rules.js';
import { comparisonShown, type ComparisonShown } from './comparison.views.js';
import { draftPath, editPage, type EditPage, rubricPath } from './drafts/draft.views.js';
import { type VersionContent } from './version-content.js';

export interface PublicationPage extends EditPage {
  /** One sentence each, with the place where it is put right; null for what no page of ours edits. */
  missing: { sentence: string; href: string | null }[];
  /** Against the version that was published last; null when this is the first. */
  changes: { heading: string; none: boolean; comparison: ComparisonShown } | null;
}

export function publicationPage(
  draft: VersionContent,
  before: VersionContent | null,
  missing: readonly FieldError[],
  action: string,
): PublicationPage {
  const comparison = before && compareVersions(before, draft);
  const form = { values: {}, errors: [], errorFor: {} };
  return {
    ...editPage(draft, 'publication', 'Publish', { form }),
    action,
    missing: missing.map(({ field, message }) => ({ sentence: message, href: placeOf(draft, field) })),
    changes:
      before && comparison
        ? {
            heading: `What changes against version ${before.number}`,
            none: isEmpty(comparison),
            comparison: comparisonShown(comparison),
          }
        : null,
  };
}

/** Where something that is missing is added. */
function placeOf(draft: VersionContent, field: string): string | null {
  const base = draftPath(draft.id);
  if (field === 'title' || field === 'summary') return `${base}/facts`;
  if (field === 'rubric') return rubricPath(draft.id);
  const week = draft.weeks.find(({ number }) => field === `week-${number}`);
  return week ? `${base}#week-${week.number}` : null;
}
