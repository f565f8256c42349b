import { type Chart } from '../../platform/charts/chart.js';
import { dayInWords, daysInWords } from '../register/days.rules.js';

/** How often a certificate's page was looked at. Days are ISO 8601, of UTC. */
export interface LookCounts {
  readonly total: number;
  readonly days: readonly { readonly day: string; readonly looks: number }[];
}

export const DAYS_SHOWN = 30;

/** The last 30 days, the oldest first, today included; a day without a look has 0. */
export function lastDays(
  counted: Readonly<Record<string, number>>,
  now: Date,
): { day: string; looks: number }[] {
  return Array.from({ length: DAYS_SHOWN }, (_, at) => {
    const day = dayBefore(now, DAYS_SHOWN - 1 - at);
    return { day, looks: counted[day] ?? 0 };
  });
}

/** The ISO day of UTC so many days before an instant. */
export const dayBefore = (now: Date, days: number): string =>
  new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 10);

/** What a browser says of itself, as far as a look depends on it. */
export interface LookHeaders {
  readonly 'user-agent'?: string | undefined;
  readonly cookie?: string | undefined;
  readonly 'sec-purpose'?: string | string[] | undefined;
  readonly purpose?: string | string[] | undefined;
  /** Turbo’s, as scripts may not set the other. */
  readonly 'x-sec-purpose'?: string | string[] | undefined;
}

/**
 * Whether a request is somebody looking: not a program that says so, not a page fetched ahead, and nobody who is signed
 * in here – the holder above all. Nothing of it is kept but that there was one more.
 */
export function isLook(headers: LookHeaders, sessionCookie: string): boolean {
  const { 'user-agent': agent, cookie } = headers;
  if (agent === undefined || programs.test(agent)) return false;
  const ahead = headers['sec-purpose'] ?? headers['x-sec-purpose'] ?? headers.purpose;
  if (ahead !== undefined) return false;
  return cookie === undefined || !cookie.includes(`${sessionCookie}=`);
}

/** Crawlers, what makes previews of links, and tools that fetch; they call themselves so. */
const programs =
  /(?<!cu)bot\b|crawl|spider|slurp|preview|facebookexternalhit|whatsapp|telegram|embedly|scanner|monitor|uptime|headless|curl|wget|python|java\/|go-http|okhttp|axios|node-fetch|libwww|httpclient/i;

const short = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** One column a day; `named` of them have their name under them, or all for the table. */
export function looksChart({ days }: LookCounts, named: 'all' | 'some'): Chart {
  const most = days.reduce((best, one) => (one.looks > best.looks ? one : best), { day: '', looks: 0 });
  const sum = days.reduce((so, { looks }) => so + looks, 0);
  const span = daysInWords(days[0]?.day ?? '', days.at(-1)?.day ?? '');
  return {
    title: 'Looks at the public page, the last 30 days',
    description:
      sum === 0
        ? `From ${span} nobody looked.`
        : `From ${span} there were ${sum} in all, at most ${most.looks} on ${dayInWords(most.day)}.`,
    layout: 'columns',
    categories: days.map(({ day }, at) =>
      named === 'all' || (days.length - 1 - at) % 7 === 0 ? short.format(new Date(`${day}T00:00:00Z`)) : '',
    ),
    categoryAxis: 'Day',
    valueAxis: 'Looks',
    series: [{ name: 'Looks', colour: 'accent-line', values: days.map(({ looks }) => looks) }],
  };
}
