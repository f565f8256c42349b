export interface PageFacts {
  status: number;
  /** It leads to another address. */
  redirects: boolean;
  /** The id of whoever the page that came was made for; null when it names nobody. */
  person: string | null;
}

/**
 * What the answer to a request for a handbook's page says about the right of `person` to it. Each page of Capstone for
 * somebody who is signed in names them, its error pages too. One that names nobody comes from what stands before the
 * server, such as a notice of maintenance, and says nothing about a handbook.
 */
export function pageAnswer(
  { status, redirects, person: here }: PageFacts,
  person: string,
): 'open' | 'signed-out' | 'gone' | 'other-person' | 'unknown' {
  if (redirects || status === 401) return 'signed-out';
  if (![200, 403, 404].includes(status) || here === null) return 'unknown';
  if (here !== person) return 'other-person';
  return status === 200 ? 'open' : 'gone';
}
