/** Names in addresses that pages of ours have under `/courses/`. */
const taken = new Set(['administration', 'drafts', 'versions', 'new']);

/** "Brand & Service: a start" → `brand-service-a-start`; at most 60 characters; "" when nothing of it can stand in one. */
export function slugOf(title: string): string {
  const slug = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  return taken.has(slug) ? `${slug}-course` : slug;
}

/** `wanted`, or the first of `wanted-2`, `wanted-3` … that is not among `others`. */
export function freeSlug(wanted: string, others: readonly string[]): string {
  let slug = wanted;
  for (let count = 2; others.includes(slug); count += 1) slug = `${wanted}-${String(count)}`;
  return slug;
}
