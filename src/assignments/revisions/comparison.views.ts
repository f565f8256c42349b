import { type Piece } from '../../courses/versions/words.rules.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { type OpenHandbook } from '../handbooks/handbooks.service.js';
import { type Change, type ComparedLine, type ComparedSection, compareBooks } from './comparison.rules.js';
import { type LineRole } from './lines.rules.js';
import { type KeptRevision } from './revision-store.js';
import { type HandbookHead, headOf, revisionHref, timeOf, titleOf } from './revision.views.js';
import { type HandbookState } from './revisions.service.js';

/** A line of `assignments/revision-lines`. */
export type ShownLine =
  | { type: 'same'; words: string }
  | { type: 'text'; style: string; label: string | null; pieces: Piece[] }
  | {
      type: 'table';
      label: string | null;
      columns: { label: string; change: string | null }[];
      rows: { label: string; style: string; cells: { style: string; pieces: Piece[] }[] }[];
      same: string | null;
    };

interface ShownComparison {
  sections: { key: string; title: string; lines: ShownLine[] }[];
  /** "Goal, Budget"; null when everything differs, or nothing. */
  unchanged: string | null;
}

export interface ComparisonPage extends HandbookHead, ShownComparison {
  title: string;
  action: string;
  gist: string;
  from: string;
  to: string;
  options: { value: string; label: string }[];
}

export function comparisonPage(
  handbook: OpenHandbook,
  all: readonly KeptRevision[],
  { before, after }: { before: HandbookState; after: HandbookState },
  viewer: Viewer,
  now: Date,
): ComparisonPage {
  const places = after.book.sections;
  const called = ({ revision }: HandbookState) => (revision ? inSentence(revision, viewer, now) : 'now');
  const shown = comparisonShown(compareBooks(before.book, after.book));
  return {
    ...headOf(handbook),
    ...shown,
    title: 'What changed',
    action: `/handbooks/${handbook.id}/comparison`,
    gist:
      shown.sections.length === 0
        ? `Nothing differs between ${called(before)} and ${called(after)}.`
        : `From ${called(before)} to ${called(after)}.`,
    from: before.revision?.id ?? 'now',
    to: after.revision?.id ?? 'now',
    options: [
      { value: 'now', label: 'As it is now' },
      ...all.map((revision) => ({
        value: revision.id,
        label: `${timeOf(revision.at, viewer, now).words.replace(/ your time$/, '')} – ${titleOf(revision, places)}`,
      })),
    ],
  };
}

export interface RestorationPage extends HandbookHead, ShownComparison {
  title: string;
  gist: string;
  action: string;
  section: string;
  revisionHref: string;
  /** True when the handbook says the same already. */
  none: boolean;
}

/** What a restoration would change, before it is done. */
export function restorationPage(
  handbook: OpenHandbook,
  { wanted, now: present }: { wanted: HandbookState & { revision: KeptRevision }; now: HandbookState },
  sectionKey: string | null,
  viewer: Viewer,
  now: Date,
): RestorationPage {
  const { revision } = wanted;
  const shown = comparisonShown(
    compareBooks(present.book, wanted.book).filter(({ key }) => sectionKey === null || key === sectionKey),
  );
  const section = wanted.book.sections.find(({ key }) => key === sectionKey)?.title;
  const none = shown.sections.length === 0;
  const subject = section === undefined ? 'All sections' : `“${section}”`;
  const time = timeOf(revision.at, viewer, now).words;
  return {
    ...headOf(handbook),
    ...shown,
    title: section === undefined ? 'Restore all sections' : `Restore “${section}”`,
    gist: none
      ? `${subject} ${section === undefined ? 'say' : 'says'} the same as on ${time}, so there is nothing to restore.`
      : `${subject} ${section === undefined ? 'become' : 'becomes'} what ${section === undefined ? 'they were' : 'it was'} on ${time}. What stands there now is kept as a version first, so that you can undo it. Marked below: what goes, and what comes back.`,
    action: `${revisionHref(handbook, revision.id)}/restorations`,
    section: sectionKey ?? '',
    revisionHref: revisionHref(handbook, revision.id),
    none,
  };
}

function inSentence(revision: KeptRevision, viewer: Viewer, now: Date): string {
  const time = timeOf(revision.at, viewer, now).words;
  return revision.name === null ? time : `“${revision.name}” (${time})`;
}

function comparisonShown(sections: readonly ComparedSection[]): ShownComparison {
  const changed = sections.filter(({ lines }) => lines.length > 0);
  const others = sections.filter(({ lines }) => lines.length === 0).map(({ title }) => title);
  return {
    sections: changed.map(({ key, title, lines }) => ({ key, title, lines: shownLines(lines) })),
    unchanged: changed.length === 0 || others.length === 0 ? null : others.join(', '),
  };
}

export const shownLines = (lines: readonly ComparedLine[]): ShownLine[] => lines.map(shownLine);

const labels: Readonly<Record<Change, string | null>> = {
  same: null,
  added: 'Added',
  removed: 'Removed',
  moved: 'Moved',
  changed: 'Changed',
  'moved-and-changed': 'Moved and changed',
  marked: 'Same words',
};

const roles: Readonly<Record<LineRole, string>> = {
  paragraph: 'paragraph',
  heading: 'heading',
  item: 'entry of a list',
  quote: 'quotation',
  caption: 'caption',
  picture: 'picture',
  group: 'heading',
  fact: 'figure',
  note: 'footnote',
};

function shownLine(line: ComparedLine): ShownLine {
  if (line.type === 'same')
    return { type: 'same', words: `${counted(line.count, 'part', 'parts')} the same` };
  if (line.type === 'text') {
    const { change, role, pieces } = line;
    const marked =
      role === 'picture' ? 'Another picture, same words' : 'Same words, other emphasis, links or rank';
    return {
      type: 'text',
      style: `line line-${role}${change === 'same' ? ' line-same' : ''}`,
      label:
        change === 'same' ? null : change === 'marked' ? marked : `${labels[change] ?? ''} ${roles[role]}`,
      pieces,
    };
  }
  const { change, table } = line;
  return {
    type: 'table',
    label: labels[change] === null ? null : `${labels[change]} table`,
    columns: table.columns.map(({ label, change: of }) => ({ label, change: labels[of] })),
    rows: table.rows.map((row) => ({
      label: labels[row.change] ?? '',
      style: `row-${row.change}`,
      cells: row.cells.map(({ changed, toEnd, pieces }) => ({
        style: [...(changed ? ['cell-changed'] : []), ...(toEnd ? ['num'] : [])].join(' '),
        pieces,
      })),
    })),
    same: table.sameRows === 0 ? null : `${counted(table.sameRows, 'row', 'rows')} the same`,
  };
}

function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? `${one} is` : `${many} are`}`;
}
