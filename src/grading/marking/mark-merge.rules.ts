/** A mark as a page shows it. */
export interface ShownMark {
  levelId: string | null;
  remark: string;
}

/** Something that somebody makes, a mark or a remark, as far as meeting another one needs it. */
export interface UnderWay<V> {
  /** What the page shows. */
  wanted: V;
  /** What the server was last known to have. */
  stored: V;
  /** What this person made since then on the way to `wanted`, and sent or kept: it may be what the server has now. */
  steps: readonly V[];
}

/**
 * What a mark or remark that comes from the server, or from another tab, means for the one that is under way here.
 * `same`: it is what the page shows. `behind`: it is an earlier step of what stands here, which goes on upon it, also when
 * that was taken back meanwhile. `take`: nothing was changed here, so the page shows it. `clash`: both were changed, and
 * somebody has to be asked.
 */
export type Meeting = 'same' | 'take' | 'behind' | 'clash';

export function meetAs<V>(
  same: (one: V, other: V) => boolean,
  { wanted, stored, steps }: UnderWay<V>,
  come: V,
): Meeting {
  if (same(wanted, come)) return 'same';
  if (steps.some((step) => same(step, come))) return 'behind';
  // Another version of what this was made from
  if (same(stored, come)) return 'behind';
  return same(wanted, stored) ? 'take' : 'clash';
}

export const meet = (underWay: UnderWay<ShownMark>, come: ShownMark): Meeting =>
  meetAs(sameMark, underWay, come);

/** White space around a remark, and how its lines end, is nothing that is stored. */
export function sameMark(one: ShownMark, other: ShownMark): boolean {
  return one.levelId === other.levelId && tidied(one.remark) === tidied(other.remark);
}

export const tidied = (remark: string) => remark.replace(/\r\n?/g, '\n').trim();
