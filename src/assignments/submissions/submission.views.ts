import { placeOf, type ReadableTime, readableClock } from '../../courses/times/times.rules.js';
import { type SafeHtml } from '../../platform/web/safe-html.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { lateWorkSentence } from '../lateness/late-policy.rules.js';
import { lateness } from '../lateness/lateness.rules.js';
import { type SectionSummary } from '../sections/section-kind.rules.js';
import { checkCommand, frozenFileName, printedFileName, receiptFileName } from './receipt.rules.js';
import { type ReadableSection } from './readable-sections.js';
import { type VisibleSubmission } from './submissions.service.js';

export interface SubmissionPage {
  title: string;
  templateTitle: string;
  cohortName: string;
  courseTitle: string;
  isAuthor: boolean;
  authorName: string | null;
  backHref: string;
  number: number;
  at: ReadableTime;
  atUtc: string;
  due: ReadableTime;
  /** How late it was and what that takes, whatever its marks are; null when it was in time. */
  late: string | null;
  statement: string;
  contentDigest: string;
  sectionsRoot: string;
  files: {
    printed: { href: string; name: string };
    text: { href: string; name: string };
    /** For its author only. */
    receipt: { href: string; name: string } | null;
    command: string;
    windowsCommand: string;
  };
  /** Null once the text has been erased. */
  sections: { key: string; title: string; html: SafeHtml; length: string; isEmpty: boolean }[] | null;
  digests: { key: string; digest: string }[];
}

/** The receipt of a submission, with the frozen text below it. */
export function submissionPage(
  submission: VisibleSubmission,
  sections: readonly ReadableSection[] | null,
  digests: readonly { key: string; digest: string }[],
  viewer: Viewer,
  now: Date,
): SubmissionPage {
  const { cohort, number } = submission;
  const isAuthor = submission.as === 'author';
  const time = (instant: Date) =>
    readableClock(instant, {
      readerZone: viewer.timeZone,
      cohortZone: cohort.timeZone,
      cohortPlace: placeOf(cohort.timeZone),
      now,
    });
  return {
    title: isAuthor
      ? `Attempt ${number}, handed in`
      : `Attempt ${number} of ${submission.authorName ?? 'an erased person'}`,
    templateTitle: submission.templateTitle,
    cohortName: cohort.name,
    courseTitle: submission.courseTitle,
    isAuthor,
    authorName: submission.authorName,
    backHref: isAuthor ? `/handbooks/${submission.handbookId}` : `/grading/cohorts/${cohort.slug}`,
    number,
    at: time(submission.submittedAt),
    atUtc: utcClock(submission.submittedAt),
    due: time(submission.dueAt),
    late: lateWorkSentence(
      submission.latePolicy,
      lateness(submission.dueAt, submission.submittedAt, cohort.timeZone),
    ),
    statement: submission.statement,
    files: {
      printed: { href: `/submissions/${submission.id}/handbook.pdf`, name: printedFileName(number) },
      text: { href: `/submissions/${submission.id}/handbook.json`, name: frozenFileName(number) },
      receipt: isAuthor
        ? { href: `/submissions/${submission.id}/receipt.json`, name: receiptFileName(number) }
        : null,
      command: checkCommand(number),
      windowsCommand: `certutil -hashfile ${frozenFileName(number)} SHA256`,
    },
    contentDigest: submission.contentDigest,
    sectionsRoot: submission.sectionsRoot,
    sections:
      sections?.map(({ key, title, html, summary, isEmpty }) => ({
        key,
        title,
        html,
        isEmpty,
        length: summaryWords(summary),
      })) ?? null,
    digests: [...digests],
  };
}

/** “1,204 words · 12 lines · EUR 48,200.00 in total”. */
export function summaryWords({ words, entries, noun, sum }: SectionSummary): string {
  const counted = (count: number, one: string, many: string) =>
    `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
  return [
    counted(words, 'word', 'words'),
    ...(entries === null ? [] : [counted(entries, noun?.one ?? 'entry', noun?.many ?? 'entries')]),
    ...(sum === null ? [] : [sum]),
  ].join(' · ');
}

/** To the second, for paper and for files: they have no reader whose time it could be. */
export function utcClock(instant: Date): string {
  return `${instant.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
