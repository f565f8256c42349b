import { type FormState } from '../../../platform/web/forms.js';
import { type Viewer } from '../../../platform/web/viewer.js';
import { unprintableInName } from '../../../users/names/printable-names.js';
import { readableDay, type ReadableTime } from '../../times/times.rules.js';
import { type InvitedAs } from './invitation.entity.js';
import { type PlaceChoice } from './invitation-places.service.js';
import { type CheckedPerson, type OpenInvitation, type Outcome } from './invitations.service.js';

export interface InvitationsPage {
  trail: { href: string; label: string }[];
  form: FormState;
  places: { value: string; label: string }[];
  /** Null unless older ones are left out of the list. */
  leftOut: string | null;
  open: {
    id: string;
    email: string;
    name: string;
    place: string;
    sent: ReadableTime;
    ends: ReadableTime;
    by: string;
  }[];
}

export function invitationsPage(
  { latest, more }: { latest: readonly OpenInvitation[]; more: boolean },
  places: readonly PlaceChoice[],
  form: FormState,
  viewer: Viewer,
  now: Date,
): InvitationsPage {
  const day = (instant: Date) => dayOf(instant, viewer.timeZone, now);
  return {
    trail,
    form,
    places: places.map(({ value, label }) => ({ value, label })),
    leftOut: more ? `The ${latest.length} latest are listed; older ones are open, too.` : null,
    open: latest.map((invitation) => ({
      id: invitation.id,
      email: invitation.email,
      name: invitation.name ?? '–',
      place: placeWords(invitation),
      sent: day(invitation.createdAt),
      ends: day(invitation.expiresAt),
      by: invitation.invitedBy ?? 'an erased person',
    })),
  };
}

interface Line {
  line: number;
  email: string;
  name: string;
  /** Whether this person is, or will be, invited. */
  good: boolean;
  words: string;
}

export interface PreviewPage {
  trail: { href: string; label: string }[];
  place: string;
  lines: Line[];
  /** "Invite 12 people"; null when nobody is left to invite. */
  label: string | null;
  left: string;
  form: FormState;
}

export function previewPage(
  people: readonly CheckedPerson[],
  { form, placeWords: place }: { form: FormState; placeWords: string },
): PreviewPage {
  const good = people.filter(({ outcome }) => outcome === 'invited').length;
  return {
    trail: [...trail, { href: '/people/invitations', label: 'Invitations' }],
    place,
    lines: people.map((person) => lineOf(person, before)),
    label: good === 0 ? null : `Invite ${counted(good)}`,
    left: leftWords(people.length - good),
    form,
  };
}

export interface ReportPage {
  trail: { href: string; label: string }[];
  place: string;
  lines: Line[];
  sentence: string;
}

export function reportPage(
  people: readonly CheckedPerson[],
  { placeWords: place }: { placeWords: string },
): ReportPage {
  const good = people.filter(({ outcome }) => outcome === 'invited').length;
  const sent = good === 0 ? 'Nobody was invited.' : `${counted(good)} ${good === 1 ? 'is' : 'are'} invited.`;
  return {
    trail: [...trail, { href: '/people/invitations', label: 'Invitations' }],
    place,
    lines: people.map((person) => lineOf(person, after)),
    sentence: [sent, leftWords(people.length - good)].filter((words) => words !== '').join(' '),
  };
}

export interface InvitationPage {
  invitedBy: string;
  /** "to take part in Social Media Strategist" */
  to: string;
  ends: ReadableTime;
  email: string;
  acceptAction: string;
  /** Signed in: as whom one accepts; else how to. */
  viewerName: string | null;
  /** Signed out, and the address has an account. */
  signInHref: string | null;
  aboutHref: string | null;
  /** What of the name a certificate can't print, in one sentence; null while all of it can be, or none is typed. */
  unprintable: string | null;
  timeZones: readonly { value: string; label: string }[];
  form: FormState;
}

export function invitationPage(
  invitation: OpenInvitation,
  visit: {
    token: string;
    viewer: Viewer | null;
    hasAccount: boolean;
    form: FormState;
    timeZones: InvitationPage['timeZones'];
    now: Date;
  },
): InvitationPage {
  const { token, viewer, hasAccount, form, timeZones, now } = visit;
  const here = `/invitations/${token}`;
  const { cohort } = invitation;
  return {
    invitedBy: invitation.invitedBy ?? 'The academy',
    to: toWords(invitation),
    ends: dayOf(invitation.expiresAt, viewer?.timeZone ?? 'UTC', now),
    email: invitation.email,
    acceptAction: `${here}/acceptances`,
    viewerName: viewer?.name ?? null,
    signInHref: viewer === null && hasAccount ? `/sign-in?next=${encodeURIComponent(here)}` : null,
    aboutHref: cohort && `/cohorts/${cohort.slug}`,
    unprintable: unprintableInName(form.values['name'] ?? ''),
    timeZones,
    form,
  };
}

const trail = [{ href: '/people', label: 'People' }];

function lineOf(
  { line, email, name, problem, outcome }: CheckedPerson,
  words: Readonly<Record<Outcome, string>>,
): Line {
  return {
    line,
    email: email ?? '–',
    name: name === '' ? '–' : name,
    good: outcome === 'invited',
    words: problem ?? words[outcome],
  };
}

const before: Readonly<Record<Outcome, string>> = {
  invited: 'Gets a mail',
  'invited-before': 'Is invited already',
  'takes-part': 'Has this place already',
  'mailbox-full': 'Has got enough mail from us for now',
  unusable: 'Can’t be read',
};
const after: Readonly<Record<Outcome, string>> = {
  ...before,
  invited: 'Invited',
  'mailbox-full': 'Has got enough mail from us for now, and was not invited. Try again tomorrow',
};

const counted = (n: number) => (n === 1 ? '1 person' : `${n} people`);

function leftWords(n: number): string {
  if (n === 0) return '';
  return n === 1 ? '1 line is left out.' : `${n} lines are left out.`;
}

function placeWords({ role, cohort }: OpenInvitation): string {
  const where = cohort ? `${cohort.title}, ${cohort.name}` : '';
  return {
    student: `Student of ${where}`,
    instructor: `Instructor of ${where}`,
    administrator: 'Administrator',
    account: 'Account',
  }[role];
}

function toWords({ role, cohort }: OpenInvitation): string {
  const where = cohort ? `${cohort.title}, ${cohort.name}` : '';
  const words = {
    student: `to take part in ${where}`,
    instructor: `to teach ${where}`,
    administrator: 'to administer the academy',
    account: 'to the academy',
  } satisfies Record<InvitedAs, string>;
  return words[role];
}

function dayOf(instant: Date, zone: string, now: Date): ReadableTime {
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(instant);
  return readableDay(day, { zone, now });
}
