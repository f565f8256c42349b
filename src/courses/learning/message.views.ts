import { readableClock, type ReadableTime, type Reading } from '../times/times.rules.js';
import { type ReceivedMessage } from './study.service.js';

/** A message as its recipient reads it. */
export interface MessageRead {
  id: string;
  subject: string;
  /** "Bob Tanaka" */
  from: string;
  sent: ReadableTime;
  paragraphs: string[][];
}

export function messageRead(
  { id, subject, body, authorName, at }: ReceivedMessage,
  reading: Reading,
): MessageRead {
  return {
    id,
    subject: subject ?? 'A message that has been erased',
    from: authorName ?? 'Somebody who has been erased',
    sent: readableClock(at, reading),
    paragraphs: paragraphsOf(body ?? ''),
  };
}

/** Plain text as paragraphs of lines, for pages and mails that keep the author's line breaks. */
export function paragraphsOf(text: string): string[][] {
  return text
    .trim()
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => paragraph.split('\n').map((line) => line.trim()));
}
