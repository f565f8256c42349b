import { isRecord } from '../sections/text.rules.js';
import { type FrozenSection, sectionKinds } from '../sections/section-kinds.rules.js';

/**
 * Why a revision is kept: `stretch` after a stretch of work; `day` is a day's last one, once the others of that day are
 * gone; the other kinds are kept for good.
 */
export type RevisionKind = 'stretch' | 'day' | 'hand-in' | 'named' | 'before-restore' | 'restore';

const minute = 60_000;
const quietFor = 10 * minute;
const atMostWithout = 60 * minute;
const allOfTheLast = 48 * 60 * minute;

/** More than these are not kept by hand, so that no handbook grows without end. */
export const mostKeptByHand = 300;
export const longestName = 80;

/** What was written since a handbook's last revision. */
export interface Unkept {
  firstAt: Date;
  lastAt: Date;
  /** Of the last revision; null before the first. */
  keptAt: Date | null;
}

/** True when somebody has stopped writing for ten minutes, or has written for an hour. */
export function stretchIsOver({ firstAt, lastAt, keptAt }: Unkept, now: Date): boolean {
  const begun = Math.max(firstAt.getTime(), keptAt?.getTime() ?? 0);
  return now.getTime() - lastAt.getTime() >= quietFor || now.getTime() - begun >= atMostWithout;
}

/** Up to this instant a stretch may have to go. */
export function thinnedUpTo(now: Date): Date {
  return new Date(now.getTime() - allOfTheLast);
}

export interface Stretch {
  id: string;
  handbookId: string;
  /** `YYYY-MM-DD` where its author's cohort is. */
  day: string;
  /** The day there 48 hours ago, which is not thinned yet. */
  untouchedFrom: string;
}

/**
 * Of each day that ended more than 48 hours ago the last stretch stays, as the day's.
 *
 * @param stretches those of some handbooks in the order in which they were made
 */
export function thinned(stretches: readonly Stretch[]): { drop: string[]; days: string[] } {
  const drop: string[] = [];
  const last = new Map<string, string>();
  for (const { id, handbookId, day, untouchedFrom } of stretches) {
    if (day >= untouchedFrom) continue;
    const place = `${handbookId} ${day}`;
    const before = last.get(place);
    if (before !== undefined) drop.push(before);
    last.set(place, id);
  }
  return { drop, days: [...last.values()] };
}

/** A section as it was typed: what is computed of it and of others is computed again when it is read. */
export function typedSection({ key, kind, content }: FrozenSection): FrozenSection {
  if (!isRecord(content) || sectionKinds[kind].figures === null) return { key, kind, content };
  const { figures: _computed, ...typed } = content;
  return { key, kind, content: typed };
}

export function wordsOf(sections: readonly FrozenSection[]): number {
  return sections.reduce((sum, { kind, content }) => sum + sectionKinds[kind].summarise(content).words, 0);
}
