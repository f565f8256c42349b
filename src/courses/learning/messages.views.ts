import { type FormState } from '../../platform/web/forms.js';
import { type CohortSeen } from '../catalogue/cohort-reads.service.js';
import { type Reader, readingOf } from '../catalogue/programme.views.js';
import { type MessageRead, messageRead, paragraphsOf } from './message.views.js';
import { type NewMessage, type SentMessage } from './messages.service.js';
import { type StudentProgress } from './progress.service.js';
import { behindWords } from './progress.views.js';

interface Trail {
  href: string;
  label: string;
}

export interface ComposePage {
  trail: Trail[];
  action: string;
  form: FormState;
  people: { id: string; name: string; chosen: boolean; behind: string | null }[];
}

export function composePage(
  cohort: CohortSeen,
  students: readonly StudentProgress[],
  chosen: ReadonlySet<string>,
  form: FormState,
  reader: Reader,
): ComposePage {
  return {
    trail: trailOf(cohort),
    action: `/cohorts/${cohort.slug}/message-previews`,
    form,
    people: students.map(({ enrolmentId, name, behind }) => ({
      id: enrolmentId,
      name,
      chosen: chosen.has(enrolmentId),
      behind: behind && behindWords(behind, cohort.timeZone, reader.now),
    })),
  };
}

export interface PreviewPage {
  trail: Trail[];
  sendAction: string;
  changeAction: string;
  /** "12 students get this message" */
  heading: string;
  sendLabel: string;
  names: string;
  message: { id: string; subject: string; body: string; to: readonly string[] };
  paragraphs: string[][];
}

export function previewPage(
  cohort: CohortSeen,
  message: NewMessage,
  people: readonly StudentProgress[],
): PreviewPage {
  const base = `/cohorts/${cohort.slug}`;
  const whom = people.length === 1 ? 'One student' : `${people.length} students`;
  return {
    trail: trailOf(cohort),
    sendAction: `${base}/messages`,
    changeAction: `${base}/message-previews`,
    heading: `${whom} ${people.length === 1 ? 'gets' : 'get'} this message`,
    sendLabel: `Send to ${people.length === 1 ? 'one student' : whom}`,
    names: people.map(({ name }) => name).join(', '),
    message: { ...message, to: people.map(({ enrolmentId }) => enrolmentId) },
    paragraphs: paragraphsOf(message.body),
  };
}

export interface MessagesPage {
  trail: Trail[];
  newHref: string;
  messages: (MessageRead & { count: string; names: string })[];
}

export function messagesPage(
  cohort: CohortSeen,
  messages: readonly SentMessage[],
  reader: Reader,
): MessagesPage {
  return {
    trail: trailOf(cohort).slice(0, 2),
    newHref: `/cohorts/${cohort.slug}/messages/new`,
    messages: messages.map(({ recipients, count, ...message }) => ({
      ...messageRead(message, readingOf(cohort, reader)),
      count: count === 1 ? 'one student' : `${count} students`,
      names: recipients.join(', '),
    })),
  };
}

const trailOf = ({ slug, name }: CohortSeen): Trail[] => [
  { href: `/cohorts/${slug}`, label: name },
  { href: `/cohorts/${slug}/progress`, label: 'Progress' },
  { href: `/cohorts/${slug}/messages`, label: 'Messages' },
];
