import { nameOr } from '../../grading/names.rules.js';
import { shortTime } from '../../grading/times.views.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { unprintableInName } from '../../users/names/printable-names.js';
import { listed } from '../../users/names/printable-texts.js';
import { type IssuingProgress, type RefusedHere } from './issuing-reads.service.js';
import { type Refusal } from './issuing.rules.js';

interface Bar {
  id: string;
  label: string;
  value: number;
  max: number;
  words: string;
}

/** How long the page waits until it asks again, in milliseconds, while something is still to come. */
const ASK_AGAIN = 2000;

/**
 * The certificates of one release: the model of `certificates/issuing`.
 *
 * @param unprintable the texts of the release that certificates can't print by now
 */
export function releaseIssuingPage(
  progress: IssuingProgress,
  { refused, unprintable }: { refused: readonly RefusedHere[]; unprintable: readonly string[] },
  viewer: Pick<Viewer, 'timeZone' | 'administrator'>,
) {
  const { releaseId, sequence, releasedAt, cohort, passed, outcomes, mails } = progress;
  const working = isWorking(progress);
  return {
    trail: [
      { href: `/grading/cohorts/${cohort.slug}/releases`, label: 'Review and release' },
      { href: `/certificates/cohorts/${cohort.slug}`, label: `Certificates of ${cohort.name}` },
    ],
    kicker: `${cohort.courseTitle}, ${cohort.name} · release ${sequence}`,
    released: shortTime(releasedAt, viewer.timeZone),
    nobody: passed === 0 && outcomes.asked === 0,
    summary: summaryWords(progress),
    wait: working ? ASK_AGAIN : null,
    bars: barsOf(progress),
    notes: notesOf(progress),
    unsent:
      mails.failed === 0
        ? null
        : `${count(mails.failed, 'mail')} could not be sent. The certificates are valid all the same.`,
    questionsHref: outcomes.asked > 0 && viewer.administrator ? '/certificates/questions' : null,
    refused: refused.map((one) => refusedRow(one, unprintable, viewer)),
    again: `/certificates/releases/${releaseId}/attempts`,
  };
}

/** Every release of a cohort: the model of `certificates/issuing-cohort`. */
export function cohortIssuingPage(
  cohort: IssuingProgress['cohort'],
  releases: readonly Omit<IssuingProgress, 'mails'>[],
  viewer: Pick<Viewer, 'timeZone'>,
) {
  return {
    trail: [
      { href: `/grading/cohorts/${cohort.slug}`, label: `Grading ${cohort.courseTitle}, ${cohort.name}` },
    ],
    kicker: `${cohort.courseTitle}, ${cohort.name}`,
    releasesHref: `/grading/cohorts/${cohort.slug}/releases`,
    releases: releases.map((progress) => ({
      href: `/certificates/releases/${progress.releaseId}`,
      title: `Release ${progress.sequence}`,
      at: shortTime(progress.releasedAt, viewer.timeZone),
      ...{ passed: progress.passed, issued: issuedBy(progress), files: progress.files },
      refused: progress.outcomes.refused,
    })),
  };
}

const issuedBy = ({ outcomes }: Pick<IssuingProgress, 'outcomes'>) => outcomes.issued + outcomes.raised;

const isWorking = (progress: IssuingProgress) =>
  progress.waiting > 0 ||
  progress.files < issuedBy(progress) ||
  progress.mails.sent + progress.mails.failed < progress.files;

function summaryWords(progress: IssuingProgress): string {
  const { passed, outcomes, waiting } = progress;
  const issued = issuedBy(progress);
  const who = passed === 1 ? 'One person has passed' : `${passed} people have passed`;
  const parts = [
    `${count(issued, 'certificate')} issued`,
    ...(waiting > 0 ? [`${waiting} still to come`] : []),
    ...(outcomes.refused > 0 ? [`${outcomes.refused} not issued`] : []),
  ];
  const done = isWorking(progress) ? '' : ' Everything is done.';
  return `${who}: ${parts.join(', ')}.${done}`;
}

function barsOf(progress: IssuingProgress): Bar[] {
  const { outcomes, waiting, files, mails } = progress;
  const issued = issuedBy(progress);
  const due = issued + waiting;
  if (due + outcomes.refused === 0) return [];
  const bar = (id: string, label: string, value: number, max: number): Bar => ({
    ...{ id, label, value, max: Math.max(max, 1), words: `${value} of ${max}` },
  });
  return [
    bar('issued', 'Certificates issued', issued, due),
    bar('files', 'Files made', files, due),
    bar('mails', 'Mails sent', mails.sent, due),
  ];
}

/** What came of those who passed and got nothing new. */
function notesOf({ outcomes }: IssuingProgress): string[] {
  const { raised, kept, asked, overtaken } = outcomes;
  const some = (number: number, one: string, many: string) =>
    number === 0 ? [] : [number === 1 ? one : `${number} ${many}`];
  return [
    ...some(
      raised,
      'One certificate replaces an earlier one, because the result was raised. The old address leads to it.',
      'certificates replace earlier ones, because the results were raised. The old addresses lead to them.',
    ),
    ...some(
      kept,
      'One person holds a certificate with this very result already, and keeps it.',
      'people hold a certificate with this very result already, and keep it.',
    ),
    ...some(
      asked,
      'One certificate prints a better result than the grade that this release shows. Administrators decide about it.',
      'certificates print better results than the grades that this release shows. Administrators decide about them.',
    ),
    ...some(
      overtaken,
      'One grade was followed by that of a later release, which acts in its place.',
      'grades were followed by those of a later release, which acts in their place.',
    ),
  ];
}

function refusedRow(
  { holderId, holderName, reason, certificateId }: RefusedHere,
  unprintable: readonly string[],
  viewer: Pick<Viewer, 'administrator'>,
) {
  const { why, next } = refusalWords(reason, holderName, unprintable);
  const certificateHref =
    reason === 'suspended' && certificateId !== null ? `/certificates/${certificateId}` : null;
  return {
    name: nameOr(holderName),
    // Both are pages of administrators.
    href: viewer.administrator && holderName !== null ? (certificateHref ?? `/people/${holderId}`) : null,
    ...{ why, next },
  };
}

function refusalWords(
  reason: Refusal,
  holderName: string | null,
  unprintable: readonly string[],
): { why: string; next: string } {
  // What they were refused for is past mending.
  if (holderName === null) return otherRefusals['holder-erased'];
  if (reason === 'name-not-printable') {
    const found = unprintableInName(holderName);
    return found === null
      ? {
          why: 'Certificates could not print the name that they had.',
          next: 'It has been changed: try again.',
        }
      : {
          why: found,
          next: 'Ask them to correct their name in their account; the certificate follows by itself.',
        };
  }
  if (reason === 'text-not-printable') {
    return unprintable.length === 0
      ? { why: 'Certificates could not print a text as it was.', next: 'It has been changed: try again.' }
      : { why: `Certificates can’t print ${listed(unprintable)}.`, next: nextForTexts(unprintable) };
  }
  return otherRefusals[reason];
}

/** What a published version of a course says stays as it is, and so does a rubric by which was graded. */
const nextForTexts = (unprintable: readonly string[]) =>
  unprintable.some((one) => /title of the (course|rubric)/.test(one))
    ? 'Titles of a published course stay as they are: have it published anew without these characters. An administrator can change the rest; then try again.'
    : 'An administrator can change it; then try again.';

const otherRefusals: Readonly<
  Record<Exclude<Refusal, 'name-not-printable' | 'text-not-printable'>, { why: string; next: string }>
> = {
  suspended: {
    why: 'Their result was raised, but the certificate that they hold is suspended, and can’t be replaced so.',
    next: 'Once it is reinstated, the new one is issued by itself.',
  },
  revoked: {
    why: 'Their certificate was revoked after this release.',
    next: 'Nothing is issued from this release. A later one that shows a pass issues again.',
  },
  'holder-erased': { why: 'Their data was erased.', next: 'Nothing is left to do.' },
};

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;
