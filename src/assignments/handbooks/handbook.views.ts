import { placeOf, readableClock, type ReadableTime, readableTime } from '../../courses/times/times.rules.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { type TemplateSection } from '../assignment.entity.js';
import { exampleFrame, exampleSectionHref } from '../examples/example.views.js';
import { type ExampleHandbook } from '../examples/example-handbook.js';
import { type SectionCriterion } from '../section-criteria.js';
import { policySentence } from '../lateness/late-policy.rules.js';
import { type Submission } from '../submissions/submission.entity.js';
import { readOnlyReason, type ReadOnlyReason } from './handbook.rules.js';
import { type OpenHandbook } from './handbooks.service.js';

export interface HandbookPage {
  title: string;
  courseHref: string;
  /** By what it will be judged; null for who has left the cohort. */
  rubricHref: string | null;
  cohortName: string;
  courseTitle: string;
  due: ReadableTime;
  /** Why the time is the author's own, and what they were told; null where it is everybody's. */
  moreTime: { words: string; reason: string | null } | null;
  /** What late work loses; null where that is nothing. */
  late: string | null;
  /** When it differs from `due`: until when late work is, or was, taken. */
  cutOff: (ReadableTime & { isPast: boolean }) | null;
  readOnly: string | null;
  sections: HandbookPageSection[];
  submissions: { href: string; label: string; at: ReadableTime }[];
  handInAction: string;
  revisionsHref: string;
  handInLabel: string;
  /** What the editor starts from, as JSON in a data attribute. */
  editor: string;
}

interface HandbookPageSection {
  key: string;
  title: string;
  purpose: string;
  /** Guidance on length in words; the page counts against it while one writes. */
  words: { from: number; to: number; guidance: string } | null;
  /** By what it will be judged. */
  criteria: { title: string; description: string; best: string }[];
  examples: { frame: string; href: string; company: string }[];
}

interface Guidance {
  criteria: ReadonlyMap<string, readonly SectionCriterion[]>;
  examples: readonly ExampleHandbook[];
}

const readOnlySentences = {
  withdrawn:
    'You have withdrawn from this cohort. Your handbook is kept as it is; it opens again when you return.',
  completed: 'You have completed this course. Your handbook stays here to read.',
  'cut-off': 'The last moment for handing in has passed. Your handbook stays here to read.',
} satisfies Record<Exclude<ReadOnlyReason, null>, string>;

/** The page on which a handbook is written. */
export function handbookPage(
  handbook: OpenHandbook,
  sections: readonly TemplateSection[],
  guidance: Guidance,
  submissions: readonly Submission[],
  viewer: Viewer,
  now: Date,
): HandbookPage {
  const { cohort } = handbook;
  const reading = {
    readerZone: viewer.timeZone,
    cohortZone: cohort.timeZone,
    cohortPlace: placeOf(cohort.timeZone),
    now,
  };
  const reason = readOnlyReason(handbook.lastEvent, handbook.cutOffAt, now);
  return {
    title: handbook.templateTitle,
    courseHref: `/my/${cohort.slug}`,
    rubricHref: handbook.lastEvent === 'withdrawn' ? null : `/cohorts/${cohort.slug}/rubrics`,
    cohortName: cohort.name,
    courseTitle: handbook.courseTitle,
    due: readableTime(handbook.dueAt, reading),
    moreTime: moreTimeOf(handbook),
    late:
      handbook.latePolicy === null || handbook.latePolicy.pointsADay === 0
        ? null
        : policySentence(handbook.latePolicy, reading.cohortPlace),
    cutOff:
      handbook.cutOffAt.getTime() === handbook.dueAt.getTime()
        ? null
        : { ...readableTime(handbook.cutOffAt, reading), isPast: handbook.cutOffAt <= now },
    readOnly: reason && readOnlySentences[reason],
    sections: sections.map((section) => sectionOf(section, guidance)),
    submissions: submissions.map(({ id, number, submittedAt }) => ({
      href: `/submissions/${id}`,
      label: `Attempt ${number}`,
      at: readableClock(submittedAt, reading),
    })),
    handInAction: `/handbooks/${handbook.id}/submissions`,
    revisionsHref: `/handbooks/${handbook.id}/revisions`,
    handInLabel: submissions.length === 0 ? 'Hand in' : `Hand in again, as attempt ${submissions.length + 1}`,
    editor: JSON.stringify({
      id: handbook.id,
      author: { id: viewer.id, name: viewer.name },
      writable: reason === null,
      sections: sections.map(({ key, kind, title }) => ({ key, kind, title })),
    }),
  };
}

function moreTimeOf({ moreTime }: OpenHandbook): HandbookPage['moreTime'] {
  if (moreTime === null) return null;
  const { kind, reason, attempt } = moreTime;
  const words =
    kind === 'returned'
      ? `Your instructor returned attempt ${attempt ?? 1} to you. You can revise it until then.`
      : 'You were given more time than the cohort.';
  return { words, reason };
}

function sectionOf(section: TemplateSection, { criteria, examples }: Guidance): HandbookPageSection {
  const { key, title, purpose, wordsFrom, wordsTo } = section;
  return {
    key,
    title,
    purpose,
    words:
      wordsFrom === null || wordsTo === null
        ? null
        : {
            from: wordsFrom,
            to: wordsTo,
            guidance: `about ${figure(wordsFrom)} to ${figure(wordsTo)} words`,
          },
    criteria: [...(criteria.get(key) ?? [])],
    examples: examples
      .filter((example) => Object.hasOwn(example.sections, key))
      .map(({ slug, company }) => ({
        frame: exampleFrame(slug, key),
        href: exampleSectionHref(slug, key),
        company,
      })),
  };
}

const figure = (words: number) => words.toLocaleString('en-GB');
