import { unprintableInName } from '../../users/names/printable-names.js';
import { listed } from '../../users/names/printable-texts.js';
import { certificateLine } from '../register/certificate-line.views.js';
import { type RefusedIssue, type RegisteredCertificate } from '../register/certificate-register.service.js';
import { dayInWords, dayOf } from '../register/days.rules.js';
import {
  type Count,
  MOST_COUNTED,
  type SearchChoices,
  type SearchResult,
  type StatusCounts,
} from './certificate-search.service.js';
import { meaningOf, type ReadSearch, type Search, searchHref, searchStatuses } from './search.rules.js';

/** What was found, what else fits, and the form that asks; `certificates` are those of the result, in its order. */
export function administrationPage(
  read: ReadSearch,
  found: {
    readonly result: SearchResult;
    readonly certificates: readonly RegisteredCertificate[];
    readonly counts: StatusCounts;
    /** Nothing of what was typed is long enough to be a part of a name. */
    readonly tooShort: boolean;
    readonly choices: SearchChoices;
    readonly refused: readonly RefusedIssue[];
    /** Of the releases that refused for a text: what certificates can't print by now. */
    readonly unprintable: ReadonlyMap<string, readonly string[]>;
    readonly corrections: number;
  },
  query: { readonly from: string; readonly until: string },
  publicUrl: string,
) {
  const { search, errors } = read;
  const { result, certificates, counts, tooShort, choices, refused, unprintable, corrections } = found;
  const { all, each } = counts;
  const searching =
    searchHref(search) !== searchHref({ ...search, ...nothing, status: null }) || errors.length > 0;
  return {
    form: {
      errors,
      text: search.text,
      courses: options(
        choices.courses.map(({ id, title }) => ({ id, label: title })),
        search.courseId,
      ),
      cohorts: options(
        choices.cohorts.map(({ id, name, course }) => ({ id, label: `${name} – ${course}` })),
        search.cohortId,
      ),
      // What could not be read stands as it was typed.
      from: query.from,
      until: query.until,
      fromError: errors.find(({ field }) => field === 'from')?.message ?? null,
      untilError: errors.find(({ field }) => field === 'until')?.message ?? null,
      status: search.status,
    },
    searching,
    clearHref: searchHref(search, nothing),
    statuses: [
      {
        href: searchHref(search, { status: null }),
        label: 'All',
        count: countWords(all),
        current: search.status === null,
      },
      ...searchStatuses
        .filter((status) => each?.[status] !== 0 || search.status === status)
        .map((status) => ({
          href: searchHref(search, { status }),
          label: statusWords[status],
          count: each === null ? '' : countWords(each[status]),
          current: search.status === status,
        })),
    ],
    // There are certificates, or something was looked for among none.
    some: all !== 0 || searching,
    // What a text fits is found by the text, and then put in order.
    tooMany: all === null && search.text !== '' ? tooManyFit(search) : null,
    nothing: nothingFound(search, all, tooShort),
    certificates: certificates.map((certificate) => certificateLine(certificate, publicUrl)),
    corrections:
      corrections === 0
        ? null
        : corrections === 1
          ? 'Somebody asks for another name on their certificate'
          : `${figures.format(corrections)} people ask for another name on their certificate`,
    refused: refused.map(({ releaseId, at, holder, cohort, reason }) => ({
      holder,
      cohort,
      at: dayInUtc(at),
      why:
        reason === 'name-not-printable'
          ? (unprintableInName(holder) ?? 'Their name has been changed since and can be printed now.')
          : textWords(unprintable.get(releaseId) ?? []),
      href: `/certificates/releases/${releaseId}`,
    })),
    newerHref: placeHref(search, 'newer', result.newer ? result.ids[0] : undefined),
    olderHref: placeHref(search, 'older', result.older ? result.ids.at(-1) : undefined),
  };
}

const textWords = (unprintable: readonly string[]) =>
  unprintable.length === 0
    ? 'A text has been changed since and can be printed now.'
    : `Certificates can’t print ${listed(unprintable)}.`;

const nothing = { text: '', courseId: null, cohortId: null, status: null, from: null, until: null };

const statusWords = {
  valid: 'Valid',
  expired: 'Expired',
  'key-compromised': 'Key compromised',
  suspended: 'Suspended',
  revoked: 'Revoked',
  superseded: 'Replaced',
  erased: 'Erased',
} satisfies Record<(typeof searchStatuses)[number], string>;

const countWords = (count: Count) =>
  count === null ? `more than ${figures.format(MOST_COUNTED)}` : figures.format(count);

function tooManyFit({ status }: Search): string {
  const most = figures.format(MOST_COUNTED);
  const which =
    status === null
      ? 'and not all of them are listed'
      : `whatever their status; of those with this one, at most ${most} are listed`;
  return `More than ${most} certificates fit, ${which}. Type more of the name, or choose a cohort or days.`;
}

function nothingFound(search: Search, all: Count, tooShort: boolean): string {
  // A page behind the last one, or before the first: what is on the others is not known here.
  if (search.place !== null) return 'Nothing more is listed here.';
  if (search.status !== null && all !== 0) return 'None of what fits has this status.';
  if (meaningOf(search.text).mistyped) {
    return 'This looks like a code with a slip in it. Compare it group by group, or enter its first group alone.';
  }
  if (tooShort) return 'Type two letters of the name at least.';
  return 'No certificate fits all of this. A part of a name is enough, accents or not; of a code, its first characters.';
}

const options = (choices: readonly { id: string; label: string }[], chosen: string | null) =>
  choices.map(({ id, label }) => ({ value: id, label, chosen: id === chosen }));

const placeHref = (search: Search, way: 'older' | 'newer', id: string | undefined) =>
  id === undefined ? null : searchHref(search, { place: { way, id } });

const figures = new Intl.NumberFormat('en-GB');
const dayInUtc = (instant: Date) => ({
  iso: instant.toISOString(),
  words: dayInWords(dayOf(instant, 'UTC')),
});
