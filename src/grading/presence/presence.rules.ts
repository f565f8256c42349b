/** A page that is looked at says so this often while nobody else is here, and more often in company; milliseconds. */
const aloneEveryMs = 10_000;
const inCompanyEveryMs = 4_000;
/** The slowest pace of asking a server that does not answer. */
const atMostEveryMs = 60_000;
/** Who has not been heard of for this long has gone. */
export const hereForSeconds = 30;
/** Without a key or a pointer for this long nobody is here, and nothing is asked until there is one. */
export const idleAfterMs = 15 * 60_000;

/** @returns milliseconds until the next question, after so many that were not answered in a row */
export function pauseBeforeNext({ people, failures }: { people: number; failures: number }): number {
  const pace = people > 0 ? inCompanyEveryMs : aloneEveryMs;
  return Math.min(atMostEveryMs, pace * 2 ** Math.min(failures, 10));
}

/** “Ada Lindqvist is here, at 3 Research.” for each of those who are here; empty when nobody is. */
export function companyWords(people: readonly { name: string; place: string | null }[]): string {
  return people
    .map(({ name, place }) =>
      place === null ? `${name} is here, reading.` : `${name} is here, at ${place}.`,
    )
    .join(' ');
}
