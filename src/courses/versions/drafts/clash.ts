/** What somebody else has stored since a form was opened, and the version that a write must name now. */
export interface Clash<Values> {
  theirs: Values;
  version: number;
}

/**
 * Whether a write against an old version loses anything: not when it says what is stored already, as a form that is
 * sent twice does.
 *
 * @returns null when the write may count as done
 */
export function clashOf<Values extends object>(
  stored: Values & { version: number },
  yours: Values,
): Clash<Values> | null {
  const theirs = Object.fromEntries(
    Object.keys(yours).map((name) => [name, stored[name as keyof Values]]),
  ) as Values;
  const same = Object.entries(yours).every(([name, value]) => theirs[name as keyof Values] === value);
  return same ? null : { theirs, version: stored.version };
}
