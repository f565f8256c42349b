import { type FormState } from '../../platform/web/forms.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { draftPath, versionPath } from '../versions/drafts/draft.views.js';
import { type AdministeredCourse } from './course-administration.service.js';

export interface CourseAdministrationPage {
  courses: {
    title: string;
    slug: string;
    /** What a new draft can be made of. */
    published: boolean;
    builtIn: boolean;
    versions: {
      label: string;
      href: string;
      state: { kind: 'good' | 'warn'; icon: string; word: string };
      lessons: string;
      cohorts: { href: string; name: string }[];
      compareHref: string | null;
    }[];
  }[];
  /** Built-in courses that were never loaded. */
  waiting: { slug: string; title: string }[];
  form: FormState;
  sources: { value: string; label: string }[];
}

export function courseAdministrationPage(
  courses: readonly AdministeredCourse[],
  builtIn: readonly string[],
  form: FormState,
  viewer: Pick<Viewer, 'timeZone'>,
): CourseAdministrationPage {
  return {
    courses: courses.map((course) => ({
      title: course.title,
      slug: course.slug,
      published: course.versions.some(({ publishedAt }) => publishedAt !== null),
      builtIn: builtIn.includes(course.slug),
      versions: course.versions.map((version, at) => ({
        label: `Version ${version.number}`,
        href: version.publishedAt === null ? draftPath(version.id) : versionPath(version.id),
        state: stateOf(version.publishedAt, viewer),
        lessons: `${version.lessons} ${version.lessons === 1 ? 'lesson' : 'lessons'}`,
        cohorts: version.cohorts.map(({ slug, name }) => ({ href: `/cohorts/${slug}`, name })),
        compareHref: comparePath(version.id, publishedBelow(course.versions, at)),
      })),
    })),
    waiting: builtIn
      .filter((slug) => !courses.some((course) => course.slug === slug))
      .map((slug) => ({ slug, title: wordsOf(slug) })),
    form,
    sources: courses.flatMap(({ title, versions }) => {
      const latest = versions.find(({ publishedAt }) => publishedAt !== null);
      return latest ? [{ value: latest.id, label: title }] : [];
    }),
  };
}

function stateOf(publishedAt: string | null, { timeZone }: Pick<Viewer, 'timeZone'>) {
  if (publishedAt === null) return { kind: 'warn', icon: 'pencil-line', word: 'Draft' } as const;
  const day = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium' }).format(
    new Date(publishedAt),
  );
  return { kind: 'good', icon: 'circle-check', word: `Published ${day}` } as const;
}

/** The version that was published last before the one at this place. */
const publishedBelow = (versions: AdministeredCourse['versions'], at: number) =>
  versions.slice(at + 1).find(({ publishedAt }) => publishedAt !== null)?.id;

const comparePath = (id: string, earlier: string | undefined) =>
  earlier === undefined ? null : `${versionPath(id)}/comparisons/${earlier}`;

/** `social-media-manager` → "Social Media Manager", until the course says it itself. */
const wordsOf = (slug: string) =>
  slug.replace(/(^|-)([a-z])/g, (_, gap: string, letter: string) => `${gap && ' '}${letter.toUpperCase()}`);
