/** Words that stand in the place of a slug in addresses of other pages. */
const taken = new Set(['administration', 'new']);
const LONGEST = 60;

/** Why a cohort can't have this address, or null. */
export function slugProblem(slug: string): string | null {
  if (taken.has(slug)) return `“${slug}” is a page of the academy; choose another address.`;
  if (slug.length > LONGEST) return `Use at most ${LONGEST} characters for the address.`;
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug))
    return 'Use small letters a to z, digits and single hyphens between them for the address.';
  return null;
}
