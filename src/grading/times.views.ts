/** A time in a table's cell, on the reader's clock: `Fri 27 Nov, 18:00`. The column's head says whose clock it is. */
export function shortTime(instant: Date, timeZone: string): { iso: string; words: string } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
  return {
    iso: instant.toISOString(),
    words: `${part('weekday')} ${part('day')} ${part('month')}, ${part('hour')}:${part('minute')}`,
  };
}

/** How late something was handed in: `3 h 5 min late`, `2 days late`; null when it was in time. */
export function latenessWords(lateSeconds: number): string | null {
  if (lateSeconds === 0) return null;
  const minutes = Math.floor(lateSeconds / 60);
  if (minutes === 0) return 'less than a minute late';
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min late`;
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h late` : `${hours} h ${minutes % 60} min late`;
  return `${Math.floor(hours / 24)} days late`;
}
