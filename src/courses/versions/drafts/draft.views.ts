import { type FormState } from '../../../platform/web/forms.js';
import { type SafeHtml } from '../../../platform/web/safe-html.js';
import { sessionWords } from '../comparison.rules.js';
import { renderMarkdown } from '../markdown.js';
import { type VersionContent } from '../version-content.js';
import { differingWords, type Piece } from '../words.rules.js';
import { type Clash } from './clash.js';

/** The rail of a draft: all of it, and where in it one is. */
export interface DraftRail {
  title: string;
  entries: { href: string; label: string; current: boolean }[];
  groups: {
    label: string;
    href: string;
    current: boolean;
    lessons: { href: string; title: string; current: boolean }[];
  }[];
}

export const draftPath = (id: string) => `/courses/drafts/${id}`;
export const versionPath = (id: string) => `/courses/versions/${id}`;
/** Answered by grading, which keeps the rubric of each version. */
export const rubricPath = (id: string) => `${versionPath(id)}/rubric`;
export const lessonPath = (draftId: string, lessonId: string) => `${draftPath(draftId)}/lessons/${lessonId}`;

function railOf(draft: VersionContent, current: string): DraftRail {
  const base = draftPath(draft.id);
  const entry = (href: string, label: string) => ({ href, label, current: href === current });
  return {
    title: draft.title,
    entries: [
      entry(base, 'Order and sessions'),
      entry(`${base}/facts`, 'About the course'),
      entry(rubricPath(draft.id), 'Rubric'),
      entry(`${base}/publication`, 'Publish'),
    ],
    groups: draft.weeks.map((week) => {
      const own = entry(`${base}/weeks/${week.id}`, `Week ${week.number}`);
      const lessons = week.lessons.map(({ id, title }) => {
        const href = lessonPath(draft.id, id);
        return { href, title, current: href === current };
      });
      // Only the week that one is in unfolds: eighteen lessons at once are no map.
      const here = own.current || lessons.some((lesson) => lesson.current);
      return { ...own, lessons: here ? lessons : [] };
    }),
  };
}

interface DraftPage {
  /** "Draft of version 2" */
  kicker: string;
  courseTitle: string;
  rail: DraftRail;
}

const pageOf = (draft: VersionContent, current: string): DraftPage => ({
  kicker: `Draft of version ${draft.number}`,
  courseTitle: draft.title,
  rail: railOf(draft, current),
});

export interface OverviewPage extends DraftPage {
  publicationHref: string;
  readHref: string;
  removalAction: string;
  weeks: {
    id: string;
    anchor: string;
    label: string;
    title: string;
    aim: string;
    href: string;
    lessons: {
      id: string;
      title: string;
      minutes: string;
      href: string;
      moveAction: string;
      first: boolean;
      last: boolean;
    }[];
    lessonsAction: string;
    /** The form that adds a lesson to this week. */
    form: FormState;
    fieldId: string;
    sessions: { words: string; href: string }[];
    sessionsAction: string;
  }[];
}

/** A draft in its order. `adding` is the form of one week that has just been refused. */
export function overviewPage(
  draft: VersionContent,
  adding: { week: string; form: FormState } | null = null,
): OverviewPage {
  const base = draftPath(draft.id);
  const empty: FormState = { values: { title: '' }, errors: [], errorFor: { title: null } };
  return {
    ...pageOf(draft, base),
    publicationHref: `${base}/publication`,
    readHref: versionPath(draft.id),
    removalAction: `${base}/removals`,
    weeks: draft.weeks.map((week, index) => ({
      id: week.id,
      anchor: `week-${week.number}`,
      label: `Week ${week.number}`,
      title: week.title,
      aim: week.aim,
      href: `${base}/weeks/${week.id}`,
      lessons: week.lessons.map(({ id, title, minutes }, at) => ({
        id,
        title,
        minutes: `${minutes} min`,
        href: lessonPath(draft.id, id),
        moveAction: `${lessonPath(draft.id, id)}/moves`,
        first: index === 0 && at === 0,
        last: index === draft.weeks.length - 1 && at === week.lessons.length - 1,
      })),
      lessonsAction: `${base}/lessons`,
      form: adding?.week === week.id ? adding.form : empty,
      fieldId: `title-${week.number}`,
      sessions: week.sessions.map((session) => ({
        words: sessionWords(week.number, session).replace(/^Week \d, d/, 'D'),
        href: `${base}/sessions/${session.id}`,
      })),
      sessionsAction: `${base}/sessions`,
    })),
  };
}

/** Both texts of each field in which they differ, their differing words marked. */
export interface ClashShown {
  fields: { name: string; theirs: Piece[]; yours: Piece[] }[];
}

export interface EditPage extends DraftPage {
  title: string;
  action: string;
  form: FormState;
  clash: ClashShown | null;
}

export interface LessonEditPage extends EditPage {
  preview: SafeHtml;
  previewAction: string;
  imagesAction: string;
  removalAction: string;
  backHref: string;
}

export interface SessionEditPage extends EditPage {
  weeks: { value: string; label: string }[];
  days: { value: string; label: string }[];
  removalAction: string;
}

/** What a form shows: its values, and what came between. */
export interface FormShown {
  form: FormState;
  clash?: {
    between: Clash<object>;
    /** Names of the fields in their order. */
    labels: Readonly<Record<string, string>>;
    /** A value as people read it, where it is an id. */
    words?: (field: string, value: string) => string;
  };
}

export function editPage(
  draft: VersionContent,
  path: string,
  title: string,
  { form, clash }: FormShown,
): EditPage {
  const href = `${draftPath(draft.id)}/${path}`;
  return {
    ...pageOf(draft, href),
    title,
    action: href,
    form: clash ? { ...form, values: { ...form.values, version: String(clash.between.version) } } : form,
    clash: clash ? clashShown(form, clash) : null,
  };
}

export function lessonEditPage(draft: VersionContent, lessonId: string, shown: FormShown): LessonEditPage {
  const lesson = draft.weeks.flatMap(({ lessons }) => lessons).find(({ id }) => id === lessonId);
  const page = editPage(draft, `lessons/${lessonId}`, lesson?.title ?? '', shown);
  return {
    ...page,
    preview: renderMarkdown(shown.form.values['body'] ?? '', { contents: true }),
    previewAction: `${draftPath(draft.id)}/previews`,
    imagesAction: `${draftPath(draft.id)}/images`,
    removalAction: `${page.action}/removals`,
    backHref: draftPath(draft.id),
  };
}

export function sessionEditPage(draft: VersionContent, sessionId: string, shown: FormShown): SessionEditPage {
  const page = editPage(draft, `sessions/${sessionId}`, 'Live session', shown);
  return {
    ...page,
    weeks: draft.weeks.map(({ id, number }) => ({ value: id, label: `Week ${number}` })),
    days: Array.from({ length: 7 }, (_, at) => ({ value: String(at + 1), label: `Day ${at + 1}` })),
    removalAction: `${page.action}/removals`,
  };
}

function clashShown(
  form: FormState,
  { between, labels, words = (_field, value) => value }: NonNullable<FormShown['clash']>,
): ClashShown {
  const theirs = new Map(
    Object.entries(between.theirs).map(([name, value]) => [name, value === null ? '' : String(value)]),
  );
  return {
    fields: Object.entries(labels).flatMap(([field, name]) => {
      const [stored, typed] = [theirs.get(field) ?? '', (form.values[field] ?? '').replace(/\r\n?/g, '\n')];
      if (stored === typed) return [];
      const pieces = differingWords(words(field, stored), words(field, typed));
      return [
        {
          name,
          theirs: pieces.filter(({ kind }) => kind !== 'added'),
          yours: pieces.filter(({ kind }) => kind !== 'removed'),
        },
      ];
    }),
  };
}
