import { type FormState } from '../../platform/web/forms.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { zoneWords } from '../time-zones.views.js';
import { type PersonSeen } from './people.service.js';

interface Day {
  iso: string;
  words: string;
}

export interface PeoplePage {
  wanted: string;
  /** "3 people" */
  count: string;
  people: { id: string; name: string; email: string; administrator: boolean; since: Day }[];
  earlierHref: string | null;
  laterHref: string | null;
}

export function peoplePage(
  { people, more, all }: { people: readonly PersonSeen[]; more: boolean; all: number },
  { wanted, page }: { wanted: string; page: number },
  viewer: Viewer,
): PeoplePage {
  const href = (number: number) =>
    `/people?${new URLSearchParams({ q: wanted, page: String(number) }).toString()}`;
  return {
    wanted,
    count: all === 1 ? '1 person' : `${all} people`,
    people: people.map(({ id, name, email, appointedAt, createdAt }) => ({
      id,
      name,
      email,
      administrator: appointedAt !== null,
      since: day(createdAt, viewer),
    })),
    earlierHref: page > 1 ? href(page - 1) : null,
    laterHref: more ? href(page + 1) : null,
  };
}

export interface PersonPage {
  trail: { href: string; label: string }[];
  id: string;
  name: string;
  email: string;
  zone: string;
  since: Day;
  /** Null: not seen since their sessions ended. */
  lastSeen: Day | null;
  administration: { since: Day; by: string } | null;
  /** The reader's own page. */
  self: boolean;
  form: FormState;
}

export function personPage(person: PersonSeen, viewer: Viewer, form: FormState): PersonPage {
  const { id, name, email, timeZone, createdAt, lastSeenAt, appointedAt, appointedBy } = person;
  return {
    trail: [{ href: '/people', label: 'People' }],
    id,
    name,
    email,
    zone: zoneWords(timeZone),
    since: day(createdAt, viewer),
    lastSeen: lastSeenAt && day(lastSeenAt, viewer),
    administration: appointedAt && { since: day(appointedAt, viewer), by: appointedBy ?? 'an erased person' },
    self: id === viewer.id,
    form,
  };
}

function day(instant: Date, { timeZone }: Viewer): Day {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
  return { iso: instant.toISOString(), words: format.format(instant) };
}
