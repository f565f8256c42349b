import { dayIn, readableClock, readableDay, type ReadableTime } from '../../courses/times/times.rules.js';
import { type SafeHtml, sanitise } from '../../platform/web/safe-html.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { type OpenHandbook } from '../handbooks/handbooks.service.js';
import { blocksToHtml } from '../sections/blocks.rules.js';
import { type SectionKind } from '../sections/section-kind.rules.js';
import { type HandbookPlace, isSectionKindName, sectionKinds } from '../sections/section-kinds.rules.js';
import { summaryWords } from '../submissions/submission.views.js';
import { type RevisionKind } from './revision.rules.js';
import { type KeptRevision } from './revision-store.js';
import { type HandbookState } from './revisions.service.js';

interface Tag {
  kind: 'plain' | 'accent' | 'good' | 'warn';
  icon: string;
  word: string;
}

interface Undo {
  action: string;
  section: string;
}

/** Where one is: on top of each page about a handbook's versions. */
export interface HandbookHead {
  templateTitle: string;
  cohortName: string;
  handbookHref: string;
  listHref: string;
}

export interface RevisionsPage extends HandbookHead {
  /** Where it is kept by name; null for a read-only handbook. */
  action: string | null;
  compareHref: string;
  days: { day: ReadableTime; revisions: ListedRevision[] }[];
}

interface ListedRevision {
  href: string;
  time: ReadableTime;
  title: string;
  tag: Tag;
  words: string;
  /** "Goal, Budget"; null where nothing can be said. */
  changed: string | null;
  /** What changed against the one before; null for the first. */
  changesHref: string | null;
  nowHref: string;
  undo: Undo | null;
}

const tags: Readonly<Record<RevisionKind, Tag>> = {
  stretch: { kind: 'plain', icon: 'pencil', word: 'Kept by itself' },
  day: { kind: 'plain', icon: 'pencil', word: 'Kept by itself' },
  'hand-in': { kind: 'good', icon: 'send', word: 'Handed in' },
  named: { kind: 'accent', icon: 'bookmark', word: 'Kept by you' },
  'before-restore': { kind: 'plain', icon: 'history', word: 'Kept by itself' },
  restore: { kind: 'warn', icon: 'rotate-ccw', word: 'Restored' },
};

/** What a revision is called where it stands among others. */
export function titleOf(
  { kind, name, sectionKey }: KeptRevision,
  places: readonly { key: string; title: string }[],
): string {
  switch (kind) {
    case 'stretch':
      return 'After a stretch of work';
    case 'day':
      return 'The last one of the day';
    case 'hand-in':
      return 'As it was handed in';
    case 'named':
      return name ?? '';
    case 'before-restore':
      return 'Before something was restored';
    case 'restore': {
      const section = places.find(({ key }) => key === sectionKey)?.title;
      return section === undefined ? 'All sections were restored' : `“${section}” was restored`;
    }
  }
}

export const revisionHref = (handbook: Pick<OpenHandbook, 'id'>, id: string) =>
  `/handbooks/${handbook.id}/revisions/${id}`;

const comparisonHref = (handbook: Pick<OpenHandbook, 'id'>, from: string, to: string) =>
  `/handbooks/${handbook.id}/comparison?from=${from}&to=${to}`;

export function headOf(handbook: OpenHandbook): HandbookHead {
  return {
    templateTitle: handbook.templateTitle,
    cohortName: handbook.cohort.name,
    handbookHref: `/handbooks/${handbook.id}`,
    listHref: `/handbooks/${handbook.id}/revisions`,
  };
}

/** "Mon 23 Nov, 10:00 your time"; the cohort's clock says nothing about one's own work. */
export function timeOf(instant: Date, { timeZone }: Viewer, now: Date): ReadableTime {
  return readableClock(instant, { readerZone: timeZone, cohortZone: timeZone, cohortPlace: '', now });
}

/** The list, newest first, by the reader's days. */
export function revisionsPage(
  handbook: OpenHandbook,
  places: readonly HandbookPlace[],
  all: readonly KeptRevision[],
  viewer: Viewer,
  now: Date,
): RevisionsPage {
  const { timeZone } = viewer;
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone });
  const listed = all.map((revision, at) => {
    const before = all[at + 1];
    return {
      day: dayIn(timeZone, revision.at),
      href: revisionHref(handbook, revision.id),
      time: { iso: revision.at.toISOString(), words: clock.format(revision.at) },
      title: titleOf(revision, places),
      tag: tags[revision.kind],
      words: `${revision.words.toLocaleString('en-GB')} ${revision.words === 1 ? 'word' : 'words'}`,
      changed: before ? changedWords(before, revision, places) : null,
      changesHref: before ? comparisonHref(handbook, before.id, revision.id) : null,
      nowHref: comparisonHref(handbook, revision.id, 'now'),
      undo: undoOf(handbook, revision, now),
    };
  });
  const days = Map.groupBy(listed, ({ day }) => day);
  return {
    ...headOf(handbook),
    action: isWritable(handbook, now) ? `/handbooks/${handbook.id}/revisions` : null,
    compareHref: `/handbooks/${handbook.id}/comparison`,
    days: [...days].map(([day, revisions]) => ({
      day: readableDay(day, { zone: timeZone, now }),
      revisions,
    })),
  };
}

function changedWords(before: KeptRevision, after: KeptRevision, places: readonly HandbookPlace[]): string {
  const titles = places
    .filter((_, at) => before.contentIds[at] !== after.contentIds[at])
    .map(({ title }) => title);
  return titles.length === 0 ? 'nothing' : titles.join(', ');
}

function undoOf(handbook: OpenHandbook, { undoId, sectionKey }: KeptRevision, now: Date): Undo | null {
  if (undoId === null || !isWritable(handbook, now)) return null;
  return { action: `${revisionHref(handbook, undoId)}/restorations`, section: sectionKey ?? '' };
}

function isWritable({ writableUntil }: Pick<OpenHandbook, 'writableUntil'>, now: Date): boolean {
  return writableUntil !== null && now < writableUntil;
}

export interface RevisionPage extends HandbookHead {
  title: string;
  tag: Tag;
  at: ReadableTime;
  words: string;
  nowHref: string;
  /** Null for a read-only handbook. */
  restoreHref: string | null;
  undo: Undo | null;
  submissionHref: string | null;
  sections: {
    key: string;
    title: string;
    html: SafeHtml;
    length: string;
    isEmpty: boolean;
    restoreHref: string | null;
  }[];
}

/** A revision to look at, section by section. */
export function revisionPage(
  handbook: OpenHandbook,
  places: readonly HandbookPlace[],
  { revision, book }: HandbookState & { revision: KeptRevision },
  viewer: Viewer,
  now: Date,
): RevisionPage {
  const href = revisionHref(handbook, revision.id);
  const restoreHref = isWritable(handbook, now) ? `${href}/restorations/new` : null;
  const imageHref = (imageId: string) => `/handbooks/${handbook.id}/images/${imageId}`;
  return {
    ...headOf(handbook),
    title: titleOf(revision, places),
    tag: tags[revision.kind],
    at: timeOf(revision.at, viewer, now),
    words: `${revision.words.toLocaleString('en-GB')} ${revision.words === 1 ? 'word' : 'words'}`,
    nowHref: comparisonHref(handbook, revision.id, 'now'),
    restoreHref,
    undo: undoOf(handbook, revision, now),
    submissionHref: revision.submissionId === null ? null : `/submissions/${revision.submissionId}`,
    sections: book.sections.flatMap(({ key, kind, title, content }) => {
      if (!isSectionKindName(kind)) return [];
      const form: SectionKind = sectionKinds[kind];
      const html = blocksToHtml(form.toBlocks(content, book), { imageHref, prefix: key });
      return [
        {
          ...{ key, title },
          html: sanitise(html),
          length: summaryWords(form.summarise(content)),
          isEmpty: form.isEmpty(content),
          restoreHref: restoreHref && `${restoreHref}?section=${key}`,
        },
      ];
    }),
  };
}
