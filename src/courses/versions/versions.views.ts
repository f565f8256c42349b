import { type SafeHtml } from '../../platform/web/safe-html.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { compareVersions, isEmpty, sessionWords, validityWords } from './comparison.rules.js';
import { comparisonShown, type ComparisonShown } from './comparison.views.js';
import { draftPath, rubricPath, versionPath } from './drafts/draft.views.js';
import { renderMarkdown } from './markdown.js';
import { type VersionContent } from './version-content.js';

export interface VersionPage {
  title: string;
  /** "Version 2 · published 16 Nov 2026", "Version 3 · draft" */
  facts: string;
  summary: string;
  about: SafeHtml;
  /** "Certificates: valid for 24 months" */
  certificates: string;
  editHref: string | null;
  rubricHref: string;
  weeks: {
    label: string;
    title: string;
    aim: string;
    lessons: { title: string; href: string; minutes: string }[];
    sessions: string[];
  }[];
  others: { label: string; href: string; compareHref: string }[];
}

interface VersionListed {
  id: string;
  number: number;
  publishedAt: Date | null;
}

/** All versions of a course lead from each to each. */
export function versionPage(
  version: VersionContent,
  all: readonly VersionListed[],
  viewer: Pick<Viewer, 'timeZone'>,
): VersionPage {
  const here = versionPath(version.id);
  return {
    title: version.title,
    facts: version.discardedAt ? `Version ${version.number} · discarded draft` : stateWords(version, viewer),
    summary: version.summary,
    about: renderMarkdown(version.about),
    certificates: `Certificates: ${validityWords(version).toLowerCase()}.`,
    editHref: (version.publishedAt ?? version.discardedAt) ? null : draftPath(version.id),
    rubricHref: rubricPath(version.id),
    weeks: version.weeks.map(({ number, title, aim, lessons, sessions }) => ({
      label: `Week ${number}`,
      title,
      aim,
      lessons: lessons.map((lesson) => ({
        title: lesson.title,
        href: `${here}/lessons/${lesson.id}`,
        minutes: `${lesson.minutes} min`,
      })),
      sessions: sessions.map((session) => sessionWords(number, session).replace(/^Week \d, d/, 'D')),
    })),
    others: all
      .filter(({ id }) => id !== version.id)
      .map((other) => ({
        label: stateWords(other, viewer),
        href: versionPath(other.id),
        compareHref: `${here}/comparisons/${other.id}`,
      })),
  };
}

export interface VersionLessonPage {
  trail: { href: string; label: string }[];
  title: string;
  facts: string;
  body: SafeHtml;
}

export function versionLessonPage(version: VersionContent, lessonId: string): VersionLessonPage | null {
  for (const { number, lessons } of version.weeks) {
    const lesson = lessons.find(({ id }) => id === lessonId);
    if (!lesson) continue;
    return {
      trail: [{ href: versionPath(version.id), label: `${version.title}, version ${version.number}` }],
      title: lesson.title,
      facts: `Week ${number} · ${lesson.minutes} min`,
      body: renderMarkdown(lesson.body, { contents: true }),
    };
  }
  return null;
}

export interface ComparisonPage {
  title: string;
  trail: { href: string; label: string }[];
  none: boolean;
  comparison: ComparisonShown;
}

/** The earlier one first, whichever was asked for. */
export function comparisonPage(one: VersionContent, other: VersionContent): ComparisonPage {
  const [before, after] = one.number < other.number ? [one, other] : [other, one];
  const comparison = compareVersions(before, after);
  const label = ({ number }: VersionContent) => `Version ${number}`;
  return {
    title: `From version ${before.number} to version ${after.number}`,
    trail: [
      { href: versionPath(before.id), label: `${after.title}, ${label(before).toLowerCase()}` },
      { href: versionPath(after.id), label: label(after) },
    ],
    none: isEmpty(comparison),
    comparison: comparisonShown(comparison),
  };
}

/** "Version 2 · published 16 Nov 2026" on the reader's calendar. */
function stateWords({ number, publishedAt }: VersionListed, { timeZone }: Pick<Viewer, 'timeZone'>): string {
  if (!publishedAt) return `Version ${number} · draft`;
  const day = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium' }).format(publishedAt);
  return `Version ${number} · published ${day}`;
}
