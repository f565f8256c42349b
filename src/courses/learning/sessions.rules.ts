/** The door opens this long before a session begins. */
const EARLY_MS = 10 * 60_000;

export interface SessionTimes {
  startsAt: Date;
  minutes: number;
  cancelled: boolean;
}

/** `early`: nobody gets in yet; `open`: from ten minutes before the beginning until the end; `over`; `cancelled`. */
export type Door = 'cancelled' | 'early' | 'open' | 'over';

/** Whether one can join a session. The first millisecond of the ten minutes counts, that of the end does not. */
export function doorOf(session: SessionTimes, now: Date): Door {
  if (session.cancelled) return 'cancelled';
  if (now < opensAt(session)) return 'early';
  return now < endsAt(session) ? 'open' : 'over';
}

export const opensAt = ({ startsAt }: Pick<SessionTimes, 'startsAt'>) =>
  new Date(startsAt.getTime() - EARLY_MS);

export const endsAt = ({ startsAt, minutes }: Pick<SessionTimes, 'startsAt' | 'minutes'>) =>
  new Date(startsAt.getTime() + minutes * 60_000);

/** A link that a browser may be sent to, as it goes into a header; null for what is none, or not of the web. */
export function webLink(text: string | null): string | null {
  if (text === null || !URL.canParse(text)) return null;
  const { protocol, href } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? href : null;
}
